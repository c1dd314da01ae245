// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/services/LocalLedger.h"
#include "ledger/crypto/Initialise.h"
#include "ledger/storage/Query.h"
#include "tests/support/Forging.h"
#include "tests/support/ResultChecks.h"
#include "tests/unit/services/MemberLedger.h"

using namespace carnet;
using namespace carnet::chain;
using namespace carnet::services;
using namespace carnet::test;

/// What a station does with blocks of others: every rule on arrival, durable before it says so, state and store always equal.
class TestReceive : public QObject {
    Q_OBJECT

    std::unique_ptr<LedgerFixture> m;
    std::unique_ptr<MemberLedger> m_south;
    TestPerson m_doctor{"Doctor"};
    std::unique_ptr<TestPatient> m_patient;

    SignedEntry record()
    {
        return m->record(m->north, m_doctor, *m_patient, R"({"resourceType":"Observation"})");
    }
    /// The next block of north, which the receiver has not seen.
    ExportedBlock nextOfNorth(std::size_t entries = 1)
    {
        std::vector<SignedEntry> all;
        for (std::size_t i = 0; i < entries; ++i) {
            all.push_back(record());
        }
        m->append(m->north, all);
        return m->blocks.back();
    }
    std::uint64_t stored(const Hash& chain)
    {
        const auto head = m_south->ledger().store().head(chain).value();
        return head ? head->height + 1 : 0;
    }
    std::uint64_t known(const Hash& chain) { return m_south->ledger().state().chain(chain)->blocks; }
    void reopen()
    {
        m_south->close();
        VERIFY_OK(m_south->open());
    }
    Result<std::vector<ApplyResult>> receiveAll(const std::vector<ExportedBlock>& blocks)
    {
        return m_south->ledger().receive(checkBlocks(blocks));
    }
    ApplyResult receive(const ExportedBlock& block)
    {
        auto answer = receiveAll({block});
        if (!answer || answer->size() != 1) {
            qFatal("one answer was expected");
        }
        return std::move(answer->front());
    }
    template <typename Outcome>
    static bool is(const ApplyResult& result)
    {
        return std::holds_alternative<Outcome>(result);
    }

private Q_SLOTS:
    void initTestCase() { VERIFY_OK(crypto::initialise()); }
    void init()
    {
        m = std::make_unique<LedgerFixture>();
        m->enrol(m_doctor, {Role::Doctor});
        m_patient = std::make_unique<TestPatient>(m->federation, "patient");
        (void)m->put(m->north, m->registration(m->north, m_doctor, *m_patient));
        m_south = std::make_unique<MemberLedger>(*m, "South");
        reopen();
    }
    void cleanup() { m_south.reset(); }

    void whatIsReportedAsStoredIsThereAfterACrash()
    {
        const std::uint64_t before = stored(m->north.chain);
        std::vector<ExportedBlock> blocks;
        for (int i = 0; i < 5; ++i) {
            blocks.push_back(nextOfNorth(3));
        }
        const auto answer = receiveAll(blocks);
        VERIFY_OK(answer);
        QCOMPARE(answer->size(), std::size_t(5));
        for (const ApplyResult& block : *answer) {
            QVERIFY(is<BlockAccepted>(block));
            QCOMPARE(std::get<BlockAccepted>(block).statuses.size(), std::size_t(3));
        }
        QCOMPARE(stored(m->north.chain), before + 5);
        reopen(); // without close(): no snapshot was written, as after a crash
        QCOMPARE(known(m->north.chain), before + 5);
        const auto read =
            m_south->ledger().store().block(m->north.chain, before + 4, storage::Depth::Parts).value();
        QVERIFY(read->bytes == blocks[4].block);
        QVERIFY(read->entries[2].parts == blocks[4].entries[2].parts);
        QVERIFY(is<BlockHeld>(receive(blocks[2])));
    }

    void aBlockAheadOfItsTimeIsNotKept()
    {
        const ExportedBlock first = nextOfNorth();
        const ExportedBlock second = nextOfNorth();
        const std::uint64_t before = stored(m->north.chain);
        const ApplyResult waiting = receive(second);
        QVERIFY(is<BlockWaiting>(waiting));
        QCOMPARE(std::get<BlockWaiting>(waiting).height, before);
        QVERIFY(std::get<BlockWaiting>(waiting).chain == m->north.chain);
        QCOMPARE(stored(m->north.chain), before);
        const auto answer = receiveAll({second, first, second});
        VERIFY_OK(answer);
        QVERIFY(is<BlockWaiting>(answer->at(0)));
        QVERIFY(is<BlockAccepted>(answer->at(1)));
        QVERIFY(is<BlockAccepted>(answer->at(2)));
        reopen();
        QCOMPARE(known(m->north.chain), before + 2);
    }

    void forgedBlocksAreNamedAndChangeNothing_data()
    {
        QTest::addColumn<QString>("what");
        QTest::addColumn<QString>("word");
        for (const char* const row :
             {"another author=entry-signature", "edited entry=root", "entry exchanged=root",
              "entries in another order=root", "entry left out=count", "wrong previous hash=link",
              "wrong root=root", "wrong size=root", "station's signature=signature",
              "another station's key=station", "unknown chain=station", "another federation=federation",
              "edited part=part", "cut off=encoding", "not even CBOR=encoding"}) {
            const QStringList pair = QString::fromLatin1(row).split(QLatin1Char('='));
            QTest::newRow(row) << pair[0] << pair[1];
        }
    }
    void forgedBlocksAreNamedAndChangeNothing()
    {
        QFETCH(QString, what);
        QFETCH(QString, word);
        const SignedEntry one = record();
        const SignedEntry two = record();
        const ExportedBlock good = forgeBlock(*m, m->north, {one, two});
        ExportedBlock bad = good;
        const auto forged = [&](const std::function<void(Preamble&)>& preamble,
                                const std::function<void(std::uint64_t&, Hash&)>& tree = {},
                                const crypto::SigningKey* signer = nullptr) {
            return forgeBlock(*m, m->north, {one, two}, {preamble, tree, signer});
        };
        const crypto::SigningKey stranger = signingKey("stranger");
        if (what == QLatin1String("another author")) {
            const SignedEntry byAnother{signAgain(two.entry, kEntryContext, stranger), two.parts};
            bad = forgeBlock(*m, m->north, {one, byAnother});
        } else if (what == QLatin1String("edited entry")) {
            bad.entries[1].entry[bad.entries[1].entry.size() / 2] ^= 1;
        } else if (what == QLatin1String("entry exchanged")) {
            bad.entries[1] = record();
        } else if (what == QLatin1String("entries in another order")) {
            std::swap(bad.entries[0], bad.entries[1]);
        } else if (what == QLatin1String("entry left out")) {
            bad.entries.pop_back();
        } else if (what == QLatin1String("wrong previous hash")) {
            bad = forged([](Preamble& preamble) { (*preamble.previous)[0] ^= 1; });
        } else if (what == QLatin1String("wrong root")) {
            bad = forged({}, [](std::uint64_t&, Hash& root) { root[0] ^= 1; });
        } else if (what == QLatin1String("wrong size")) {
            bad = forged({}, [](std::uint64_t& size, Hash&) { ++size; });
        } else if (what == QLatin1String("station's signature")) {
            bad.block.back() ^= 1;
        } else if (what == QLatin1String("another station's key")) {
            bad = forged({}, {}, &stranger);
        } else if (what == QLatin1String("unknown chain")) {
            const TestStation unknown("unknown");
            bad =
                forgeBlock(*m, unknown, {m->about(unknown, m_doctor, EntryType::PatientUpdate, *m_patient)});
        } else if (what == QLatin1String("another federation")) {
            bad = forged([](Preamble& preamble) { preamble.federation[0] ^= 1; });
        } else if (what == QLatin1String("edited part")) {
            bad.entries[0].parts[0]->back() ^= 1;
        } else if (what == QLatin1String("cut off")) {
            bad.block.resize(bad.block.size() / 2);
        } else {
            bad.block = Bytes(100, 0xFF);
        }
        const std::uint64_t before = stored(m->north.chain);
        const std::uint64_t entries = m_south->ledger().state().entryCount();
        const ApplyResult refused = receive(bad);
        QVERIFY(is<BlockRejected>(refused));
        const Error error = std::get<BlockRejected>(refused).error();
        QCOMPARE(QString::fromStdString(error.slug), word);
        QVERIFY(error.message.ends_with('.'));
        QCOMPARE(stored(m->north.chain), before);
        QCOMPARE(m_south->ledger().state().entryCount(), entries);
        // What was forged keeps nothing out: the right block is taken, and other chains never noticed.
        QVERIFY(is<BlockAccepted>(receive(good)));
    }

    void entriesWithoutTheRightAreStoredAndNamed()
    {
        TestPerson reception("Reception");
        m->enrol(reception, {Role::Reception});
        QVERIFY(is<BlockAccepted>(receive(m->blocks.back())));
        m->append(m->north, {m->about(m->north, reception, EntryType::RecordAdd, *m_patient), record()});
        const ApplyResult taken = receive(m->blocks.back());
        QVERIFY(is<BlockAccepted>(taken));
        QVERIFY(std::get<BlockAccepted>(taken).statuses[0] == EntryStatus::voided(VoidReason::Role));
        QVERIFY(std::get<BlockAccepted>(taken).statuses[1] == EntryStatus::valid());
        const EntryStatus status = *m_south->ledger().state().status(idOf(m->blocks.back().entries.front()));
        QVERIFY(status == EntryStatus::voided(VoidReason::Role));
    }

    void aSecondBlockIsKeptAsEvidenceAndFreezesItsChain()
    {
        const ExportedBlock second = forgeBlock(*m, m->north, {record(), record()});
        const ExportedBlock first = nextOfNorth();
        QVERIFY(is<BlockAccepted>(receive(first)));
        const ApplyResult result = receive(second);
        QVERIFY(is<BlockForked>(result));
        const BlockForked forked = std::get<BlockForked>(result);
        QVERIFY(forked.first == blockHashOf(first.block));
        const auto check = [&] {
            const ChainView view = *m_south->ledger().state().chain(m->north.chain);
            QCOMPARE(*view.forkHeight, forked.height);
            QCOMPARE(view.forkHash, forked.second);
            // Both branches can be read, with their parts.
            const auto branches = m_south->ledger().store().forkBlocks();
            VERIFY_OK(branches);
            QCOMPARE(branches->size(), std::size_t(1));
            QVERIFY(branches->front().bytes == second.block);
            QCOMPARE(branches->front().entries.size(), std::size_t(2));
            QVERIFY(branches->front().entries[1].parts == second.entries[1].parts);
            const auto block =
                m_south->ledger().store().block(m->north.chain, forked.height, storage::Depth::Parts);
            QVERIFY((*block)->bytes == first.block);
        };
        check();
        reopen();
        check();
        const ApplyResult next = receive(nextOfNorth());
        QVERIFY(is<BlockRejected>(next));
        QVERIFY(std::get<BlockRejected>(next).fault == BlockFault::Fork);
        QVERIFY(is<BlockForked>(receive(second))); // again: still one piece of evidence
        check();
    }

    void theOwnChainFromElsewhereStopsTheWriting()
    {
        // The disk was copied: the other copy wrote on, and its block comes back through a peer.
        const TestPatient other(m->federation, "written by the copy");
        m->append(m_south->station, {m->registration(m_south->station, m_south->administrator, other)});
        QVERIFY(is<BlockAccepted>(receive(m->blocks.back())));
        const auto cannotWrite = [&] {
            QCOMPARE(m_south->ledger().stop(), ChainStop::Elsewhere);
            const SignedEntry entry =
                m->registration(m_south->station, m_south->administrator, TestPatient(m->federation, "next"));
            const AuthoredEntry authored{idOf(entry), entry.entry, {}};
            VERIFY_FAILS(m_south->ledger().append(std::span(&authored, 1), 1), ErrorKind::Refused,
                         "chain-elsewhere");
        };
        cannotWrite();
        reopen();
        cannotWrite();
    }

    void aFullDiskInTheMiddleChangesNothingAndIsResumed()
    {
        std::vector<ExportedBlock> blocks;
        for (int i = 0; i < 6; ++i) {
            blocks.push_back(nextOfNorth(40));
        }
        const std::uint64_t before = stored(m->north.chain);
        const std::uint64_t entries = m_south->ledger().state().entryCount();
        storage::Database& database = m_south->ledger().store().database();
        const auto pages = [&](const QString& sql) {
            storage::Query query(database, sql);
            return storage::readInteger(query).value().value();
        };
        const std::int64_t used = pages(QStringLiteral("PRAGMA page_count"));
        // SQLite then says SQLITE_FULL as it does where the disk has no room.
        (void)pages(QStringLiteral("PRAGMA max_page_count = %1").arg(used + 2));
        VERIFY_FAILS(receiveAll(blocks), ErrorKind::Unavailable, "disk-full");
        QCOMPARE(stored(m->north.chain), before);
        QCOMPARE(known(m->north.chain), before);
        QCOMPARE(m_south->ledger().state().entryCount(), entries);
        (void)pages(QStringLiteral("PRAGMA max_page_count = 1073741823"));
        const auto answer = receiveAll(blocks);
        VERIFY_OK(answer);
        QCOMPARE(stored(m->north.chain), before + 6);
        QCOMPARE(known(m->north.chain), before + 6);
    }

    void theOwnStationGoesOnWritingAfterReceiving()
    {
        QVERIFY(is<BlockAccepted>(receive(nextOfNorth())));
        const SignedEntry entry =
            m->registration(m_south->station, m_south->administrator, TestPatient(m->federation, "next"));
        const AuthoredEntry authored{idOf(entry), entry.entry, {}};
        const auto written = m_south->ledger().append(std::span(&authored, 1), 1'800'000'000'000);
        VERIFY_OK(written);
        // The new block names the head that arrived, so that others know what it rests on.
        const auto block =
            m_south->ledger().store().block(written->chain, written->height, storage::Depth::Block).value();
        const auto parsed = parseBlock(block->bytes);
        VERIFY_OK(parsed);
        bool named = false;
        for (const SeenHead& head : parsed->preamble.seenHeads) {
            named = named || (head.chain == m->north.chain && head.hash == m->head(m->north).hash);
        }
        QVERIFY(named);
    }
};

QTEST_GUILESS_MAIN(TestReceive)
#include "tst_receive.moc"
