// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/chain/detail/ChainTable.h"

#include <algorithm>

namespace carnet::chain::detail {

/// A valid approve.
struct Vote {
    std::uint32_t clinic = kNone;
    std::uint32_t entry = kNone;
    Place place;
};

/// A valid clinic.admit or clinic.suspend, and how many clinics must agree to it (FORMAT.md §5.3). Who decides follows
/// from its causal past, so it never changes; votes are only added.
struct Proposal {
    std::uint32_t entry = kNone;
    Place place;
    bool admits = false;
    std::uint32_t clinic = kNone;        ///< that is admitted or suspended
    std::uint32_t proposer = kNone;      ///< the clinic whose vote the proposal itself is
    std::vector<std::uint32_t> deciders; ///< ascending; those that have a vote
    std::vector<Vote> votes;

    /// A majority of the deciders; the founding clinic, where it decides alone, is that.
    std::size_t needed() const noexcept { return deciders.size() / 2 + 1; }

    /// The clinics that agreed in what `counts(entry number, place)` lets through, each once, the proposer first; none where
    /// the proposal itself does not count.
    template <typename Counts>
    std::vector<std::uint32_t> approvals(const Counts& counts) const
    {
        std::vector<std::uint32_t> clinics;
        if (!counts(entry, place)) {
            return clinics;
        }
        clinics.push_back(proposer);
        for (const Vote& vote : votes) {
            if (std::ranges::find(clinics, vote.clinic) == clinics.end() && counts(vote.entry, vote.place)) {
                clinics.push_back(vote.clinic);
            }
        }
        return clinics;
    }
    template <typename Counts>
    bool inEffect(const Counts& counts) const
    {
        return needed() == 1 ? counts(entry, place) : approvals(counts).size() >= needed();
    }
    /// The same for a rule by place alone, as a causal past is.
    template <typename Has>
    bool inEffectIn(const Has& has) const
    {
        return inEffect([&has](std::uint32_t, Place where) { return has(where); });
    }
};

} // namespace carnet::chain::detail
