// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "StorageFixture.h"
#include "ledger/storage/ChainStore.h"
#include "ledger/storage/NetworkStore.h"

using namespace carnet;
using namespace carnet::storage;

class TestNetworkStore : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { VERIFY_OK(crypto::initialise()); }
    void init()
    {
        m_dir = std::make_unique<QTemporaryDir>();
        m_database = std::move(
            Database::open(optionsFor(m_dir->filePath(QStringLiteral("chain.db"))), testKey()).value());
        VERIFY_OK(ChainStore::open(*m_database));
        m_store = std::make_unique<NetworkStore>(*m_database);
    }
    void cleanup()
    {
        m_store.reset();
        m_database.reset();
    }

    void aWitnessNeverGoesBackNorSignsTwoRoots()
    {
        const Hash chain{1};
        VERIFY_OK(m_store->setCosigned(chain, {10, Hash{7}}));
        VERIFY_OK(m_store->setCosigned(chain, {10, Hash{7}}));
        VERIFY_FAILS(m_store->setCosigned(chain, {10, Hash{8}}), "other-root");
        VERIFY_FAILS(m_store->setCosigned(chain, {9, Hash{7}}), "older-tree");
        VERIFY_OK(m_store->setCosigned(chain, {11, Hash{8}}));
        const auto tree = m_store->cosigned(chain);
        VERIFY_OK(tree);
        QCOMPARE((*tree)->size, std::uint64_t(11));
        QVERIFY((*tree)->root == Hash{8});
        QVERIFY(!m_store->cosigned(Hash{2})->has_value());
    }

    void theEarliestCosignatureOfATreeStays()
    {
        const Hash chain{1};
        VERIFY_OK(m_store->putCosignature({chain, 5, Hash{9}, 2000, Bytes{1}}));
        VERIFY_OK(m_store->putCosignature({chain, 5, Hash{9}, 3000, Bytes{2}}));
        VERIFY_OK(m_store->putCosignature({chain, 8, Hash{9}, 4000, Bytes{3}}));
        VERIFY_OK(m_store->putCosignature({chain, 5, Hash{8}, 1000, Bytes{4}}));
        const auto all = m_store->cosignatures(chain, 0);
        VERIFY_OK(all);
        QCOMPARE(all->size(), std::size_t(3));
        QCOMPARE(all->at(1).timeMs, std::int64_t(2000));
        QVERIFY(all->at(1).note == Bytes{1});
        QCOMPARE(m_store->cosignatures(chain, 6)->size(), std::size_t(1));
        const auto latest = m_store->latestCosignatures(chain);
        QCOMPARE(latest->size(), std::size_t(2));
        QCOMPARE(latest->at(1).size, std::uint64_t(8));
        QVERIFY(latest->at(1).note == Bytes{3});
    }

    void holdingsOnlyGrow()
    {
        const Hash chain{1};
        VERIFY_OK(m_store->putHoldings({{chain, Hash{2}, 10, 5}, {chain, Hash{3}, 4, 5}}));
        VERIFY_OK(m_store->putHoldings({{chain, Hash{2}, 7, 6}, {chain, Hash{3}, 12, 6}}));
        const auto holdings = m_store->holdings(chain);
        VERIFY_OK(holdings);
        QCOMPARE(holdings->at(0).size, std::uint64_t(10));
        QCOMPARE(holdings->at(1).size, std::uint64_t(12));
        QCOMPARE(holdings->at(1).timeMs, std::int64_t(6));
    }

    void peersAreKeptByAddress()
    {
        VERIFY_OK(m_store->putPeer({"10.0.0.1:9440", std::nullopt, 0, 0, 0, {}}));
        VERIFY_OK(m_store->putPeer({"10.0.0.1:9440", crypto::PublicKey{5}, 77, 1, 2, "connected"}));
        VERIFY_OK(m_store->putPeer({"[::1]:9440", std::nullopt, 0, 0, 0, {}}));
        const auto peers = m_store->peers();
        VERIFY_OK(peers);
        QCOMPARE(peers->size(), std::size_t(2));
        QVERIFY(peers->at(0).station == crypto::PublicKey{5});
        QCOMPARE(peers->at(0).lastSyncMs, std::int64_t(77));
        QVERIFY(!peers->at(1).station);
        QVERIFY(*m_store->removePeer("[::1]:9440"));
        QVERIFY(!*m_store->removePeer("[::1]:9440"));
    }

private:
    std::unique_ptr<QTemporaryDir> m_dir;
    std::unique_ptr<Database> m_database;
    std::unique_ptr<NetworkStore> m_store;
};

QTEST_GUILESS_MAIN(TestNetworkStore)
#include "tst_networkstore.moc"
