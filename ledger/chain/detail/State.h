// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/chain/Verdict.h"
#include "ledger/chain/detail/EntryTable.h"
#include "ledger/chain/detail/Membership.h"
#include "ledger/chain/detail/SubjectTable.h"

#include <unordered_set>

namespace carnet::chain::detail {

/// Everything that LedgerState knows.
struct State {
    explicit State(const Hash& ofFederation) : federation(ofFederation) {}

    Hash federation;
    ChainTable chains;
    EntryTable entries;
    Membership members;
    SubjectTable subjects;
    std::vector<bool> quarantined;               ///< by entry number
    std::uint32_t quarantinedMemberships = 0;    ///< how many of those are membership entries
    std::unordered_set<std::uint32_t> counting;  ///< entries that are never quarantined: adopted, confirmed
    std::unordered_set<std::uint32_t> resolving; ///< fork.resolve entries that are not quarantined
};

/// EntryRecord::verdict: a status without quarantine in one byte.
inline std::uint8_t codeOf(EntryStatus status) noexcept
{
    switch (status.state) {
    case EntryState::Valid: return 0;
    case EntryState::Void: return static_cast<std::uint8_t>(2 + static_cast<unsigned>(status.reason));
    default: return 1;
    }
}

inline EntryStatus statusOf(std::uint8_t code) noexcept
{
    switch (code) {
    case 0: return EntryStatus::valid();
    case 1: return EntryStatus::unknown();
    default: return EntryStatus::voided(static_cast<VoidReason>(code - 2));
    }
}

inline constexpr std::uint8_t kUnknownType = 0xFF;

/// The status of an entry now.
inline EntryStatus statusNow(const State& state, std::uint32_t entry)
{
    return state.quarantined[entry] ? EntryStatus::quarantined() : statusOf(state.entries.at(entry).verdict);
}

/// Of a person's facts that `inPast` lets through, those that none of the others comes after. Several where they are
/// concurrent; none where the person has no such fact.
template <typename InPast>
std::vector<const RoleFact*> lastFacts(const ChainTable& chains, const PersonRecord& person,
                                       const InPast& inPast)
{
    std::vector<const RoleFact*> last;
    for (const RoleFact& fact : person.facts) {
        if (!inPast(fact.place)) {
            continue;
        }
        bool overtaken = false;
        for (const RoleFact& later : person.facts) {
            overtaken = overtaken
                || (&later != &fact && inPast(later.place) && chains.precedes(fact.place, later.place));
        }
        if (!overtaken) {
            last.push_back(&fact);
        }
    }
    return last;
}

/// What all of the facts give.
inline Roles commonRoles(const std::vector<const RoleFact*>& facts)
{
    if (facts.empty()) {
        return {};
    }
    Roles roles = facts.front()->roles;
    for (const RoleFact* fact : facts) {
        roles = roles.commonWith(fact->roles);
    }
    return roles;
}

} // namespace carnet::chain::detail
