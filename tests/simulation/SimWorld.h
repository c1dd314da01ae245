// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/simulation/SimStation.h"

#include <functional>
#include <queue>
#include <unordered_set>

namespace carnet::simulation {

/// What a seed decides.
struct Plan {
    std::uint64_t seed = 1;
    std::size_t stations = 5;
    std::int64_t troubleMs = 60'000; ///< faults happen and people write
    std::int64_t healMs = 900'000;   ///< at most, for everything to become equal
    double writesPerStation = 6;
    bool verbose = false;
};

struct Outcome {
    std::string fault; ///< empty: all is well
    std::int64_t healedAfterMs = 0;
    std::uint64_t blocks = 0;
    std::uint64_t forks = 0;
    std::uint64_t crashes = 0;
    std::uint64_t restores = 0;
    std::uint64_t rollbacksFound = 0;
    std::uint64_t cosignatures = 0;
    std::uint64_t violations = 0;
    std::uint64_t bytes = 0;
    std::uint64_t trace = 0; ///< equal for equal runs
};

/// Stations, the lines between them and time. Everything that happens follows from the seed.
class SimWorld {
public:
    SimWorld(SimLedger& ledger, const Plan& plan);
    Outcome run();

    // For stations
    SimLedger& ledger() { return m_ledger; }
    std::int64_t nowMs() const { return m_nowMs; }
    bool isTroubled() const { return m_nowMs < m_plan.troubleMs; }
    void at(std::int64_t ms, std::function<void()> what);
    void say(const SimStation& station, const std::string& what);
    /// Something that must never happen.
    void fail(const std::string& what);
    void blockMade(const Hash& hash) { m_made.insert(hash); }
    void acknowledged(const Hash& chain, std::uint64_t height, const Hash& hash);
    void sessionCloses(const SimStation& station, sync::SessionId session, sync::CloseReason reason);
    /// Moves what the station has to send.
    void flush(std::size_t station);
    void countCosignature() { ++m_outcome.cosignatures; }
    /// The station whose certificate this key belongs to.
    const SimStation* stationOf(const crypto::PublicKey& key) const;
    void mix(std::uint64_t value);

private:
    struct Line {
        std::size_t a = 0; ///< who dials
        std::size_t b = 0;
        bool isUp = false;
        std::uint64_t life = 0;
        sync::SessionId sessions[2] = {0, 0};
        std::size_t underWay[2] = {0, 0};
        std::int64_t lastArrival[2] = {0, 0};
        std::int64_t delayMs = 5;
        std::int64_t dialAgainMs = 0;
        bool isClosing = false;
        bool isSending[2] = {false, false};
    };
    struct Event {
        std::int64_t ms;
        std::uint64_t order;
        std::function<void()> what;
        bool operator>(const Event& other) const
        {
            return ms != other.ms ? ms > other.ms : order > other.order;
        }
    };

    std::size_t pick(std::size_t n) { return static_cast<std::size_t>(m_random() % n); }
    bool chance(unsigned percent) { return m_random() % 100 < percent; }
    void makeStations();
    void connectTopology();
    void everySecond();
    void causeTrouble();
    void heal();
    void dial(std::size_t line);
    void cut(std::size_t line, std::int64_t dialAgainMs);
    void send(std::size_t line, std::size_t side);
    bool reaches(std::size_t a, std::size_t b) const { return m_side[a] == m_side[b]; }
    void crash(std::size_t station);
    void forgetLost(const SimStation& station);
    bool isHeldSomewhere(const Hash& chain, std::uint64_t height, const Hash& hash) const;

    // What must hold
    bool isHealed(std::string* why) const;
    void checkEverything();
    void checkStatuses(const std::map<Hash, std::uint64_t>& forked);
    std::map<Hash, std::uint64_t> forks() const;

    SimLedger& m_ledger;
    Plan m_plan;
    std::mt19937_64 m_random;
    std::vector<std::unique_ptr<SimStation>> m_stations;
    std::vector<Line> m_lines;
    std::vector<std::vector<std::size_t>> m_linesOf;
    std::vector<std::size_t> m_side; ///< of a partition
    std::priority_queue<Event, std::vector<Event>, std::greater<>> m_events;
    std::uint64_t m_order = 0;
    std::int64_t m_nowMs = 0;
    std::unordered_set<Hash, HashOfHash> m_made;
    std::map<std::pair<Hash, std::uint64_t>, std::set<Hash>> m_acknowledged;
    Outcome m_outcome;
};

} // namespace carnet::simulation
