// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/chain/Block.h"
#include "ledger/chain/Cosignature.h"
#include "ledger/chain/Receipt.h"
#include "ledger/chain/SealedPart.h"
#include "ledger/chain/detail/MembershipPath.h"
#include "ledger/crypto/AesGcm.h"
#include "ledger/crypto/Hkdf.h"
#include "ledger/identity/Context.h"

#include <algorithm>

namespace carnet::chain {

namespace {

using detail::MembershipPath;

tl::unexpected<Error> bad(std::string word, std::string sentence, std::string detail = {})
{
    return failure(ErrorKind::Fault, std::move(word), std::move(sentence), std::move(detail));
}

/// One verification, in the order of FORMAT.md §8.
class Verification {
public:
    explicit Verification(const Receipt& receipt) : m_receipt(receipt), m_path(receipt.federation) {}

    Result<VerifiedReceipt> run()
    {
        using Step = Result<void> (Verification::*)();
        for (const Step step : {&Verification::membership, &Verification::entry, &Verification::block,
                                &Verification::inclusion, &Verification::checkpoint, &Verification::author,
                                &Verification::parts, &Verification::notBefore}) {
            if (const Result<void> passed = (this->*step)(); !passed) {
                return tl::unexpected<Error>(passed.error());
            }
        }
        witnesses();
        return std::move(m_out);
    }

private:
    Result<void> membership()
    {
        for (const Bytes& each : m_receipt.membership) {
            if (const Result<void> added = m_path.add(each); !added) {
                return added;
            }
        }
        return m_receipt.membership.empty()
            ? bad("membership", "The receipt does not show who belongs to the federation.")
            : Result<void>();
    }

    Result<void> entry()
    {
        Result<ParsedEntry> parsed = parseEntry(m_receipt.entry);
        Result<ParsedBlock> block = parseBlock(m_receipt.block);
        const std::optional<EntryType> type = parsed ? entryTypeOf(parsed->header.type) : std::nullopt;
        if (!parsed || parsed->header.version != kFormatVersion || !type) {
            return bad("entry",
                       "The receipt's entry is damaged, or of a kind that this program does not know.");
        }
        Result<EntryBody> body = decodeBody(*type, parsed->header.body);
        const bool isGenesis = *type == EntryType::FederationGenesis;
        const bool named = isGenesis ? !parsed->header.federation && parsed->id == m_receipt.federation
                                     : parsed->header.federation == m_receipt.federation;
        if (!body || !named || (block && parsed->header.chain != block->preamble.chain)) {
            return bad("entry", "The receipt's entry belongs to another chain or federation, or is damaged.");
        }
        if (!parsed->signatureVerifies()) {
            return bad("entry-signature", "The author's signature does not fit the entry.");
        }
        m_body = std::move(*body);
        m_out.federation = m_receipt.federation;
        m_out.entry = parsed->id;
        m_out.type = *type;
        m_out.claimedTimeMs = parsed->header.timeMs;
        m_out.header = std::move(parsed->header);
        return {};
    }

    Result<void> block()
    {
        Result<ParsedBlock> parsed = parseBlock(m_receipt.block);
        if (!parsed || parsed->preamble.federation != m_receipt.federation) {
            return bad("block", "The receipt's block is damaged, or belongs to another federation.");
        }
        m_block = std::move(*parsed);
        const auto* station = m_path.stationOf(m_block.preamble.chain, m_block.preamble.stationKey);
        const auto* clinic = station == nullptr ? nullptr : m_path.clinic(station->body.clinic);
        if (clinic == nullptr) {
            return bad("station", "The receipt does not show that the station belongs to the federation.");
        }
        if (!m_block.signatureVerifies()) {
            return bad("signature", "The station's signature does not fit the block.");
        }
        m_out.clinic = clinic->id;
        m_out.clinicName = clinic->body.name;
        m_out.stationName = station->body.name;
        m_out.provisional = station->provisional;
        m_out.chain = m_block.preamble.chain;
        m_out.height = m_block.preamble.height;
        m_out.blockHash = m_block.hash;
        m_out.blockTimeMs = m_block.preamble.timeMs;
        return {};
    }

    Result<void> inclusion()
    {
        const std::uint64_t preambleLeaf =
            m_block.treeSize - 1; // wraps for an empty tree, which no leaf is in
        const bool inBlock = m_block.treeSize > m_block.preamble.count && m_receipt.leafIndex < preambleLeaf
            && m_receipt.leafIndex >= preambleLeaf - m_block.preamble.count;
        if (!inBlock
            || !merkle::verifyInclusion(m_receipt.leafIndex, m_block.treeSize, m_out.entry,
                                        m_receipt.inclusion, m_block.root)) {
            return bad("inclusion", "The receipt does not show that the entry is in the block.");
        }
        return {};
    }

    Result<void> checkpoint()
    {
        const Result<SignedNote> note = SignedNote::parse(toText(m_receipt.checkpoint));
        const Result<Checkpoint> stated = note
            ? openCheckpoint(*note, checkpointOrigin(m_receipt.federation, m_out.chain),
                             m_block.preamble.stationKey)
            : tl::unexpected<Error>(note.error());
        if (!stated || stated->size < m_block.treeSize) {
            return bad("checkpoint",
                       "The receipt's checkpoint is not one of the chain, or older than the entry.",
                       stated ? "smaller than the block's tree" : stated.error().detail);
        }
        if (!merkle::verifyConsistency(m_block.treeSize, stated->size, m_block.root, stated->root,
                                       m_receipt.consistency)) {
            return bad("consistency",
                       "The receipt's checkpoint does not continue the chain that the entry is in.");
        }
        m_note = *note;
        return {};
    }

    Result<void> author()
    {
        if (!m_path.mayWrite(m_out.header, m_out.type, m_body, m_out.clinic)) {
            return bad("author",
                       "The receipt does not show that the author had the right to write the entry.");
        }
        const auto* person = m_out.header.author.kind == AuthorKind::Person
            ? m_path.person(m_path.authorClinic(m_out.type, m_body, m_out.clinic), m_out.header.author.key)
            : nullptr;
        m_out.authorName = person != nullptr ? person->fullName : std::string();
        return {};
    }

    Result<void> parts()
    {
        for (const ReceiptPart& part : m_receipt.opened) {
            Result<Bytes> plaintext = open(part);
            if (!plaintext) {
                return bad("part", "An opened part of the receipt is not the one that the author signed.",
                           plaintext.error().detail);
            }
            m_out.contents.push_back({part.index, part.category, std::move(*plaintext)});
        }
        return {};
    }

    Result<Bytes> open(const ReceiptPart& part) const
    {
        const EntryHeader& header = m_out.header;
        if (part.index >= header.parts.size() || !header.subject || !header.epoch || !header.federation) {
            return badForm("the header names no such part");
        }
        const PartDigest& named = header.parts[static_cast<std::size_t>(part.index)];
        if (const Result<void> same = checkPart(named, part.sealedPart); !same) {
            return tl::unexpected<Error>(same.error());
        }
        const auto commitment =
            crypto::hkdfExpandSha256(part.partKey, carnet::viewOf("carnet/draft-0/commit"), 32);
        if (!named.commitment || !equal(commitment.view(), *named.commitment)) {
            return badForm("the key is not the one that is committed");
        }
        cbor::Writer bound = contextArray("part", 8);
        bound.bytes(*header.federation).bytes(*header.subject).bytes(*header.epoch).text(header.type);
        bound.bytes(header.author.key).unsignedInt(part.category).bytes(header.nonce).unsignedInt(part.index);
        return crypto::aesGcmOpen(part.partKey, ByteArray<crypto::kAesGcmNonceSize>{}, bound.view(),
                                  decodeSealedPart(part.sealedPart)->ciphertext);
    }

    Result<void> notBefore()
    {
        if (!m_receipt.notBefore) {
            return {};
        }
        const Result<ParsedBlock> seen = parseBlock(*m_receipt.notBefore);
        const auto isNamed = [&](const SeenHead& head) {
            return head.hash == seen->hash && head.chain == seen->preamble.chain
                && head.height == seen->preamble.height;
        };
        const auto* station =
            seen ? m_path.stationOf(seen->preamble.chain, seen->preamble.stationKey) : nullptr;
        if (station == nullptr || seen->preamble.federation != m_receipt.federation
            || std::ranges::none_of(m_block.preamble.seenHeads, isNamed)
            || station->body.clinic == m_out.clinic || !seen->signatureVerifies()) {
            return bad("not-before",
                       "The block that is to show the earliest time is not one that the entry rests on.");
        }
        m_out.provenNotBeforeMs = seen->preamble.timeMs;
        return {};
    }

    /// Cosignatures by stations of other clinics. One that is not good proves nothing and takes nothing away.
    void witnesses()
    {
        for (const MembershipPath::Station& station : m_path.stations()) {
            const MembershipPath::Clinic* witness = m_path.clinic(station.body.clinic);
            if (station.body.clinic == m_out.clinic || witness == nullptr) {
                continue;
            }
            const Result<std::int64_t> time = verifyCosignature(
                m_note, checkpointOrigin(m_receipt.federation, station.chain), station.body.stationKey);
            if (!time || *time < 0) {
                continue;
            }
            const auto timeMs = static_cast<std::uint64_t>(*time);
            m_out.witnesses.push_back({station.chain, station.body.clinic, witness->body.name, timeMs});
            m_out.provenNotAfterMs = std::min(m_out.provenNotAfterMs.value_or(timeMs), timeMs);
        }
    }

    const Receipt& m_receipt;
    MembershipPath m_path;
    ParsedBlock m_block;
    EntryBody m_body;
    SignedNote m_note;
    VerifiedReceipt m_out;
};

} // namespace

Result<VerifiedReceipt> verifyReceipt(ByteView file, const std::optional<Hash>& federation)
{
    const Result<Receipt> receipt = decodeReceipt(file);
    if (!receipt) {
        return tl::unexpected<Error>(receipt.error());
    }
    if (federation && receipt->federation != *federation) {
        return bad("federation",
                   "This receipt belongs to another federation than the one that was expected.");
    }
    return Verification(*receipt).run();
}

} // namespace carnet::chain
