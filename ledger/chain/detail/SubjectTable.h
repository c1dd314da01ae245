// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/chain/detail/AppendLog.h"
#include "ledger/chain/detail/ChainTable.h"
#include "ledger/chain/detail/OrdinalTable.h"

namespace carnet::chain::detail {

/// That a valid entry made a subject known. 44 bytes.
struct SubjectRecord {
    Hash subject;
    std::uint32_t entry;
    Place place;
};

/// That a valid entry made an epoch for a subject. 52 bytes.
struct EpochRecord {
    Hash epoch;
    std::uint32_t subject; ///< number of the subject's first record
    std::uint32_t entry;
    Place place;
};

/// The subjects and their epochs. Two chains may, not knowing of each other, make the same one; both are kept.
class SubjectTable {
public:
    using SubjectLog = AppendLog<SubjectRecord, 4096>;
    using EpochLog = AppendLog<EpochRecord, 4096>;

    template <typename Visit>
    bool findSubject(const Hash& subject, const Visit& visit) const
    {
        return m_bySubject.find(m_seed.ofHash(subject.data()), [&](std::uint32_t number) {
            return m_subjects[number].subject == subject && visit(m_subjects[number]);
        });
    }
    /// The epochs of that id; `visit` gets the record and the subject that it was made for.
    template <typename Visit>
    bool findEpoch(const Hash& epoch, const Visit& visit) const
    {
        return m_byEpoch.find(m_seed.ofHash(epoch.data()), [&](std::uint32_t number) {
            const EpochRecord& record = m_epochs[number];
            return record.epoch == epoch && visit(record, m_subjects[record.subject].subject);
        });
    }
    /// Calls `visit` for each epoch of the subject.
    template <typename Visit>
    void forEachEpoch(const Hash& subject, const Visit& visit) const
    {
        const std::uint32_t first = firstOf(subject);
        m_epochsOf.find(m_seed.mix(first), [&](std::uint32_t number) {
            if (m_epochs[number].subject == first) {
                visit(m_epochs[number]);
            }
            return false;
        });
    }

    void addSubject(const Hash& subject, std::uint32_t entry, Place place);
    /// The subject must be there.
    void addEpoch(const Hash& epoch, const Hash& subject, std::uint32_t entry, Place place);

    std::size_t subjectCount() const noexcept { return m_subjects.size(); }
    std::size_t epochCount() const noexcept { return m_epochs.size(); }

    const SubjectLog& subjectLog() const noexcept { return m_subjects; }
    const EpochLog& epochLog() const noexcept { return m_epochs; }
    bool restoreSubjects(ByteView chunk) { return m_subjects.restoreChunk(chunk); }
    bool restoreEpochs(ByteView chunk) { return m_epochs.restoreChunk(chunk); }
    bool rebuild();

    std::size_t memoryBytes() const;

private:
    std::uint32_t firstOf(const Hash& subject) const;
    void indexSubject(std::uint32_t number);
    void indexEpoch(std::uint32_t number);

    TableSeed m_seed;
    SubjectLog m_subjects;
    EpochLog m_epochs;
    OrdinalTable m_bySubject;
    OrdinalTable m_byEpoch;
    OrdinalTable m_epochsOf;
};

} // namespace carnet::chain::detail
