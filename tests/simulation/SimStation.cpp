// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/simulation/SimStation.h"

#include "ledger/sync/BlockItem.h"
#include "tests/simulation/SimWorld.h"

#include <algorithm>

namespace carnet::simulation {

using namespace chain;

namespace {

constexpr std::int64_t kHourMs = 3'600'000;
constexpr std::int64_t kWallClockMs = 1'767'300'000'000;

} // namespace

void Disk::add(const Hash& chain, BlockPtr block)
{
    chains[chain].push_back(block);
    log.push_back({std::move(block), false});
}

SimStation::SimStation(SimWorld& world, std::size_t index, std::size_t keys, std::uint64_t seed)
    : m_world(world)
    , m_index(index)
    , m_keys(keys)
    , m_random(seed)
    , m_clockMs(static_cast<std::int64_t>(m_random() % kHourMs))
    , m_clockAheadMs(static_cast<std::int64_t>(m_random() % (48 * kHourMs)) - 24 * kHourMs)
{
    for (const BlockPtr& block : world.ledger().opening) {
        m_disk.add(world.ledger().fixture.north.chain, block);
    }
}

const test::TestStation& SimStation::signer() const
{
    const StationKeys& keys = m_world.ledger().stations[m_keys];
    return m_disk.isOnSpare ? keys.spare : keys.first;
}

std::int64_t SimStation::nowMs() const
{
    return m_clockMs + m_world.nowMs();
}

sync::HeadVector SimStation::heads() const
{
    sync::HeadVector heads;
    for (const ChainView& view : m_state->chains()) {
        heads.set(sync::headOf(view));
    }
    return heads;
}

// Life

void SimStation::start()
{
    SimLedger& ledger = m_world.ledger();
    ++m_life;
    m_threadFreeMs = m_world.nowMs();
    m_isWriting = false;
    m_mayNeverWrite = false;
    m_state = std::make_unique<LedgerState>(ledger.fixture.federation);
    for (const Disk::Item& item : m_disk.log) {
        const ApplyResult result = m_state->apply(ledger.prechecked(*item.block));
        const bool isGood = item.isEvidence ? std::holds_alternative<BlockForked>(result)
                                            : std::holds_alternative<BlockAccepted>(result);
        if (!isGood) {
            m_world.fail("what is stored is not accepted again");
        }
    }
    std::vector<sync::ChainHead> heads;
    for (const ChainView& view : m_state->chains()) {
        heads.push_back(sync::headOf(view));
    }
    const StationKeys& keys = ledger.stations[m_keys];
    m_node = std::make_unique<sync::ReplicaNode>(
        sync::LocalIdentity{ledger.fixture.federation, keys.first.key.publicKey(), signer().chain,
                            ledger.clinics[keys.clinic].id},
        heads);
}

void SimStation::crash()
{
    ++m_life;
    m_node.reset();
    m_state.reset();
}

void SimStation::keepForRestore()
{
    m_kept = m_disk;
}

void SimStation::restore()
{
    if (m_kept) {
        m_disk = *std::exchange(m_kept, std::nullopt);
    }
}

void SimStation::later(std::function<void()> job)
{
    const std::int64_t delay = chance(3) ? 400 : 1 + static_cast<std::int64_t>(pick(12));
    m_threadFreeMs = std::max(m_threadFreeMs, m_world.nowMs()) + delay;
    m_world.at(m_threadFreeMs, [this, life = m_life, job = std::move(job)] {
        if (life == m_life && isUp()) {
            job();
            handleCommands();
        }
    });
}

void SimStation::tick()
{
    if (!isUp()) {
        return;
    }
    if (lies.invents && chance(10)) {
        sync::ChainHead head = m_node->heads().all().begin()->second;
        if (chance(50)) {
            head.chain[5] = static_cast<std::uint8_t>(m_random());
        }
        head.blocks += 3;
        head.treeSize += 9;
        head.head[0] ^= 1;
        m_node->localHeadsChanged(std::vector{head});
    }
    m_node->tick(nowMs());
    handleCommands();
}

void SimStation::write()
{
    if (!isUp() || m_isWriting) {
        return;
    }
    m_isWriting = true;
    later([this] {
        m_isWriting = false;
        if (!m_node->mayAppend() || m_mayNeverWrite) {
            return;
        }
        SimLedger& ledger = m_world.ledger();
        const test::TestStation& station = signer();
        std::optional<ChainTip> tip = m_state->tip(station.chain);
        if (!tip && m_state->chain(station.chain)) {
            return; // frozen
        }
        if (!tip) {
            tip = ChainTip::ofNewChain(ledger.fixture.federation, station.chain);
        }
        const std::int64_t time = kWallClockMs + m_clockAheadMs + m_world.nowMs();
        const std::size_t clinic = ledger.stations[m_keys].clinic;
        std::vector<test::SignedEntry> entries;
        for (std::size_t i = 0; i <= pick(3); ++i) {
            Nonce16 nonce{};
            for (std::uint8_t& byte : nonce) {
                byte = static_cast<std::uint8_t>(m_random());
            }
            entries.push_back(ledger.record(station, clinic, nonce, time));
        }
        std::vector<ByteView> views;
        for (const test::SignedEntry& entry : entries) {
            views.emplace_back(entry.entry);
        }
        std::vector<SeenHead> seen = m_state->headsFor(station.chain);
        const Result<BuiltBlock> built =
            buildBlock(*tip, views, std::move(seen), static_cast<std::uint64_t>(time), station.key);
        if (!built) {
            return m_world.fail("a block could not be built: " + built.error().detail);
        }
        const BlockPtr block = ledger.shared(test::together(*built, entries));
        m_world.blockMade(built->hash);
        const ApplyResult result = m_state->apply(ledger.prechecked(*block));
        const auto* accepted = std::get_if<BlockAccepted>(&result);
        if (accepted == nullptr) {
            return m_world.fail("a station refuses its own block");
        }
        // From here on it is on the disk, and after the next moment "saved" is shown.
        m_disk.add(station.chain, block);
        ++written;
        const std::uint64_t height = tip->height;
        later([this, chain = station.chain, height, hash = built->hash] {
            if (isHonest()) {
                m_world.acknowledged(chain, height, hash);
            }
            announce({chain});
        });
    });
}

void SimStation::announce(const std::set<Hash>& chains)
{
    std::vector<sync::ChainHead> heads;
    for (const Hash& chain : chains) {
        if (const auto view = m_state->chain(chain)) {
            heads.push_back(sync::headOf(*view));
        }
    }
    m_node->localHeadsChanged(heads);
}

// Sockets

sync::SessionId SimStation::open(sync::Role role, const SimStation& other)
{
    const auto session = m_node->open(role, m_world.ledger().stations[other.m_keys].first.key.publicKey(),
                                      Bytes(40, 1), nowMs());
    handleCommands();
    return session;
}

void SimStation::receive(sync::SessionId session, const Bytes& bytes)
{
    m_node->receive(session, bytes, nowMs());
    handleCommands();
}

Bytes SimStation::takeOutput(sync::SessionId session, std::size_t maxBytes)
{
    Bytes bytes = m_node->takeOutput(session, maxBytes, nowMs());
    handleCommands();
    if (lies.breaksFrames && !bytes.empty() && chance(2)) {
        switch (pick(3)) {
        case 0: bytes[pick(bytes.size())] ^= static_cast<std::uint8_t>(1 + pick(255)); break;
        case 1: append(bytes, Bytes(bytes)); break;
        default: bytes.resize(bytes.size() / 2);
        }
    }
    return bytes;
}

void SimStation::disconnected(sync::SessionId session)
{
    m_node->disconnected(session, nowMs());
    handleCommands();
}

// Commands

void SimStation::handleCommands()
{
    for (std::vector<sync::Command> commands = m_node->takeCommands(); !commands.empty();
         commands = m_node->takeCommands()) {
        for (sync::Command& command : commands) {
            m_world.mix(command.index() * 1000 + m_index);
            std::visit([this](auto& which) { on(which); }, command);
        }
    }
    m_world.flush(m_index);
}

void SimStation::on(sync::CheckPeer& command)
{
    later([this, command] {
        const SimStation* peer = m_world.stationOf(command.hello.station);
        if (peer == nullptr) {
            m_node->peerChecked(command.session,
                                failure(ErrorKind::Denied, "unknown-station", "The station is not known."));
            return;
        }
        const StationKeys& keys = m_world.ledger().stations[peer->m_keys];
        m_node->peerChecked(command.session,
                            sync::PeerIdentity{command.hello.station, command.hello.chain,
                                               m_world.ledger().clinics[keys.clinic].id});
    });
}

std::vector<ExportedBlock> SimStation::load(const sync::LoadBlocks& command) const
{
    std::vector<ExportedBlock> blocks;
    const auto found = m_disk.chains.find(command.chain);
    std::size_t bytes = 0;
    for (std::uint64_t height = command.fromHeight; found != m_disk.chains.end()
         && height < found->second.size() && blocks.size() < command.maxBlocks && bytes < command.maxBytes;
         ++height) {
        ExportedBlock block = *found->second[height];
        if (command.depth == sync::Depth::Block) {
            block.entries.clear();
        } else if (command.depth == sync::Depth::Entries) {
            for (ExportedBlock::Entry& entry : block.entries) {
                std::fill(entry.parts.begin(), entry.parts.end(), std::nullopt);
            }
        }
        bytes += sync::sizeOf(block);
        blocks.push_back(std::move(block));
    }
    return blocks;
}

void SimStation::on(sync::LoadBlocks& command)
{
    later([this, command] {
        std::vector<ExportedBlock> blocks = load(command);
        if (command.session != 0) {
            lieAbout(blocks);
        }
        m_node->blocksLoaded(command.session, command.load, std::move(blocks));
    });
}

void SimStation::lieAbout(std::vector<ExportedBlock>& blocks)
{
    if (blocks.empty() || !lies.any() || chance(60)) {
        return;
    }
    ExportedBlock& block = blocks[pick(blocks.size())];
    if (lies.skipsBlocks) {
        blocks.erase(blocks.begin() + static_cast<std::ptrdiff_t>(pick(blocks.size())));
    } else if (lies.signsRubbish) {
        const auto parsed = parseBlock(block.block);
        if (parsed && parsed->preamble.chain == signer().chain) {
            Hash root = parsed->root;
            root[7] ^= 1;
            block.block = signBlock(parsed->preambleBytes, parsed->treeSize, root, signer().key);
        }
    } else if (lies.editsBlocks) {
        const auto flip = [this](Bytes& bytes) {
            bytes[pick(bytes.size())] ^= static_cast<std::uint8_t>(1 + pick(255));
        };
        switch (block.entries.empty() ? 0 : pick(4)) {
        case 0: flip(block.block); break;
        case 1: flip(block.entries[pick(block.entries.size())].entry); break;
        case 2: block.entries.pop_back(); break;
        default:
            ExportedBlock::Entry& entry = block.entries[pick(block.entries.size())];
            if (!entry.parts.empty() && entry.parts[0]) {
                flip(*entry.parts[0]);
            }
        }
    }
}

void SimStation::on(sync::StoreBlocks& command)
{
    later([this, command = std::make_shared<sync::StoreBlocks>(std::move(command))] {
        if (m_world.isTroubled() && chance(1)) {
            return m_node->storeFailed(command->batch,
                                       {ErrorKind::Unavailable, "disk-full", "The disk is full.", {}});
        }
        auto results = std::make_shared<std::vector<ApplyResult>>();
        std::set<Hash> changed;
        for (ExportedBlock& block : command->blocks) {
            const PrecheckedBlock& checked = m_world.ledger().prechecked(block);
            const Hash chain = checked.preamble().chain;
            results->push_back(m_state->apply(checked));
            if (std::holds_alternative<BlockAccepted>(results->back())) {
                m_disk.add(chain, m_world.ledger().shared(std::move(block)));
                changed.insert(chain);
            } else if (const auto* forked = std::get_if<BlockForked>(&results->back())) {
                keepEvidence(*forked, block.block);
                changed.insert(chain);
            }
        }
        // It is on the disk. A crash may still come before anybody is told.
        later([this, batch = command->batch, results, changed] {
            announce(changed);
            m_node->blocksStored(batch, *results);
        });
    });
}

void SimStation::keepEvidence(const BlockForked& forked, ByteView block)
{
    const auto view = m_state->chain(forked.chain);
    if (view && view->forkHeight == forked.height && view->forkHash == forked.second) {
        m_disk.evidence[forked.chain] = {m_disk.chains.at(forked.chain)[forked.height]->block,
                                         toBytes(block)};
        m_disk.log.push_back({std::make_shared<ExportedBlock>(ExportedBlock{toBytes(block), {}}), true});
    }
}

void SimStation::on(sync::StoreParts&) {}

void SimStation::on(sync::LoadEvidence& command)
{
    later([this, command] {
        const auto found = m_disk.evidence.find(command.chain);
        if (found == m_disk.evidence.end()) {
            return m_world.fail("a fork without evidence");
        }
        m_node->evidenceLoaded(command.session, command.chain, found->second);
    });
}

void SimStation::on(sync::StoreEvidence& command)
{
    later([this, command] {
        for (const Bytes& block : {command.first, command.second}) {
            const ApplyResult result = m_state->apply(precheck(block, {}));
            if (const auto* forked = std::get_if<BlockForked>(&result)) {
                keepEvidence(*forked, block);
            } else if (!std::holds_alternative<BlockHeld>(result)) {
                m_node->close(command.session, sync::CloseReason::BadEvidence);
            }
        }
        announce({command.chain});
    });
}

void SimStation::on(sync::MakeCheckpoint& command)
{
    later([this, command] {
        const auto view = m_state->chain(signer().chain);
        if (!view) {
            return;
        }
        const Checkpoint checkpoint{checkpointOrigin(m_world.ledger().fixture.federation, view->chain),
                                    view->treeSize, view->root};
        const Result<SignedNote> note = signCheckpoint(checkpoint, signer().key);
        // Witnesses here hold the blocks themselves, so that no proof is needed.
        m_node->checkpointMade(command.session, command.request, toBytes(viewOf(note.value().encode())), {});
    });
}

void SimStation::on(sync::Cosign& command)
{
    later([this, command] {
        const auto last = m_disk.witnessed.find(command.peer.chain);
        const auto judged = sync::judgeCheckpoint(
            *m_state, command.peer.chain, command.request,
            last == m_disk.witnessed.end() ? std::nullopt : std::optional(last->second));
        if (!judged) {
            return m_node->cosigned(command.session, command.request.request, std::nullopt);
        }
        m_disk.witnessed[command.peer.chain] = {judged->size, judged->root};
        later([this, command] {
            const auto note =
                sync::addCosignature(command.request, m_world.ledger().fixture.federation, signer().chain,
                                     signer().key, kWallClockMs + m_world.nowMs());
            m_node->cosigned(command.session, command.request.request, note.value());
        });
    });
}

void SimStation::on(sync::StoreCosignature& command)
{
    // Peers on their spare chain sign with another key than the one that they are connected by: only the note is kept.
    m_disk.cosignatures[{command.peer.station, m_disk.cosignatures.size()}] = command.note;
    m_world.countCosignature();
}

void SimStation::on(sync::Held&) {}

void SimStation::on(sync::OwnChainAhead& command)
{
    m_world.say(*this, "its own chain is ahead elsewhere, proven " + std::to_string(command.proven));
    if (!command.proven) {
        return;
    }
    m_mayNeverWrite = true;
    ++rolledBack;
    later([this] {
        if (!m_disk.isOnSpare && m_world.ledger().hasSpares) {
            m_disk.isOnSpare = true;
            m_mayNeverWrite = false;
            m_node->ownChainChanged(signer().chain);
        }
    });
}

void SimStation::on(sync::Notice& command)
{
    m_world.say(*this, command.word + " " + command.detail);
}

void SimStation::on(sync::Close& command)
{
    m_world.sessionCloses(*this, command.session, command.reason);
}

} // namespace carnet::simulation
