// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/chain/EntryTypes.h"
#include "ledger/chain/Format.h"
#include "ledger/chain/detail/AppendLog.h"
#include "ledger/chain/detail/ChainTable.h"
#include "ledger/chain/detail/OrdinalTable.h"
#include "ledger/crypto/Ed25519.h"

namespace carnet::chain::detail {

/// One entry of an accepted block, whatever its status. 68 bytes.
struct EntryRecord {
    Hash id;
    Nonce16 nonce;
    std::uint32_t author; ///< number of the author's key
    Place place;
    std::uint32_t clinic; ///< at which the author acted, else kNone
    std::uint8_t verdict; ///< as it was judged, quarantine aside: Verdict::code
    std::uint8_t type;    ///< EntryType, 0xFF where unknown
    std::uint8_t kind;    ///< AuthorKind
    std::uint8_t repeats; ///< 1 where its author had used the nonce in its causal past
};

/// All entries in the order in which they were accepted, which is a causal order, found by id and by author and nonce.
///
/// Why the nonces are here in full: an entry is void where its author used the nonce *in its causal past*, so a
/// mere set is not enough; the place of each use must be known, and a shortened hash would let somebody who
/// finds a collision make two implementations disagree. Id, nonce and place of one entry lie in one record, and
/// the two tables hold 4-byte numbers: about 85 bytes an entry in all.
class EntryTable {
public:
    using EntryLog = AppendLog<EntryRecord, 16384>;
    using AuthorLog = AppendLog<crypto::PublicKey, 4096>;

    std::size_t count() const noexcept { return m_entries.size(); }
    const EntryRecord& at(std::uint32_t number) const { return m_entries[number]; }
    const crypto::PublicKey& authorKey(std::uint32_t author) const { return m_authors[author]; }

    /// The number of an author's key, else kNone.
    std::uint32_t findAuthor(const crypto::PublicKey& key) const;
    std::uint32_t addAuthor(const crypto::PublicKey& key);

    /// The entry with that id, else kNone. Where an entry was appended twice, which is in one chain since an entry names
    /// its chain, it is the first; the others are void.
    std::uint32_t findById(const Hash& id) const;
    /// Calls `visit(number)` for each entry of the author with that nonce until it returns true.
    template <typename Visit>
    bool findByNonce(std::uint32_t author, const Nonce16& nonce, const Visit& visit) const
    {
        return m_byNonce.find(nonceHash(author, nonce), [&](std::uint32_t number) {
            const EntryRecord& entry = m_entries[number];
            return entry.author == author && entry.nonce == nonce && visit(number);
        });
    }

    /// Appends an entry. One that repeats a nonce is not put into the tables: whatever has it in its causal past has the
    /// first use there too.
    std::uint32_t add(const EntryRecord& entry);

    const EntryLog& entryLog() const noexcept { return m_entries; }
    const AuthorLog& authorLog() const noexcept { return m_authors; }
    bool restoreEntries(ByteView chunk) { return m_entries.restoreChunk(chunk); }
    bool restoreAuthors(ByteView chunk) { return m_authors.restoreChunk(chunk); }
    /// Makes the tables from the logs. False where they contradict each other.
    bool rebuild(std::size_t chains);

    std::size_t memoryBytes() const;

private:
    void index(std::uint32_t number);
    std::uint64_t nonceHash(std::uint32_t author, const Nonce16& nonce) const noexcept
    {
        return m_seed.mix(TableSeed::word(nonce.data()), TableSeed::word(nonce.data() + 8), author);
    }
    auto hashOfId() const
    {
        return [this](std::uint32_t number) { return m_seed.ofHash(m_entries[number].id.data()); };
    }
    auto hashOfNonce() const
    {
        return [this](std::uint32_t number) {
            return nonceHash(m_entries[number].author, m_entries[number].nonce);
        };
    }
    auto hashOfAuthor() const
    {
        return [this](std::uint32_t number) { return m_seed.ofHash(m_authors[number].data()); };
    }

    TableSeed m_seed;
    EntryLog m_entries;
    AuthorLog m_authors;
    OrdinalTable m_byId;
    OrdinalTable m_byNonce;
    OrdinalTable m_byAuthor;
};

} // namespace carnet::chain::detail
