// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/services/Membership.h"

#include "app/services/Clock.h"
#include "ledger/identity/Ids.h"

#include <algorithm>

namespace carnet::services {

namespace {

Result<Hash> appendEntry(Session& administrator, chain::EntryType type, const chain::EntryBody& body,
                         std::span<const Hash> references = {})
{
    const std::int64_t timeMs = nowMs();
    EntryDraft draft = administrator.signer().draft(type, timeMs);
    draft.setBody(chain::encodeBody(body));
    for (const Hash& reference : references) {
        draft.addReference(reference);
    }
    const Result<AuthoredEntry> entry = draft.sign(administrator.slot().keys.signing());
    const Result<AppendedBlock> block = entry ? administrator.ledger().append(std::span(&*entry, 1), timeMs)
                                              : tl::unexpected<Error>(entry.error());
    if (!block) {
        return tl::unexpected<Error>(block.error());
    }
    (void)administrator.indexNew();
    return entry->id;
}

Result<void> done(const Result<Hash>& appended)
{
    return appended ? Result<void>() : tl::unexpected<Error>(appended.error());
}

/// The one of `ids` that was meant by its name, or by its id or the beginning of it.
Result<Hash> resolve(IdKind kind, const std::string& typed,
                     const std::vector<std::pair<Hash, std::string>>& ids)
{
    std::vector<Hash> candidates;
    for (const auto& [id, name] : ids) {
        if (name == typed) {
            candidates.push_back(id);
        }
    }
    if (candidates.size() == 1) {
        return candidates.front();
    }
    const Result<IdPrefix> prefix = IdPrefix::parse(kind, typed);
    if (!prefix) {
        return tl::unexpected<Error>(prefix.error());
    }
    candidates.clear();
    for (const auto& each : ids) {
        candidates.push_back(each.first);
    }
    const Result<std::size_t> found = prefix->findIn(candidates);
    return found ? Result<Hash>(candidates[*found]) : tl::unexpected<Error>(found.error());
}

} // namespace

Result<VoteState> proposeOrApprove(Session& administrator, chain::EntryType type,
                                   const chain::EntryBody& body, const std::optional<Hash>& proposal)
{
    const chain::LedgerState& state = administrator.ledger().state();
    Hash id = proposal.value_or(Hash{});
    std::optional<chain::ProposalView> view = proposal ? state.proposal(id) : std::nullopt;
    if (!view) {
        const Result<Hash> proposed = appendEntry(administrator, type, body);
        if (!proposed) {
            return tl::unexpected<Error>(proposed.error());
        }
        id = *proposed;
    } else if (!view->inEffect
               && std::ranges::find(view->approvals, administrator.ledger().clinic())
                   == view->approvals.end()) {
        const Result<Hash> approved =
            appendEntry(administrator, chain::EntryType::Approve, chain::ApproveBody{id});
        if (!approved) {
            return tl::unexpected<Error>(approved.error());
        }
    }
    view = state.proposal(id);
    return VoteState{id, view && view->inEffect, view ? view->approvals.size() : 0, view ? view->needed : 0};
}

Result<Hash> resolveClinic(const LocalLedger& ledger, const std::string& typed)
{
    std::vector<std::pair<Hash, std::string>> ids;
    for (const chain::ClinicView& clinic : ledger.state().clinics()) {
        ids.emplace_back(clinic.id, clinic.name);
    }
    return resolve(IdKind::Clinic, typed, ids);
}

Result<crypto::PublicKey> resolveStation(const LocalLedger& ledger, const std::string& typed)
{
    std::vector<std::pair<Hash, std::string>> ids;
    for (const chain::StationView& station : ledger.state().stations()) {
        ids.emplace_back(station.key, station.clinic == ledger.clinic() ? station.name : std::string());
    }
    return resolve(IdKind::Station, typed, ids);
}

Result<VoteState> suspendClinic(Session& administrator, const Hash& clinic, const std::string& reason)
{
    const Result<void> allowed = administrator.require(Capability::Administer);
    if (!allowed) {
        return tl::unexpected<Error>(allowed.error());
    }
    const LocalLedger& ledger = administrator.ledger();
    const std::optional<chain::ClinicView> view = ledger.state().clinic(clinic);
    if (clinic == ledger.clinic()) {
        return failure(ErrorKind::Refused, "own-clinic",
                       "A clinic does not suspend itself: the other clinics would have to do it.");
    }
    if (view && view->suspended) {
        return failure(ErrorKind::Refused, "already-suspended", "This clinic is suspended already.");
    }
    std::optional<Hash> proposed;
    for (const chain::ProposalView& proposal : ledger.state().proposals()) {
        if (proposal.type == chain::EntryType::ClinicSuspend && proposal.clinic == clinic
            && !proposal.inEffect) {
            proposed = proposal.id;
        }
    }
    return proposeOrApprove(administrator, chain::EntryType::ClinicSuspend,
                            chain::ClinicSuspendBody{clinic, reason, ledger.state().acceptedNow()}, proposed);
}

Result<void> retireStation(Session& administrator, const crypto::PublicKey& station,
                           const std::string& reason)
{
    const Result<void> allowed = administrator.require(Capability::Administer);
    if (!allowed) {
        return allowed;
    }
    const LocalLedger& ledger = administrator.ledger();
    if (station == ledger.station().signing().publicKey()) {
        return failure(ErrorKind::Refused, "own-station",
                       "A workstation does not retire itself: do it at another workstation of the clinic.");
    }
    for (const chain::StationView& view : ledger.state().stations()) {
        if (view.key == station && view.clinic == ledger.clinic() && view.retired) {
            return failure(ErrorKind::Refused, "already-retired", "This workstation is retired already.");
        }
    }
    return done(appendEntry(
        administrator, chain::EntryType::StationRetire,
        chain::StationRetireBody{ledger.clinic(), station, reason, ledger.state().acceptedNow()}));
}

Result<void> confirmStation(Session& administrator, const crypto::PublicKey& station)
{
    const Result<void> allowed = administrator.require(Capability::Administer);
    if (!allowed) {
        return allowed;
    }
    LocalLedger& ledger = administrator.ledger();
    for (const chain::StationView& view : ledger.state().stations()) {
        if (view.key != station || !view.provisional) {
            continue;
        }
        const Result<std::optional<storage::FoundEntry>> found =
            ledger.store().entry(view.enrolment, storage::Depth::Entries);
        if (!found) {
            return tl::unexpected<Error>(found.error());
        }
        const Result<chain::ParsedEntry> entry =
            *found ? chain::parseEntry((*found)->entry.bytes) : chain::parseEntry({});
        const Result<chain::EntryBody> body = entry
            ? chain::decodeBody(chain::EntryType::StationRestore, entry->header.body)
            : tl::unexpected<Error>(entry.error());
        if (!body) {
            return tl::unexpected<Error>(body.error());
        }
        // The restoration's proof of possession is one for the enrolment, too: both sign the same message.
        const auto& restored = std::get<chain::StationRestoreBody>(*body);
        return done(appendEntry(administrator, chain::EntryType::StationEnrol,
                                chain::StationEnrolBody{restored.clinic, restored.name, restored.stationKey,
                                                        restored.stationKemKey, restored.chainNonce,
                                                        restored.proof}));
    }
    return failure(ErrorKind::Refused, "not-provisional",
                   "This workstation does not wait for a confirmation.");
}

Result<void> adoptEntries(Session& administrator, std::span<const Hash> entries)
{
    const Result<void> allowed = administrator.require(Capability::Administer);
    if (!allowed) {
        return allowed;
    }
    while (!entries.empty()) {
        const std::span<const Hash> piece = entries.first(std::min(entries.size(), chain::kMaxReferences));
        const Result<Hash> adopted =
            appendEntry(administrator, chain::EntryType::QuarantineAdopt, chain::EmptyBody{}, piece);
        if (!adopted) {
            return tl::unexpected<Error>(adopted.error());
        }
        entries = entries.subspan(piece.size());
    }
    return {};
}

} // namespace carnet::services
