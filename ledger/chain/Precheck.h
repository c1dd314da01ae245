// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/chain/Block.h"
#include "ledger/chain/Entry.h"
#include "ledger/chain/EntryBodies.h"
#include "ledger/chain/Verdict.h"

#include <string>

namespace carnet::chain {

/// One entry as it arrived, with its sealed parts: as many as the header names, in its order, nothing where a part is
/// absent. Views; the bytes belong to the caller.
struct EntryInput {
    ByteView entry;
    std::vector<std::optional<ByteView>> parts;
};

/// How much of a block is checked before it is applied.
enum class Signatures {
    Verify,
    /// For blocks that this program verified before and then kept in its own authenticated store: everything but the
    /// signatures of blocks and entries is checked. The state that comes out is the same.
    VerifiedBefore,
};

/// What is left of an entry once everything that needs no ledger was checked.
struct PrecheckedEntry {
    bool decoded = false; ///< else nothing below has a meaning
    Hash id{};
    std::uint64_t version = kFormatVersion;
    Nonce16 nonce{};
    std::optional<EntryType> type; ///< nothing where the type or the version is unknown
    Author author;
    std::optional<Hash> subject;
    std::optional<Hash> epoch;
    std::vector<Hash> references;
    std::optional<EntryBody> body; ///< nothing where the form is not the type's (void reason `body`)
    bool authorIsSubject = false;  ///< the author's key hashes to the subject
    bool proofVerifies = true; ///< the body's proof of possession, and its descriptor's ids (reason `proof`)
};

/// A block after everything that depends on its bytes alone was done: decoding, hashing, all signatures. It owns what
/// it holds, so the bytes may go; LedgerState::apply does the rest. Only precheck() makes one.
class PrecheckedBlock {
public:
    /// Whether the block could be decoded at all: with `encoding` or `version` it has no hash and no preamble.
    bool decoded() const noexcept { return !m_decodingFault; }
    const Hash& hash() const noexcept { return m_hash; }
    const Preamble& preamble() const noexcept { return m_preamble; }
    const std::vector<PrecheckedEntry>& entries() const noexcept { return m_entries; }
    /// How many Ed25519 signatures were verified, proofs of possession included.
    std::size_t signatureCount() const noexcept { return m_signatureCount; }
    /// What tells this from other blocks and from the same block with other entries, as somebody may send it.
    Hash fingerprint() const;
    /// About how many bytes it occupies, for a bound on blocks that wait.
    std::size_t memoryBytes() const noexcept;

private:
    friend class LedgerState;
    friend class PrecheckRun;
    PrecheckedBlock() = default;

    std::optional<BlockFault> m_decodingFault;
    Hash m_hash{};
    Preamble m_preamble;
    std::uint64_t m_treeSize = 0;
    Hash m_root{};
    Hash m_preambleLeaf{};
    bool m_signatureVerifies = false;
    bool m_countFits = false;
    std::optional<BlockFault> m_entryFault; ///< Entry, EntrySignature or Part: the first of FORMAT.md §3.3
    std::size_t m_faultyEntry = 0;          ///< its index
    std::string m_detail;                   ///< for the log
    std::vector<PrecheckedEntry> m_entries;
    std::size_t m_signatureCount = 0;
};

/// The expensive half of verification: a pure function of the bytes, which many threads may call at once for different
/// blocks, in any order. Nearly all of its time goes into Ed25519. It never fails: what is wrong stands in the result, and
/// apply() names it.
PrecheckedBlock precheck(ByteView block, std::span<const EntryInput> entries,
                         Signatures signatures = Signatures::Verify);

} // namespace carnet::chain
