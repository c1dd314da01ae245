// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/chain/LedgerState.h"
#include "ledger/chain/detail/State.h"

#include <algorithm>
#include <set>

namespace carnet::chain {

using namespace detail;

namespace {

constexpr auto kEverything = [](Place) { return true; };

std::optional<Hash> clinicIdOf(const State& state, std::uint32_t clinic)
{
    return clinic < state.members.clinics().size() ? std::optional(state.members.clinics()[clinic].id)
                                                   : std::nullopt;
}

ChainView viewOf(const State& state, std::uint32_t number)
{
    const ChainRecord& chain = state.chains.at(number);
    const BlockRecord& head = state.chains.block(number, state.chains.height(number) - 1);
    ChainView view;
    view.chain = chain.id;
    view.stationKey = chain.stationKey;
    view.clinic = clinicIdOf(state, chain.clinic).value_or(Hash{});
    view.blocks = state.chains.height(number);
    view.treeSize = chain.tree.size();
    view.head = head.hash;
    view.root = head.root;
    if (chain.forkHeight) {
        view.forkHeight = *chain.forkHeight;
    }
    view.forkHash = chain.forkHash;
    return view;
}

EntryView viewOfEntry(const State& state, std::uint32_t number)
{
    const EntryRecord& entry = state.entries.at(number);
    EntryView view;
    view.id = entry.id;
    view.chain = state.chains.at(entry.place.chain).id;
    view.height = state.chains.heightOf(entry.place);
    view.leafIndex = entry.place.leaf;
    if (entry.type != kUnknownType) {
        view.type = static_cast<EntryType>(entry.type);
    }
    view.author = {static_cast<AuthorKind>(entry.kind), state.entries.authorKey(entry.author)};
    view.clinic = clinicIdOf(state, entry.clinic);
    view.status = statusNow(state, number);
    return view;
}

ClinicView viewOf(const State& state, const ClinicRecord& clinic)
{
    return {clinic.id,
            clinic.name,
            clinic.region,
            clinic.administratorKey,
            &clinic == &state.members.clinics()[Membership::kFoundingClinic],
            !clinic.revocations.empty(),
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
        add(m_state.members.clinics()[entry.clinic].entry);
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
    const std::set<std::uint32_t>& numbers() const noexcept { return m_numbers; }

private:
    const State& m_state;
    std::set<std::uint32_t> m_numbers;
};

EpochView viewOf(const State& state, const EpochRecord& epoch, const Hash& subject)
{
    return {epoch.epoch, subject, state.entries.at(epoch.entry).id, statusNow(state, epoch.entry)};
}

} // namespace

const Hash& LedgerState::federation() const noexcept
{
    return m_state->federation;
}

std::vector<ChainView> LedgerState::chains() const
{
    std::vector<ChainView> views;
    for (std::uint32_t number = 0; number < m_state->chains.count(); ++number) {
        views.push_back(viewOf(*m_state, number));
    }
    return views;
}

std::optional<ChainView> LedgerState::chain(const Hash& chain) const
{
    const std::uint32_t number = m_state->chains.find(chain);
    return number == kNone ? std::nullopt : std::optional(viewOf(*m_state, number));
}

std::optional<ChainTip> LedgerState::tip(const Hash& chain) const
{
    const std::uint32_t number = m_state->chains.find(chain);
    if (number == kNone || m_state->chains.at(number).forkHeight) {
        return std::nullopt;
    }
    const ChainRecord& record = m_state->chains.at(number);
    ChainTip tip = ChainTip::ofNewChain(m_state->federation, chain);
    tip.height = m_state->chains.height(number);
    tip.previous = m_state->chains.block(number, m_state->chains.height(number) - 1).hash;
    tip.tree = record.tree;
    for (const auto& [other, height] : record.namedHeads) {
        tip.namedHeads.emplace(m_state->chains.at(other).id, height);
    }
    return tip;
}

std::vector<StationView> LedgerState::stations() const
{
    std::vector<StationView> views;
    for (const StationRecord& station : m_state->members.stations()) {
        views.push_back({m_state->entries.at(station.entry).id, station.chain,
                         m_state->members.clinics()[station.clinic].id, station.name, station.key,
                         station.kemKey, !m_state->members.revocationsOfStation(station.key).empty(),
                         statusNow(*m_state, station.entry)});
    }
    return views;
}

std::optional<BlockView> LedgerState::block(const Hash& chain, std::uint64_t height) const
{
    const std::uint32_t number = m_state->chains.find(chain);
    if (number == kNone || height >= m_state->chains.height(number)) {
        return std::nullopt;
    }
    const auto at = static_cast<std::uint32_t>(height);
    const BlockRecord& record = m_state->chains.block(number, at);
    return BlockView{record.hash, record.root, m_state->chains.sizeBefore(number, at), record.endSize};
}

std::vector<SeenHead> LedgerState::headsFor(const Hash& ownChain) const
{
    std::vector<SeenHead> heads;
    for (std::uint32_t number = 0; number < m_state->chains.count(); ++number) {
        const ChainRecord& chain = m_state->chains.at(number);
        if (chain.id != ownChain) {
            const std::uint32_t height = m_state->chains.height(number) - 1;
            heads.push_back({chain.id, height, m_state->chains.block(number, height).hash});
        }
    }
    std::ranges::sort(heads, {}, &SeenHead::chain);
    return heads;
}

std::optional<EntryStatus> LedgerState::status(const Hash& entry) const
{
    const std::uint32_t number = m_state->entries.findById(entry);
    return number == kNone ? std::nullopt : std::optional(statusNow(*m_state, number));
}

std::optional<EntryView> LedgerState::entry(const Hash& entry) const
{
    const std::uint32_t number = m_state->entries.findById(entry);
    return number == kNone ? std::nullopt : std::optional(viewOfEntry(*m_state, number));
}

std::optional<EntryView> LedgerState::entryAt(const Hash& chain, std::uint64_t leafIndex) const
{
    const std::uint32_t number = m_state->chains.find(chain);
    if (number == kNone || leafIndex >= m_state->chains.at(number).tree.size()) {
        return std::nullopt;
    }
    const Place place{number, static_cast<std::uint32_t>(leafIndex)};
    const std::uint32_t height = m_state->chains.heightOf(place);
    const BlockRecord& block = m_state->chains.block(number, height);
    if (place.leaf + 1 == block.endSize) {
        return std::nullopt;
    }
    return viewOfEntry(*m_state, block.firstEntry + place.leaf - m_state->chains.sizeBefore(number, height));
}

std::uint64_t LedgerState::entryCount() const noexcept
{
    return m_state->entries.count();
}

std::uint64_t LedgerState::blockCount() const noexcept
{
    return m_state->chains.blockLog().size();
}

bool LedgerState::restsOn(const Hash& laterEntry, const Hash& earlierEntry) const
{
    const std::uint32_t later = m_state->entries.findById(laterEntry);
    const std::uint32_t earlier = m_state->entries.findById(earlierEntry);
    return later != kNone && earlier != kNone
        && m_state->chains.precedes(m_state->entries.at(earlier).place, m_state->entries.at(later).place);
}

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
    for (const ClinicRecord& clinic : m_state->members.clinics()) {
        views.push_back(viewOf(*m_state, clinic));
    }
    return views;
}

std::optional<ClinicView> LedgerState::clinic(const Hash& clinic) const
{
    const std::uint32_t number = m_state->members.findClinic(clinic);
    return number == kNone ? std::nullopt
                           : std::optional(viewOf(*m_state, m_state->members.clinics()[number]));
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
    if (number == kNone) {
        return {};
    }
    const ClinicRecord& record = m_state->members.clinics()[number];
    const PersonRecord* person = m_state->members.findPerson(number, key);
    if (!record.revocations.empty() || m_state->quarantined[record.entry]
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
    collector.add(m_state->members.clinics()[Membership::kFoundingClinic].entry);
    collector.add(m_state->chains.at(m_state->entries.at(number).place.chain).enrolment);
    collector.addAuthority(number);
    for (const Hash& chain : alsoChains) {
        if (const std::uint32_t other = m_state->chains.find(chain); other != kNone) {
            collector.add(m_state->chains.at(other).enrolment);
        }
    }
    for (const std::uint32_t each : collector.numbers()) {
        path.push_back(m_state->entries.at(each).id);
    }
    return path;
}

bool LedgerState::knowsSubject(const Hash& subject) const
{
    return m_state->subjects.findSubject(subject, [](const SubjectRecord&) { return true; });
}

std::vector<EpochView> LedgerState::epochs(const Hash& subject) const
{
    std::vector<const EpochRecord*> records;
    m_state->subjects.forEachEpoch(subject,
                                   [&records](const EpochRecord& record) { records.push_back(&record); });
    // Entry numbers are in a causal order.
    std::ranges::sort(records, {}, &EpochRecord::entry);
    std::vector<EpochView> views;
    for (const EpochRecord* record : records) {
        views.push_back(viewOf(*m_state, *record, subject));
    }
    return views;
}

std::optional<EpochView> LedgerState::epoch(const Hash& epoch) const
{
    std::optional<EpochView> view;
    m_state->subjects.findEpoch(epoch, [&](const EpochRecord& record, const Hash& subject) {
        view = viewOf(*m_state, record, subject);
        return true;
    });
    return view;
}

std::uint64_t LedgerState::subjectCount() const noexcept
{
    return m_state->subjects.subjectCount();
}

std::size_t LedgerState::memoryBytes() const
{
    return m_state->chains.memoryBytes() + m_state->entries.memoryBytes() + m_state->subjects.memoryBytes()
        + m_state->quarantined.capacity() / 8;
}

} // namespace carnet::chain
