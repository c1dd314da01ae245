// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/chain/detail/Possession.h"

#include "ledger/identity/Proofs.h"

namespace carnet::chain::detail {

namespace {

template <typename Body>
bool stationProves(const Body& body, const Hash& federation)
{
    return crypto::verify(body.stationKey,
                          stationProofMessage(federation, body.clinic, body.stationKemKey, body.chainNonce),
                          body.proof);
}

} // namespace

bool provesPossession(const EntryBody& body) noexcept
{
    return std::holds_alternative<StationEnrolBody>(body) || std::holds_alternative<StationRestoreBody>(body)
        || std::holds_alternative<PractitionerEnrolBody>(body);
}

bool possessionIsProven(const EntryBody& body, const Hash& federation)
{
    if (const auto* station = std::get_if<StationEnrolBody>(&body)) {
        return stationProves(*station, federation);
    }
    if (const auto* restored = std::get_if<StationRestoreBody>(&body)) {
        return stationProves(*restored, federation);
    }
    const auto* person = std::get_if<PractitionerEnrolBody>(&body);
    return person == nullptr
        || crypto::verify(person->key, practitionerProofMessage(federation, person->clinic, person->kemKey),
                          person->proof);
}

} // namespace carnet::chain::detail
