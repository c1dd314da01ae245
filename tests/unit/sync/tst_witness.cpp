// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/sync/Witness.h"
#include "tests/support/LedgerFixture.h"
#include "tests/support/ResultChecks.h"

using namespace carnet;
using namespace carnet::chain;
using namespace carnet::sync;
using namespace carnet::test;

/// What a witness cosigns, and what it does not.
class TestWitness : public QObject {
    Q_OBJECT

    std::unique_ptr<LedgerFixture> m;
    TestStation m_witness{"witness"};

    std::string origin() const { return checkpointOrigin(m->federation, m->north.chain); }
    CosignRequest request(const Checkpoint& checkpoint, const crypto::SigningKey& key) const
    {
        return {1, toBytes(viewOf(signCheckpoint(checkpoint, key).value().encode())), 0, {}};
    }
    Checkpoint at(std::uint64_t height) const
    {
        const BlockView block = m->state.block(m->north.chain, height).value();
        return {origin(), block.treeSize, block.root};
    }
    Result<Checkpoint> judged(const Checkpoint& checkpoint, std::optional<WitnessedTree> last = {}) const
    {
        return judgeCheckpoint(m->state, m->north.chain, request(checkpoint, m->north.key), last);
    }

private Q_SLOTS:
    void init()
    {
        m = std::make_unique<LedgerFixture>();
        for (const char* name : {"Ann", "Bea", "Cy", "Dan"}) {
            m->enrol(TestPerson(name), {carnet::Role::Nurse});
        }
    }

    void whatIsHeldIsCosigned()
    {
        for (std::uint64_t height = 0; height < 5; ++height) {
            VERIFY_OK(judged(at(height)));
        }
        const CosignRequest asked = request(at(4), m->north.key);
        constexpr std::int64_t kTime = 1'770'000'000'000;
        const auto note = addCosignature(asked, m->federation, m_witness.chain, m_witness.key, kTime);
        VERIFY_OK(note);
        const auto time = checkCosignature(*note, m->federation, m->north.chain, m->north.key.publicKey(),
                                           m_witness.chain, m_witness.key.publicKey());
        VERIFY_OK(time);
        QCOMPARE(*time, kTime);
        // The checkpoint alone is no cosignature, and nobody else's line counts for this witness.
        VERIFY_FAILS(checkCosignature(asked.note, m->federation, m->north.chain, m->north.key.publicKey(),
                                      m_witness.chain, m_witness.key.publicKey()),
                     ErrorKind::Fault, "note-signature");
        VERIFY_FAILS(checkCosignature(*note, m->federation, m->north.chain, m->north.key.publicKey(),
                                      m_witness.chain, m->north.key.publicKey()),
                     ErrorKind::Fault, "note-signature");
    }

    void anotherHistoryIsNot()
    {
        Checkpoint wrong = at(3);
        wrong.root[0] ^= 1;
        VERIFY_FAILS(judged(wrong), ErrorKind::Fault, "checkpoint-root");
        wrong = at(3);
        wrong.size -= 1; // within a block
        VERIFY_FAILS(judged(wrong), ErrorKind::Fault, "checkpoint-root");
    }

    void aSizeNeverGoesBack()
    {
        const Checkpoint four = at(4);
        VERIFY_FAILS(judged(at(3), WitnessedTree{four.size, four.root}), ErrorKind::Refused,
                     "checkpoint-behind");
        VERIFY_OK(judged(four, WitnessedTree{four.size, four.root}));
    }

    void whatIsNotHeldNeedsAProof()
    {
        // The witness holds three blocks; the station is at five.
        LedgerState behind(m->federation);
        for (std::size_t i = 0; i < 3; ++i) {
            behind.apply(prechecked(m->blocks[i]));
        }
        const Checkpoint three = at(2);
        const Checkpoint five = at(4);
        CosignRequest asked = request(five, m->north.key);
        const WitnessedTree last{three.size, three.root};
        VERIFY_FAILS(judgeCheckpoint(behind, m->north.chain, asked, {}), ErrorKind::Refused,
                     "checkpoint-ahead");
        VERIFY_FAILS(judgeCheckpoint(behind, m->north.chain, asked, last), ErrorKind::Refused,
                     "checkpoint-ahead");
        std::vector<Hash> leaves;
        for (const ExportedBlock& block : m->blocks) {
            for (const SignedEntry& entry : block.entries) {
                leaves.push_back(idOf(entry));
            }
            leaves.push_back(merkle::leafHash(parseBlock(block.block)->preambleBytes));
        }
        const auto source = merkle::fromLeaves([&](std::uint64_t at) -> Result<Hash> { return leaves[at]; });
        asked.oldSize = three.size;
        asked.proof = merkle::consistencyProof(three.size, five.size, source).value();
        VERIFY_OK(judgeCheckpoint(behind, m->north.chain, asked, last));
        asked.proof[0][0] ^= 1;
        VERIFY_FAILS(judgeCheckpoint(behind, m->north.chain, asked, last), ErrorKind::Fault,
                     "checkpoint-root");
    }

    void onlyTheStationItselfIsBelieved()
    {
        VERIFY_FAILS(judgeCheckpoint(m->state, m->north.chain, request(at(4), m_witness.key), {}),
                     ErrorKind::Fault, "note-signature");
        Checkpoint other = at(4);
        other.origin = checkpointOrigin(m->federation, m_witness.chain);
        VERIFY_FAILS(judgeCheckpoint(m->state, m->north.chain, request(other, m->north.key), {}),
                     ErrorKind::Fault, "wrong-origin");
        VERIFY_FAILS(judgeCheckpoint(m->state, m_witness.chain, request(at(4), m->north.key), {}),
                     ErrorKind::Refused, "unknown-chain");
        CosignRequest rubbish;
        rubbish.note = Bytes{1, 2, 3};
        QVERIFY(!judgeCheckpoint(m->state, m->north.chain, rubbish, {}));
    }

    void aForkedChainIsNotCosigned()
    {
        ChainTip earlier = ChainTip::ofNewChain(m->federation, m->north.chain);
        TestStation clone("north-1");
        clone.tip = earlier;
        const auto entry = m->entry(clone, m->founder, EntryType::PractitionerEnrol,
                                    m->practitionerBody(m->clinic, TestPerson("Eve"), {carnet::Role::Nurse}));
        const BuiltBlock second = m->build(clone, {entry}, {});
        QVERIFY(std::holds_alternative<BlockForked>(m->state.apply(prechecked(together(second, {entry})))));
        VERIFY_FAILS(judged(at(4)), ErrorKind::Refused, "chain-forked");
    }
};

QTEST_APPLESS_MAIN(TestWitness)
#include "tst_witness.moc"
