// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/chain/MerkleProof.h"

#include "tests/unit/chain/KnownTree.h"

#include <QTest>
#include <map>

using namespace carnet;
using merkle::Proof;

namespace {

constexpr std::uint64_t kSizes = 64;

merkle::NodeSource sourceOf(const std::vector<Hash>& leaves)
{
    return merkle::fromLeaves([&leaves](std::uint64_t index) -> Result<Hash> { return leaves.at(index); });
}

Proof fromHex(std::initializer_list<std::string_view> hashes)
{
    Proof proof;
    for (const std::string_view hash : hashes) {
        proof.push_back(test::hashFromHex(hash));
    }
    return proof;
}

Hash flipped(Hash hash, std::size_t bit)
{
    hash[bit / 8] = static_cast<std::uint8_t>(hash[bit / 8] ^ (1U << (bit % 8)));
    return hash;
}

/// PATH of RFC 9162 §2.1.3.1 exactly as it is written there.
Proof rfcPath(std::size_t m, std::span<const Hash> leaves)
{
    if (leaves.size() == 1) {
        return {};
    }
    std::size_t k = 1;
    while (k * 2 < leaves.size()) {
        k *= 2;
    }
    Proof proof = m < k ? rfcPath(m, leaves.first(k)) : rfcPath(m - k, leaves.subspan(k));
    proof.push_back(test::rfcRoot(m < k ? leaves.subspan(k) : leaves.first(k)));
    return proof;
}

/// SUBPROOF of RFC 9162 §2.1.4.1 exactly as it is written there.
Proof rfcSubproof(std::size_t m, std::span<const Hash> leaves, bool known)
{
    if (m == leaves.size()) {
        return known ? Proof{} : Proof{test::rfcRoot(leaves)};
    }
    std::size_t k = 1;
    while (k * 2 < leaves.size()) {
        k *= 2;
    }
    Proof proof =
        m <= k ? rfcSubproof(m, leaves.first(k), known) : rfcSubproof(m - k, leaves.subspan(k), false);
    proof.push_back(test::rfcRoot(m <= k ? leaves.subspan(k) : leaves.first(k)));
    return proof;
}

/// For each proof element, on which side it stands: what of index and size a proof's computation depends on.
std::vector<bool> pathShape(std::uint64_t index, std::uint64_t size)
{
    std::vector<bool> shape;
    while (size > 1) {
        std::uint64_t k = 1;
        while (k * 2 < size) {
            k *= 2;
        }
        shape.push_back(index < k);
        size = index < k ? k : size - k;
        index = index < k ? index : index - k;
    }
    return shape;
}

} // namespace

class TestMerkleProof : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        m_leaves = test::manyLeafHashes(kSizes);
        for (std::uint64_t size = 0; size <= kSizes; ++size) {
            m_roots.push_back(test::rfcRoot(std::span(m_leaves).first(size)));
        }
    }

    // Published with Certificate Transparency's eight leaves; there the leaves are counted from one.
    void inclusionProofsAgreeWithCertificateTransparency()
    {
        std::vector<Hash> leaves;
        for (const Bytes& leaf : test::knownLeaves()) {
            leaves.push_back(merkle::leafHash(leaf));
        }
        const std::vector<Hash> roots = test::knownRoots();
        struct Known {
            std::uint64_t index;
            std::uint64_t size;
            Proof proof;
        };
        const Known known[] = {
            {0, 1, {}},
            {0, 8,
             fromHex({"96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
                      "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                      "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"})},
            {5, 8,
             fromHex({"bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
                      "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                      "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"})},
            {2, 3, fromHex({"fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"})},
            {1, 5,
             fromHex({"6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
                      "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                      "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"})},
        };
        for (const Known& each : known) {
            QCOMPARE(merkle::inclusionProof(each.index, each.size, sourceOf(leaves)).value(), each.proof);
            QVERIFY(merkle::verifyInclusion(each.index, each.size, leaves[each.index], each.proof,
                                            roots[each.size]));
        }
    }

    void consistencyProofsAgreeWithCertificateTransparency()
    {
        std::vector<Hash> leaves;
        for (const Bytes& leaf : test::knownLeaves()) {
            leaves.push_back(merkle::leafHash(leaf));
        }
        const std::vector<Hash> roots = test::knownRoots();
        struct Known {
            std::uint64_t oldSize;
            std::uint64_t newSize;
            Proof proof;
        };
        const Known known[] = {
            {1, 1, {}},
            {1, 8,
             fromHex({"96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
                      "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                      "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"})},
            {6, 8,
             fromHex({"0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
                      "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                      "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"})},
            {2, 5,
             fromHex({"5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                      "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"})},
            {6, 7,
             fromHex({"0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
                      "b08693ec2e721597130641e8211e7eedccb4c26413963eee6c1e2ed16ffb1a5f",
                      "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"})},
        };
        for (const Known& each : known) {
            QCOMPARE(merkle::consistencyProof(each.oldSize, each.newSize, sourceOf(leaves)).value(),
                     each.proof);
            QVERIFY(merkle::verifyConsistency(each.oldSize, each.newSize, roots[each.oldSize],
                                              roots[each.newSize], each.proof));
        }
    }

    void everyInclusionProofVerifiesAndItsForgeriesDoNot()
    {
        const Hash foreign = merkle::leafHash(viewOf("not in the tree"));
        for (std::uint64_t size = 1; size <= kSizes; ++size) {
            for (std::uint64_t index = 0; index < size; ++index) {
                const Proof proof = merkle::inclusionProof(index, size, sourceOf(m_leaves)).value();
                QCOMPARE(proof, rfcPath(index, std::span(m_leaves).first(size)));
                const Hash& leaf = m_leaves[index];
                const Hash& root = m_roots[size];
                QVERIFY(merkle::verifyInclusion(index, size, leaf, proof, root));

                QVERIFY(!merkle::verifyInclusion(index, size, foreign, proof, root));
                QVERIFY(!merkle::verifyInclusion(index, size, leaf, proof, foreign));
                QVERIFY(!merkle::verifyInclusion(index, size, leaf, proof, m_roots[size - 1]));
                for (std::size_t i = 0; i < proof.size(); ++i) {
                    Proof changed = proof;
                    changed[i] = flipped(changed[i], (index * 37 + i * 11) % 256);
                    QVERIFY(!merkle::verifyInclusion(index, size, leaf, changed, root));
                    Proof shorter = proof;
                    shorter.erase(shorter.begin() + static_cast<std::ptrdiff_t>(i));
                    QVERIFY(!merkle::verifyInclusion(index, size, leaf, shorter, root));
                    Proof repeated = proof;
                    repeated.insert(repeated.begin() + static_cast<std::ptrdiff_t>(i), proof[i]);
                    QVERIFY(!merkle::verifyInclusion(index, size, leaf, repeated, root));
                    if (i > 0) {
                        Proof swapped = proof;
                        std::swap(swapped[i], swapped[i - 1]);
                        QVERIFY(!merkle::verifyInclusion(index, size, leaf, swapped, root));
                    }
                }
                for (const Hash& extra : {root, leaf, foreign}) {
                    Proof extended = proof;
                    extended.push_back(extra);
                    QVERIFY(!merkle::verifyInclusion(index, size, leaf, extended, root));
                    extended = proof;
                    extended.insert(extended.begin(), extra);
                    QVERIFY(!merkle::verifyInclusion(index, size, leaf, extended, root));
                }
            }
        }
    }

    // A proof fixes the path, and nothing else of index and size: so the size must be the one that is signed with
    // the root. Wherever the path differs the proof is refused.
    void anotherIndexOrSizeIsRefused()
    {
        for (std::uint64_t size = 1; size <= 16; ++size) {
            for (std::uint64_t index = 0; index < size; ++index) {
                const Proof proof = merkle::inclusionProof(index, size, sourceOf(m_leaves)).value();
                for (std::uint64_t otherSize = 0; otherSize <= 36; ++otherSize) {
                    for (std::uint64_t otherIndex = 0; otherIndex <= 36; ++otherIndex) {
                        const bool samePath = otherIndex < otherSize
                            && pathShape(otherIndex, otherSize) == pathShape(index, size);
                        QCOMPARE(merkle::verifyInclusion(otherIndex, otherSize, m_leaves[index], proof,
                                                         m_roots[size]),
                                 samePath);
                    }
                }
                for (std::uint64_t otherIndex = 0; otherIndex < size; ++otherIndex) {
                    QCOMPARE(merkle::verifyInclusion(otherIndex, size, m_leaves[index], proof, m_roots[size]),
                             otherIndex == index);
                }
            }
        }
    }

    void everyConsistencyProofVerifiesAndItsForgeriesDoNot()
    {
        const Hash foreign = merkle::leafHash(viewOf("another root"));
        for (std::uint64_t newSize = 1; newSize <= kSizes; ++newSize) {
            for (std::uint64_t oldSize = 1; oldSize <= newSize; ++oldSize) {
                const Proof proof = merkle::consistencyProof(oldSize, newSize, sourceOf(m_leaves)).value();
                QCOMPARE(proof, rfcSubproof(oldSize, std::span(m_leaves).first(newSize), true));
                const Hash& oldRoot = m_roots[oldSize];
                const Hash& newRoot = m_roots[newSize];
                QVERIFY(merkle::verifyConsistency(oldSize, newSize, oldRoot, newRoot, proof));

                QVERIFY(!merkle::verifyConsistency(oldSize, newSize, foreign, newRoot, proof));
                QVERIFY(!merkle::verifyConsistency(oldSize, newSize, oldRoot, foreign, proof));
                if (oldSize != newSize) {
                    QVERIFY(!merkle::verifyConsistency(oldSize, newSize, newRoot, oldRoot, proof));
                    QVERIFY(!merkle::verifyConsistency(oldSize, newSize, oldRoot, newRoot, {}));
                    QVERIFY(!merkle::verifyConsistency(newSize, oldSize, newRoot, oldRoot, proof));
                    QVERIFY(!merkle::verifyConsistency(newSize, oldSize, oldRoot, newRoot, proof));
                }
                for (std::size_t i = 0; i < proof.size(); ++i) {
                    Proof changed = proof;
                    changed[i] = flipped(changed[i], (oldSize * 37 + i * 11) % 256);
                    QVERIFY(!merkle::verifyConsistency(oldSize, newSize, oldRoot, newRoot, changed));
                    Proof shorter = proof;
                    shorter.erase(shorter.begin() + static_cast<std::ptrdiff_t>(i));
                    QVERIFY(!merkle::verifyConsistency(oldSize, newSize, oldRoot, newRoot, shorter));
                    Proof repeated = proof;
                    repeated.insert(repeated.begin() + static_cast<std::ptrdiff_t>(i), proof[i]);
                    QVERIFY(!merkle::verifyConsistency(oldSize, newSize, oldRoot, newRoot, repeated));
                }
                for (const Hash& extra : {oldRoot, newRoot, foreign}) {
                    Proof extended = proof;
                    extended.push_back(extra);
                    QVERIFY(!merkle::verifyConsistency(oldSize, newSize, oldRoot, newRoot, extended));
                    extended = proof;
                    extended.insert(extended.begin(), extra);
                    QVERIFY(!merkle::verifyConsistency(oldSize, newSize, oldRoot, newRoot, extended));
                }
                // Roots of other sizes, as a station would show that dropped or changed entries.
                for (std::uint64_t other = 1; other <= kSizes; ++other) {
                    if (other != oldSize) {
                        QVERIFY(!merkle::verifyConsistency(oldSize, newSize, m_roots[other], newRoot, proof));
                    }
                    if (other != newSize) {
                        QVERIFY(!merkle::verifyConsistency(oldSize, newSize, oldRoot, m_roots[other], proof));
                    }
                }
            }
        }
    }

    // Rewriting any old leaf changes a root that the proof binds, whatever the proof is taken from.
    void aRewrittenHistoryHasNoProof()
    {
        for (std::uint64_t newSize = 2; newSize <= 40; ++newSize) {
            for (std::uint64_t oldSize = 1; oldSize < newSize; ++oldSize) {
                std::vector<Hash> rewritten(m_leaves.begin(),
                                            m_leaves.begin() + static_cast<std::ptrdiff_t>(newSize));
                rewritten[oldSize / 2] = merkle::leafHash(viewOf("rewritten"));
                const Hash rewrittenRoot = test::rfcRoot(rewritten);
                const Proof ofRewritten =
                    merkle::consistencyProof(oldSize, newSize, sourceOf(rewritten)).value();
                const Proof ofOld = merkle::consistencyProof(oldSize, newSize, sourceOf(m_leaves)).value();
                QVERIFY(!merkle::verifyConsistency(oldSize, newSize, m_roots[oldSize], rewrittenRoot,
                                                   ofRewritten));
                QVERIFY(!merkle::verifyConsistency(oldSize, newSize, m_roots[oldSize], rewrittenRoot, ofOld));
            }
        }
    }

    void theTreeWithoutLeaves()
    {
        QVERIFY(merkle::consistencyProof(0, 5, sourceOf(m_leaves)).value().empty());
        QVERIFY(merkle::verifyConsistency(0, 5, m_roots[0], m_roots[5], {}));
        QVERIFY(merkle::verifyConsistency(0, 0, m_roots[0], m_roots[0], {}));
        QVERIFY(!merkle::verifyConsistency(0, 5, m_roots[1], m_roots[5], {}));
        QVERIFY(!merkle::verifyConsistency(0, 0, m_roots[1], m_roots[1], {}));
        QVERIFY(!merkle::verifyConsistency(0, 5, m_roots[0], m_roots[5], Proof{m_roots[5]}));
        QVERIFY(!merkle::verifyConsistency(1, 0, m_roots[1], m_roots[0], {}));
        QVERIFY(!merkle::verifyInclusion(0, 0, m_leaves[0], {}, m_leaves[0]));
        QVERIFY(!merkle::verifyInclusion(0, 0, m_leaves[0], {}, m_roots[0]));
        QCOMPARE(merkle::rootAt(0, sourceOf(m_leaves)).value(), m_roots[0]);
    }

    void rootsComeFromTheSourceToo()
    {
        for (std::uint64_t size = 0; size <= kSizes; ++size) {
            QCOMPARE(merkle::rootAt(size, sourceOf(m_leaves)).value(), m_roots[size]);
        }
    }

    void nothingIsProvedBeyondTheTree()
    {
        for (const auto& result : {merkle::inclusionProof(5, 5, sourceOf(m_leaves)),
                                   merkle::inclusionProof(0, 0, sourceOf(m_leaves)),
                                   merkle::consistencyProof(6, 5, sourceOf(m_leaves))}) {
            QVERIFY(!result);
            QCOMPARE(result.error().kind, ErrorKind::Refused);
            QCOMPARE(result.error().slug, std::string("not-in-tree"));
        }
    }

    void proofsOfHugeTreesEnd()
    {
        const std::uint64_t huge = ~std::uint64_t{0};
        // All leaves are the same, so each level has one root.
        const Hash any = m_leaves[0];
        std::vector<Hash> levels{any};
        while (levels.size() < 64) {
            levels.push_back(merkle::nodeHash(levels.back(), levels.back()));
        }
        const merkle::NodeSource same = [&levels](unsigned level, std::uint64_t) -> Result<Hash> {
            return levels.at(level);
        };
        const Proof proof = merkle::inclusionProof(huge - 1, huge, same).value();
        QVERIFY(proof.size() <= merkle::kMaxInclusionProof);
        QVERIFY(merkle::verifyInclusion(huge - 1, huge, any, proof, merkle::rootAt(huge, same).value()));
        const std::uint64_t half = std::uint64_t{1} << 63;
        const Proof longest = merkle::consistencyProof(half - 1, huge, same).value();
        QVERIFY(longest.size() <= merkle::kMaxConsistencyProof);
        QVERIFY(merkle::verifyConsistency(half - 1, huge, merkle::rootAt(half - 1, same).value(),
                                          merkle::rootAt(huge, same).value(), longest));
        QVERIFY(!merkle::verifyInclusion(0, huge, any, Proof(100000, any), any));
        QVERIFY(!merkle::verifyConsistency(1, huge, any, any, Proof(100000, any)));
    }

    // Where a store keeps what the tree reports, a proof asks for a few hashes and reads no leaf again.
    void keptSubtreesAnswerWithFewQuestions()
    {
        std::map<std::pair<unsigned, std::uint64_t>, Hash> kept;
        merkle::CompactTree tree;
        for (const Hash& leaf : m_leaves) {
            tree.append(leaf, [&](unsigned level, std::uint64_t index, const Hash& root) {
                kept[{level, index}] = root;
            });
            std::size_t asked = 0;
            const merkle::NodeSource source = [&](unsigned level, std::uint64_t index) -> Result<Hash> {
                ++asked;
                return kept.at({level, index});
            };
            for (std::uint64_t index = 0; index < tree.size(); ++index) {
                asked = 0;
                const Proof proof = merkle::inclusionProof(index, tree.size(), source).value();
                QVERIFY(merkle::verifyInclusion(index, tree.size(), m_leaves[index], proof, tree.root()));
                QVERIFY(asked <= 12);
                asked = 0;
                QVERIFY(merkle::consistencyProof(index + 1, tree.size(), source));
                QVERIFY(asked <= 13);
            }
        }
    }

    void anErrorOfTheSourceIsPassedOn()
    {
        for (std::uint64_t missing = 0; missing < 7; ++missing) {
            const merkle::NodeSource source = merkle::fromLeaves([&](std::uint64_t index) -> Result<Hash> {
                if (index == missing) {
                    return failure(ErrorKind::Unavailable, "disk", "The disk cannot be read.");
                }
                return m_leaves[index];
            });
            QCOMPARE(merkle::rootAt(7, source).error().slug, std::string("disk"));
            const auto inclusion = merkle::inclusionProof(missing == 0 ? 1 : 0, 7, source);
            QCOMPARE(inclusion.error().slug, std::string("disk"));
            const auto consistency = merkle::consistencyProof(3, 7, source);
            QCOMPARE(consistency.error().slug, std::string("disk"));
        }
    }

private:
    std::vector<Hash> m_leaves;
    std::vector<Hash> m_roots; ///< by size
};

QTEST_APPLESS_MAIN(TestMerkleProof)
#include "tst_merkle_proof.moc"
