// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/identity/Role.h"

#include <algorithm>
#include <array>

namespace carnet {
namespace {

constexpr std::array<Role, kRoleCount> kAllRoles{Role::Admin, Role::Auditor, Role::Doctor, Role::Nurse,
                                                 Role::Reception};
constexpr Roles kEveryone{Role::Admin, Role::Auditor, Role::Doctor, Role::Nurse, Role::Reception};
constexpr Roles kClinicalRoles{Role::Doctor, Role::Nurse};
constexpr Roles kPatientRoles{Role::Doctor, Role::Nurse, Role::Reception};

struct Right {
    Capability capability;
    Roles roles;
    std::string_view what;
};

// The one table of what roles may do. Every role finds patients, since every role opens the desk vault.
constexpr std::array<Right, 10> kRights{{
    {Capability::RegisterPatients, kPatientRoles, "register or change patients"},
    {Capability::ReadDemographics, kEveryone, "find patients"},
    {Capability::ReadClinical, kClinicalRoles, "read clinical records"},
    {Capability::WriteRecords, kClinicalRoles, "write records"},
    {Capability::ImportRecords, kClinicalRoles, "import records"},
    {Capability::GrantAccess, kPatientRoles, "record who may read a patient's data"},
    {Capability::Administer, {Role::Admin}, "administer users, stations and the federation"},
    {Capability::ReadLedger, kEveryone, "read the ledger"},
    {Capability::ReadAccessLogOfOne,
     {Role::Auditor, Role::Doctor, Role::Nurse},
     "read who opened a patient's chart"},
    {Capability::ReadAccessLogOfAll, {Role::Auditor}, "read who opened all charts"},
}};

const Right& rightOf(Capability capability) noexcept
{
    const auto* right = std::find_if(kRights.begin(), kRights.end(), [capability](const Right& each) {
        return each.capability == capability;
    });
    return *right;
}

std::string_view trimmed(std::string_view text) noexcept
{
    while (!text.empty() && text.front() == ' ') {
        text.remove_prefix(1);
    }
    while (!text.empty() && text.back() == ' ') {
        text.remove_suffix(1);
    }
    return text;
}

const Role* roleOfName(std::string_view name) noexcept
{
    const auto* found =
        std::find_if(kAllRoles.begin(), kAllRoles.end(), [name](Role role) { return nameOf(role) == name; });
    return found == kAllRoles.end() ? nullptr : found;
}

} // namespace

std::string_view nameOf(Role role) noexcept
{
    switch (role) {
    case Role::Admin: return "admin";
    case Role::Auditor: return "auditor";
    case Role::Doctor: return "doctor";
    case Role::Nurse: return "nurse";
    case Role::Reception: return "reception";
    }
    return "";
}

std::string_view nameOf(RoleGroup group) noexcept
{
    switch (group) {
    case RoleGroup::Desk: return "desk";
    case RoleGroup::Clinical: return "clinical";
    case RoleGroup::Administration: return "administration";
    }
    return "";
}

Result<Roles> Roles::parse(std::string_view text)
{
    Roles roles;
    for (bool more = true; more;) {
        const std::size_t comma = text.find(',');
        more = comma != std::string_view::npos;
        const Role* role = roleOfName(trimmed(text.substr(0, comma)));
        if (role == nullptr || roles.has(*role)) {
            return failure(ErrorKind::Usage, "bad-role",
                           role == nullptr ? "There is no such role. The roles are " + kEveryone.text()
                                   + "; several are joined by commas."
                                           : "A role is given twice.");
        }
        roles.add(*role);
        text = more ? text.substr(comma + 1) : std::string_view();
    }
    return roles;
}

Result<Roles> Roles::fromNames(const std::vector<std::string>& names)
{
    Roles roles;
    const Role* last = nullptr;
    for (const std::string& name : names) {
        const Role* role = roleOfName(name);
        if (role == nullptr || (last != nullptr && *role <= *last)) {
            return failure(ErrorKind::Fault, "bad-encoding", "A list of roles is not of the ledger's format.",
                           "roles: unknown, repeated or out of order");
        }
        roles.add(*role);
        last = role;
    }
    if (roles.empty()) {
        return failure(ErrorKind::Fault, "bad-encoding", "A list of roles is not of the ledger's format.",
                       "roles: none");
    }
    return roles;
}

std::vector<std::string_view> Roles::names() const
{
    std::vector<std::string_view> names;
    for (const Role role : kAllRoles) {
        if (has(role)) {
            names.push_back(nameOf(role));
        }
    }
    return names;
}

std::string Roles::text() const
{
    std::string text;
    for (const std::string_view name : names()) {
        if (!text.empty()) {
            text += ',';
        }
        text += name;
    }
    return text;
}

bool Roles::may(Capability capability) const noexcept
{
    return !commonWith(rightOf(capability).roles).empty();
}

Result<void> Roles::require(Capability capability) const
{
    if (may(capability)) {
        return {};
    }
    const Right& right = rightOf(capability);
    return failure(ErrorKind::Denied, "no-right",
                   "You have no right to " + std::string(right.what) + ". It takes one of these roles: "
                       + right.roles.text() + ". An administrator of the clinic can give it.");
}

bool Roles::holdsKeyOf(RoleGroup group) const noexcept
{
    switch (group) {
    case RoleGroup::Desk: return !empty();
    case RoleGroup::Clinical: return has(Role::Doctor) || has(Role::Nurse) || has(Role::Admin);
    case RoleGroup::Administration: return has(Role::Admin);
    }
    return false;
}

} // namespace carnet
