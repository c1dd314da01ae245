// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/services/EntryDraft.h"
#include "ledger/chain/EntryBodies.h"
#include "ledger/identity/PersonKeys.h"
#include "ledger/identity/StationKeys.h"

namespace carnet::services {

/// Who writes entries here and now: a person's unlocked keys, and the chain that carries what they sign. It refers to the keys,
/// which must outlive it.
struct Signer {
    ChainPlace place;
    const PersonKeys* keys = nullptr;
    chain::AuthorKind kind = chain::AuthorKind::Person; ///< Recovery where the keys are the recovery kit's

    EntryDraft draft(chain::EntryType type, std::int64_t timeMs) const
    {
        return EntryDraft(place, type, {kind, keys->id()}, timeMs);
    }
};

/// A clinic's public role keys that new wraps go to.
struct RolePublicKey {
    RoleGroup group = RoleGroup::Desk;
    WrapRecipient recipient;
};

/// A subject that this installation can write to: where its parts go and the keys that seal them.
struct WritableSubject {
    Hash subject{};
    Hash epoch{};
    CategoryKeys keys;
};

/// A part to be sealed.
struct CategoryContent {
    Category category = Category::Notes;
    Content content;
};

/// What a registration makes.
struct Registration {
    AuthoredEntry entry;
    PatientId patient{};
    WritableSubject subject;
};

/// patient.register (FORMAT.md §5): a new patient with a fresh epoch, the demographics sealed in it, and the keys wrapped to the patient,
/// and to each role group of the clinic by category. With `custody` Clinic the secret goes to the clinic's clinical group too.
Result<Registration> authorRegistration(const Signer& signer, std::int64_t timeMs,
                                        const PatientSecret& secret, chain::Custody custody,
                                        std::span<const RolePublicKey> roleKeys, Content demographics);

/// library.open: the clinic's own subject, for what belongs to no patient; its keys go to the clinical group alone.
Result<Registration> authorLibrary(const Signer& signer, std::int64_t timeMs,
                                   std::span<const RolePublicKey> roleKeys);

/// record.add, record.correct, patient.update, patient.link, patient.unlink: sealed parts in a subject's epoch.
Result<AuthoredEntry> authorParts(const Signer& signer, chain::EntryType type, std::int64_t timeMs,
                                  const WritableSubject& subject, std::span<const CategoryContent> parts);

/// A person to be enrolled or changed at a clinic.
struct PractitionerFields {
    std::string fullName;
    std::string licence;
    Roles roles;
};

/// A new person's slot of the keyring, and the stations of the clinic that get it.
struct SlotForStations {
    Bytes keyring; ///< Keyring::exportSlot
    std::vector<crypto::KemPublicKey> stations;
};

/// practitioner.enrol: `person` proves possession, `signer` (an administrator) enrols, and hands over the role keys that the roles ask for;
/// `alsoTo` receives all of `roleKeys` (the recovery kit).
Result<AuthoredEntry> authorEnrolment(const Signer& signer, std::int64_t timeMs, const Hash& clinic,
                                      const PersonKeys& person, const PractitionerFields& fields,
                                      std::span<const RoleKey> roleKeys,
                                      const crypto::KemPublicKey* alsoTo = nullptr,
                                      const SlotForStations& slot = {});

/// station.enrol: `signer` (an administrator) enrols a station of the clinic, which proves possession of its key. The chain is
/// chain::chainIdOf(the station's key, chainNonce).
Result<AuthoredEntry> authorStationEnrolment(const Signer& signer, std::int64_t timeMs, const Hash& clinic,
                                             const std::string& name, const StationKeys& station,
                                             const ByteArray<16>& chainNonce);

} // namespace carnet::services
