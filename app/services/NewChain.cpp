// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/services/NewChain.h"

#include "app/services/Clock.h"
#include "app/services/Signer.h"
#include "ledger/chain/ChainId.h"
#include "ledger/crypto/Random.h"
#include "ledger/identity/Proofs.h"

namespace carnet::services {

namespace {

Result<AuthoredEntry> authorRestore(const Signer& signer, std::int64_t timeMs, const LeftChain& left,
                                    const StationKeys& station, const ByteArray<16>& nonce)
{
    chain::StationRestoreBody body;
    body.clinic = left.clinic;
    body.name = left.stationName;
    body.stationKey = station.signing().publicKey();
    body.stationKemKey = station.kem().publicKey();
    body.chainNonce = nonce;
    body.oldChain = left.chain;
    body.lastKnown = left.lastKnown;
    body.proof = station.signing().sign(
        stationProofMessage(signer.place.federation, left.clinic, body.stationKemKey, nonce));
    EntryDraft draft = signer.draft(chain::EntryType::StationRestore, timeMs);
    draft.setBody(chain::encodeBody(body));
    return draft.sign(signer.keys->signing());
}

} // namespace

Result<NewChain> beginNewChain(LocalLedger& ledger, const LeftChain& left, const UnlockedSlot& by)
{
    const StationKeys& station = ledger.station();
    const auto nonce = crypto::randomArray<16>();
    const chain::AuthorKind kind =
        by.kind == SlotKind::Recovery ? chain::AuthorKind::Recovery : chain::AuthorKind::Person;
    const Signer signer{
        {ledger.federation(), chain::chainIdOf(station.signing().publicKey(), nonce)}, &by.keys, kind};
    const Roles roles = ledger.state().effectiveRoles(left.clinic, by.keys.id());
    if (kind == chain::AuthorKind::Person && roles.empty()) {
        return failure(ErrorKind::Denied, "no-right",
                       by.userName
                           + " is no active member of this clinic's staff, and cannot begin a new chain.");
    }
    const std::int64_t timeMs = nowMs();
    std::vector<AuthoredEntry> entries;
    if (kind == chain::AuthorKind::Person) {
        Result<AuthoredEntry> restore = authorRestore(signer, timeMs, left, station, nonce);
        if (!restore) {
            return tl::unexpected<Error>(restore.error());
        }
        entries.push_back(std::move(*restore));
    }
    const bool provisional = kind == chain::AuthorKind::Person && !roles.has(Role::Admin);
    if (!provisional) {
        Result<AuthoredEntry> enrol =
            authorStationEnrolment(signer, timeMs, left.clinic, left.stationName, station, nonce);
        if (!enrol) {
            return tl::unexpected<Error>(enrol.error());
        }
        entries.push_back(std::move(*enrol));
    }
    const Result<AppendedBlock> block = ledger.beginChain(signer.place.chain, entries, timeMs);
    if (!block) {
        return tl::unexpected<Error>(block.error());
    }
    return NewChain{signer.place.chain, provisional};
}

} // namespace carnet::services
