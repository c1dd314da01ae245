// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/chain/LedgerState.h"
#include "ledger/chain/detail/Quarantine.h"

#include <algorithm>
#include <set>

namespace carnet::chain {

using namespace detail;

namespace {

constexpr auto kEverything = [](Place) { return true; };

const Hash& clinicId(const State& state, std::uint32_t clinic)
{
    return state.members.clinics()[clinic].id;
}

std::vector<Hash> clinicIds(const State& state, const std::vector<std::uint32_t>& clinics)
{
    std::vector<Hash> ids;
    for (const std::uint32_t clinic : clinics) {
        ids.push_back(clinicId(state, clinic));
    }
    return ids;
}

ClinicView viewOf(const State& state, const ClinicRecord& clinic)
{
    return {clinic.id,
            clinic.name,
            clinic.region,
            clinic.administratorKey,
            &clinic == &state.members.clinics()[Membership::kFoundingClinic],
            state.members.anyRevokes(clinic.revocations, kEverything),
            statusNow(state, clinic.entry)};
}

PractitionerView viewOf(const State& state, const PersonRecord& person)
{
    PractitionerView view;
    view.clinic = state.members.clinics()[person.clinic].id;
    view.key = person.key;
    view.revoked = !person.revocations.empty();
    view.status = EntryStatus::valid();
    const auto last = lastFacts(state.chains, person, kEverything);
    view.roles = commonRoles(last);
    for (const RoleFact* fact : last) {
        // Of several last ones the name is that of the one with the least id, so that everyone shows the same.
        const Hash& id = state.entries.at(fact->entry).id;
        if (view.enrolments.empty() || id < *std::ranges::min_element(view.enrolments)) {
            view.fullName = fact->fullName;
            view.licence = fact->licence;
        }
        view.enrolments.push_back(id);
        if (state.quarantined[fact->entry]) {
            view.status = EntryStatus::quarantined();
        }
    }
    const auto enrolment = std::ranges::find_if(person.facts, &RoleFact::enrols);
    if (enrolment != person.facts.end()) {
        view.kemKey = enrolment->kemKey;
    }
    return view;
}

/// A person of whom only a revocation is known was never enrolled.
bool isEnrolled(const PersonRecord& person)
{
    return !person.facts.empty();
}

/// Collects the entries that an author's right comes from, and those that those come from.
class PathCollector {
public:
    explicit PathCollector(const State& state) : m_state(state) {}

    void add(std::uint32_t number)
    {
        if (m_numbers.insert(number).second) {
            addAuthority(number);
        }
    }
    void addAuthority(std::uint32_t number)
    {
        const EntryRecord& entry = m_state.entries.at(number);
        if (entry.clinic >= m_state.members.clinics().size()) {
            return;
        }
        addClinic(entry.clinic);
        const EntryTypeRule& rule = ruleOf(static_cast<EntryType>(entry.type));
        if (rule.isMembership && rule.clinic == AuthorClinic::OfStation
            && entry.place != m_state.members.clinics()[Membership::kFoundingClinic].place) {
            addChain(entry.place.chain);
        }
        const PersonRecord* person =
            m_state.members.findPerson(entry.clinic, m_state.entries.authorKey(entry.author));
        if (person == nullptr || entry.kind != static_cast<std::uint8_t>(AuthorKind::Person)) {
            return;
        }
        for (const RoleFact& fact : person->facts) {
            if (m_state.chains.precedes(fact.place, entry.place)) {
                add(fact.entry);
            }
        }
    }
    /// A clinic's admission, and as many votes as it took.
    void addClinic(std::uint32_t clinic)
    {
        const Proposal& proposal = m_state.members.proposals()[m_state.members.clinics()[clinic].proposal];
        add(proposal.entry);
        std::set<std::uint32_t> clinics{proposal.proposer};
        for (const Vote& vote : proposal.votes) {
            if (clinics.size() < proposal.needed() && clinics.insert(vote.clinic).second) {
                add(vote.entry);
            }
        }
    }
    /// A chain's enrolment; of a restored one, also what confirmed it.
    void addChain(std::uint32_t chain)
    {
        const ChainRecord& record = m_state.chains.at(chain);
        add(record.enrolment);
        for (const std::uint32_t number : m_state.members.stationsOfChain(record.id)) {
            const StationRecord& station = m_state.members.stations()[number];
            if (record.enrolment != station.entry && isRestored(record)
                && statusNow(m_state, station.entry) == EntryStatus::valid()) {
                add(station.entry);
            }
        }
    }
    const std::set<std::uint32_t>& numbers() const noexcept { return m_numbers; }

private:
    bool isRestored(const ChainRecord& chain) const
    {
        return m_state.entries.at(chain.enrolment).type
            == static_cast<std::uint8_t>(EntryType::StationRestore);
    }

    const State& m_state;
    std::set<std::uint32_t> m_numbers;
};

ProposalView viewOf(const State& state, const Proposal& proposal)
{
    const auto stands = [&state](std::uint32_t entry, Place) { return !state.quarantined[entry]; };
    ProposalView view;
    view.id = state.entries.at(proposal.entry).id;
    view.type = proposal.admits ? EntryType::ClinicAdmit : EntryType::ClinicSuspend;
    view.clinic = clinicId(state, proposal.clinic);
    view.clinicName = state.members.clinics()[proposal.clinic].name;
    view.proposer = clinicId(state, proposal.proposer);
    view.deciders = clinicIds(state, proposal.deciders);
    view.approvals = clinicIds(state, proposal.approvals(stands));
    view.needed = proposal.needed();
    view.inEffect = proposal.inEffectIn(kEverything);
    view.status = statusNow(state, proposal.entry);
    return view;
}

StationView viewOf(const State& state, const StationRecord& station)
{
    StationView view;
    view.enrolment = state.entries.at(station.entry).id;
    view.chain = station.chain;
    view.clinic = clinicId(state, station.clinic);
    view.name = station.name;
    view.key = station.key;
    view.kemKey = station.kemKey;
    view.retired = !state.members.revocationsOf(station.key).empty();
    if (const std::uint32_t chain = state.chains.find(station.chain); chain != kNone && station.oldChain) {
        view.provisional = isProvisional(state, chain);
    }
    view.oldChain = station.oldChain;
    view.lastKnown = station.lastKnown;
    view.status = statusNow(state, station.entry);
    return view;
}

/// Whether the record only confirms a restoration, which stands for the station already.
bool confirms(const State& state, const StationRecord& station)
{
    return !station.oldChain
        && std::ranges::any_of(state.members.stationsOfChain(station.chain), [&state](std::uint32_t number) {
               return state.members.stations()[number].oldChain.has_value();
           });
}

} // namespace

std::optional<FederationView> LedgerState::federationView() const
{
    const std::optional<GenesisBody>& genesis = m_state->members.genesis();
    if (!genesis) {
        return std::nullopt;
    }
    return FederationView{m_state->federation, genesis->name, genesis->founderKey, genesis->predecessor,
                          m_state->members.clinics()[Membership::kFoundingClinic].id};
}

std::vector<ClinicView> LedgerState::clinics() const
{
    std::vector<ClinicView> views;
    for (std::uint32_t number = 0; number < m_state->members.clinics().size(); ++number) {
        if (m_state->members.isAdmitted(number, kEverything)) {
            views.push_back(viewOf(*m_state, m_state->members.clinics()[number]));
        }
    }
    return views;
}

std::optional<ClinicView> LedgerState::clinic(const Hash& clinic) const
{
    const std::uint32_t number = m_state->members.findClinic(clinic);
    return m_state->members.isAdmitted(number, kEverything)
        ? std::optional(viewOf(*m_state, m_state->members.clinics()[number]))
        : std::nullopt;
}

std::vector<ProposalView> LedgerState::proposals() const
{
    std::vector<ProposalView> views;
    for (const Proposal& proposal : m_state->members.proposals()) {
        views.push_back(viewOf(*m_state, proposal));
    }
    return views;
}

std::optional<ProposalView> LedgerState::proposal(const Hash& entry) const
{
    const Proposal* proposal = m_state->members.findProposal(entry);
    return proposal == nullptr ? std::nullopt : std::optional(viewOf(*m_state, *proposal));
}

std::vector<Hash> LedgerState::deciders() const
{
    return m_state->members.clinics().empty() ? std::vector<Hash>{}
                                              : clinicIds(*m_state, m_state->members.decidersIn(kEverything));
}

std::vector<StationView> LedgerState::stations() const
{
    std::vector<StationView> views;
    for (const StationRecord& station : m_state->members.stations()) {
        if (!confirms(*m_state, station)) {
            views.push_back(viewOf(*m_state, station));
        }
    }
    return views;
}

std::vector<PractitionerView> LedgerState::practitioners() const
{
    std::vector<PractitionerView> views;
    for (const PersonRecord& person : m_state->members.persons()) {
        if (isEnrolled(person)) {
            views.push_back(viewOf(*m_state, person));
        }
    }
    return views;
}

std::vector<PractitionerView> LedgerState::practitionersOf(const Hash& clinic) const
{
    std::vector<PractitionerView> views = practitioners();
    std::erase_if(views, [&clinic](const PractitionerView& view) { return view.clinic != clinic; });
    return views;
}

std::optional<PractitionerView> LedgerState::practitioner(const Hash& clinic,
                                                          const crypto::PublicKey& key) const
{
    const PersonRecord* person = m_state->members.findPerson(m_state->members.findClinic(clinic), key);
    return person == nullptr || !isEnrolled(*person) ? std::nullopt
                                                     : std::optional(viewOf(*m_state, *person));
}

Roles LedgerState::effectiveRoles(const Hash& clinic, const crypto::PublicKey& key) const
{
    const std::uint32_t number = m_state->members.findClinic(clinic);
    if (!m_state->members.isAdmitted(number, kEverything)) {
        return {};
    }
    const ClinicRecord& record = m_state->members.clinics()[number];
    const PersonRecord* person = m_state->members.findPerson(number, key);
    if (m_state->members.anyRevokes(record.revocations, kEverything) || m_state->quarantined[record.entry]
        || (person != nullptr && !person->revocations.empty())) {
        return {};
    }
    if (person == nullptr || !isEnrolled(*person)) {
        return record.administratorKey == key ? Roles{Role::Admin} : Roles{};
    }
    const PractitionerView view = viewOf(*m_state, *person);
    return view.status == EntryStatus::valid() ? view.roles : Roles{};
}

std::vector<RoleKey> LedgerState::roleKeys(const Hash& clinic) const
{
    std::vector<RoleKey> keys;
    const std::uint32_t number = m_state->members.findClinic(clinic);
    if (number == kNone) {
        return keys;
    }
    for (std::size_t group = 0; group < kRoleGroupCount; ++group) {
        const RoleKeyFact* best = nullptr;
        for (const RoleKeyFact& fact : m_state->members.clinics()[number].roleKeys) {
            if (static_cast<std::size_t>(fact.key.group) != group || m_state->quarantined[fact.entry]) {
                continue;
            }
            // Two rotations that did not know of each other may have one generation: the least id decides.
            const bool better = best == nullptr || fact.key.generation > best->key.generation
                || (fact.key.generation == best->key.generation
                    && m_state->entries.at(fact.entry).id < m_state->entries.at(best->entry).id);
            best = better ? &fact : best;
        }
        if (best != nullptr) {
            keys.push_back(best->key);
        }
    }
    return keys;
}

std::vector<Hash> LedgerState::membershipPath(const Hash& entry, std::span<const Hash> alsoChains) const
{
    std::vector<Hash> path;
    const std::uint32_t number = m_state->entries.findById(entry);
    if (number == kNone) {
        return path;
    }
    PathCollector collector(*m_state);
    collector.add(0); // the genesis opens every ledger
    collector.addClinic(Membership::kFoundingClinic);
    collector.addChain(m_state->entries.at(number).place.chain);
    collector.addAuthority(number);
    for (const Hash& chain : alsoChains) {
        if (const std::uint32_t other = m_state->chains.find(chain); other != kNone) {
            collector.addChain(other);
        }
    }
    for (const std::uint32_t each : collector.numbers()) {
        path.push_back(m_state->entries.at(each).id);
    }
    return path;
}

} // namespace carnet::chain
