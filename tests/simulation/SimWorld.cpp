// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/simulation/SimWorld.h"

#include "ledger/encoding/Hex.h"

#include <algorithm>
#include <cstdio>

namespace carnet::simulation {

namespace {

constexpr std::size_t kWindowBytes = 65'536; ///< what a line holds in one direction

std::string shortOf(const Hash& hash)
{
    return hexEncode(ByteView(hash).first(4));
}

} // namespace

SimWorld::SimWorld(SimLedger& ledger, const Plan& plan) : m_ledger(ledger), m_plan(plan), m_random(plan.seed)
{
    makeStations();
    connectTopology();
}

void SimWorld::mix(std::uint64_t value)
{
    m_outcome.trace =
        (m_outcome.trace ^ (value + static_cast<std::uint64_t>(m_nowMs) * 7919)) * 1'099'511'628'211;
}

void SimWorld::at(std::int64_t ms, std::function<void()> what)
{
    m_events.push({ms, m_order++, std::move(what)});
}

void SimWorld::say(const SimStation& station, const std::string& what)
{
    if (m_plan.verbose) {
        std::printf("%8lld ms  station %zu: %s\n", static_cast<long long>(m_nowMs), station.index(),
                    what.c_str());
    }
}

void SimWorld::fail(const std::string& what)
{
    if (m_outcome.fault.empty()) {
        m_outcome.fault = what + " at " + std::to_string(m_nowMs) + " ms";
    }
}

void SimWorld::acknowledged(const Hash& chain, std::uint64_t height, const Hash& hash)
{
    m_acknowledged[{chain, height}].insert(hash);
}

const SimStation* SimWorld::stationOf(const crypto::PublicKey& key) const
{
    const auto found = std::find_if(m_stations.begin(), m_stations.end(), [&](const auto& station) {
        return m_ledger.stations[station->keys()].first.key.publicKey() == key;
    });
    return found == m_stations.end() ? nullptr : found->get();
}

void SimWorld::makeStations()
{
    for (std::size_t i = 0; i < m_plan.stations; ++i) {
        m_stations.push_back(std::make_unique<SimStation>(*this, i, i, m_random()));
    }
    // Somebody lies in every third seed, somebody copies a disk in every fifth.
    if (m_plan.stations >= 4 && m_plan.seed % 3 == 0) {
        Lies& lies = m_stations[1 + pick(m_plan.stations - 1)]->lies;
        switch (pick(5)) {
        case 0: lies.editsBlocks = true; break;
        case 1: lies.skipsBlocks = true; break;
        case 2: lies.breaksFrames = true; break;
        case 3: lies.invents = true; break;
        default: lies.signsRubbish = true;
        }
    }
    if (m_plan.seed % 5 == 0) {
        m_stations.push_back(
            std::make_unique<SimStation>(*this, m_stations.size(), pick(m_plan.stations), m_random()));
    }
    m_side.resize(m_stations.size());
    for (const auto& station : m_stations) {
        station->start();
    }
}

/// A ring of the honest ones, so that no liar can cut them off from each other, and some lines across.
void SimWorld::connectTopology()
{
    m_linesOf.resize(m_stations.size());
    std::set<std::pair<std::size_t, std::size_t>> pairs;
    const auto connect = [&](std::size_t a, std::size_t b) {
        if (a != b && pairs.insert({std::min(a, b), std::max(a, b)}).second) {
            Line line;
            line.a = a;
            line.b = b;
            line.delayMs = 1 + static_cast<std::int64_t>(chance(20) ? pick(400) : pick(30));
            m_linesOf[a].push_back(m_lines.size());
            m_linesOf[b].push_back(m_lines.size());
            m_lines.push_back(line);
        }
    };
    std::vector<std::size_t> honest;
    for (const auto& station : m_stations) {
        if (station->isHonest()) {
            honest.push_back(station->index());
        }
    }
    std::shuffle(honest.begin(), honest.end(), m_random);
    for (std::size_t i = 0; i < honest.size(); ++i) {
        // Two copies of one disk do not talk to each other: they are the same station.
        std::size_t next = (i + 1) % honest.size();
        if (m_stations[honest[i]]->keys() == m_stations[honest[next]]->keys()) {
            next = (next + 1) % honest.size();
        }
        connect(honest[i], honest[next]);
    }
    const std::size_t across = m_stations.size() * 3 / 2;
    for (std::size_t i = 0; i < across; ++i) {
        connect(pick(m_stations.size()), pick(m_stations.size()));
    }
    for (const auto& station : m_stations) {
        if (!station->isHonest()) {
            connect(station->index(), honest.front());
            connect(station->index(), honest[honest.size() / 2]);
        }
    }
}

// Lines

void SimWorld::dial(std::size_t which)
{
    Line& line = m_lines[which];
    SimStation& a = *m_stations[line.a];
    SimStation& b = *m_stations[line.b];
    if (line.isUp || !a.isUp() || !b.isUp() || !reaches(line.a, line.b) || m_nowMs < line.dialAgainMs) {
        return;
    }
    line.isUp = true;
    line.isClosing = false;
    ++line.life;
    for (std::size_t side : {0U, 1U}) {
        line.underWay[side] = 0;
        line.lastArrival[side] = m_nowMs;
    }
    line.sessions[0] = a.open(sync::Role::Initiator, b);
    line.sessions[1] = b.open(sync::Role::Acceptor, a);
    flush(line.a);
}

void SimWorld::cut(std::size_t which, std::int64_t dialAgainMs)
{
    Line& line = m_lines[which];
    if (!line.isUp) {
        return;
    }
    line.isUp = false;
    ++line.life;
    line.dialAgainMs = dialAgainMs;
    const sync::SessionId sessions[2] = {line.sessions[0], line.sessions[1]};
    const std::size_t ends[2] = {line.a, line.b};
    for (std::size_t side : {0U, 1U}) {
        if (m_stations[ends[side]]->isUp()) {
            m_stations[ends[side]]->disconnected(sessions[side]);
        }
    }
}

void SimWorld::flush(std::size_t station)
{
    for (const std::size_t which : m_linesOf[station]) {
        if (m_lines[which].isUp) {
            send(which, m_lines[which].a == station ? 0 : 1);
        }
    }
}

void SimWorld::send(std::size_t which, std::size_t side)
{
    while (true) {
        Line& line = m_lines[which];
        SimStation& from = *m_stations[side == 0 ? line.a : line.b];
        // A line that is being set up has no session yet.
        if (!line.isUp || line.isSending[side] || line.sessions[side] == 0 || !from.isUp()
            || line.underWay[side] >= kWindowBytes || !from.node().hasOutput(line.sessions[side])) {
            return;
        }
        const std::size_t room = std::min(kWindowBytes - line.underWay[side], 1 + pick(16'384));
        line.isSending[side] = true; // Taking output gives the station more to say, and leads here again.
        Bytes bytes = from.takeOutput(line.sessions[side], room);
        line.isSending[side] = false;
        if (bytes.empty()) {
            return;
        }
        line.underWay[side] += bytes.size();
        m_outcome.bytes += bytes.size();
        line.lastArrival[side] =
            std::max(line.lastArrival[side], m_nowMs + line.delayMs + static_cast<std::int64_t>(pick(10)));
        at(line.lastArrival[side], [this, which, side, life = line.life, bytes = std::move(bytes)] {
            Line& now = m_lines[which];
            if (now.life != life) {
                return;
            }
            now.underWay[side] -= bytes.size();
            SimStation& to = *m_stations[side == 0 ? now.b : now.a];
            if (to.isUp()) {
                mix(bytes.size());
                to.receive(now.sessions[1 - side], bytes);
            }
            flush(side == 0 ? m_lines[which].a : m_lines[which].b);
        });
    }
}

void SimWorld::sessionCloses(const SimStation& station, sync::SessionId session, sync::CloseReason reason)
{
    for (const std::size_t which : m_linesOf[station.index()]) {
        Line& line = m_lines[which];
        const std::size_t side = line.a == station.index() ? 0 : 1;
        if (!line.isUp || line.sessions[side] != session || line.isClosing) {
            continue;
        }
        line.isClosing = true;
        if (sync::isViolation(reason)) {
            ++m_outcome.violations;
            const SimStation& other = *m_stations[side == 0 ? line.b : line.a];
            if (other.isHonest()) {
                fail("station " + std::to_string(station.index()) + " accuses the honest station "
                     + std::to_string(other.index()) + " of " + std::string(wordOf(reason)));
            }
        }
        const std::int64_t again = m_nowMs + (sync::isViolation(reason) ? 60'000 : 2'000);
        at(m_nowMs + line.delayMs + 20, [this, which, life = line.life, again] {
            if (m_lines[which].life == life) {
                cut(which, again);
            }
        });
    }
}

// Trouble

void SimWorld::crash(std::size_t which)
{
    SimStation& station = *m_stations[which];
    if (!station.isUp()) {
        return;
    }
    ++m_outcome.crashes;
    say(station, "crashes");
    station.crash();
    for (const std::size_t line : m_linesOf[which]) {
        cut(line, m_nowMs + 1'000);
    }
    if (chance(15)) {
        ++m_outcome.restores;
        say(station, "is restored");
        station.restore();
        forgetLost(station);
    }
    at(m_nowMs + 200 + static_cast<std::int64_t>(pick(8'000)), [this, which] {
        if (!m_stations[which]->isUp()) {
            m_stations[which]->start();
        }
    });
}

/// What only the restored disk held is gone: that is what a restore does, and no program can help it.
void SimWorld::forgetLost(const SimStation& station)
{
    const StationKeys& keys = m_ledger.stations[station.keys()];
    for (auto at = m_acknowledged.begin(); at != m_acknowledged.end();) {
        const auto& [chain, height] = at->first;
        const bool isOwn = chain == keys.first.chain || chain == keys.spare.chain;
        if (isOwn) {
            std::erase_if(at->second, [&, &of = chain, &place = height](const Hash& hash) {
                return !isHeldSomewhere(of, place, hash);
            });
        }
        at = at->second.empty() ? m_acknowledged.erase(at) : std::next(at);
    }
}

bool SimWorld::isHeldSomewhere(const Hash& chain, std::uint64_t height, const Hash& hash) const
{
    return std::any_of(m_stations.begin(), m_stations.end(), [&](const auto& station) {
        const auto held = station->disk().chains.find(chain);
        return station->isHonest() && held != station->disk().chains.end() && height < held->second.size()
            && carnet::chain::blockHashOf(held->second[height]->block) == hash;
    });
}

void SimWorld::causeTrouble()
{
    const std::size_t station = pick(m_stations.size());
    switch (pick(12)) {
    case 0: crash(station); break;
    case 1: {
        say(*m_stations[station], "a partition begins");
        const std::size_t sides = 2 + pick(2);
        for (std::size_t& side : m_side) {
            side = pick(sides);
        }
        for (std::size_t line = 0; line < m_lines.size(); ++line) {
            if (!reaches(m_lines[line].a, m_lines[line].b)) {
                cut(line, 0);
            }
        }
        break;
    }
    case 2:
    case 3: std::fill(m_side.begin(), m_side.end(), 0); break;
    case 4: m_stations[station]->keepForRestore(); break;
    case 5: m_stations[station]->clockJumps(static_cast<std::int64_t>(pick(200'000))); break;
    default:
        if (!m_lines.empty()) {
            cut(pick(m_lines.size()), m_nowMs + static_cast<std::int64_t>(pick(5'000)));
        }
    }
}

void SimWorld::heal()
{
    std::fill(m_side.begin(), m_side.end(), 0);
    for (const auto& station : m_stations) {
        if (!station->isUp()) {
            station->start();
        }
    }
}

void SimWorld::everySecond()
{
    for (const auto& station : m_stations) {
        station->tick();
    }
    for (std::size_t line = 0; line < m_lines.size(); ++line) {
        dial(line);
    }
}

Outcome SimWorld::run()
{
    const auto events =
        static_cast<std::size_t>(m_plan.writesPerStation * static_cast<double>(m_plan.stations));
    for (std::size_t i = 0; i < events; ++i) {
        at(1'000 + static_cast<std::int64_t>(pick(static_cast<std::size_t>(m_plan.troubleMs) - 1'000)),
           [this, station = pick(m_stations.size())] { m_stations[station]->write(); });
    }
    const std::size_t troubles = 10 + m_plan.stations * 2;
    for (std::size_t i = 0; i < troubles; ++i) {
        at(2'000 + static_cast<std::int64_t>(pick(static_cast<std::size_t>(m_plan.troubleMs) - 2'000)),
           [this] { causeTrouble(); });
    }
    at(m_plan.troubleMs, [this] { heal(); });
    const std::int64_t end = m_plan.troubleMs + m_plan.healMs;
    std::function<void()> second = [&] {
        everySecond();
        at(m_nowMs + 1'000, second);
    };
    at(0, second);
    std::int64_t checkAt = m_plan.troubleMs + 1'000;
    while (!m_events.empty() && m_outcome.fault.empty()) {
        Event event = m_events.top();
        m_events.pop();
        m_nowMs = event.ms;
        event.what();
        if (m_nowMs >= checkAt) {
            checkAt = m_nowMs + 1'000;
            std::string why;
            if (isHealed(&why)) {
                break;
            }
            if (m_nowMs > end) {
                fail(why);
            }
        }
    }
    m_outcome.healedAfterMs = m_nowMs - m_plan.troubleMs;
    if (m_outcome.fault.empty()) {
        checkEverything();
    }
    for (const auto& station : m_stations) {
        m_outcome.blocks += station->written;
        m_outcome.rollbacksFound += station->rolledBack;
    }
    return m_outcome;
}

// What must hold

std::map<Hash, std::uint64_t> SimWorld::forks() const
{
    std::map<Hash, std::uint64_t> lowest;
    for (const auto& station : m_stations) {
        if (!station->isHonest()) {
            continue;
        }
        for (const chain::ChainView& view : station->state().chains()) {
            if (view.forkHeight) {
                const auto at = lowest.emplace(view.chain, *view.forkHeight).first;
                at->second = std::min(at->second, *view.forkHeight);
            }
        }
    }
    return lowest;
}

bool SimWorld::isHealed(std::string* why) const
{
    const SimStation* first = nullptr;
    sync::HeadVector expected;
    for (const auto& station : m_stations) {
        if (!station->isUp()) {
            *why = "a station is down";
            return false;
        }
        if (!station->isHonest()) {
            continue;
        }
        const sync::HeadVector heads = station->heads();
        if (first == nullptr) {
            first = station.get();
            expected = heads;
        } else if (heads.digest() != expected.digest()) {
            *why = "stations " + std::to_string(first->index()) + " and " + std::to_string(station->index())
                + " hold different heads:";
            for (const auto& [chain, head] : heads.all()) {
                const sync::ChainHead* other = expected.find(chain);
                if (other == nullptr || other->head != head.head || other->forkHeight != head.forkHeight) {
                    *why += " " + shortOf(chain) + " "
                        + (other == nullptr ? "-"
                                            : std::to_string(other->blocks) + (other->forkHeight ? "f" : ""))
                        + "/" + std::to_string(head.blocks) + (head.forkHeight ? "f" : "");
                }
            }
            return false;
        }
    }
    return true;
}

void SimWorld::checkEverything()
{
    const std::map<Hash, std::uint64_t> known = forks();
    m_outcome.forks = known.size();
    checkStatuses(known);
    std::map<std::pair<Hash, std::uint64_t>, Hash> held;
    for (const auto& station : m_stations) {
        if (!station->isHonest()) {
            continue;
        }
        const std::string name = "station " + std::to_string(station->index());
        const chain::LedgerState& state = station->state();
        for (const auto& [chain, fork] : known) {
            const auto view = state.chain(chain);
            if (!view || view->forkHeight != fork) {
                fail(name + " does not know of the fork of " + shortOf(chain));
            }
        }
        const auto isForked = [&](const Hash& chain, std::uint64_t height) {
            const auto fork = known.find(chain);
            return fork != known.end() && fork->second <= height;
        };
        for (const auto& [place, hashes] : m_acknowledged) {
            const auto block = state.block(place.first, place.second);
            if (!isForked(place.first, place.second) && (!block || !hashes.contains(block->hash))) {
                fail(name + " lacks an acknowledged block of " + shortOf(place.first) + " at "
                     + std::to_string(place.second));
            }
        }
        for (const chain::ChainView& view : state.chains()) {
            for (std::uint64_t height = 0; height < view.blocks; ++height) {
                const Hash hash = state.block(view.chain, height)->hash;
                const bool isOpening =
                    view.chain == m_ledger.fixture.north.chain && height < m_ledger.opening.size();
                if (!isOpening && !m_made.contains(hash)) {
                    fail(name + " holds a block that nobody made");
                }
                const auto [at, isNew] = held.emplace(std::pair(view.chain, height), hash);
                if (!isNew && at->second != hash && !isForked(view.chain, height)) {
                    fail("two blocks at one height that nobody knows of as a fork");
                }
            }
        }
    }
}

/// The same blocks are worth the same everywhere, in whatever order they came.
void SimWorld::checkStatuses(const std::map<Hash, std::uint64_t>& forked)
{
    const auto digest = [&](const SimStation& station) {
        const chain::LedgerState& state = station.state();
        std::map<Hash, chain::EntryStatus> statuses;
        for (const chain::ChainView& view : state.chains()) {
            const auto fork = forked.find(view.chain);
            const std::uint64_t blocks = fork == forked.end() ? view.blocks : fork->second;
            const std::uint64_t end = blocks == 0 ? 0 : state.block(view.chain, blocks - 1)->treeSize;
            for (std::uint64_t leaf = 0; leaf < end; ++leaf) {
                if (const auto entry = state.entryAt(view.chain, leaf)) {
                    statuses.emplace(entry->id, entry->status);
                }
            }
        }
        return statuses;
    };
    std::optional<std::map<Hash, chain::EntryStatus>> expected;
    for (const auto& station : m_stations) {
        if (!station->isHonest()) {
            continue;
        }
        const auto statuses = digest(*station);
        if (!expected) {
            expected = statuses;
        } else if (statuses != *expected) {
            fail("station " + std::to_string(station->index()) + " judges an entry in another way");
        }
    }
}

} // namespace carnet::simulation
