// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/encoding/CborWriter.h"
#include "ledger/sync/BlockItem.h"
#include "ledger/sync/ForkProbe.h"
#include "ledger/sync/FrameReader.h"
#include "ledger/sync/Messages.h"
#include "tests/support/LedgerFixture.h"
#include "tests/support/ResultChecks.h"

using namespace carnet;
using namespace carnet::sync;
using namespace carnet::test;

/// Frames, messages, blocks as they travel, digests and the search for a fork.
class TestSyncMessages : public QObject {
    Q_OBJECT

    static ByteView bodyOf(const Bytes& frame) { return ByteView(frame).subspan(4); }

    static ChainHead head(std::string_view label, std::uint64_t blocks)
    {
        return {bytesOf<32>(label), blocks, blocks * 2, bytesOf<32>("root"), bytesOf<32>("head"), {}};
    }

    static std::vector<Message> oneOfEach()
    {
        ChainHead forked = head("forked", 5);
        forked.forkHeight = 3;
        return {Hello{0, bytesOf<32>("f"), bytesOf<32>("s"), bytesOf<32>("c"), Bytes{1, 2, 3}},
                Welcome{},
                Bye{"idle", "Nothing came."},
                Ping{},
                Digest{HeadVector().digest()},
                Heads{{head("a", 1), forked}},
                Want{1, bytesOf<32>("c"), 4, 5, 6, Depth::Entries},
                Piece{0, bytesOf<32>("c"), 4, 10, 2, Bytes{1, 2}},
                WantEnd{7},
                Evidence{Bytes{1}, Bytes{2}},
                CosignRequest{8, Bytes{1}, 3, {bytesOf<32>("p")}},
                Cosigned{9, Bytes{5}},
                Cosigned{9, {}}};
    }

private Q_SLOTS:
    void messagesComeBackAsTheyWent()
    {
        for (const Message& message : oneOfEach()) {
            const Bytes frame = encodeFrame(message);
            const Result<Message> decoded = decodeMessage(bodyOf(frame), {});
            VERIFY_OK(decoded);
            QCOMPARE(decoded->index(), message.index());
            QVERIFY(encodeFrame(*decoded) == frame);
        }
    }

    void otherFormsAreRefused_data()
    {
        QTest::addColumn<QByteArray>("body");
        const auto add = [](const char* name, const cbor::Writer& writer) {
            QTest::newRow(name) << QByteArray(reinterpret_cast<const char*>(writer.view().data()),
                                              static_cast<int>(writer.view().size()));
        };
        const Hash hash = bytesOf<32>("x");
        add("nothing", cbor::Writer());
        add("no array", cbor::Writer().unsignedInt(3));
        add("no such message", cbor::Writer().array(1).unsignedInt(12));
        add("an element too many", cbor::Writer().array(2).unsignedInt(1).null());
        add("an element too few", cbor::Writer().array(1).unsignedInt(8));
        add("bytes behind it", cbor::Writer().array(1).unsignedInt(3).null());
        add("a head without blocks",
            cbor::Writer()
                .array(2)
                .unsignedInt(5)
                .array(1)
                .array(6)
                .bytes(hash)
                .unsignedInt(0)
                .unsignedInt(0)
                .bytes(hash)
                .bytes(hash)
                .null());
        add("more blocks than leaves allow",
            cbor::Writer()
                .array(2)
                .unsignedInt(5)
                .array(1)
                .array(6)
                .bytes(hash)
                .unsignedInt(2)
                .unsignedInt(3)
                .bytes(hash)
                .bytes(hash)
                .null());
        add("a fork above the head",
            cbor::Writer()
                .array(2)
                .unsignedInt(5)
                .array(1)
                .array(6)
                .bytes(hash)
                .unsignedInt(2)
                .unsignedInt(4)
                .bytes(hash)
                .bytes(hash)
                .unsignedInt(2));
        add("request 0",
            cbor::Writer()
                .array(7)
                .unsignedInt(6)
                .unsignedInt(0)
                .bytes(hash)
                .unsignedInt(0)
                .unsignedInt(1)
                .unsignedInt(1)
                .unsignedInt(0));
        add("no such depth",
            cbor::Writer()
                .array(7)
                .unsignedInt(6)
                .unsignedInt(1)
                .bytes(hash)
                .unsignedInt(0)
                .unsignedInt(1)
                .unsignedInt(1)
                .unsignedInt(3));
        add("a piece beyond the block's end",
            cbor::Writer()
                .array(7)
                .unsignedInt(7)
                .unsignedInt(1)
                .bytes(hash)
                .unsignedInt(0)
                .unsignedInt(2)
                .unsignedInt(1)
                .bytes(Bytes{1, 2}));
        add("an empty piece",
            cbor::Writer()
                .array(7)
                .unsignedInt(7)
                .unsignedInt(1)
                .bytes(hash)
                .unsignedInt(0)
                .unsignedInt(2)
                .unsignedInt(1)
                .bytes(Bytes{}));
        cbor::Writer nested;
        for (int i = 0; i < 10'000; ++i) {
            nested.array(1);
        }
        add("10,000 nested arrays", nested.null());
        cbor::Writer many;
        many.array(2).unsignedInt(5).array(513);
        for (int i = 0; i < 513; ++i) {
            many.array(6).bytes(hash).unsignedInt(1).unsignedInt(2).bytes(hash).bytes(hash).null();
        }
        add("513 heads", many);
    }

    void otherFormsAreRefused()
    {
        QFETCH(QByteArray, body);
        const ByteView view(reinterpret_cast<const std::uint8_t*>(body.constData()),
                            static_cast<std::size_t>(body.size()));
        VERIFY_FAILS(decodeMessage(view, {}), ErrorKind::Fault, "bad-encoding");
    }

    void framesAreCutOutOfTheStream()
    {
        Bytes stream;
        for (const Message& message : oneOfEach()) {
            append(stream, encodeFrame(message));
        }
        FrameReader reader;
        std::size_t frames = 0;
        for (const std::uint8_t byte : stream) {
            reader.feed(ByteView(&byte, 1));
            while (reader.next(1 << 20)) {
                ++frames;
            }
        }
        QCOMPARE(frames, oneOfEach().size());
        QVERIFY(!reader.hasPartOfFrame());
    }

    void aLengthOfTwoGigabytesIsRefusedAtOnce()
    {
        FrameReader reader;
        reader.feed(Bytes{0x80, 0, 0, 0});
        QVERIFY(!reader.next(1 << 20));
        QVERIFY(reader.isTooLong());
    }

    void blocksComeBackAsTheyWent()
    {
        LedgerFixture ledger;
        chain::ExportedBlock block = ledger.blocks.front();
        block.entries[0].parts = {Bytes{1, 2, 3}, std::nullopt};
        const Bytes item = encodeBlockItem(block);
        QVERIFY(item.size() <= sizeOf(block));
        const auto decoded = decodeBlockItem(item);
        VERIFY_OK(decoded);
        QVERIFY(encodeBlockItem(*decoded) == item);
        QVERIFY(!decoded->entries[0].parts[1]);
        VERIFY_FAILS(decodeBlockItem(ByteView(item).first(item.size() - 1)), ErrorKind::Fault,
                     "bad-encoding");
        Bytes longer = item;
        longer.push_back(0);
        VERIFY_FAILS(decodeBlockItem(longer), ErrorKind::Fault, "bad-encoding");
    }

    void theDigestTellsEveryDifferenceThatCounts()
    {
        HeadVector one;
        one.set(head("a", 4));
        one.set(head("b", 2));
        HeadVector two = one;
        QVERIFY(one.digest() == two.digest());
        ChainHead other = head("b", 2);
        other.head = bytesOf<32>("another block");
        two.set(other);
        QVERIFY(one.digest() != two.digest());
        two = one;
        two.set(head("b", 3));
        QVERIFY(one.digest() != two.digest());
        two = one;
        two.set(head("c", 1));
        QVERIFY(one.digest() != two.digest());
        // Different branches of a known fork are no difference; different forks are.
        ChainHead mine = head("f", 9);
        mine.forkHeight = 3;
        ChainHead theirs = other;
        theirs.chain = mine.chain;
        theirs.blocks = 5;
        theirs.forkHeight = 3;
        two = one;
        one.set(mine);
        two.set(theirs);
        QVERIFY(one.digest() == two.digest());
        theirs.forkHeight = 4;
        two.set(theirs);
        QVERIFY(one.digest() != two.digest());
    }

    void theProbeFindsTheFirstDifference()
    {
        for (std::uint64_t first = 0; first < 40; ++first) {
            for (std::uint64_t at = first; at < 40; ++at) {
                ForkProbe probe(1, at);
                int questions = 0;
                while (const auto height = probe.next()) {
                    QVERIFY(!probe.learn(questions % 2 == 0, bytesOf<32>("mine")));
                    QVERIFY(
                        probe.learn(questions % 2 != 0, bytesOf<32>(*height < first ? "mine" : "theirs")));
                    ++questions;
                }
                QCOMPARE(probe.firstDifference(), first);
                QVERIFY(questions <= 6);
            }
        }
    }
};

QTEST_APPLESS_MAIN(TestSyncMessages)
#include "tst_sync_messages.moc"
