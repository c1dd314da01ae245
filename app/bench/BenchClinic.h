// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/services/Profile.h"
#include "app/services/Session.h"

#include <QTemporaryDir>

namespace carnet::bench {

/// A federation of one clinic, as a rule in a folder that goes when this goes, with a doctor who is signed in. Belongs to one thread.
class BenchClinic {
public:
    /// `parent` is the folder in which the temporary one is made.
    static Result<std::unique_ptr<BenchClinic>> make(const QString& parent);
    /// Makes it in a folder that stays, which must be missing or empty.
    static Result<std::unique_ptr<BenchClinic>> makeAt(const QString& profileFolder);
    /// Who is signed in.
    static std::string_view user();
    static crypto::SecretBytes password();
    ~BenchClinic();

    services::Session& session() { return *m_session; }
    services::LocalLedger& ledger() { return m_session->ledger(); }
    /// The folder that the profile is in.
    QString folder() const;
    /// Closes session and profile in good order, so that another process can open them. Nothing else may be asked after that.
    Result<void> close();

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
    BenchClinic() = default;
    Result<void> start(const QString& profileFolder);
    Result<services::AuthoredEntry> authorRecord(std::uint64_t number, qint64& jsonBytes) const;

    std::unique_ptr<QTemporaryDir> m_temporary; ///< where it does not stay
    QString m_profileFolder;
    std::unique_ptr<services::Profile> m_profile;
    std::unique_ptr<services::Session> m_session;
    std::vector<Subject> m_subjects;
    std::uint64_t m_nextRecord = 0;
    qint64 m_jsonBytes = 0;
};

/// Bytes of the sealed parts of entries.
qint64 sealedBytesOf(const std::vector<services::AuthoredEntry>& entries);

} // namespace carnet::bench
