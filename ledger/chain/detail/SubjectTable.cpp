// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/chain/detail/SubjectTable.h"

#include <algorithm>

namespace carnet::chain::detail {

std::uint32_t SubjectTable::firstOf(const Hash& subject) const
{
    std::uint32_t first = kNone;
    m_bySubject.find(m_seed.ofHash(subject.data()), [&](std::uint32_t number) {
        if (m_subjects[number].subject == subject) {
            first = std::min(first, number);
        }
        return false;
    });
    return first;
}

void SubjectTable::indexSubject(std::uint32_t number)
{
    const auto hash = [this](std::uint32_t other) { return m_seed.ofHash(m_subjects[other].subject.data()); };
    m_bySubject.insert(hash(number), number, hash);
}

void SubjectTable::indexEpoch(std::uint32_t number)
{
    const auto hash = [this](std::uint32_t other) { return m_seed.ofHash(m_epochs[other].epoch.data()); };
    m_byEpoch.insert(hash(number), number, hash);
    const auto hashOfSubject = [this](std::uint32_t other) { return m_seed.mix(m_epochs[other].subject); };
    m_epochsOf.insert(hashOfSubject(number), number, hashOfSubject);
}

void SubjectTable::addSubject(const Hash& subject, std::uint32_t entry, Place place)
{
    indexSubject(m_subjects.push({subject, entry, place}));
}

void SubjectTable::addEpoch(const Hash& epoch, const Hash& subject, std::uint32_t entry, Place place)
{
    indexEpoch(m_epochs.push({epoch, firstOf(subject), entry, place}));
}

bool SubjectTable::rebuild()
{
    for (std::uint32_t number = 0; number < m_subjects.size(); ++number) {
        indexSubject(number);
    }
    for (std::uint32_t number = 0; number < m_epochs.size(); ++number) {
        if (m_epochs[number].subject >= m_subjects.size()) {
            return false;
        }
        indexEpoch(number);
    }
    return true;
}

std::size_t SubjectTable::memoryBytes() const
{
    return m_subjects.memoryBytes() + m_epochs.memoryBytes() + m_bySubject.memoryBytes()
        + m_byEpoch.memoryBytes() + m_epochsOf.memoryBytes();
}

} // namespace carnet::chain::detail
