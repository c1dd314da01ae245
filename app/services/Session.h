// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/services/Profile.h"
#include "app/services/Signer.h"
#include "app/services/Vaults.h"
#include "ledger/identity/KeyringSlot.h"

namespace carnet::services {

/// One person at this station, unlocked: keys, vaults and rights. Its keys are zeroed when it goes. Belongs to the profile's thread.
class Session {
public:
    ~Session();

    Profile& profile() { return m_profile; }
    LocalLedger& ledger() { return m_profile.ledger(); }
    const UnlockedSlot& slot() const { return m_slot; }
    const std::string& user() const { return m_slot.userName; }
    const std::string& fullName() const { return m_fullName; }
    /// The roles that the ledger gives this person at this clinic now.
    Roles roles() const { return m_roles; }
    Result<void> require(Capability capability) const { return m_roles.require(capability); }

    /// For what this person signs on this station's chain.
    Signer signer() const;
    /// The private role keys that this person was handed.
    std::span<const RoleKey> roleKeys() const { return m_roleKeys; }
    /// The clinic's current public role keys.
    std::vector<RolePublicKey> clinicRoleKeys() const;

    Vaults& vaults() { return m_vaults; }
    /// A sentence for the person, where something was found damaged and mended at unlock; else empty.
    const std::string& note() const { return m_note; }

    /// Indexes what the chain holds beyond what the vaults have. Called at unlock and after each append.
    Result<void> indexNew(const ProgressFunction& progress = {}, const Cancellation& cancellation = {});

    /// Checkpoints and closes the vaults.
    Result<void> close();

private:
    friend class Profile;
    Session(Profile& profile, UnlockedSlot slot);
    friend class Indexer;
    Result<void> start();
    /// Where this station must not write to its chain any more, a new one begins at once, and the note says so.
    void leaveStoppedChain();
    /// Takes in the slots of people who were added at the clinic's other stations, so that they can sign in here from now on.
    void adoptSlots();
    std::optional<Bytes> slotIn(const Hash& enrolment);
    /// Takes the role keys out of an entry that handed some to staff; those for others stay closed.
    Result<void> openRoleKeysIn(const Hash& entry);
    Result<void> openRoleKeysIn(const storage::StoredEntry& entry);
    void addRoleKey(RoleKey key);

    Profile& m_profile;
    UnlockedSlot m_slot;
    std::string m_fullName;
    Roles m_roles;
    std::vector<RoleKey> m_roleKeys;
    Vaults m_vaults;
    std::string m_note;
};

} // namespace carnet::services
