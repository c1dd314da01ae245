// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/chain/LedgerState.h"
#include "ledger/chain/detail/Quarantine.h"

#include <algorithm>

namespace carnet::chain {

using namespace detail;

namespace {

std::optional<Hash> clinicIdOf(const State& state, std::uint32_t clinic)
{
    return clinic < state.members.clinics().size() ? std::optional(state.members.clinics()[clinic].id)
                                                   : std::nullopt;
}

/// The size that a seal gives its chain. A chain that was not here has none.
std::uint64_t sealedSize(const Revocation& seal)
{
    return seal.accepted.empty() ? 0 : seal.accepted.front().second;
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
    view.forkResolved =
        chain.forkHeight && view.blocks > *chain.forkHeight && !isFrozenAt(state, number, *chain.forkHeight);
    view.provisional = isProvisional(state, number);
    for (const std::uint32_t seal : state.members.revocationsOf(chain.id)) {
        const std::uint64_t size = sealedSize(state.members.revocations()[seal]);
        view.sealedAt = std::min(view.sealedAt.value_or(size), size);
    }
    return view;
}

/// How many blocks of the chain everybody has in the same way: all, or where a fork is not resolved, those before it.
std::uint32_t commonBlocks(const State& state, std::uint32_t chain)
{
    const auto& forkHeight = state.chains.at(chain).forkHeight;
    return forkHeight && isFrozenAt(state, chain, *forkHeight) ? *forkHeight : state.chains.height(chain);
}

/// Whether a block of the chain `own` has named a later block of the other than that of this height.
bool namesLater(const State& state, const Hash& own, std::uint32_t other, std::uint32_t height)
{
    const std::uint32_t number = state.chains.find(own);
    if (number == kNone) {
        return false;
    }
    const auto& named = state.chains.at(number).namedHeads;
    const auto found = named.find(other);
    return found != named.end() && found->second > height;
}

AcceptedSize acceptedAfterBlocks(const State& state, std::uint32_t chain, std::uint32_t blocks)
{
    const Hash& id = state.chains.at(chain).id;
    if (blocks == 0) {
        return {id, 0, merkle::emptyRoot()};
    }
    const BlockRecord& last = state.chains.block(chain, blocks - 1);
    return {id, last.endSize, last.root};
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
    view.provisional = isProvisional(state, entry.place.chain);
    return view;
}

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
        if (chain.id == ownChain) {
            continue;
        }
        const std::uint32_t blocks = commonBlocks(*m_state, number);
        if (blocks > 0 && !namesLater(*m_state, ownChain, number, blocks - 1)) {
            heads.push_back({chain.id, blocks - 1, m_state->chains.block(number, blocks - 1).hash});
        }
    }
    std::ranges::sort(heads, {}, &SeenHead::chain);
    return heads;
}

std::vector<AcceptedSize> LedgerState::acceptedNow() const
{
    std::vector<AcceptedSize> sizes;
    for (std::uint32_t number = 0; number < m_state->chains.count(); ++number) {
        const ChainView view = viewOf(*m_state, number);
        std::uint32_t blocks = commonBlocks(*m_state, number);
        while (blocks > 0 && view.sealedAt
               && m_state->chains.block(number, blocks - 1).endSize > *view.sealedAt) {
            --blocks;
        }
        sizes.push_back(acceptedAfterBlocks(*m_state, number, blocks));
    }
    std::ranges::sort(sizes, {}, &AcceptedSize::chain);
    return sizes;
}

std::optional<AcceptedSize> LedgerState::acceptedAfter(const Hash& chain, std::uint64_t height) const
{
    const std::uint32_t number = m_state->chains.find(chain);
    if (number == kNone || height >= m_state->chains.height(number)) {
        return std::nullopt;
    }
    return acceptedAfterBlocks(*m_state, number, static_cast<std::uint32_t>(height) + 1);
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
