// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/crypto/SecretBytes.h"
#include "ledger/crypto/detail/SecretArena.h"

#include <QDebug>
#include <QTest>

#include <algorithm>
#include <atomic>
#include <ostream>
#include <string>
#include <thread>
#include <type_traits>
#include <utility>

using namespace carnet;
using namespace carnet::crypto;
using carnet::crypto::detail::SecretArena;

// What must not compile.
static_assert(!std::is_copy_constructible_v<SecretBytes> && !std::is_copy_assignable_v<SecretBytes>);
static_assert(
    std::is_nothrow_move_constructible_v<SecretBytes> && std::is_nothrow_move_assignable_v<SecretBytes>);
static_assert(!std::is_convertible_v<SecretBytes, ByteView> && !std::is_convertible_v<SecretBytes, Bytes>);
static_assert(!std::is_convertible_v<SecretBytes, std::string> && !std::is_convertible_v<SecretBytes, bool>);
static_assert(
    !std::is_constructible_v<SecretBytes, std::size_t> && !std::is_constructible_v<SecretBytes, ByteView>);
template <typename T>
concept Comparable = requires(const T& a, const T& b)
{
    a == b;
};
template <typename T>
concept Printable = requires(std::ostream& stream, const T& value)
{
    stream << value;
};
template <typename T>
concept Debuggable = requires(QDebug stream, const T& value)
{
    stream << value;
};
static_assert(!Comparable<SecretBytes> && !Printable<SecretBytes> && !Debuggable<SecretBytes>);

namespace {

bool allZero(ByteView bytes)
{
    return std::all_of(bytes.begin(), bytes.end(), [](std::uint8_t byte) { return byte == 0; });
}

// The arena takes plain functions, so what they see is kept here.
std::size_t lockBudget = 0;
std::size_t lockedNow = 0;
bool everythingWasZero = true;

bool lockWithinBudget(void*, std::size_t size)
{
    if (lockedNow + size > lockBudget) {
        return false;
    }
    lockedNow += size;
    return true;
}

void unlockAndLook(void* address, std::size_t size)
{
    lockedNow -= size;
    everythingWasZero = everythingWasZero && allZero({static_cast<const std::uint8_t*>(address), size});
}

} // namespace

class TestSecretBytes : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        lockBudget = std::size_t{1} << 30;
        lockedNow = 0;
        everythingWasZero = true;
    }

    void holdsWhatItWasGiven()
    {
        Bytes original = {1, 2, 3, 4, 5};
        const SecretBytes secret = SecretBytes::fromView(original);
        original.assign(5, 0);
        QCOMPARE(toBytes(secret.view()), (Bytes{1, 2, 3, 4, 5}));
        QCOMPARE(secret.size(), std::size_t{5});
        QVERIFY(!secret.empty());
        QVERIFY(SecretBytes().empty() && SecretBytes().view().empty());
        QVERIFY(SecretBytes::fromView({}).empty());
        QVERIFY(allZero(SecretBytes::zeroed(5000).view()));
        QVERIFY(!allZero(SecretBytes::random(32).view()));
        QVERIFY(toBytes(SecretBytes::random(32).view()) != toBytes(SecretBytes::random(32).view()));
    }
    void aCloneIsIndependent()
    {
        SecretBytes first = SecretBytes::fromView(Bytes{7, 7, 7});
        const SecretBytes second = first.clone();
        first.mutableView()[0] = 1;
        QCOMPARE(toBytes(second.view()), (Bytes{7, 7, 7}));
        QVERIFY(first.view().data() != second.view().data());
    }
    void movingLeavesNothingBehind()
    {
        SecretBytes first = SecretBytes::fromView(Bytes{1, 2});
        SecretBytes second = std::move(first);
        QVERIFY(first.empty() && first.view().empty()); // NOLINT(bugprone-use-after-move)
        QCOMPARE(toBytes(second.view()), (Bytes{1, 2}));
        SecretBytes third = SecretBytes::fromView(Bytes{9});
        third = std::move(second);
        QVERIFY(second.empty()); // NOLINT(bugprone-use-after-move)
        QCOMPARE(toBytes(third.view()), (Bytes{1, 2}));
        SecretBytes& same = third;
        third = std::move(same);
        QCOMPARE(toBytes(third.view()), (Bytes{1, 2}));
    }
    void wipeZeroes()
    {
        Bytes password = {'s', 'e', 'c', 'r', 'e', 't'};
        wipe(password);
        QVERIFY(allZero(password));
        wipe({});
    }
    void theProgramsMemoryIsLockedWhereTheSystemAllows()
    {
        const SecretBytes secret = SecretBytes::random(32);
        const SecretArena::Usage usage = SecretArena::instance().usage();
        QVERIFY(usage.secrets >= 1);
        QVERIFY(usage.lockedBytes + usage.unlockedBytes > 0);
        if (usage.lockedBytes == 0) {
            qWarning("this system locks no memory: only the fallback was tested");
        }
    }

    void aCellIsZeroWhenItComesAgain()
    {
        SecretArena arena(lockWithinBudget, unlockAndLook);
        for (const std::size_t size : {1U, 16U, 31U, 32U, 33U, 64U, 100U, 128U, 500U, 1000U, 2048U, 4096U}) {
            std::uint8_t* const first = arena.allocate(size);
            QVERIFY(allZero({first, size}));
            std::fill_n(first, size, std::uint8_t{0xaa});
            arena.release(first, size);
            std::uint8_t* const second = arena.allocate(size);
            QCOMPARE(second, first);
            QVERIFY(allZero({second, size}));
            arena.release(second, size);
        }
        QCOMPARE(arena.usage().secrets, std::size_t{0});
    }
    void memoryIsZeroWhenItLeavesTheArena()
    {
        {
            SecretArena arena(lockWithinBudget, unlockAndLook);
            std::vector<std::pair<std::uint8_t*, std::size_t>> secrets;
            for (std::size_t i = 0; i < 3000; ++i) {
                const std::size_t size = i * 7 % 9000 + 1;
                std::uint8_t* const bytes = arena.allocate(size);
                std::fill_n(bytes, size, std::uint8_t{0xee});
                secrets.emplace_back(bytes, size);
            }
            QVERIFY(lockedNow > 0);
            QCOMPARE(arena.usage().lockedBytes, lockedNow);
            QCOMPARE(arena.usage().secrets, std::size_t{3000});
            for (const auto& [bytes, size] : secrets) {
                arena.release(bytes, size);
            }
            // An empty chunk of each size may stay.
            QVERIFY(arena.usage().lockedBytes <= 8 * SecretArena::kChunkSize);
        }
        QCOMPARE(lockedNow, std::size_t{0});
        QVERIFY(everythingWasZero);
    }
    void cellsAreAlignedAndApart()
    {
        SecretArena arena(lockWithinBudget, unlockAndLook);
        std::vector<std::pair<std::uint8_t*, std::size_t>> secrets;
        for (std::size_t i = 0; i < 2000; ++i) {
            const std::size_t size = i % 300 + 1;
            std::uint8_t* const bytes = arena.allocate(size);
            QCOMPARE(reinterpret_cast<std::uintptr_t>(bytes) % 32, std::uintptr_t{0});
            std::fill_n(bytes, size, static_cast<std::uint8_t>(i));
            secrets.emplace_back(bytes, size);
        }
        std::size_t index = 0;
        for (const auto& [bytes, size] : secrets) {
            const ByteView view(bytes, size);
            const auto expected = static_cast<std::uint8_t>(index++);
            QVERIFY(std::all_of(view.begin(), view.end(),
                                [expected](std::uint8_t byte) { return byte == expected; }));
        }
        for (const auto& [bytes, size] : secrets) {
            arena.release(bytes, size);
        }
        QVERIFY(arena.allocate(0) == nullptr);
        arena.release(nullptr, 0);
    }
    void beyondTheLockLimitSecretsStillWorkAndAreStillZeroed()
    {
        lockBudget = 2 * SecretArena::kChunkSize;
        SecretArena arena(lockWithinBudget, unlockAndLook);
        std::vector<std::uint8_t*> secrets;
        constexpr std::size_t kPerChunk = (SecretArena::kChunkSize - 64) / 32;
        for (std::size_t i = 0; i < 5 * kPerChunk; ++i) {
            secrets.push_back(arena.allocate(32));
            std::fill_n(secrets.back(), 32, std::uint8_t{0x11});
        }
        QCOMPARE(arena.usage().lockedBytes, 2 * SecretArena::kChunkSize);
        QCOMPARE(arena.usage().unlockedBytes, 3 * SecretArena::kChunkSize);
        std::uint8_t* const large = arena.allocate(10000);
        QVERIFY(allZero({large, 10000}));
        QCOMPARE(arena.usage().lockedBytes, 2 * SecretArena::kChunkSize);
        arena.release(large, 10000);

        // A free cell of locked memory is taken before one of unlocked memory.
        std::uint8_t* const unlocked = secrets.back();
        std::uint8_t* const locked = secrets.front();
        arena.release(locked, 32);
        arena.release(unlocked, 32);
        std::uint8_t* const next = arena.allocate(32);
        QCOMPARE(next, locked);
        std::uint8_t* const afterwards = arena.allocate(32);
        QCOMPARE(afterwards, unlocked);
        QVERIFY(allZero({afterwards, 32}));

        for (std::uint8_t* secret : secrets) {
            arena.release(secret, 32);
        }
        QCOMPARE(arena.usage().secrets, std::size_t{0});
        QVERIFY(everythingWasZero);
    }
    void hundredsOfThousandsMayLive()
    {
        constexpr std::uint32_t kMany = 300000;
        std::vector<SecretBytes> secrets;
        secrets.reserve(kMany);
        const SecretArena::Usage before = SecretArena::instance().usage();
        for (std::uint32_t i = 0; i < kMany; ++i) {
            secrets.push_back(SecretBytes::zeroed(32));
            std::memcpy(secrets.back().mutableView().data(), &i, sizeof i);
        }
        const SecretArena::Usage during = SecretArena::instance().usage();
        QCOMPARE(during.secrets - before.secrets, std::size_t{kMany});
        // 32 bytes each and less than one in a hundred more for the chunks' heads.
        const std::size_t used = during.lockedBytes + during.unlockedBytes;
        QVERIFY2(used < 32 * kMany + 32 * kMany / 100 + 10 * SecretArena::kChunkSize,
                 qPrintable(QString::number(used)));
        for (std::uint32_t i = 0; i < kMany; ++i) {
            std::uint32_t value = 0;
            std::memcpy(&value, secrets[i].view().data(), sizeof value);
            QCOMPARE(value, i);
        }
        secrets.clear();
        const SecretArena::Usage after = SecretArena::instance().usage();
        QCOMPARE(after.secrets, before.secrets);
        QVERIFY(after.lockedBytes + after.unlockedBytes
                <= before.lockedBytes + before.unlockedBytes + SecretArena::kChunkSize);
    }
    void threadsMayShareTheArena()
    {
        std::atomic<int> wrong = 0;
        const SecretArena::Usage before = SecretArena::instance().usage();
        // Each thread's secrets are destroyed by the next one, as results that cross threads are.
        std::vector<std::vector<SecretBytes>> handedOver(4);
        const auto make = [&](std::size_t me) {
            for (std::size_t i = 0; i < 20000; ++i) {
                const std::size_t size = 1 + (i * 13 + me) % 200;
                SecretBytes secret = SecretBytes::zeroed(size);
                if (!allZero(secret.view())) {
                    ++wrong;
                }
                std::fill(secret.mutableView().begin(), secret.mutableView().end(),
                          static_cast<std::uint8_t>(me + 1));
                if (i % 4 == 0) {
                    handedOver[me].push_back(std::move(secret));
                }
            }
        };
        const auto drop = [&](std::size_t me) {
            for (const SecretBytes& secret : handedOver[(me + 1) % 4]) {
                for (const std::uint8_t byte : secret.view()) {
                    wrong += byte != (me + 1) % 4 + 1 ? 1 : 0;
                }
            }
            handedOver[(me + 1) % 4].clear();
        };
        for (const auto& step :
             {std::function<void(std::size_t)>(make), std::function<void(std::size_t)>(drop)}) {
            std::vector<std::thread> threads;
            for (std::size_t me = 0; me < 4; ++me) {
                threads.emplace_back(step, me);
            }
            for (std::thread& thread : threads) {
                thread.join();
            }
        }
        QCOMPARE(wrong.load(), 0);
        QCOMPARE(SecretArena::instance().usage().secrets, before.secrets);
    }
};

QTEST_APPLESS_MAIN(TestSecretBytes)
#include "tst_secretbytes.moc"
