// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Many stations in one process: see --help.
#include "tests/simulation/SimWorld.h"

#include <charconv>
#include <chrono>
#include <cstdio>
#include <cstring>

using namespace carnet::simulation;

namespace {

constexpr const char* kHelp =
    "carnet-simulate [--seeds A..B] [--stations N] [--writes N] [--verbose]\n"
    "\n"
    "Runs the program's own replication among simulated stations, with invented time, crashes, partitions, old disks\n"
    "and lying peers that all follow from the seed, and prints one line for each seed. Without --stations a seed has 3\n"
    "to 30 of them; --writes says how many blocks a hundred stations write (600). A seed that failed fails again in the same way: run it alone, with --verbose.\n"
    "Exit 0: all is well. 1: some seed failed. 2: usage.\n"
    "\n"
    "  a thousand stations:  carnet-simulate --seeds 1..1 --stations 1000 --writes 20\n";

struct Options {
    std::uint64_t from = 1;
    std::uint64_t to = 20;
    std::uint64_t stations = 0; ///< 0: from the seed
    std::uint64_t writes = 600; ///< by 100 stations
    bool verbose = false;
};

bool number(const char* text, const char* end, std::uint64_t& value)
{
    const auto [at, error] = std::from_chars(text, end, value);
    return error == std::errc() && at == end;
}

bool parse(int argc, char** argv, Options& options)
{
    for (int i = 1; i < argc; ++i) {
        const std::string_view name = argv[i];
        if (name == "--verbose") {
            options.verbose = true;
            continue;
        }
        if (++i == argc) {
            return false;
        }
        const char* const text = argv[i];
        const char* const end = text + std::strlen(text);
        if (name == "--seeds") {
            const char* const dots = std::strstr(text, "..");
            const bool isRange = dots != nullptr;
            if (!number(text, isRange ? dots : end, options.from)
                || !number(isRange ? dots + 2 : text, end, options.to) || options.from > options.to) {
                return false;
            }
        } else if (name == "--stations") {
            if (!number(text, end, options.stations) || options.stations < 2 || options.stations > 4'000) {
                return false;
            }
        } else if (name == "--writes") {
            if (!number(text, end, options.writes) || options.writes > 100'000) {
                return false;
            }
        } else {
            return false;
        }
    }
    return true;
}

} // namespace

int main(int argc, char** argv)
{
    Options options;
    if (!parse(argc, argv, options)) {
        std::fputs(kHelp, stderr);
        return argc == 2 && std::strcmp(argv[1], "--help") == 0 ? 0 : 2;
    }
    const auto began = std::chrono::steady_clock::now();
    constexpr std::uint64_t kLeast = 3;
    constexpr std::uint64_t kMost = 30;
    SimLedger ledger(options.stations != 0 ? options.stations : kMost);
    std::uint64_t failed = 0;
    for (std::uint64_t seed = options.from; seed <= options.to; ++seed) {
        Plan plan;
        plan.seed = seed;
        plan.stations = options.stations != 0 ? options.stations : kLeast + seed % (kMost - kLeast + 1);
        plan.writesPerStation = static_cast<double>(options.writes) / 100;
        plan.verbose = options.verbose;
        const Outcome outcome = SimWorld(ledger, plan).run();
        ledger.forgetSeed();
        std::printf(
            "seed %llu: %s; %zu stations, %llu blocks, %llu forks, %llu crashes, %llu restores (%llu found), "
            "%llu cosignatures, %llu violations, %llu KiB, healed after %lld ms, trace %016llx\n",
            static_cast<unsigned long long>(seed),
            outcome.fault.empty() ? "good" : ("FAILED: " + outcome.fault).c_str(), plan.stations,
            static_cast<unsigned long long>(outcome.blocks), static_cast<unsigned long long>(outcome.forks),
            static_cast<unsigned long long>(outcome.crashes),
            static_cast<unsigned long long>(outcome.restores),
            static_cast<unsigned long long>(outcome.rollbacksFound),
            static_cast<unsigned long long>(outcome.cosignatures),
            static_cast<unsigned long long>(outcome.violations),
            static_cast<unsigned long long>(outcome.bytes / 1024),
            static_cast<long long>(outcome.healedAfterMs), static_cast<unsigned long long>(outcome.trace));
        std::fflush(stdout);
        failed += outcome.fault.empty() ? 0 : 1;
    }
    const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - began;
    std::printf("%llu of %llu seeds failed, %.1f s\n", static_cast<unsigned long long>(failed),
                static_cast<unsigned long long>(options.to - options.from + 1), seconds.count());
    return failed == 0 ? 0 : 1;
}
