// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/services/Session.h"
#include "ledger/identity/RecoveryCode.h"

namespace carnet::services {

struct MadeBackup {
    std::uint64_t chains = 0;
    std::uint64_t blocks = 0;
    std::uint64_t sizeBytes = 0;
    std::uint64_t height = 0; ///< of this station's chain
    Hash head{};
};

/// Writes everything that could not be made again, encrypted: the ledger with its sealed parts, and the keyring. Vaults are projections and are left
/// out, and so is the station's key, so that no restored copy can sign where its original does. Errors: Denied "no-right"; those of the
/// ledger and the disk; Refused "interrupted".
Result<MadeBackup> createBackup(Session& administrator, const QString& file, const ProgressFunction& progress,
                                const Cancellation& cancellation);

/// Who opens a backup: a user of it with the password, or the recovery code.
struct BackupOpener {
    std::string user;
    crypto::SecretBytes password;
    std::optional<RecoveryCode> recovery; ///< if it is given, it alone counts
};

/// The active administrators of a backup, by user name, without opening it. Errors: as BackupReader::open.
Result<std::vector<std::string>> backupAdministrators(const QString& file);

struct RehearsedBackup {
    std::uint64_t chains = 0;
    std::uint64_t blocks = 0;
    std::uint64_t entries = 0;
    Hash chain{}; ///< of the station that made it
    std::uint64_t height = 0;
    Hash head{};
    std::int64_t timeMs = 0; ///< when it was made, as that computer said
    std::vector<std::string>
        witnessedBy; ///< other clinics that had seen that chain's end, as the backup itself shows
    std::optional<std::uint64_t> witnessedHeight; ///< how far of that chain they had seen, at most
};

/// Restores a backup into a temporary folder, verifies everything in it by the rules that a receiver applies, and throws it away. Errors:
/// Denied those of Keyring::unlock; Fault "backup-damaged", and those of LocalLedger::createFrom.
Result<RehearsedBackup> rehearseBackup(const QString& file, const BackupOpener& opener,
                                       const ProgressFunction& progress, const Cancellation& cancellation);

struct RestoredBackup {
    Hash oldChain{};
    Hash newChain{};
    std::uint64_t lastKnownHeight = 0;
    bool provisional = false; ///< until an administrator confirms the new chain
};

/// Makes a profile from a backup, in an empty folder, with new station keys and a new chain, which the opener signs. What the old chain got after the
/// backup comes back from other clinics. Errors: as rehearseBackup(), and those of makeProfileFolder().
Result<RestoredBackup> restoreBackup(const QString& file, const BackupOpener& opener, const QString& folder,
                                     const std::string& stationName, const ProgressFunction& progress,
                                     const Cancellation& cancellation);

} // namespace carnet::services
