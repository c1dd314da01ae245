// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/chain/Block.h"

#include "ledger/chain/BlockBuilder.h"
#include "ledger/chain/ChainId.h"
#include "ledger/chain/SealedPart.h"
#include "ledger/encoding/CborWriter.h"
#include "tests/support/LedgerFixture.h"
#include "tests/support/ResultChecks.h"

using namespace carnet;
using namespace carnet::chain;
using namespace carnet::test;

/// The bytes of blocks and sealed parts, and how blocks are built. What a ledger accepts is in tst_block_rules.
class TestBlock : public QObject {
    Q_OBJECT

    static Preamble preamble()
    {
        return {bytesOf<32>("f"),
                bytesOf<32>("c"),
                bytesOf<32>("s"),
                5,
                bytesOf<32>("p"),
                kMaxUint,
                4096,
                {{Hash{1}, 0, bytesOf<32>("x")}, {Hash{2}, kMaxUint, bytesOf<32>("y")}}};
    }

private Q_SLOTS:
    void preamblesComeBackAsTheyWere()
    {
        QVERIFY(decodePreamble(encodePreamble(preamble())).value() == preamble());
        Preamble first = preamble();
        first.height = 0;
        first.previous.reset();
        first.seenHeads.clear();
        QVERIFY(decodePreamble(encodePreamble(first)).value() == first);
        const Bytes good = encodePreamble(preamble());
        for (std::size_t size = 0; size < good.size(); ++size) {
            QVERIFY(!decodePreamble(ByteView(good).first(size)));
        }
    }

    void theLongestBlockFits()
    {
        Preamble longest = preamble();
        longest.height = kMaxUint;
        longest.seenHeads.clear();
        for (std::uint32_t i = 0; i < kMaxSeenHeads; ++i) {
            longest.seenHeads.push_back({Hash{std::uint8_t(i >> 8), std::uint8_t(i)}, kMaxUint, Hash{}});
        }
        const Bytes bytes = encodePreamble(longest);
        const Bytes block = signBlock(bytes, kMaxChainLeaves, Hash{}, signingKey("s"));
        QVERIFY(block.size() <= kMaxBlockBytes);
        QVERIFY(parseBlock(block)->preamble == longest);
        longest.seenHeads.push_back({Hash{0xFF}, 0, Hash{}});
        VERIFY_FAILS(decodePreamble(encodePreamble(longest)), ErrorKind::Fault, "bad-encoding");
        VERIFY_FAILS(parseBlock(Bytes(kMaxBlockBytes + 1, 0)), ErrorKind::Fault, "bad-encoding");
    }

    void aBlockIsTakenApart()
    {
        const crypto::SigningKey station = signingKey("station");
        Preamble made = preamble();
        made.stationKey = station.publicKey();
        const Bytes bytes = encodePreamble(made);
        const Bytes block = signBlock(bytes, 77, bytesOf<32>("root"), station);
        const ParsedBlock parsed = parseBlock(block).value();
        QVERIFY(parsed.preamble == made);
        QVERIFY(equal(parsed.preambleBytes, bytes));
        QCOMPARE(parsed.treeSize, std::uint64_t{77});
        QVERIFY(parsed.root == bytesOf<32>("root"));
        QVERIFY(parsed.hash == blockHashOf(block));
        QVERIFY(parsed.signatureVerifies());
        made.stationKey[0] ^= 1;
        const Bytes other = signBlock(encodePreamble(made), 77, bytesOf<32>("root"), station);
        QVERIFY(!parseBlock(other)->signatureVerifies());
    }

    void anotherVersionIsNamed()
    {
        const Bytes later = cbor::Writer().array(1).unsignedInt(1).take();
        VERIFY_FAILS(decodePreamble(later), ErrorKind::Fault, "other-version");
        VERIFY_FAILS(decodePreamble(cbor::Writer().array(2).unsignedInt(1).take()), ErrorKind::Fault,
                     "bad-encoding");
        VERIFY_FAILS(decodePreamble(cbor::Writer().array(1).unsignedInt(0).take()), ErrorKind::Fault,
                     "bad-encoding");
        VERIFY_FAILS(decodePreamble(cbor::Writer().array(1).text("1").take()), ErrorKind::Fault,
                     "bad-encoding");
    }

    void chainIdsDependOnKeyAndNonce()
    {
        const auto key = signingKey("s").publicKey();
        const auto nonce = bytesOf<16>("n");
        QVERIFY(chainIdOf(key, nonce) == chainIdOf(key, nonce));
        QVERIFY(chainIdOf(key, nonce) != chainIdOf(key, bytesOf<16>("m")));
        QVERIFY(chainIdOf(key, nonce) != chainIdOf(signingKey("t").publicKey(), nonce));
    }

    void building()
    {
        LedgerFixture f;
        const SignedEntry a = f.entry(f.north, f.founder, EntryType::RecordAdd, EmptyBody{});
        const SignedEntry b = f.entry(f.north, f.founder, EntryType::RecordAdd, EmptyBody{});
        const BuiltBlock built = f.build(f.north, {a, b}, {});
        const ParsedBlock parsed = parseBlock(built.block).value();
        QVERIFY(parsed.hash == built.hash);
        QVERIFY(equal(parsed.preambleBytes, built.preamble));
        QCOMPARE(built.firstLeaf, std::uint64_t{5});
        QCOMPARE(built.leaves.size(), std::size_t{3});
        QVERIFY(built.leaves[0] == idOf(a) && built.leaves[2] == merkle::leafHash(built.preamble));
        QCOMPARE(parsed.treeSize, std::uint64_t{8});
        QVERIFY(built.tip.tree.root() == parsed.root);
        QCOMPARE(built.tip.height, std::uint64_t{2});
        QVERIFY(built.tip.previous == built.hash);
        // The tip that the state gives is the one that the builder left.
        f.append(f.north, {a, b}, {});
        const ChainTip tip = f.state.tip(f.north.chain).value();
        QCOMPARE(tip.height, f.north.tip.height);
        QVERIFY(tip.previous == f.north.tip.previous && tip.tree == f.north.tip.tree);
    }

    void whatCannotBeBuilt()
    {
        LedgerFixture f;
        const SignedEntry good = f.entry(f.north, f.founder, EntryType::RecordAdd, EmptyBody{});
        const auto build = [&](const std::vector<ByteView>& entries, std::vector<SeenHead> heads,
                               std::uint64_t time = 1) {
            return buildBlock(f.north.tip, entries, std::move(heads), time, f.north.key);
        };
        VERIFY_OK(build({good.entry}, {}));
        VERIFY_FAILS(build({}, {}), ErrorKind::Refused, "bad-block");
        VERIFY_FAILS(build(std::vector<ByteView>(kMaxBlockEntries + 1, good.entry), {}), ErrorKind::Refused,
                     "bad-block");
        VERIFY_OK(build(std::vector<ByteView>(kMaxBlockEntries, good.entry), {}));
        VERIFY_FAILS(build({ByteView(good.entry).first(10)}, {}), ErrorKind::Refused, "bad-block");
        TestStation other("other");
        const SignedEntry elsewhere = f.entry(other, f.founder, EntryType::RecordAdd, EmptyBody{});
        VERIFY_FAILS(build({elsewhere.entry}, {}), ErrorKind::Refused, "bad-block");
        VERIFY_FAILS(build({good.entry}, {{f.north.chain, 0, {}}}), ErrorKind::Refused, "bad-block");
        VERIFY_FAILS(build({good.entry}, {{Hash{1}, 0, {}}, {Hash{1}, 1, {}}}), ErrorKind::Refused,
                     "bad-block");
        VERIFY_FAILS(build({good.entry}, {}, kMaxUint + 1), ErrorKind::Refused, "bad-block");
        // Seen heads come in any order, and never go back.
        const BuiltBlock built = build({good.entry}, {{Hash{2}, 4, {}}, {Hash{1}, 0, {}}}).value();
        QVERIFY(parseBlock(built.block)->preamble.seenHeads[0].chain == Hash{1});
        const std::vector<ByteView> entries{good.entry};
        VERIFY_FAILS(buildBlock(built.tip, entries, {{Hash{2}, 3, {}}}, 1, f.north.key), ErrorKind::Refused,
                     "bad-block");
        VERIFY_OK(buildBlock(built.tip, entries, {{Hash{2}, 4, {}}}, 1, f.north.key));
        VERIFY_OK(buildBlock(built.tip, entries, {}, 1, f.north.key));
    }

    void sealedParts()
    {
        const SealedPart part{bytesOf<32>("salt"), bytesOf<16>("tag"),
                              viewOf("some ciphertext of more than 24 bytes")};
        const Bytes bytes = encodeSealedPart(part);
        const SealedPart again = decodeSealedPart(bytes).value();
        QVERIFY(again.salt == part.salt && again.tag == part.tag && equal(again.ciphertext, part.ciphertext));
        for (std::size_t size = 0; size < bytes.size(); ++size) {
            QVERIFY(!decodeSealedPart(ByteView(bytes).first(size)));
        }
        // The hash is that of the CBOR array, whatever the length's form.
        for (const std::size_t size : {0u, 23u, 24u, 255u, 256u, 65535u, 65536u}) {
            const Bytes body(size, 0xAB);
            const SealedPart sized{part.salt, part.tag, body};
            cbor::Writer whole;
            whole.array(4).text("carnet/draft-0/part").bytes(part.salt).bytes(part.tag).bytes(body);
            QVERIFY(partHashOf(sized) == crypto::sha256(whole.view()));
        }
        const PartDigest named = digestOf(part, std::nullopt);
        VERIFY_OK(checkPart(named, bytes));
        PartDigest wrong = named;
        wrong.sizeBytes += 1;
        VERIFY_FAILS(checkPart(wrong, bytes), ErrorKind::Fault, "part-mismatch");
        wrong = named;
        wrong.hash[0] ^= 1;
        VERIFY_FAILS(checkPart(wrong, bytes), ErrorKind::Fault, "part-mismatch");
        VERIFY_FAILS(checkPart(named, ByteView(bytes).first(20)), ErrorKind::Fault, "bad-encoding");
        // At most 33,554,432 bytes in all.
        const std::size_t most =
            kMaxSealedPartBytes - encodeSealedPart({part.salt, part.tag, Bytes(70'000)}).size() + 70'000;
        VERIFY_OK(decodeSealedPart(encodeSealedPart({part.salt, part.tag, Bytes(most)})));
        VERIFY_FAILS(decodeSealedPart(encodeSealedPart({part.salt, part.tag, Bytes(most + 1)})),
                     ErrorKind::Fault, "bad-encoding");
    }
};

QTEST_APPLESS_MAIN(TestBlock)
#include "tst_block.moc"
