// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/services/Membership.h"

#include "app/services/Clock.h"
#include "ledger/identity/Ids.h"

#include <algorithm>

namespace carnet::services {

namespace {

Result<void> appendRevocation(Session& administrator, chain::EntryType type, const chain::EntryBody& body)
{
    const std::int64_t timeMs = nowMs();
    EntryDraft draft = administrator.signer().draft(type, timeMs);
    draft.setBody(chain::encodeBody(body));
    const Result<AuthoredEntry> entry = draft.sign(administrator.slot().keys.signing());
    const Result<AppendedBlock> block = entry ? administrator.ledger().append(std::span(&*entry, 1), timeMs)
                                              : tl::unexpected<Error>(entry.error());
    if (!block) {
        return tl::unexpected<Error>(block.error());
    }
    (void)administrator.indexNew();
    return {};
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

std::vector<chain::AcceptedSize> acceptedNow(const LocalLedger& ledger)
{
    std::vector<chain::AcceptedSize> accepted;
    // A block can name the head of a chain only while that is whole: a forked one is cut where the revocation's causal past ends.
    for (const chain::ChainView& view : ledger.state().chains()) {
        if (view.blocks > 0 && !view.forkHeight && accepted.size() < chain::kMaxAccepted) {
            accepted.push_back({view.chain, view.treeSize, view.root});
        }
    }
    std::ranges::sort(accepted, {}, &chain::AcceptedSize::chain);
    return accepted;
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

Result<void> suspendClinic(Session& administrator, const Hash& clinic, const std::string& reason)
{
    const Result<void> allowed = administrator.require(Capability::Administer);
    if (!allowed) {
        return allowed;
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
    return appendRevocation(administrator, chain::EntryType::ClinicSuspend,
                            chain::ClinicSuspendBody{clinic, reason, acceptedNow(ledger)});
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
    return appendRevocation(administrator, chain::EntryType::StationRetire,
                            chain::StationRetireBody{ledger.clinic(), station, reason, acceptedNow(ledger)});
}

} // namespace carnet::services
