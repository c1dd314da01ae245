// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/chain/LedgerState.h"
#include "ledger/chain/detail/Quarantine.h"
#include "ledger/encoding/CborReader.h"
#include "ledger/encoding/CborWriter.h"

#include <algorithm>

namespace carnet::chain {

using namespace detail;

namespace {

/// The form of the pieces. A snapshot of another form, or of a machine with another byte order or other record
/// sizes, is not restored; the state is then made from the blocks again.
constexpr std::uint64_t kSnapshotVersion = 2;
constexpr std::uint64_t kByteOrder = 0x01020304;
constexpr std::uint32_t kCoreLog = 0;
constexpr std::uint32_t kLogCount = 7;

tl::unexpected<Error> badSnapshot(std::string detail)
{
    return failure(ErrorKind::Fault, "bad-snapshot",
                   "The stored state of the ledger cannot be used. It is made again from the ledger itself.",
                   std::move(detail));
}

/// The logs by their numbers in a snapshot. `visit(log number, log)`.
template <typename AnyState, typename Visit>
void forEachLog(AnyState& state, const Visit& visit)
{
    visit(1u, state.chains.blockLog());
    visit(2u, state.chains.stepLog());
    visit(3u, state.entries.entryLog());
    visit(4u, state.entries.authorLog());
    visit(5u, state.subjects.subjectLog());
    visit(6u, state.subjects.epochLog());
}

bool restoreChunk(State& state, std::uint32_t log, ByteView bytes)
{
    switch (log) {
    case 1: return state.chains.restoreBlocks(bytes);
    case 2: return state.chains.restoreSteps(bytes);
    case 3: return state.entries.restoreEntries(bytes);
    case 4: return state.entries.restoreAuthors(bytes);
    case 5: return state.subjects.restoreSubjects(bytes);
    case 6: return state.subjects.restoreEpochs(bytes);
    default: return false;
    }
}

/// What makes record bytes of one build readable by another.
std::uint64_t layout()
{
    return kByteOrder + sizeof(BlockRecord) + sizeof(ClockStep) * 100 + sizeof(EntryRecord) * 10'000
        + sizeof(SubjectRecord) * 1'000'000 + sizeof(EpochRecord) * 100'000'000;
}

std::uint64_t nativeOrder()
{
    std::uint32_t word = 0;
    constexpr ByteArray<4> kBytes{1, 2, 3, 4};
    std::memcpy(&word, kBytes.data(), sizeof word);
    return word;
}

Bytes saveCore(const State& state)
{
    cbor::Writer writer;
    writer.array(8).unsignedInt(kSnapshotVersion).unsignedInt(layout()).unsignedInt(nativeOrder());
    writer.bytes(state.federation);
    state.chains.save(writer);
    state.members.save(writer);
    Bytes bits((state.quarantined.size() + 7) / 8, 0);
    for (std::size_t i = 0; i < state.quarantined.size(); ++i) {
        if (state.quarantined[i]) {
            bits[i / 8] = static_cast<std::uint8_t>(bits[i / 8] | (1u << (i % 8)));
        }
    }
    writer.bytes(bits);
    writer.array(kLogCount - 1);
    forEachLog(state, [&writer](std::uint32_t, const auto& log) { writer.unsignedInt(log.size()); });
    return writer.take();
}

Result<void> restoreCore(State& state, ByteView bytes)
{
    cbor::Reader reader(bytes);
    (void)reader.array(8);
    const Result<std::uint64_t> version = reader.unsignedInt();
    const Result<std::uint64_t> records = reader.unsignedInt();
    const Result<std::uint64_t> order = reader.unsignedInt();
    const Result<Hash> federation = reader.fixedBytes<32>();
    if (!federation) {
        return tl::unexpected<Error>(federation.error());
    }
    if (*version != kSnapshotVersion || *records != layout() || *order != nativeOrder()
        || *federation != state.federation) {
        return badSnapshot("another form, another machine or another federation");
    }
    if (const Result<void> chains = state.chains.restore(reader); !chains) {
        return chains;
    }
    if (const Result<void> members = state.members.restore(reader); !members) {
        return members;
    }
    const Result<ByteView> bits = reader.bytes(bytes.size());
    (void)reader.array(kLogCount - 1);
    bool complete = true;
    forEachLog(state, [&](std::uint32_t, const auto& log) {
        const Result<std::uint64_t> size = reader.unsignedInt();
        complete = complete && size && *size == log.size();
    });
    if (const Result<void> ended = reader.end(); !ended) {
        return ended;
    }
    const std::size_t entries = state.entries.count();
    if (!complete || bits->size() != (entries + 7) / 8) {
        return badSnapshot("the pieces are not of one snapshot");
    }
    if (std::ranges::any_of(state.members.proposals(),
                            [entries](const Proposal& each) { return each.entry >= entries; })) {
        return badSnapshot("a proposal that is not there");
    }
    state.members.indexProposals(
        [&state](std::uint32_t entry) -> const Hash& { return state.entries.at(entry).id; });
    state.quarantined.resize(entries);
    for (std::uint32_t i = 0; i < entries; ++i) {
        if (((*bits)[i / 8] >> (i % 8) & 1) != 0) {
            state.quarantined[i] = true;
            const std::uint8_t type = state.entries.at(i).type;
            if (type < kEntryTypeCount && ruleOf(static_cast<EntryType>(type)).isMembership) {
                ++state.quarantinedMemberships;
            }
        }
    }
    return {};
}

} // namespace

std::vector<SnapshotPiece> LedgerState::snapshot(const SnapshotMark& since) const
{
    std::vector<SnapshotPiece> pieces;
    pieces.push_back({kCoreLog, 0, false, saveCore(*m_state)});
    forEachLog(*m_state, [&](std::uint32_t number, const auto& log) {
        constexpr std::size_t kRecords = std::decay_t<decltype(log)>::kChunkRecords;
        const std::uint32_t first = number < since.size() ? since[number] : 0;
        for (std::size_t chunk = first; chunk < log.chunkCount(); ++chunk) {
            const bool full = (chunk + 1) * kRecords <= log.size();
            pieces.push_back(
                {number, static_cast<std::uint32_t>(chunk), full, toBytes(log.chunkBytes(chunk))});
        }
    });
    return pieces;
}

SnapshotMark LedgerState::snapshotMark() const
{
    SnapshotMark mark(kLogCount, 0);
    forEachLog(*m_state, [&mark](std::uint32_t number, const auto& log) {
        mark[number] = static_cast<std::uint32_t>(log.size() / std::decay_t<decltype(log)>::kChunkRecords);
    });
    return mark;
}

Result<LedgerState> LedgerState::restore(const Hash& federation, std::vector<SnapshotPiece> pieces)
{
    std::ranges::sort(pieces, {},
                      [](const SnapshotPiece& piece) { return std::pair(piece.log, piece.number); });
    auto state = std::make_unique<State>(federation);
    std::uint32_t log = kCoreLog;
    std::uint32_t next = 1;
    for (const SnapshotPiece& piece : pieces) {
        if (piece.log == kCoreLog) {
            continue;
        }
        if (piece.log != log) {
            log = piece.log;
            next = 0;
        }
        if (piece.number != next++ || !restoreChunk(*state, piece.log, piece.bytes)) {
            return badSnapshot("a piece is missing, damaged or not of this program");
        }
    }
    if (pieces.empty() || pieces.front().log != kCoreLog
        || (pieces.size() > 1 && pieces[1].log == kCoreLog)) {
        return badSnapshot("not exactly one core");
    }
    if (const Result<void> core = restoreCore(*state, pieces.front().bytes); !core) {
        return badSnapshot(core.error().detail);
    }
    if (!state->chains.rebuild() || !state->entries.rebuild(state->chains.count())
        || !state->subjects.rebuild()) {
        return badSnapshot("the pieces contradict each other");
    }
    restoreCounting(*state);
    return LedgerState(std::move(state));
}

} // namespace carnet::chain
