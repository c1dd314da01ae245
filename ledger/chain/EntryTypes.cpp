// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/chain/EntryTypes.h"

#include "ledger/chain/Format.h"

#include <algorithm>
#include <array>

namespace carnet::chain {

namespace {

constexpr std::uint8_t kPerson = 1u << static_cast<unsigned>(AuthorKind::Person);
constexpr std::uint8_t kSubject = 1u << static_cast<unsigned>(AuthorKind::Subject);
constexpr std::uint8_t kStation = 1u << static_cast<unsigned>(AuthorKind::Station);
constexpr std::uint8_t kRecovery = 1u << static_cast<unsigned>(AuthorKind::Recovery);

constexpr Roles kNobody;
constexpr Roles kAdmin{Role::Admin};
constexpr Roles kFrontDesk{Role::Reception, Role::Nurse, Role::Doctor};
constexpr Roles kClinical{Role::Nurse, Role::Doctor};
constexpr Roles kAnybody{Role::Admin, Role::Auditor, Role::Doctor, Role::Nurse, Role::Reception};

using enum EntryType;
using enum AuthorClinic;

// type, name, author kinds, roles, at which clinic, subject, makes an epoch, membership
constexpr std::array<EntryTypeRule, kEntryTypeCount> kRules{{
    {FederationGenesis, "federation.genesis", kPerson, kNobody, None, false, false, true},
    {ClinicAdmit, "clinic.admit", kPerson, kAdmin, OfStation, false, false, true},
    {ClinicSuspend, "clinic.suspend", kPerson, kAdmin, OfStation, false, false, true},
    {StationEnrol, "station.enrol", kPerson | kRecovery, kAdmin, OfBody, false, false, true},
    {StationRetire, "station.retire", kPerson | kRecovery, kAdmin, OfBody, false, false, true},
    {PractitionerEnrol, "practitioner.enrol", kPerson | kRecovery, kAdmin, OfBody, false, false, true},
    {PractitionerChange, "practitioner.change", kPerson, kAdmin, OfBody, false, false, true},
    {PractitionerRevoke, "practitioner.revoke", kPerson | kRecovery, kAdmin, OfBody, false, false, true},
    {RoleRotate, "role.rotate", kPerson, kAdmin, OfBody, false, false, true},
    {Approve, "approve", kPerson, kAdmin, OfStation, false, false, true},
    {StationRestore, "station.restore", kPerson, kAnybody, OfBody, false, false, true},
    {Seal, "seal", kPerson | kStation, kAdmin, OfStation, false, false, true},
    {ForkResolve, "fork.resolve", kPerson, kAdmin, OfStation, false, false, true},
    {QuarantineAdopt, "quarantine.adopt", kPerson, kAdmin, OfStation, false, false, true},
    {PatientRegister, "patient.register", kPerson, kFrontDesk, OfStation, true, true, false},
    {PatientUpdate, "patient.update", kPerson, kFrontDesk, OfStation, true, false, false},
    {PatientLink, "patient.link", kPerson, kFrontDesk, OfStation, true, false, false},
    {PatientUnlink, "patient.unlink", kPerson, kFrontDesk, OfStation, true, false, false},
    {LibraryOpen, "library.open", kPerson, kFrontDesk, OfStation, true, true, false},
    {RecordAdd, "record.add", kPerson, kClinical, OfStation, true, false, false},
    {RecordCorrect, "record.correct", kPerson, kClinical, OfStation, true, false, false},
    {AccessRotate, "access.rotate", kPerson | kSubject, kClinical, OfStation, true, true, false},
    {AccessGrant, "access.grant", kSubject, kNobody, OfStation, true, false, false},
    {AccessRevoke, "access.revoke", kSubject, kNobody, OfStation, true, false, false},
}};

static_assert([] {
    for (std::size_t i = 0; i < kRules.size(); ++i) {
        if (static_cast<std::size_t>(kRules[i].type) != i) {
            return false;
        }
    }
    return true;
}());

} // namespace

std::span<const EntryTypeRule, kEntryTypeCount> entryTypeRules() noexcept
{
    return kRules;
}

const EntryTypeRule& ruleOf(EntryType type) noexcept
{
    return kRules[static_cast<std::size_t>(type)];
}

std::string_view nameOf(EntryType type) noexcept
{
    return ruleOf(type).name;
}

std::optional<EntryType> entryTypeOf(std::string_view name) noexcept
{
    const auto found = std::ranges::find(kRules, name, &EntryTypeRule::name);
    return found == kRules.end() ? std::nullopt : std::optional(found->type);
}

bool isTypeForm(std::string_view name) noexcept
{
    if (name.empty() || name.size() > kMaxTypeBytes) {
        return false;
    }
    bool wordBegun = false;
    for (const char c : name) {
        if (c >= 'a' && c <= 'z') {
            wordBegun = true;
        } else if (c == '.' && wordBegun) {
            wordBegun = false;
        } else {
            return false;
        }
    }
    return wordBegun;
}

} // namespace carnet::chain
