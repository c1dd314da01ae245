// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/services/KeyringFile.h"
#include "app/services/LocalLedger.h"
#include "app/services/NewChain.h"
#include "app/services/NewClinic.h"
#include "app/services/ProfileLock.h"

namespace carnet::services {

class Node;
class Session;

/// The names of a profile's files.
struct ProfilePaths {
    explicit ProfilePaths(const QString& folder);
    QString folder;
    QString chainDatabase;
    QString deskDatabase;
    QString clinicalDatabase;
    QString stationKey;
    QString pendingJoin; ///< only while the profile waits for its admission
    QString place;       ///< where the station's key was made for (StationPlace.h)
    QString tail;        ///< the last block that was written (TailWitness.h)
};

/// An installation's data folder, opened by this process alone: the lock, the keyring, the station's keys and its ledger. It belongs to the
/// thread that opened it; sessions must be gone before it.
class Profile {
public:
    /// Opens an existing profile. Where it was copied or an old chain.db put back, its ledger is stopped (LocalLedger::stop). Errors: Unavailable
    /// "no-profile" (there is none), "held"; Refused "not-admitted" (it waits for its admission); those of keyring, station key and chain.db.
    static Result<std::unique_ptr<Profile>> open(const QString& folder);
    ~Profile();

    const ProfilePaths& paths() const { return m_paths; }
    LocalLedger& ledger() { return *m_ledger; }
    KeyringFile& keyring() { return m_keyring; }
    /// What replicates this profile in this process, if anything does.
    Node* node() const { return m_node; }
    void setNode(Node* node) { m_node = node; }

    /// Unlocks for a person: password, vaults, role keys, and what arrived since the last time is indexed. Errors: those of Keyring::unlock; Denied
    /// "revoked" where the ledger no longer knows the person as active; those of the vaults.
    Result<std::unique_ptr<Session>> unlock(std::string_view user, const crypto::SecretBytes& password);

    /// Goes on with a new key and a new chain where the ledger says that this station must not write to its own any more. Errors: those of
    /// beginNewChain() and of the disk; whatever happens, nothing is written to the old chain.
    Result<NewChain> leaveChain(const UnlockedSlot& by);

    /// Closes the ledger with a checkpoint, so that the folder is its .db files, keyring and keys alone.
    Result<void> close();

private:
    void checkPlace();
    Result<void> writePlace() const;
    Profile(ProfilePaths paths, std::unique_ptr<ProfileLock> lock, KeyringFile keyring,
            std::unique_ptr<LocalLedger> ledger);

    ProfilePaths m_paths;
    std::unique_ptr<ProfileLock> m_lock;
    KeyringFile m_keyring;
    std::unique_ptr<LocalLedger> m_ledger;
    Node* m_node = nullptr;
};

/// What a new federation with its founding clinic is made of.
struct NewFederation : NewClinic {
    std::string federationName;
};

struct CreatedFederation {
    Hash federation{};
    Hash clinic{};
    crypto::PublicKey station{};
    crypto::PublicKey administrator{};
    crypto::SecretBytes recoveryCode; ///< for paper: it is nowhere else
};

/// Makes a profile: keys, the founding block (FORMAT.md §5.1), empty vaults. The folder must be missing or empty; it appears whole or not at all.
/// Errors: Refused "profile-exists", "weak-password", "bad-name", "bad-region"; Usage "bad-role"; Unavailable.
Result<CreatedFederation> createFederation(const QString& folder, const NewFederation& wanted,
                                           const crypto::SecretBytes& password);

} // namespace carnet::services
