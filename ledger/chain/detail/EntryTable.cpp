// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/chain/detail/EntryTable.h"

namespace carnet::chain::detail {

std::uint32_t EntryTable::findAuthor(const crypto::PublicKey& key) const
{
    std::uint32_t found = kNone;
    m_byAuthor.find(m_seed.ofHash(key.data()), [&](std::uint32_t number) {
        if (m_authors[number] != key) {
            return false;
        }
        found = number;
        return true;
    });
    return found;
}

std::uint32_t EntryTable::addAuthor(const crypto::PublicKey& key)
{
    if (const std::uint32_t found = findAuthor(key); found != kNone) {
        return found;
    }
    const std::uint32_t number = m_authors.push(key);
    m_byAuthor.insert(m_seed.ofHash(key.data()), number, hashOfAuthor());
    return number;
}

std::uint32_t EntryTable::findById(const Hash& id) const
{
    std::uint32_t found = kNone;
    m_byId.find(m_seed.ofHash(id.data()), [&](std::uint32_t number) {
        if (m_entries[number].id != id) {
            return false;
        }
        found = number;
        return true;
    });
    return found;
}

std::uint32_t EntryTable::add(const EntryRecord& entry)
{
    const std::uint32_t number = m_entries.push(entry);
    index(number);
    return number;
}

void EntryTable::index(std::uint32_t number)
{
    const EntryRecord& entry = m_entries[number];
    if (entry.repeats == 0) {
        m_byId.insert(m_seed.ofHash(entry.id.data()), number, hashOfId());
        m_byNonce.insert(nonceHash(entry.author, entry.nonce), number, hashOfNonce());
    }
}

bool EntryTable::rebuild(std::size_t chains)
{
    m_byAuthor.reserve(m_authors.size(), hashOfAuthor());
    for (std::uint32_t number = 0; number < m_authors.size(); ++number) {
        m_byAuthor.insert(m_seed.ofHash(m_authors[number].data()), number, hashOfAuthor());
    }
    m_byId.reserve(m_entries.size(), hashOfId());
    m_byNonce.reserve(m_entries.size(), hashOfNonce());
    for (std::uint32_t number = 0; number < m_entries.size(); ++number) {
        const EntryRecord& entry = m_entries[number];
        if (entry.author >= m_authors.size() || entry.place.chain >= chains) {
            return false;
        }
        index(number);
    }
    return true;
}

std::size_t EntryTable::memoryBytes() const
{
    return m_entries.memoryBytes() + m_authors.memoryBytes() + m_byId.memoryBytes() + m_byNonce.memoryBytes()
        + m_byAuthor.memoryBytes();
}

} // namespace carnet::chain::detail
