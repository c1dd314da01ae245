// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/services/Profile.h"
#include "app/services/Session.h"

#include <QTemporaryDir>

namespace carnet::bench {

/// A federation of one clinic in a folder that goes when this goes, with a doctor who is signed in. Belongs to one thread.
class BenchClinic {
public:
    /// `parent` is the folder in which the temporary one is made.
    static Result<std::unique_ptr<BenchClinic>> make(const QString& parent);
    ~BenchClinic();

    services::Session& session() { return *m_session; }
    services::LocalLedger& ledger() { return m_session->ledger(); }
    /// The temporary folder; the profile is within it.
    QString folder() const { return m_temporary.path(); }

    /// Registers patients in one block, at most 4,096.
    Result<void> addPatients(std::size_t count);

    /// The next `count` records, signed and sealed on all cores, spread over the patients: each is a visit with a blood pressure and a temperature,
    /// which is one sealed part. They are not appended.
    Result<std::vector<services::AuthoredEntry>> authorRecords(std::size_t count);

    /// Bytes of FHIR JSON in the records that were authored so far, before they were compressed and sealed.
    qint64 jsonBytes() const { return m_jsonBytes; }

    /// Size of chain.db when its log is copied into it.
    Result<qint64> chainBytes();

private:
    struct Subject {
        std::string uuid;
        services::WritableSubject keys;
    };
    explicit BenchClinic(const QString& parent);
    Result<services::AuthoredEntry> authorRecord(std::uint64_t number, qint64& jsonBytes) const;

    QTemporaryDir m_temporary;
    std::unique_ptr<services::Profile> m_profile;
    std::unique_ptr<services::Session> m_session;
    std::vector<Subject> m_subjects;
    std::uint64_t m_nextRecord = 0;
    qint64 m_jsonBytes = 0;
};

/// Bytes of the sealed parts of entries.
qint64 sealedBytesOf(const std::vector<services::AuthoredEntry>& entries);

} // namespace carnet::bench
