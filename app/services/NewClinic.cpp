// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/services/NewClinic.h"

#include "ledger/record/Regions.h"

namespace carnet::services {

Result<void> checkNewClinic(const NewClinic& wanted)
{
    for (const std::string* name : {&wanted.clinicName, &wanted.adminFullName}) {
        if (name->empty() || name->size() > chain::kMaxNameBytes) {
            return failure(ErrorKind::Refused, "bad-name",
                           "The names of the clinic and the administrator must have 1 to 200 bytes each.");
        }
    }
    if (wanted.stationName.size() > chain::kMaxNameBytes) {
        return failure(ErrorKind::Refused, "bad-name",
                       "The name of the workstation must have at most 200 bytes.");
    }
    if (!wanted.region.empty() && !record::Regions::builtIn().byCode(wanted.region)) {
        return failure(ErrorKind::Refused, "bad-region",
                       "The region \"" + wanted.region
                           + "\" is not an ISO 3166-2 code that is known here, such as IN-KA.");
    }
    if (!wanted.adminRoles.has(Role::Admin)) {
        return failure(
            ErrorKind::Usage, "bad-role",
            "The first person of a clinic must have the role admin. Others can be added to it: admin,doctor.");
    }
    return {};
}

std::vector<RoleKey> generateRoleKeys()
{
    std::vector<RoleKey> keys;
    for (const RoleGroup group : {RoleGroup::Desk, RoleGroup::Clinical, RoleGroup::Administration}) {
        keys.push_back({group, 0, crypto::KemKey::generate()});
    }
    return keys;
}

chain::ClinicAdmitBody clinicBodyOf(const NewClinic& clinic, const crypto::PublicKey& administrator,
                                    const crypto::PublicKey& recovery, std::span<const RoleKey> roleKeys)
{
    chain::ClinicAdmitBody body;
    body.name = clinic.clinicName;
    body.region = clinic.region;
    body.administratorKey = administrator;
    body.recoveryKey = recovery;
    for (const RoleKey& key : roleKeys) {
        body.roleKeys.push_back({key.group, key.generation, key.key.publicKey()});
    }
    return body;
}

} // namespace carnet::services
