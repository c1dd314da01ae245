// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/chain/LedgerState.h"

#include "ledger/chain/ChainId.h"
#include "ledger/chain/detail/Judge.h"
#include "ledger/chain/detail/Quarantine.h"

#include <algorithm>

namespace carnet::chain {

using namespace detail;

namespace {

/// The founding block begins with these four (FORMAT.md §5.1).
constexpr std::array kFoundingTypes{EntryType::FederationGenesis, EntryType::ClinicAdmit,
                                    EntryType::StationEnrol, EntryType::PractitionerEnrol};

/// Whether the block's first entry is the genesis of this federation.
bool isFounding(const State& state, const Preamble& preamble, const std::vector<PrecheckedEntry>& entries)
{
    return preamble.height == 0 && !entries.empty() && entries.front().type == EntryType::FederationGenesis
        && entries.front().id == state.federation;
}

/// Whether the body is one that makes the chain known, by the block's key.
template <typename Body>
bool makesKnown(const Body* body, const Preamble& preamble)
{
    return body != nullptr && body->stationKey == preamble.stationKey
        && chainIdOf(body->stationKey, body->chainNonce) == preamble.chain;
}

/// Whether the entry is a station.enrol, or a station.restore, that makes the block's chain known.
bool enrolsChain(const PrecheckedEntry& entry, const Preamble& preamble)
{
    return entry.body && makesKnown(std::get_if<StationEnrolBody>(&*entry.body), preamble);
}
bool restoresChain(const PrecheckedEntry& entry, const Preamble& preamble)
{
    return entry.body && makesKnown(std::get_if<StationRestoreBody>(&*entry.body), preamble);
}

/// Which clinic and which station.enrol a new chain belongs to.
struct Enrolment {
    std::uint32_t clinic = kNone;
    std::uint32_t entry = kNone;
};

/// One call of apply().
class Application {
public:
    Application(State& state, const Hash& hash, const Preamble& preamble,
                const std::vector<PrecheckedEntry>& entries)
        : m_state(state)
        , m_hash(hash)
        , m_preamble(preamble)
        , m_entries(entries)
        , m_chain(state.chains.find(preamble.chain))
    {
    }

    bool chainIsKnown() const { return m_chain != kNone; }
    std::uint32_t heightOfChain() const { return chainIsKnown() ? m_state.chains.height(m_chain) : 0; }
    bool isPast() const { return m_preamble.height < heightOfChain(); }
    const ChainRecord& chain() const { return m_state.chains.at(m_chain); }

    /// The block that holds this one's place already is another one.
    bool isHeld() const
    {
        return m_state.chains.block(m_chain, static_cast<std::uint32_t>(m_preamble.height)).hash == m_hash;
    }

    BlockForked fork()
    {
        ChainRecord& record = m_state.chains.at(m_chain);
        const auto height = static_cast<std::uint32_t>(m_preamble.height);
        if (!record.forkHeight || height < *record.forkHeight) {
            record.forkHeight = height;
            record.forkHash = m_hash;
        }
        return {m_preamble.chain, m_preamble.height, m_state.chains.block(m_chain, height).hash, m_hash,
                idsOf(quarantineAll(m_state).marked, kNone)};
    }

    /// Rule 3: the place in the chain.
    std::optional<ApplyResult> link() const
    {
        if (m_preamble.height > heightOfChain()) {
            return BlockWaiting{m_preamble.chain, m_preamble.height - 1};
        }
        if (m_preamble.height > 0
            && m_state.chains.block(m_chain, heightOfChain() - 1).hash != *m_preamble.previous) {
            return BlockRejected{BlockFault::Link, {}, {}, {}};
        }
        return std::nullopt;
    }

    /// Rule 4: the blocks of other chains that this one rests on. Fills the clock.
    std::optional<ApplyResult> seenHeads()
    {
        std::optional<ApplyResult> waiting;
        for (const SeenHead& head : m_preamble.seenHeads) {
            const std::uint32_t other = m_state.chains.find(head.chain);
            if (other != kNone && seesFork(other, head)) {
                continue;
            }
            if (other == kNone || head.height >= m_state.chains.height(other)) {
                waiting = waiting ? waiting : BlockWaiting{head.chain, head.height};
                continue;
            }
            const auto height = static_cast<std::uint32_t>(head.height);
            if (m_state.chains.block(other, height).hash != head.hash) {
                return BlockRejected{BlockFault::SeenHeads, {}, "another block is at that height", head};
            }
            if (chainIsKnown()) {
                const auto named = chain().namedHeads.find(other);
                if (named != chain().namedHeads.end() && height < named->second) {
                    return BlockRejected{BlockFault::SeenHeads, {}, "lower than one named before", {}};
                }
            }
        }
        if (waiting) {
            return waiting;
        }
        if (chainIsKnown()) {
            m_clock = chain().clock;
        }
        for (const SeenHead& head : m_preamble.seenHeads) {
            const std::uint32_t other = m_state.chains.find(head.chain);
            if (const auto height = reachedOf(other, head)) {
                m_state.chains.mergeBlock(m_clock, other, *height);
            }
        }
        return std::nullopt;
    }

    /// Rule 5: whose chain it is.
    std::optional<BlockFault> station()
    {
        if (chainIsKnown()) {
            m_carrier = {chain().id, chain().stationKey, chain().clinic};
            return chain().stationKey == m_preamble.stationKey ? std::nullopt
                                                               : std::optional(BlockFault::Station);
        }
        if (isFounding(m_state, m_preamble, m_entries)) {
            if (m_entries.size() < 3 || !enrolsChain(m_entries[2], m_preamble)) {
                return BlockFault::Station;
            }
            m_enrolment = {Membership::kFoundingClinic,
                           static_cast<std::uint32_t>(m_state.entries.count()) + 2};
            m_carrier = {m_preamble.chain, m_preamble.stationKey, m_enrolment.clinic};
            return foundsWell() ? std::nullopt : std::optional(BlockFault::Founding);
        }
        return enrolledBefore() || enrolsItself() ? std::nullopt : std::optional(BlockFault::Station);
    }

    /// Rule 8: the tree.
    bool treeFits(const std::vector<PrecheckedEntry>& entries, const Hash& preambleLeaf,
                  std::uint64_t treeSize, const Hash& root)
    {
        if (chainIsKnown()) {
            m_tree = chain().tree;
        }
        m_firstLeaf = static_cast<std::uint32_t>(m_tree.size());
        for (const PrecheckedEntry& entry : entries) {
            m_tree.append(entry.id);
        }
        m_tree.append(preambleLeaf);
        return m_tree.size() == treeSize && m_tree.root() == root;
    }

    /// Nothing is wrong with the block: it is taken in, and its entries are judged in order.
    BlockAccepted accept(const Hash& root)
    {
        const bool founding = !chainIsKnown() && isFounding(m_state, m_preamble, m_entries);
        if (!chainIsKnown()) {
            m_chain = m_state.chains.add(m_preamble.chain, m_preamble.stationKey, m_enrolment.clinic,
                                         m_enrolment.entry);
        }
        ChainRecord& record = m_state.chains.at(m_chain);
        for (const SeenHead& head : m_preamble.seenHeads) {
            const std::uint32_t other = m_state.chains.find(head.chain);
            if (const auto height = reachedOf(other, head)) {
                std::uint32_t& named = record.namedHeads[other];
                named = std::max(named, *height);
            }
        }
        const auto firstEntry = static_cast<std::uint32_t>(m_state.entries.count());
        m_state.chains.append(m_chain, m_hash, root, std::move(m_tree), m_clock, firstEntry);

        BlockAccepted accepted;
        accepted.firstLeaf = m_firstLeaf;
        for (std::size_t i = 0; i < m_entries.size(); ++i) {
            takeIn(m_entries[i], static_cast<std::uint32_t>(m_firstLeaf + i), founding && i == 0);
        }
        const QuarantineChange change =
            m_looksBack ? quarantineAll(m_state) : quarantineFrom(m_state, firstEntry);
        accepted.quarantined = idsOf(change.marked, firstEntry);
        accepted.released = idsOf(change.released, firstEntry);
        accepted.statuses.reserve(m_entries.size());
        for (std::size_t i = 0; i < m_entries.size(); ++i) {
            accepted.statuses.push_back(statusNow(m_state, firstEntry + static_cast<std::uint32_t>(i)));
        }
        return accepted;
    }

private:
    void takeIn(const PrecheckedEntry& entry, std::uint32_t leaf, bool opensLedger)
    {
        const Past past{m_clock, m_chain, leaf};
        const Judgement judgement = Judge(m_state, past, m_carrier).judge(entry, opensLedger);
        const Place place{m_chain, leaf};
        EntryRecord record{};
        record.id = entry.id;
        record.nonce = entry.nonce;
        record.author = m_state.entries.addAuthor(entry.author.key);
        record.place = place;
        record.clinic = judgement.clinic;
        record.verdict = codeOf(judgement.status);
        record.type = entry.type ? static_cast<std::uint8_t>(*entry.type) : kUnknownType;
        record.kind = static_cast<std::uint8_t>(entry.author.kind);
        record.repeats = judgement.repeats ? 1 : 0;
        const std::uint32_t number = m_state.entries.add(record);
        m_state.quarantined.push_back(false);
        if (judgement.status != EntryStatus::valid()) {
            return;
        }
        const EntryTypeRule& rule = ruleOf(*entry.type);
        if (rule.isMembership) {
            const Said said{rule.type, *entry.body,      entry.id,        number,
                            place,     judgement.clinic, numbersOf(entry)};
            m_looksBack = m_state.members.absorb(said, m_state.chains) || m_looksBack;
        }
        if (rule.makesEpoch) {
            if (rule.type != EntryType::AccessRotate || epochOf(*entry.body)->parents.empty()) {
                m_state.subjects.addSubject(*entry.subject, number, place);
            }
            m_state.subjects.addEpoch(*entry.epoch, *entry.subject, number, place);
        }
    }

    /// The entries that a valid entry refers to; all of them are there.
    std::vector<std::uint32_t> numbersOf(const PrecheckedEntry& entry) const
    {
        std::vector<std::uint32_t> numbers;
        for (const Hash& reference : entry.references) {
            numbers.push_back(m_state.entries.findById(reference));
        }
        return numbers;
    }

    /// The ids of the entries with a number below `before`.
    std::vector<Hash> idsOf(const std::vector<std::uint32_t>& numbers, std::uint32_t before) const
    {
        std::vector<Hash> ids;
        for (const std::uint32_t number : numbers) {
            if (number < before) {
                ids.push_back(m_state.entries.at(number).id);
            }
        }
        return ids;
    }

    /// Whether the head is a block of a forked chain that is not here: of another branch, or beyond what was taken.
    bool seesFork(std::uint32_t other, const SeenHead& head) const
    {
        const auto& forkHeight = m_state.chains.at(other).forkHeight;
        return forkHeight && head.height >= *forkHeight
            && (head.height >= m_state.chains.height(other)
                || m_state.chains.block(other, static_cast<std::uint32_t>(head.height)).hash != head.hash);
    }

    /// How high the named chain is rested on: to the head, or where a fork hides it, to the last block that all branches share.
    std::optional<std::uint32_t> reachedOf(std::uint32_t other, const SeenHead& head) const
    {
        if (!seesFork(other, head)) {
            return static_cast<std::uint32_t>(head.height);
        }
        const std::uint32_t forkHeight = *m_state.chains.at(other).forkHeight;
        return forkHeight > 0 ? std::optional(forkHeight - 1) : std::nullopt;
    }

    /// A station.enrol in the causal past. Where clinics enrolled one station without knowing of each other, the chain is
    /// the one's whose entry has the least id.
    bool enrolledBefore()
    {
        const Past past{m_clock, kNone, 0};
        const Hash* least = nullptr;
        for (const std::uint32_t number : m_state.members.stationsOfChain(m_preamble.chain)) {
            const StationRecord& station = m_state.members.stations()[number];
            const Hash& id = m_state.entries.at(station.entry).id;
            if (station.key == m_preamble.stationKey && past.has(station.place)
                && (least == nullptr || id < *least)) {
                least = &id;
                m_enrolment = {station.clinic, station.entry};
            }
        }
        m_carrier = {m_preamble.chain, m_preamble.stationKey, m_enrolment.clinic};
        return least != nullptr;
    }

    /// A chain's first block may begin with the valid enrolment, or restoration, of its own station.
    bool enrolsItself()
    {
        if (m_preamble.height != 0 || m_entries.empty()
            || !(enrolsChain(m_entries.front(), m_preamble)
                 || restoresChain(m_entries.front(), m_preamble))) {
            return false;
        }
        m_enrolment = {m_state.members.findClinic(*clinicIn(*m_entries.front().body)),
                       static_cast<std::uint32_t>(m_state.entries.count())};
        m_carrier = {m_preamble.chain, m_preamble.stationKey, m_enrolment.clinic};
        const Past past{m_clock, kNone, 0};
        return Judge(m_state, past, m_carrier).judge(m_entries.front(), false).status == EntryStatus::valid();
    }

    /// FORMAT.md §5.1, tried out on a ledger of its own so that nothing has to be undone.
    bool foundsWell() const
    {
        if (m_entries.size() < kFoundingTypes.size()) {
            return false;
        }
        const crypto::PublicKey& founder = m_entries.front().author.key;
        for (std::size_t i = 0; i < kFoundingTypes.size(); ++i) {
            const PrecheckedEntry& entry = m_entries[i];
            if (entry.type != kFoundingTypes[i] || !entry.body
                || entry.author != Author{AuthorKind::Person, founder}) {
                return false;
            }
        }
        const auto& admit = std::get<ClinicAdmitBody>(*m_entries[1].body);
        const auto& person = std::get<PractitionerEnrolBody>(*m_entries[3].body);
        if (admit.administratorKey != founder || person.key != founder || !person.roles.has(Role::Admin)) {
            return false;
        }
        State scratch(m_state.federation);
        const std::vector<PrecheckedEntry> opening(m_entries.begin(),
                                                   m_entries.begin() + kFoundingTypes.size());
        Application trial(scratch, m_hash, m_preamble, opening);
        trial.m_enrolment = {Membership::kFoundingClinic, 2};
        trial.m_carrier = m_carrier;
        const BlockAccepted accepted = trial.accept({});
        return std::ranges::all_of(accepted.statuses,
                                   [](const EntryStatus& status) { return status == EntryStatus::valid(); });
    }

    State& m_state;
    const Hash& m_hash;
    const Preamble& m_preamble;
    const std::vector<PrecheckedEntry>& m_entries;
    std::uint32_t m_chain;
    Clock m_clock;
    Carrier m_carrier;
    Enrolment m_enrolment;
    merkle::CompactTree m_tree;
    std::uint32_t m_firstLeaf = 0;
    bool m_looksBack = false; ///< an entry may change what is quarantined of entries before it
};

} // namespace

ApplyResult LedgerState::apply(const PrecheckedBlock& block)
{
    const auto rejected = [&block](BlockFault fault) { return BlockRejected{fault, {}, block.m_detail, {}}; };
    if (block.m_decodingFault) {
        return rejected(*block.m_decodingFault);
    }
    if (block.m_preamble.federation != m_state->federation) {
        return rejected(BlockFault::Federation);
    }
    Application application(*m_state, block.m_hash, block.m_preamble, block.m_entries);
    const bool isPast = application.isPast();
    if (isPast && application.isHeld()) {
        return BlockHeld{};
    }
    if (!isPast) {
        if (auto unfit = application.link()) {
            return *unfit;
        }
        if (auto unfit = application.seenHeads()) {
            return *unfit;
        }
    }
    if (const auto fault = application.station()) {
        return rejected(*fault);
    }
    if (!block.m_signatureVerifies) {
        return rejected(BlockFault::Signature);
    }
    if (isPast) {
        return application.fork();
    }
    if (application.chainIsKnown() && application.chain().forkHeight) {
        return rejected(BlockFault::Fork);
    }
    if (!block.m_countFits) {
        return rejected(BlockFault::Count);
    }
    if (!application.treeFits(block.m_entries, block.m_preambleLeaf, block.m_treeSize, block.m_root)) {
        return rejected(BlockFault::Root);
    }
    if (block.m_entryFault) {
        return BlockRejected{*block.m_entryFault, block.m_faultyEntry, block.m_detail, {}};
    }
    return application.accept(block.m_root);
}

LedgerState::LedgerState(const Hash& federation) : m_state(std::make_unique<State>(federation)) {}
LedgerState::LedgerState(std::unique_ptr<State> state) : m_state(std::move(state)) {}
LedgerState::~LedgerState() = default;
LedgerState::LedgerState(LedgerState&&) noexcept = default;
LedgerState& LedgerState::operator=(LedgerState&&) noexcept = default;

Error BlockRejected::error() const
{
    return {ErrorKind::Fault, std::string(wordOf(fault)), std::string(sentenceOf(fault)), detail};
}

} // namespace carnet::chain
