// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/chain/MerkleTree.h"
#include "ledger/crypto/Sha256.h"
#include "ledger/encoding/CborWriter.h"
#include "ledger/encoding/CoseSign1.h"
#include "ledger/storage/StoredBlock.h"

#include <random>

namespace carnet::storage {

/// Makes blocks of the form and size that FORMAT.md gives, from a seed. Signatures, hashes and ciphertexts
/// are random bytes: the store does not look into them.
class BlockMaker {
public:
    explicit BlockMaker(unsigned seed = 1, std::size_t partBytes = 600)
        : m_random(seed)
        , m_partBytes(partBytes)
        , m_federation(hash())
        , m_chain(hash())
        , m_station(hash())
        , m_author(hash())
    {
    }

    const Hash& chain() const { return m_chain; }

    /// The next block of the chain.
    StoredBlock next(std::size_t entries, std::size_t partsPerEntry = 1)
    {
        StoredBlock block;
        block.chain = m_chain;
        block.height = m_height;
        for (std::size_t i = 0; i < entries; ++i) {
            block.entries.push_back(entry(partsPerEntry));
            m_tree.append(block.entries.back().id);
        }
        cbor::Writer preamble;
        preamble.array(9)
            .unsignedInt(0)
            .bytes(m_federation)
            .bytes(m_chain)
            .bytes(m_station)
            .unsignedInt(m_height);
        m_height == 0 ? preamble.null() : preamble.bytes(m_previous);
        preamble.unsignedInt(1760000000000 + m_height).unsignedInt(entries).array(0);
        block.preambleLeaf = merkle::leafHash(preamble.view());
        m_tree.append(block.preambleLeaf);
        const Bytes payload = cbor::Writer()
                                  .array(3)
                                  .bytes(preamble.view())
                                  .unsignedInt(m_tree.size())
                                  .bytes(m_tree.root())
                                  .take();
        block.bytes = coseAssemble(payload, array<64>());
        block.hash = crypto::sha256(block.bytes);
        m_previous = block.hash;
        ++m_height;
        return block;
    }

    const merkle::CompactTree& tree() const { return m_tree; }

    template <std::size_t N>
    ByteArray<N> array()
    {
        ByteArray<N> out;
        for (auto& byte : out) {
            byte = static_cast<std::uint8_t>(m_random());
        }
        return out;
    }
    Hash hash() { return array<32>(); }

private:
    StoredEntry entry(std::size_t parts)
    {
        StoredEntry entry;
        if (m_random() % 4 == 0) {
            m_subject = hash();
            m_epoch = hash();
        }
        cbor::Writer header;
        header.array(12)
            .unsignedInt(0)
            .bytes(m_federation)
            .bytes(m_chain)
            .bytes(array<16>())
            .text("record.add");
        header.bytes(m_subject).array(2).unsignedInt(0).bytes(m_author).unsignedInt(1760000000000
                                                                                    + m_random() % 1000000);
        header.bytes(m_epoch).array(0).array(parts);
        for (std::size_t i = 0; i < parts; ++i) {
            header.array(3).bytes(hash()).unsignedInt(m_partBytes).bytes(hash());
            Bytes cipher(m_partBytes + 16);
            for (std::size_t at = 0; at + 4 <= cipher.size(); at += 4) {
                const auto word = static_cast<std::uint32_t>(m_random());
                std::memcpy(cipher.data() + at, &word, 4);
            }
            entry.parts.emplace_back(
                cbor::Writer().array(3).bytes(array<32>()).bytes(array<16>()).bytes(cipher).take());
        }
        header.array(0);
        entry.bytes = coseAssemble(header.view(), array<64>());
        entry.id = merkle::leafHash(entry.bytes);
        return entry;
    }

    std::mt19937 m_random;
    std::size_t m_partBytes;
    Hash m_federation;
    Hash m_chain;
    Hash m_station;
    Hash m_author;
    Hash m_subject{};
    Hash m_epoch{};
    Hash m_previous{};
    std::uint64_t m_height = 0;
    merkle::CompactTree m_tree;
};

} // namespace carnet::storage
