// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/chain/Precheck.h"
#include "ledger/chain/detail/State.h"

namespace carnet::chain::detail {

/// The causal past of one entry (FORMAT.md §3.2).
struct Past {
    const Clock& clock;          ///< of its block; of the own chain, what was there before the block
    std::uint32_t chain = kNone; ///< the own one; kNone before its first block is in
    std::uint32_t leaf = 0;      ///< the entry's own leaf index

    bool has(Place place) const noexcept
    {
        return place.leaf < (place.chain == chain ? leaf : sizeIn(clock, place.chain));
    }
};

/// The station whose chain carries the entry, and the chain.
struct Carrier {
    Hash chain{};
    crypto::PublicKey stationKey{};
    std::uint32_t clinic = kNone;
};

struct Judgement {
    EntryStatus status;
    std::uint32_t clinic = kNone; ///< where the author acted
    bool repeats = false;         ///< the author used the nonce in the causal past
};

/// Judges entries by FORMAT.md §5.2, quarantine aside: a function of an entry and its causal past.
class Judge {
public:
    Judge(const State& state, const Past& past, const Carrier& carrier)
        : m_state(state)
        , m_past(past)
        , m_carrier(carrier)
    {
    }

    /// `opensLedger`: the entry is the first of the founding chain's first block, and its id is the federation's.
    Judgement judge(const PrecheckedEntry& entry, bool opensLedger) const;

private:
    using Fault = std::optional<VoidReason>;

    Fault faultOf(const PrecheckedEntry& entry, bool opensLedger, bool repeats, std::uint32_t& clinic) const;
    std::uint32_t authorClinic(const EntryTypeRule& rule, const EntryBody& body) const;
    bool authorIsEnrolled(const PrecheckedEntry& entry, const EntryTypeRule& rule,
                          std::uint32_t clinic) const;
    bool isRevoked(const PrecheckedEntry& entry, std::uint32_t clinic) const;
    bool hasRole(const PrecheckedEntry& entry, const EntryTypeRule& rule, std::uint32_t clinic) const;
    bool targetFits(const PrecheckedEntry& entry, std::uint32_t clinic) const;
    bool stationFits(const StationEnrolBody& enrol) const;
    bool restoreFits(const StationRestoreBody& restore) const;
    bool sealFits(const SealBody& seal, std::uint32_t clinic) const;
    bool mayAdopt(const Hash& entry, std::uint32_t clinic) const;
    bool subjectFits(const PrecheckedEntry& entry, const EntryTypeRule& rule) const;
    bool epochFits(const PrecheckedEntry& entry, const EntryTypeRule& rule) const;
    bool referencesFit(const PrecheckedEntry& entry) const;
    bool acceptedFits(const AcceptedSize& accepted) const;

    bool repeatsNonce(const PrecheckedEntry& entry) const;
    bool clinicIsThere(std::uint32_t clinic) const;
    bool isNamedAdministrator(std::uint32_t clinic, const crypto::PublicKey& key) const;
    bool isEnrolled(std::uint32_t clinic, const crypto::PublicKey& key) const;
    bool anyInPast(const std::vector<std::uint32_t>& revocations) const;
    bool isConfirmedStation(const crypto::PublicKey& key) const;
    /// Whether some enrolment or restoration in the causal past made the chain the clinic's.
    bool hasChain(std::uint32_t clinic, const Hash& chain) const;
    /// The causal past as a rule by place.
    auto inPast() const noexcept
    {
        return [this](Place place) { return m_past.has(place); };
    }
    bool knowsSubject(const Hash& subject) const;
    bool knowsEpoch(const Hash& epoch, const Hash& subject) const;

    const State& m_state;
    const Past& m_past;
    const Carrier& m_carrier;
};

/// The clinic that a membership entry's body names, or nothing.
const Hash* clinicIn(const EntryBody& body) noexcept;
/// What a revocation's body accepts, or nothing.
const std::vector<AcceptedSize>* acceptedIn(const EntryBody& body) noexcept;

} // namespace carnet::chain::detail
