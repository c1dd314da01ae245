// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/services/Session.h"

#include "app/services/Indexer.h"

#include <algorithm>

namespace carnet::services {

Session::Session(Profile& profile, UnlockedSlot slot) : m_profile(profile), m_slot(std::move(slot)) {}

Session::~Session() = default;

Result<void> Session::start()
{
    const chain::LedgerState& state = ledger().state();
    const std::optional<chain::PractitionerView> person =
        state.practitioner(ledger().clinic(), m_slot.keys.id());
    m_roles = state.effectiveRoles(ledger().clinic(), m_slot.keys.id());
    if (!person || person->revoked || m_roles.empty()) {
        return failure(
            ErrorKind::Denied, "revoked",
            "The ledger does not know " + m_slot.userName
                + " as an active member of this clinic's staff. An administrator can enrol the person.");
    }
    m_fullName = person->fullName;
    Result<Vaults> vaults =
        Vaults::open(m_profile.paths(), m_slot, m_roles.may(Capability::ReadClinical), m_note);
    if (!vaults) {
        return tl::unexpected<Error>(vaults.error());
    }
    m_vaults = std::move(*vaults);
    // The person's own enrolment first: it may not be indexed yet, and it brings the keys that indexing needs.
    for (const Hash& entry : person->enrolments) {
        const Result<void> opened = openRoleKeysIn(entry);
        if (!opened) {
            return opened;
        }
    }
    const Result<std::vector<Hash>> staff = m_vaults.desk.staff->entriesOf(ledger().clinic());
    if (!staff) {
        return tl::unexpected<Error>(staff.error());
    }
    for (const Hash& entry : *staff) {
        const Result<void> opened = openRoleKeysIn(entry);
        if (!opened) {
            return opened;
        }
    }
    const Result<void> indexed = indexNew();
    if (indexed) {
        leaveStoppedChain();
        adoptSlots();
    }
    return indexed;
}

void Session::adoptSlots()
{
    KeyringFile& file = m_profile.keyring();
    for (const chain::PractitionerView& person : ledger().state().practitionersOf(ledger().clinic())) {
        const std::vector<KeyringSlot>& slots = file.keyring().slots();
        const bool isHere = std::any_of(slots.begin(), slots.end(),
                                        [&](const KeyringSlot& slot) { return slot.key == person.key; });
        if (person.revoked || isHere) {
            continue;
        }
        for (const Hash& enrolment : person.enrolments) {
            const std::optional<Bytes> slot = slotIn(enrolment);
            if (!slot) {
                continue;
            }
            const Result<bool> adopted =
                file.change([&](Keyring& keyring) { return keyring.adoptSlot(m_slot, *slot); });
            if (!adopted) {
                m_note += (m_note.empty() ? "" : " ") + adopted.error().message;
            }
        }
    }
}

std::optional<Bytes> Session::slotIn(const Hash& enrolment)
{
    const Result<std::optional<storage::FoundEntry>> found =
        ledger().store().entry(enrolment, storage::Depth::Parts);
    if (!found || !*found) {
        return std::nullopt;
    }
    const storage::StoredEntry& entry = (*found)->entry;
    const Result<chain::ParsedEntry> parsed = chain::parseEntry(entry.bytes);
    const WrapKey mine{&ledger().station().kem(), 0};
    for (std::size_t i = 0; parsed && i < entry.parts.size(); ++i) {
        if (!entry.parts[i]) {
            continue;
        }
        const Result<OpenedWrap> wrap =
            openWrap(partContextOf(parsed->header, ledger().federation()), i, *entry.parts[i],
                     partDigestOf(parsed->header, i), std::span(&mine, 1));
        if (wrap && std::holds_alternative<SlotWrap>(wrap->content)) {
            return std::get<SlotWrap>(wrap->content).keyring;
        }
    }
    return std::nullopt;
}

void Session::leaveStoppedChain()
{
    const ChainStop stop = ledger().stop();
    if (stop == ChainStop::None) {
        return;
    }
    const Result<NewChain> begun = m_profile.leaveChain(m_slot);
    m_note += (m_note.empty() ? "" : " ") + std::string(sentenceOf(stop));
    if (!begun) {
        // Reading goes on; what is written is refused in the same words until the new chain has begun.
        m_note += " That failed: " + begun.error().message;
        return;
    }
    if (begun->provisional) {
        m_note +=
            " What is written from now on is shown as provisional until an administrator confirms this workstation.";
    }
    (void)indexNew();
}

Signer Session::signer() const
{
    return {m_profile.ledger().place(), &m_slot.keys};
}

std::vector<RolePublicKey> Session::clinicRoleKeys() const
{
    std::vector<RolePublicKey> keys;
    for (const chain::RoleKey& key : m_profile.ledger().state().roleKeys(m_profile.ledger().clinic())) {
        keys.push_back({key.group, {key.key, key.generation}});
    }
    return keys;
}

Result<void> Session::openRoleKeysIn(const Hash& entry)
{
    const Result<std::optional<storage::FoundEntry>> found =
        ledger().store().entry(entry, storage::Depth::Parts);
    if (!found) {
        return tl::unexpected<Error>(found.error());
    }
    return *found ? openRoleKeysIn((*found)->entry) : Result<void>();
}

Result<void> Session::openRoleKeysIn(const storage::StoredEntry& entry)
{
    const Result<chain::ParsedEntry> parsed = chain::parseEntry(entry.bytes);
    if (!parsed) {
        return tl::unexpected<Error>(parsed.error());
    }
    const WrapKey mine{&m_slot.keys.kem(), 0};
    const PartContext context = partContextOf(parsed->header, ledger().federation());
    for (std::size_t i = 0; i < entry.parts.size(); ++i) {
        if (!entry.parts[i]) {
            continue;
        }
        Result<OpenedWrap> wrap =
            openWrap(context, i, *entry.parts[i], partDigestOf(parsed->header, i), std::span(&mine, 1));
        if (!wrap || !std::holds_alternative<RoleWrap>(wrap->content)) {
            continue; // somebody else's
        }
        for (RoleKey& key : std::get<RoleWrap>(wrap->content).keys) {
            addRoleKey(std::move(key));
        }
    }
    return {};
}

void Session::addRoleKey(RoleKey key)
{
    for (const RoleKey& held : m_roleKeys) {
        if (held.group == key.group && held.generation == key.generation
            && held.key.publicKey() == key.key.publicKey()) {
            return;
        }
    }
    m_roleKeys.push_back(std::move(key));
}

Result<void> Session::indexNew(const ProgressFunction& progress, const Cancellation& cancellation)
{
    return Indexer(*this).run(progress, cancellation);
}

Result<void> Session::close()
{
    return m_vaults.close();
}

} // namespace carnet::services
