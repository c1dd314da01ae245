// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/access/Epoch.h"
#include "ledger/access/PartOpener.h"
#include "ledger/access/PartSealer.h"
#include "ledger/access/Wrap.h"
#include "ledger/chain/Entry.h"

namespace carnet::services {

/// A signed entry with its sealed parts, ready for a block.
struct AuthoredEntry {
    Hash id{};
    Bytes bytes;
    std::vector<Bytes> parts;
};

/// Where an entry will stand: the ledger and the chain that carries it.
struct ChainPlace {
    Hash federation{};
    Hash chain{};
};

/// Composes one entry: header, sealed parts, signature. Access seals the parts and chain signs the header; neither sees the other, so
/// that they are joined here. Parts are numbered in the order in which they are added. Used by one thread at a time.
class EntryDraft {
public:
    EntryDraft(const ChainPlace& place, chain::EntryType type, const chain::Author& author,
               std::int64_t timeMs);

    /// The patient's (or the library's) subject, and the epoch whose category keys seal the parts. Before any part is added.
    void setSubject(const Hash& subject, const Hash& epoch);
    void setBody(Bytes body) { m_header.body = std::move(body); }
    void addReference(const Hash& entryId) { m_header.references.push_back(entryId); }
    /// federation.genesis is the only entry that names no federation.
    void makeGenesis() { m_header.federation.reset(); }

    const ByteArray<16>& nonce() const { return m_header.nonce; }

    /// Errors: those of PartSealer::seal, sealCategoryWrap, sealRoleWrap, sealSlotWrap.
    Result<void> addContent(const CategoryKeys& keys, Category category, const Content& content);
    Result<void> addCategoryWrap(const WrapRecipient& to, const CategoryKeys& keys,
                                 std::span<const Category> categories, const PatientSecret* secret = nullptr);
    Result<void> addRoleWrap(const WrapRecipient& to, std::span<const RoleKey> keys);
    Result<void> addSlotWrap(const WrapRecipient& to, ByteView keyring);

    /// Errors: those of chain::signEntry.
    Result<AuthoredEntry> sign(const crypto::SigningKey& key);

private:
    PartContext context() const;
    Result<void> take(Result<SealedPart> part);

    chain::EntryHeader m_header;
    std::vector<Bytes> m_parts;
};

/// What the parts of a stored entry are bound to, for opening them.
PartContext partContextOf(const chain::EntryHeader& header, const Hash& federation);
/// The header's words about part `index`, as access reads them.
PartDigest partDigestOf(const chain::EntryHeader& header, std::size_t index);

} // namespace carnet::services
