// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/chain/MerkleTree.h"

#include "ledger/crypto/Sha256.h"
#include "ledger/encoding/CborWriter.h"
#include "tests/unit/chain/KnownTree.h"

#include <QTest>
#include <bit>
#include <limits>
#include <map>

using namespace carnet;
using merkle::CompactTree;

namespace {

CompactTree treeOf(std::span<const Hash> leaves)
{
    CompactTree tree;
    for (const Hash& leaf : leaves) {
        tree.append(leaf);
    }
    return tree;
}

} // namespace

class TestMerkleTree : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void rootsAgreeWithCertificateTransparency()
    {
        CompactTree tree;
        QCOMPARE(tree.root(), test::knownRoots()[0]);
        QCOMPARE(merkle::emptyRoot(), test::knownRoots()[0]);
        const std::vector<Bytes> leaves = test::knownLeaves();
        for (std::size_t i = 0; i < leaves.size(); ++i) {
            tree.append(merkle::leafHash(leaves[i]));
            QCOMPARE(tree.size(), std::uint64_t(i + 1));
            QCOMPARE(tree.root(), test::knownRoots()[i + 1]);
        }
    }

    void leavesAndNodesAreHashedApart()
    {
        QCOMPARE(merkle::leafHash({}),
                 test::hashFromHex("6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"));
        const Hash left = merkle::leafHash(viewOf("L"));
        const Hash right = merkle::leafHash(viewOf("R"));
        Bytes joined = toBytes(left);
        append(joined, right);
        QVERIFY(merkle::leafHash(joined) != merkle::nodeHash(left, right));
        QVERIFY(merkle::nodeHash(left, right) != merkle::nodeHash(right, left));
        joined.insert(joined.begin(), 0x01);
        QCOMPARE(merkle::nodeHash(left, right), crypto::sha256(joined));
    }

    void everySizeAgreesWithTheDefinition()
    {
        const std::vector<Hash> leaves = test::manyLeafHashes(300);
        CompactTree tree;
        for (std::size_t size = 0; size <= leaves.size(); ++size) {
            QCOMPARE(tree.root(), test::rfcRoot(std::span(leaves).first(size)));
            if (size < leaves.size()) {
                tree.append(leaves[size]);
            }
        }
    }

    void reportsEachCompleteSubtreeOnce()
    {
        const std::vector<Hash> leaves = test::manyLeafHashes(100);
        std::map<std::pair<unsigned, std::uint64_t>, Hash> reported;
        CompactTree tree;
        for (const Hash& leaf : leaves) {
            tree.append(leaf, [&](unsigned level, std::uint64_t index, const Hash& root) {
                QVERIFY(reported.emplace(std::pair(level, index), root).second);
            });
        }
        std::size_t expected = 0;
        for (unsigned level = 0; (std::size_t{1} << level) <= leaves.size(); ++level) {
            const std::size_t width = std::size_t{1} << level;
            for (std::size_t index = 0; (index + 1) * width <= leaves.size(); ++index) {
                ++expected;
                QVERIFY(reported.contains({level, index}));
                const Hash root = reported.at({level, index});
                QCOMPARE(root, test::rfcRoot(std::span(leaves).subspan(index * width, width)));
            }
        }
        QCOMPARE(reported.size(), expected);
        QVERIFY(tree == treeOf(leaves));
    }

    void theStateRestoresAnEqualTree()
    {
        const std::vector<Hash> leaves = test::manyLeafHashes(140);
        for (std::size_t size = 0; size <= 130; ++size) {
            CompactTree tree = treeOf(std::span(leaves).first(size));
            const Bytes state = tree.state();
            QVERIFY(state.size() <= 16 + 32 * static_cast<std::size_t>(std::popcount(size)));
            auto restored = CompactTree::restore(state);
            QVERIFY(restored);
            QVERIFY(*restored == tree);
            for (std::size_t more = size; more < size + 10; ++more) {
                tree.append(leaves[more]);
                restored->append(leaves[more]);
                QCOMPARE(restored->root(), tree.root());
            }
        }
    }

    void theStateOfTheLargestTreeFits()
    {
        const std::uint64_t size = std::numeric_limits<std::uint64_t>::max();
        const Bytes state = cbor::Writer().array(2).unsignedInt(size).bytes(Bytes(64 * 32, 7)).take();
        const auto restored = CompactTree::restore(state);
        QVERIFY(restored);
        QCOMPARE(restored->size(), size);
        QCOMPARE(restored->state(), state);
    }

    void refusesAStateThatIsNotOne()
    {
        const Bytes good = treeOf(test::manyLeafHashes(5)).state();
        QVERIFY(CompactTree::restore(good));
        const auto refused = [](const Bytes& state) {
            const auto restored = CompactTree::restore(state);
            return !restored && restored.error().kind == ErrorKind::Fault
                && restored.error().slug == "bad-encoding";
        };
        for (std::size_t length = 0; length < good.size(); ++length) {
            QVERIFY(refused(Bytes(good.begin(), good.begin() + static_cast<std::ptrdiff_t>(length))));
        }
        Bytes longer = good;
        longer.push_back(0);
        QVERIFY(refused(longer));
        const Bytes two(64, 1);
        QVERIFY(!refused(cbor::Writer().array(2).unsignedInt(5).bytes(two).take()));
        QVERIFY(refused(cbor::Writer().array(2).unsignedInt(4).bytes(two).take()));
        QVERIFY(refused(cbor::Writer().array(2).unsignedInt(7).bytes(two).take()));
        QVERIFY(refused(cbor::Writer().array(2).unsignedInt(0).bytes(two).take()));
        QVERIFY(refused(cbor::Writer().array(2).unsignedInt(5).bytes(Bytes(63, 1)).take()));
        QVERIFY(refused(cbor::Writer().array(2).unsignedInt(5).bytes(Bytes(65, 1)).take()));
        QVERIFY(refused(cbor::Writer().array(2).integer(-5).bytes(two).take()));
        QVERIFY(refused(cbor::Writer().array(3).unsignedInt(5).bytes(two).null().take()));
        QVERIFY(refused(cbor::Writer().array(2).unsignedInt(1).bytes(Bytes(65 * 32, 1)).take()));
    }
};

QTEST_APPLESS_MAIN(TestMerkleTree)
#include "tst_merkle_tree.moc"
