// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/services/Users.h"

#include "app/services/Clock.h"
#include "ledger/chain/EntryBodies.h"

namespace carnet::services {

namespace {

UserView viewOf(Profile& profile, const KeyringSlot& slot)
{
    UserView view;
    view.user = slot.userName;
    view.practitioner = slot.key;
    view.roles = slot.roles;
    const std::optional<chain::PractitionerView> person =
        profile.ledger().state().practitioner(profile.ledger().clinic(), slot.key);
    if (!person) {
        view.state = "not-enrolled";
        return view;
    }
    view.fullName = person->fullName;
    view.roles = person->roles;
    view.state = person->revoked || slot.state == SlotState::Removed ? "revoked" : "active";
    return view;
}

/// New keys for the groups that the revoked person held, wrapped to everybody who stays and to the recovery kit.
Result<AuthoredEntry> authorRotation(Session& session, Roles revoked, const crypto::PublicKey& leaving,
                                     std::int64_t timeMs)
{
    LocalLedger& ledger = session.ledger();
    std::vector<RoleKey> fresh;
    chain::RoleRotateBody body;
    body.clinic = ledger.clinic();
    for (const chain::RoleKey& current : ledger.state().roleKeys(ledger.clinic())) {
        if (revoked.holdsKeyOf(current.group)) {
            fresh.push_back({current.group, current.generation + 1, crypto::KemKey::generate()});
            body.roleKeys.push_back({current.group, current.generation + 1, fresh.back().key.publicKey()});
        }
    }
    EntryDraft draft = session.signer().draft(chain::EntryType::RoleRotate, timeMs);
    draft.setBody(chain::encodeBody(body));
    const auto hand = [&](const crypto::KemPublicKey& to, auto holds) -> Result<void> {
        std::vector<RoleKey> handed;
        for (const RoleKey& key : fresh) {
            if (holds(key.group)) {
                handed.push_back({key.group, key.generation, key.key.clone()});
            }
        }
        return handed.empty() ? Result<void>() : draft.addRoleWrap({to, 0}, handed);
    };
    for (const chain::PractitionerView& person : ledger.state().practitionersOf(ledger.clinic())) {
        if (person.revoked || person.key == leaving) {
            continue;
        }
        const Result<void> handed =
            hand(person.kemKey, [&](RoleGroup group) { return person.roles.holdsKeyOf(group); });
        if (!handed) {
            return tl::unexpected<Error>(handed.error());
        }
    }
    for (const KeyringSlot& slot : session.profile().keyring().keyring().slots()) {
        if (slot.kind == SlotKind::Recovery && slot.state == SlotState::Active) {
            const Result<void> handed = hand(slot.kemKey, [](RoleGroup) { return true; });
            if (!handed) {
                return tl::unexpected<Error>(handed.error());
            }
        }
    }
    return draft.sign(session.slot().keys.signing());
}

/// The clinic's other workstations, where a new person shall be able to sign in as well; as many as an entry has parts for.
std::vector<crypto::KemPublicKey> otherStationsOf(const LocalLedger& ledger)
{
    constexpr std::size_t kMostStations = 128;
    std::vector<crypto::KemPublicKey> keys;
    for (const chain::StationView& station : ledger.state().stations()) {
        if (station.clinic == ledger.clinic() && !station.retired
            && station.key != ledger.station().signing().publicKey() && keys.size() < kMostStations) {
            keys.push_back(station.kemKey);
        }
    }
    return keys;
}

} // namespace

std::vector<UserView> listUsers(Profile& profile)
{
    std::vector<UserView> users;
    for (const KeyringSlot& slot : profile.keyring().keyring().slots()) {
        if (slot.kind == SlotKind::Person) {
            users.push_back(viewOf(profile, slot));
        }
    }
    return users;
}

Result<UserView> addUser(Session& administrator, const NewUser& wanted, const crypto::SecretBytes& password)
{
    const Result<void> allowed = administrator.require(Capability::Administer);
    if (!allowed) {
        return tl::unexpected<Error>(allowed.error());
    }
    if (wanted.fullName.empty() || wanted.fullName.size() > chain::kMaxNameBytes
        || wanted.licence.size() > chain::kMaxNameBytes) {
        return failure(
            ErrorKind::Refused, "bad-name",
            "The full name must have 1 to 200 bytes, and the licence at most 200. Nobody was added.");
    }
    const PersonKeys person = PersonKeys::generate();
    // The slot first, on a copy: what it refuses (a name that is taken, a weak password) must not leave an enrolment behind.
    KeyringFile& file = administrator.profile().keyring();
    Keyring next = file.keyring();
    const Result<std::uint64_t> slot =
        next.addSlot(administrator.slot(), wanted.user, wanted.roles, person, toText(password.view()));
    if (!slot) {
        return tl::unexpected<Error>(slot.error());
    }
    const std::int64_t timeMs = nowMs();
    LocalLedger& ledger = administrator.ledger();
    Result<Bytes> exported = next.exportSlot(administrator.slot(), wanted.user);
    if (!exported) {
        return tl::unexpected<Error>(exported.error());
    }
    const SlotForStations parcel{std::move(*exported), otherStationsOf(ledger)};
    const Result<AuthoredEntry> entry = authorEnrolment(
        administrator.signer(), timeMs, ledger.clinic(), person,
        {wanted.fullName, wanted.licence, wanted.roles}, administrator.roleKeys(), nullptr, parcel);
    if (!entry) {
        return tl::unexpected<Error>(entry.error());
    }
    const Result<AppendedBlock> block = ledger.append(std::span(&*entry, 1), timeMs);
    if (!block) {
        return tl::unexpected<Error>(block.error());
    }
    const Result<void> stored = file.replace(std::move(next));
    if (!stored) {
        return tl::unexpected<Error>(stored.error());
    }
    (void)administrator.indexNew();
    return viewOf(administrator.profile(), *file.keyring().find(wanted.user));
}

Result<UserView> revokeUser(Session& administrator, const std::string& user, const std::string& reason)
{
    const Result<void> allowed = administrator.require(Capability::Administer);
    if (!allowed) {
        return tl::unexpected<Error>(allowed.error());
    }
    KeyringFile& file = administrator.profile().keyring();
    const KeyringSlot* slot = file.keyring().find(user);
    if (!slot) {
        return failure(ErrorKind::Refused, "unknown-user",
                       "There is nobody with the user name \"" + user + "\" here.");
    }
    UserView view = viewOf(administrator.profile(), *slot);
    const crypto::PublicKey key = slot->key;
    Keyring next = file.keyring();
    const Result<void> removed = next.removeSlot(administrator.slot(), user);
    if (!removed) {
        return tl::unexpected<Error>(removed.error());
    }
    if (key == administrator.slot().keys.id()) {
        return failure(ErrorKind::Refused, "own-user",
                       "Nobody revokes themselves: another administrator must do it.");
    }
    const std::int64_t timeMs = nowMs();
    EntryDraft revocation = administrator.signer().draft(chain::EntryType::PractitionerRevoke, timeMs);
    revocation.setBody(chain::encodeBody(chain::PractitionerRevokeBody{
        administrator.ledger().clinic(), key, reason, administrator.ledger().state().acceptedNow()}));
    Result<AuthoredEntry> revoked = revocation.sign(administrator.slot().keys.signing());
    Result<AuthoredEntry> rotation = authorRotation(administrator, view.roles, key, timeMs);
    if (!revoked || !rotation) {
        return tl::unexpected<Error>(revoked ? rotation.error() : revoked.error());
    }
    std::vector<AuthoredEntry> entries;
    entries.push_back(std::move(*revoked));
    entries.push_back(std::move(*rotation));
    const Result<AppendedBlock> block = administrator.ledger().append(entries, timeMs);
    if (!block) {
        return tl::unexpected<Error>(block.error());
    }
    const Result<void> stored = file.replace(std::move(next));
    if (!stored) {
        return tl::unexpected<Error>(stored.error());
    }
    (void)administrator.indexNew();
    view.state = "revoked";
    return view;
}

Result<void> changePassword(Session& session, const crypto::SecretBytes& newPassword)
{
    return session.profile().keyring().change(
        [&](Keyring& keyring) { return keyring.changePassword(session.slot(), toText(newPassword.view())); });
}

} // namespace carnet::services
