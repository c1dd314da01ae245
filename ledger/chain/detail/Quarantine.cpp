// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/chain/detail/Quarantine.h"

#include <algorithm>

namespace carnet::chain::detail {

namespace {

class Pass {
public:
    explicit Pass(State& state) : m_state(state) {}

    bool isHit(std::uint32_t number) const
    {
        if (m_state.counting.contains(number)) {
            return false;
        }
        const EntryRecord& entry = m_state.entries.at(number);
        const ChainRecord& chain = m_state.chains.at(entry.place.chain);
        const Membership& members = m_state.members;
        for (const std::uint32_t clinic : {chain.clinic, entry.clinic}) {
            if (clinic < members.clinics().size() && cutsOff(members.clinics()[clinic].revocations, number)) {
                return true;
            }
        }
        if (cutsOff(members.revocationsOf(chain.stationKey), number)
            || cutsOff(members.revocationsOf(chain.id), number) || isForked(entry.place)) {
            return true;
        }
        const PersonRecord* person = authorOf(entry);
        if (person != nullptr && cutsOff(person->revocations, number)) {
            return true;
        }
        return m_state.quarantinedMemberships > 0 && restsOnQuarantined(number, person);
    }

private:
    const PersonRecord* authorOf(const EntryRecord& entry) const
    {
        if (entry.kind != static_cast<std::uint8_t>(AuthorKind::Person)) {
            return nullptr;
        }
        return m_state.members.findPerson(entry.clinic, m_state.entries.authorKey(entry.author));
    }

    bool cutsOff(const std::vector<std::uint32_t>& revocations, std::uint32_t number) const
    {
        const Place place = m_state.entries.at(number).place;
        return std::ranges::any_of(revocations, [&](std::uint32_t each) {
            const Revocation& revocation = m_state.members.revocations()[each];
            return revocation.entry != number && isInEffect(revocation)
                && place.leaf >= acceptedOf(revocation, place.chain);
        });
    }

    /// A quarantined vote, like a quarantined revocation, still cuts off.
    bool isInEffect(const Revocation& revocation) const
    {
        return revocation.proposal == kNone
            || m_state.members.proposals()[revocation.proposal].inEffectIn([](Place) { return true; });
    }

    bool isForked(Place place) const
    {
        return m_state.chains.at(place.chain).forkHeight
            && isFrozenAt(m_state, place.chain, m_state.chains.heightOf(place));
    }

    std::uint32_t acceptedOf(const Revocation& revocation, std::uint32_t chain) const
    {
        const auto named = std::ranges::lower_bound(revocation.accepted, std::pair(chain, std::uint32_t{0}));
        if (named != revocation.accepted.end() && named->first == chain) {
            return named->second;
        }
        if (chain == revocation.place.chain) {
            return revocation.place.leaf;
        }
        return m_state.chains.sizeSeen(revocation.place.chain, m_state.chains.heightOf(revocation.place),
                                       chain);
    }

    /// Whether what gives the author its right is quarantined itself: the station's enrolment, a clinic's admission,
    /// or an entry that the person's roles come from.
    bool restsOnQuarantined(std::uint32_t number, const PersonRecord* person) const
    {
        const EntryRecord& entry = m_state.entries.at(number);
        const ChainRecord& chain = m_state.chains.at(entry.place.chain);
        const auto isOut = [&](std::uint32_t other) { return other != number && m_state.quarantined[other]; };
        if (isOut(chain.enrolment)) {
            return true;
        }
        for (const std::uint32_t clinic : {chain.clinic, entry.clinic}) {
            if (clinic < m_state.members.clinics().size() && !admissionStands(clinic, number)) {
                return true;
            }
        }
        if (person == nullptr) {
            return false;
        }
        const auto last = lastFacts(m_state.chains, *person,
                                    [&](Place place) { return m_state.chains.precedes(place, entry.place); });
        return std::ranges::any_of(last, [&](const RoleFact* fact) { return isOut(fact->entry); });
    }

    /// Whether the clinic's admission is not quarantined, and enough of the votes for it in the entry's past are not.
    bool admissionStands(std::uint32_t clinic, std::uint32_t number) const
    {
        const Place place = m_state.entries.at(number).place;
        const Proposal& admission = m_state.members.proposals()[m_state.members.clinics()[clinic].proposal];
        return admission.inEffect([&](std::uint32_t entry, Place where) {
            return entry == admission.entry
                ? entry == number || !m_state.quarantined[entry]
                : m_state.chains.precedes(where, place) && !m_state.quarantined[entry];
        });
    }

    State& m_state;
};

bool isMembershipEntry(const State& state, std::uint32_t number)
{
    const std::uint8_t type = state.entries.at(number).type;
    return type != kUnknownType && ruleOf(static_cast<EntryType>(type)).isMembership;
}

bool stands(const State& state, std::uint32_t number)
{
    return !state.quarantined[number];
}

bool isConfirmed(const State& state, const Hash& chain)
{
    return std::ranges::any_of(state.members.stationsOfChain(chain), [&state](std::uint32_t number) {
        const StationRecord& station = state.members.stations()[number];
        return !station.oldChain && stands(state, station.entry);
    });
}

/// The entries that count whatever would cut them off: what standing entries adopt, and the restorations that standing
/// enrolments confirm.
std::unordered_set<std::uint32_t> countingNow(const State& state)
{
    std::unordered_set<std::uint32_t> counting;
    for (const Adoption& adoption : state.members.adoptions()) {
        if (stands(state, adoption.entry)) {
            counting.insert(adoption.adopted.begin(), adoption.adopted.end());
        }
    }
    for (const StationRecord& station : state.members.stations()) {
        if (station.oldChain && isConfirmed(state, station.chain)) {
            counting.insert(station.entry);
        }
    }
    return counting;
}

std::unordered_set<std::uint32_t> resolvingNow(const State& state)
{
    std::unordered_set<std::uint32_t> resolving;
    for (const Resolution& resolution : state.members.resolutions()) {
        if (stands(state, resolution.entry)) {
            resolving.insert(resolution.entry);
        }
    }
    return resolving;
}

bool anythingCutsOff(const State& state)
{
    if (!state.members.revocations().empty()) {
        return true;
    }
    for (std::uint32_t chain = 0; chain < state.chains.count(); ++chain) {
        if (state.chains.at(chain).forkHeight) {
            return true;
        }
    }
    return false;
}

} // namespace

QuarantineChange quarantineFrom(State& state, std::uint32_t from)
{
    QuarantineChange change;
    if (!anythingCutsOff(state)) {
        return change;
    }
    const Pass pass(state);
    for (std::uint32_t number = from; number < state.entries.count(); ++number) {
        if (statusOf(state.entries.at(number).verdict) != EntryStatus::valid() || state.quarantined[number]
            || !pass.isHit(number)) {
            continue;
        }
        state.quarantined[number] = true;
        state.quarantinedMemberships += isMembershipEntry(state, number) ? 1 : 0;
        change.marked.push_back(number);
    }
    return change;
}

QuarantineChange quarantineAll(State& state)
{
    const std::vector<bool> before = state.quarantined;
    // What an entry that counts again makes count may make others count: each round can only release more, so that the rounds end,
    // and their end does not depend on the order in which the entries came.
    const auto pass = [&state] {
        state.quarantined.assign(state.entries.count(), false);
        state.quarantinedMemberships = 0;
        quarantineFrom(state, 0);
    };
    state.counting.clear();
    state.resolving.clear();
    pass();
    while (state.counting != countingNow(state) || state.resolving != resolvingNow(state)) {
        state.counting = countingNow(state);
        state.resolving = resolvingNow(state);
        pass();
    }
    QuarantineChange change;
    for (std::uint32_t number = 0; number < state.entries.count(); ++number) {
        if (state.quarantined[number] != before[number]) {
            (state.quarantined[number] ? change.marked : change.released).push_back(number);
        }
    }
    return change;
}

bool isProvisional(const State& state, std::uint32_t chain)
{
    const ChainRecord& record = state.chains.at(chain);
    return state.entries.at(record.enrolment).type == static_cast<std::uint8_t>(EntryType::StationRestore)
        && !isConfirmed(state, record.id);
}

bool isFrozenAt(const State& state, std::uint32_t chain, std::uint32_t height)
{
    const ChainRecord& record = state.chains.at(chain);
    if (!record.forkHeight || height < *record.forkHeight) {
        return false;
    }
    return std::ranges::none_of(state.members.resolutions(), [&](const Resolution& resolution) {
        return state.resolving.contains(resolution.entry) && resolution.chain == record.id
            && resolution.kept.height >= height && resolution.kept.height < state.chains.height(chain)
            && state.chains.block(chain, static_cast<std::uint32_t>(resolution.kept.height)).hash
            == resolution.kept.hash;
    });
}

void restoreCounting(State& state)
{
    state.counting = countingNow(state);
    state.resolving = resolvingNow(state);
}

} // namespace carnet::chain::detail
