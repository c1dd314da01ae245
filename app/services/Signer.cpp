// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/services/Signer.h"

#include "ledger/chain/EntryBodies.h"
#include "ledger/identity/Proofs.h"

namespace carnet::services {

namespace {

chain::EpochDescriptor descriptorOf(const EpochValues& values)
{
    chain::EpochDescriptor descriptor;
    descriptor.subjectKey = values.subjectKey;
    descriptor.commitments = values.commitments;
    descriptor.parents = values.parents;
    descriptor.proof = values.proof;
    return descriptor;
}

RoleKey copyOf(const RoleKey& key)
{
    return {key.group, key.generation, key.key.clone()};
}

} // namespace

Result<Registration> authorRegistration(const Signer& signer, std::int64_t timeMs,
                                        const PatientSecret& secret, chain::Custody custody,
                                        std::span<const RolePublicKey> roleKeys, Content demographics)
{
    Registration registration;
    registration.patient = secret.patientId();
    registration.subject.keys = CategoryKeys::generate();
    const CategoryKeys& keys = registration.subject.keys;

    EntryDraft draft = signer.draft(chain::EntryType::PatientRegister, timeMs);
    const EpochValues epoch =
        makeEpoch(signer.place.federation, signer.place.chain, draft.nonce(), secret.subjectKey(0), keys);
    registration.subject.subject = epoch.subject;
    registration.subject.epoch = epoch.epoch;
    draft.setSubject(epoch.subject, epoch.epoch);
    draft.setBody(chain::encodeBody(chain::PatientRegisterBody{custody, descriptorOf(epoch)}));

    demographics.patient = registration.patient;
    Result<void> added = draft.addContent(keys, Category::Demographics, demographics);
    if (added) {
        added = draft.addCategoryWrap({secret.kemKey().publicKey(), 0}, keys, kAllCategories);
    }
    for (const RolePublicKey& role : roleKeys) {
        const std::span<const Category> categories = categoriesFor(role.group);
        if (added && !categories.empty()) {
            const bool takesCustody = custody == chain::Custody::Clinic && role.group == kCustodyGroup;
            added = draft.addCategoryWrap(role.recipient, keys, categories, takesCustody ? &secret : nullptr);
        }
    }
    if (!added) {
        return tl::unexpected<Error>(added.error());
    }
    Result<AuthoredEntry> entry = draft.sign(signer.keys->signing());
    if (!entry) {
        return tl::unexpected<Error>(entry.error());
    }
    registration.entry = std::move(*entry);
    return registration;
}

Result<Registration> authorLibrary(const Signer& signer, std::int64_t timeMs,
                                   std::span<const RolePublicKey> roleKeys)
{
    Registration library;
    library.subject.keys = CategoryKeys::generate();
    EntryDraft draft = signer.draft(chain::EntryType::LibraryOpen, timeMs);
    // Nobody grants or rotates in the library's name yet, so its subject key is used for this proof and forgotten.
    const EpochValues epoch = makeEpoch(signer.place.federation, signer.place.chain, draft.nonce(),
                                        crypto::SigningKey::generate(), library.subject.keys);
    library.subject.subject = epoch.subject;
    library.subject.epoch = epoch.epoch;
    draft.setSubject(epoch.subject, epoch.epoch);
    draft.setBody(chain::encodeBody(chain::EpochBody{descriptorOf(epoch)}));
    for (const RolePublicKey& role : roleKeys) {
        if (role.group != RoleGroup::Clinical) {
            continue;
        }
        const Result<void> added =
            draft.addCategoryWrap(role.recipient, library.subject.keys, kAllCategories);
        if (!added) {
            return tl::unexpected<Error>(added.error());
        }
    }
    Result<AuthoredEntry> entry = draft.sign(signer.keys->signing());
    if (!entry) {
        return tl::unexpected<Error>(entry.error());
    }
    library.entry = std::move(*entry);
    return library;
}

Result<AuthoredEntry> authorParts(const Signer& signer, chain::EntryType type, std::int64_t timeMs,
                                  const WritableSubject& subject, std::span<const CategoryContent> parts)
{
    EntryDraft draft = signer.draft(type, timeMs);
    draft.setSubject(subject.subject, subject.epoch);
    for (const CategoryContent& part : parts) {
        const Result<void> added = draft.addContent(subject.keys, part.category, part.content);
        if (!added) {
            return tl::unexpected<Error>(added.error());
        }
    }
    return draft.sign(signer.keys->signing());
}

Result<AuthoredEntry> authorEnrolment(const Signer& signer, std::int64_t timeMs, const Hash& clinic,
                                      const PersonKeys& person, const PractitionerFields& fields,
                                      std::span<const RoleKey> roleKeys, const crypto::KemPublicKey* alsoTo,
                                      const SlotForStations& slot)
{
    EntryDraft draft = signer.draft(chain::EntryType::PractitionerEnrol, timeMs);
    chain::PractitionerEnrolBody body;
    body.clinic = clinic;
    body.key = person.id();
    body.kemKey = person.kem().publicKey();
    body.fullName = fields.fullName;
    body.licence = fields.licence;
    body.roles = fields.roles;
    body.proof =
        person.signing().sign(practitionerProofMessage(signer.place.federation, clinic, body.kemKey));
    draft.setBody(chain::encodeBody(body));

    std::vector<RoleKey> handed;
    for (const RoleKey& key : roleKeys) {
        if (fields.roles.holdsKeyOf(key.group)) {
            handed.push_back(copyOf(key));
        }
    }
    Result<void> added;
    if (!handed.empty()) {
        added = draft.addRoleWrap({body.kemKey, 0}, handed);
    }
    if (added && alsoTo) {
        added = draft.addRoleWrap({*alsoTo, 0}, roleKeys);
    }
    for (const crypto::KemPublicKey& station : slot.stations) {
        added = added ? draft.addSlotWrap({station, 0}, slot.keyring) : added;
    }
    if (!added) {
        return tl::unexpected<Error>(added.error());
    }
    return draft.sign(signer.keys->signing());
}

Result<AuthoredEntry> authorStationEnrolment(const Signer& signer, std::int64_t timeMs, const Hash& clinic,
                                             const std::string& name, const StationKeys& station,
                                             const ByteArray<16>& chainNonce)
{
    chain::StationEnrolBody body;
    body.clinic = clinic;
    body.name = name;
    body.stationKey = station.signing().publicKey();
    body.stationKemKey = station.kem().publicKey();
    body.chainNonce = chainNonce;
    body.proof = station.signing().sign(
        stationProofMessage(signer.place.federation, clinic, body.stationKemKey, chainNonce));
    EntryDraft draft = signer.draft(chain::EntryType::StationEnrol, timeMs);
    draft.setBody(chain::encodeBody(body));
    return draft.sign(signer.keys->signing());
}

} // namespace carnet::services
