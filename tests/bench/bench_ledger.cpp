// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later

// What verification costs: the stateless half beside libsodium's own rate, the stateful half, memory and snapshots.
//   bench_ledger [signed entries = 20000] [entries in the state = 1000000] [entries per block = 20]
#include "ledger/chain/LedgerState.h"
#include "ledger/encoding/CoseSign1.h"
#include "tests/support/LedgerFixture.h"

#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <sodium.h>
#include <thread>

using namespace carnet;
using namespace carnet::chain;
using namespace carnet::test;

namespace {

/// Seconds of the clock on the wall, and of all processors together: the second does not depend on what else the
/// machine does.
struct Spent {
    double wall = 0;
    double cpu = 0;

    Spent& operator+=(const Spent& other)
    {
        wall += other.wall;
        cpu += other.cpu;
        return *this;
    }
};

Spent timeOf(const std::function<void()>& work)
{
    const auto start = std::chrono::steady_clock::now();
    const std::clock_t cpuStart = std::clock();
    work();
    return {std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count(),
            static_cast<double>(std::clock() - cpuStart) / CLOCKS_PER_SEC};
}

void print(const char* what, double count, const char* unit, const Spent& spent)
{
    std::printf("%-22s %9.0f %s/s, %9.0f by processor time\n", what, count / spent.wall, unit,
                count / spent.cpu);
}

constexpr std::size_t kEntriesPerPatient = 10;

/// Blocks of records of many patients in north's chain, signed, but not applied.
std::vector<ExportedBlock> makeBlocks(LedgerFixture& f, std::size_t from, std::size_t entries,
                                      std::size_t perBlock)
{
    std::vector<ExportedBlock> blocks;
    std::vector<SignedEntry> pending;
    std::unique_ptr<TestPatient> patient;
    for (std::size_t i = 0; i < entries; ++i) {
        if (i % kEntriesPerPatient == 0) {
            patient = std::make_unique<TestPatient>(f.federation, "patient " + std::to_string(from + i));
            pending.push_back(f.registration(f.north, f.founder, *patient));
        } else {
            pending.push_back(
                f.about(f.north, f.founder, EntryType::RecordAdd, *patient, [](EntryHeader& header) {
                    header.parts = {{bytesOf<32>("p"), 512, bytesOf<32>("c")},
                                    {bytesOf<32>("q"), 300, bytesOf<32>("c")}};
                }));
            pending.back().parts.resize(2); // absent
        }
        if (pending.size() == perBlock || i + 1 == entries) {
            const BuiltBlock built = f.build(f.north, pending, {});
            f.north.tip = built.tip;
            blocks.push_back(together(built, pending));
            pending.clear();
        }
    }
    return blocks;
}

/// libsodium alone on the same signatures: each another one, as one alone would flatter the branch predictor.
void benchRawSodium(const std::vector<ExportedBlock>& blocks)
{
    struct Signed {
        Bytes message;
        crypto::Signature signature;
        crypto::PublicKey key;
    };
    std::vector<Signed> all;
    for (const ExportedBlock& block : blocks) {
        for (const SignedEntry& each : block.entries) {
            const ParsedEntry entry = parseEntry(each.entry).value();
            all.push_back(
                {coseToBeSigned(kEntryContext, entry.payload), entry.signature, entry.header.author.key});
        }
    }
    const Spent spent = timeOf([&] {
        for (const Signed& each : all) {
            if (crypto_sign_verify_detached(each.signature.data(), each.message.data(), each.message.size(),
                                            each.key.data())
                != 0) {
                std::abort();
            }
        }
    });
    print("raw libsodium", static_cast<double>(all.size()), "signatures", spent);
}

void benchPrecheck(std::size_t entries, std::size_t perBlock)
{
    LedgerFixture f;
    const std::vector<ExportedBlock> blocks = makeBlocks(f, 0, entries, perBlock);
    benchRawSodium(blocks);
    for (const unsigned threads : {1u, std::thread::hardware_concurrency()}) {
        std::atomic<std::size_t> next{0};
        std::atomic<std::size_t> signatures{0};
        const Spent spent = timeOf([&] {
            std::vector<std::thread> pool;
            for (unsigned t = 0; t < threads; ++t) {
                pool.emplace_back([&] {
                    for (std::size_t i = next++; i < blocks.size(); i = next++) {
                        signatures += prechecked(blocks[i]).signatureCount();
                    }
                });
            }
            for (std::thread& thread : pool) {
                thread.join();
            }
        });
        const std::string what = "precheck, " + std::to_string(threads) + " threads";
        print(what.c_str(), static_cast<double>(signatures), "signatures", spent);
    }
    benchRawSodium(blocks);
}

void benchApply(std::size_t entries, std::size_t perBlock)
{
    LedgerFixture f;
    LedgerState state(f.federation);
    if (!std::holds_alternative<BlockAccepted>(state.apply(prechecked(f.blocks.front())))) {
        std::abort();
    }
    Spent spent;
    constexpr std::size_t kBatch = 20'000;
    for (std::size_t done = 0; done < entries; done += kBatch) {
        const std::vector<ExportedBlock> blocks =
            makeBlocks(f, done, std::min(kBatch, entries - done), perBlock);
        std::vector<PrecheckedBlock> ready;
        for (const ExportedBlock& block : blocks) {
            ready.push_back(precheck(block.block, block.inputs(), Signatures::VerifiedBefore));
        }
        spent += timeOf([&] {
            for (const PrecheckedBlock& block : ready) {
                const ApplyResult result = state.apply(block);
                const auto* accepted = std::get_if<BlockAccepted>(&result);
                if (accepted == nullptr || accepted->statuses.back() != EntryStatus::valid()) {
                    std::abort();
                }
            }
        });
    }
    print("apply", static_cast<double>(entries), "entries", spent);
    std::printf("%zu entries, %zu blocks, %zu subjects\n", static_cast<std::size_t>(state.entryCount()),
                static_cast<std::size_t>(state.blockCount()), static_cast<std::size_t>(state.subjectCount()));
    std::printf("memory:               %9.1f MB\n", static_cast<double>(state.memoryBytes()) / 1e6);
    std::vector<SnapshotPiece> pieces;
    const Spent saving = timeOf([&] { pieces = state.snapshot(); });
    std::size_t bytes = 0;
    std::size_t last = 0;
    for (const SnapshotPiece& piece : pieces) {
        bytes += piece.bytes.size();
        last += piece.isFinal ? 0 : piece.bytes.size();
    }
    std::printf(
        "snapshot:             %9.3f s (%.3f by processor time), %zu pieces, %.1f MB, %.2f MB of it not final\n",
        saving.wall, saving.cpu, pieces.size(), static_cast<double>(bytes) / 1e6,
        static_cast<double>(last) / 1e6);
    const Spent restoring = timeOf([&] {
        if (LedgerState::restore(f.federation, std::move(pieces))->entryCount() != state.entryCount()) {
            std::abort();
        }
    });
    std::printf("restore:              %9.3f s (%.3f by processor time)\n", restoring.wall, restoring.cpu);
}

} // namespace

int main(int argc, char** argv)
{
    const auto argument = [&](int index, std::size_t otherwise) {
        return argc > index ? static_cast<std::size_t>(std::atoll(argv[index])) : otherwise;
    };
    benchPrecheck(argument(1, 20'000), argument(3, 20));
    benchApply(argument(2, 1'000'000), argument(3, 20));
    return 0;
}
