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
        const EntryRecord& entry = m_state.entries.at(number);
        const ChainRecord& chain = m_state.chains.at(entry.place.chain);
        const Membership& members = m_state.members;
        for (const std::uint32_t clinic : {chain.clinic, entry.clinic}) {
            if (clinic < members.clinics().size() && cutsOff(members.clinics()[clinic].revocations, number)) {
                return true;
            }
        }
        if (cutsOff(members.revocationsOfStation(chain.stationKey), number)) {
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
            return revocation.entry != number && place.leaf >= acceptedOf(revocation, place.chain);
        });
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
            if (clinic < m_state.members.clinics().size() && isOut(m_state.members.clinics()[clinic].entry)) {
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

    State& m_state;
};

} // namespace

std::vector<std::uint32_t> quarantine(State& state, std::uint32_t from)
{
    std::vector<std::uint32_t> marked;
    if (state.members.revocations().empty()) {
        return marked;
    }
    const Pass pass(state);
    for (std::uint32_t number = from; number < state.entries.count(); ++number) {
        const EntryRecord& entry = state.entries.at(number);
        if (statusOf(entry.verdict) != EntryStatus::valid() || state.quarantined[number]
            || !pass.isHit(number)) {
            continue;
        }
        state.quarantined[number] = true;
        if (ruleOf(static_cast<EntryType>(entry.type)).isMembership) {
            ++state.quarantinedMemberships;
        }
        marked.push_back(number);
    }
    return marked;
}

} // namespace carnet::chain::detail
