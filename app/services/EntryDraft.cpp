// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/services/EntryDraft.h"

#include "ledger/crypto/Random.h"

namespace carnet::services {

EntryDraft::EntryDraft(const ChainPlace& place, chain::EntryType type, const chain::Author& author,
                       std::int64_t timeMs)
{
    m_header.federation = place.federation;
    m_header.chain = place.chain;
    m_header.nonce = crypto::randomArray<16>();
    m_header.type = std::string(chain::nameOf(type));
    m_header.author = author;
    // The format counts from 1970; a clock set before that is written as its beginning.
    m_header.timeMs = static_cast<std::uint64_t>(std::max<std::int64_t>(timeMs, 0));
    m_header.body = Bytes{0x80};
}

void EntryDraft::setSubject(const Hash& subject, const Hash& epoch)
{
    m_header.subject = subject;
    m_header.epoch = epoch;
}

PartContext EntryDraft::context() const
{
    return partContextOf(m_header, m_header.federation.value_or(Hash{}));
}

Result<void> EntryDraft::take(Result<SealedPart> part)
{
    if (!part) {
        return tl::unexpected<Error>(part.error());
    }
    m_header.parts.push_back({part->digest.hash, part->digest.size, part->digest.commitment});
    m_parts.push_back(std::move(part->bytes));
    return {};
}

Result<void> EntryDraft::addContent(const CategoryKeys& keys, Category category, const Content& content)
{
    return take(PartSealer(context(), keys).seal(category, m_parts.size(), content));
}

Result<void> EntryDraft::addCategoryWrap(const WrapRecipient& to, const CategoryKeys& keys,
                                         std::span<const Category> categories, const PatientSecret* secret)
{
    return take(sealCategoryWrap(context(), m_parts.size(), to, keys, categories, secret));
}

Result<void> EntryDraft::addRoleWrap(const WrapRecipient& to, std::span<const RoleKey> keys)
{
    return take(sealRoleWrap(context(), m_parts.size(), to, keys));
}

Result<void> EntryDraft::addSlotWrap(const WrapRecipient& to, ByteView keyring)
{
    return take(sealSlotWrap(context(), m_parts.size(), to, keyring));
}

Result<AuthoredEntry> EntryDraft::sign(const crypto::SigningKey& key)
{
    Result<Bytes> bytes = chain::signEntry(m_header, key);
    if (!bytes) {
        return tl::unexpected<Error>(bytes.error());
    }
    AuthoredEntry entry;
    entry.id = chain::entryIdOf(*bytes);
    entry.bytes = std::move(*bytes);
    entry.parts = std::move(m_parts);
    return entry;
}

PartContext partContextOf(const chain::EntryHeader& header, const Hash& federation)
{
    PartContext context;
    context.federation = federation;
    context.subject = header.subject;
    context.epoch = header.epoch;
    context.type = header.type;
    context.author = header.author.key;
    context.nonce = header.nonce;
    return context;
}

PartDigest partDigestOf(const chain::EntryHeader& header, std::size_t index)
{
    const chain::PartDigest& digest = header.parts.at(index);
    return {digest.hash, digest.sizeBytes, digest.commitment};
}

} // namespace carnet::services
