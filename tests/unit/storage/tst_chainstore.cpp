// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "BlockMaker.h"
#include "StorageFixture.h"
#include "ledger/storage/ChainStore.h"

#include <algorithm>

using namespace carnet;
using namespace carnet::storage;

class TestChainStore : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { VERIFY_OK(crypto::initialise()); }
    void init()
    {
        m_dir = std::make_unique<QTemporaryDir>();
        reopen();
    }
    void cleanup()
    {
        m_store.reset();
        m_database.reset();
    }

    void blocksComeBackByteForByte()
    {
        BlockMaker maker;
        std::vector<StoredBlock> blocks{maker.next(1, 0), maker.next(3, 2), maker.next(1, 1)};
        blocks[1].entries[1].parts[0].reset();
        blocks[1].entries[2].parts[1] = Bytes();
        VERIFY_OK(m_store->append(blocks));
        reopen();
        for (const StoredBlock& block : blocks) {
            const auto read = m_store->block(maker.chain(), block.height, Depth::Parts);
            VERIFY_OK(read);
            QVERIFY(read->has_value());
            QVERIFY(**read == block);
        }
        QVERIFY(!m_store->block(maker.chain(), 3, Depth::Parts)->has_value());
        QVERIFY(!m_store->block(maker.hash(), 0, Depth::Parts)->has_value());
    }

    void depthLimitsWhatIsRead()
    {
        BlockMaker maker;
        const StoredBlock block = maker.next(2, 1);
        VERIFY_OK(m_store->append({&block, 1}));
        QVERIFY((*m_store->block(maker.chain(), 0, Depth::Block))->entries.empty());
        const StoredBlock entries = **m_store->block(maker.chain(), 0, Depth::Entries);
        QCOMPARE(entries.entries.size(), std::size_t(2));
        QVERIFY(entries.entries[1].bytes == block.entries[1].bytes);
        QVERIFY(entries.entries[1].parts.empty());
    }

    void headsFollowTheBlocks()
    {
        BlockMaker one(1);
        BlockMaker two(2);
        QVERIFY(m_store->heads()->empty());
        const std::vector<StoredBlock> blocks{one.next(2), two.next(1), one.next(5), two.next(7),
                                              one.next(1)};
        VERIFY_OK(m_store->append(blocks));
        const auto heads = m_store->heads();
        VERIFY_OK(heads);
        QCOMPARE(heads->size(), std::size_t(2));
        const ChainHead head = **m_store->head(one.chain());
        QCOMPARE(head.height, std::uint64_t(2));
        QVERIFY(head.blockHash == blocks[4].hash);
        QCOMPARE(head.entryCount, std::uint64_t(8));
        QCOMPARE(head.treeSize, one.tree().size());
        QVERIFY(head.treeRoot == one.tree().root());
        QVERIFY((*m_store->head(two.chain()))->treeRoot == two.tree().root());
        QVERIFY(!m_store->head(one.hash())->has_value());
    }

    void aTakenHeightAndAGapAreRefusedAndChangeNothing()
    {
        BlockMaker maker;
        BlockMaker fork(1);
        const StoredBlock first = maker.next(1);
        StoredBlock other = fork.next(2);
        other.hash = fork.hash();
        VERIFY_OK(m_store->append({&first, 1}));
        const ChainHead before = **m_store->head(maker.chain());
        VERIFY_FAILS(m_store->append({&other, 1}), "height-taken");
        maker.next(1);
        const StoredBlock third = maker.next(1);
        VERIFY_FAILS(m_store->append({&third, 1}), "out-of-order");
        BlockMaker stranger(9);
        stranger.next(1);
        const StoredBlock second = stranger.next(1);
        VERIFY_FAILS(m_store->append({&second, 1}), "out-of-order");
        QVERIFY((*m_store->head(maker.chain()))->treeRoot == before.treeRoot);
        QCOMPARE(m_store->heads()->size(), std::size_t(1));
    }

    void aBatchIsStoredWholeOrNotAtAll()
    {
        BlockMaker maker;
        const StoredBlock good = maker.next(2);
        maker.next(1);
        const StoredBlock gap = maker.next(1);
        ChainBatch batch;
        batch.blocks = {good, gap};
        batch.meta = {{"verified", Bytes{1}}};
        VERIFY_FAILS(m_store->commit(batch), "out-of-order");
        QVERIFY(m_store->heads()->empty());
        QVERIFY(!m_store->meta("verified")->has_value());
        QVERIFY(m_store->find(good.entries[0].id)->empty());
        batch.blocks.pop_back();
        batch.chainStates = {{maker.chain(), "verified 0"}};
        VERIFY_OK(m_store->commit(batch));
        QVERIFY(**m_store->meta("verified") == Bytes{1});
        QCOMPARE((*m_store->head(maker.chain()))->state, std::string("verified 0"));
        ChainBatch removal;
        removal.removedMeta = {"verified"};
        VERIFY_OK(m_store->commit(removal));
        QVERIFY(!m_store->meta("verified")->has_value());
    }

    void everyEntryIsFoundAcrossRuns()
    {
        BlockMaker maker(3, 20);
        std::vector<StoredBlock> blocks;
        for (int i = 0; i < 130; ++i) {
            blocks.push_back(maker.next(100, 0));
        }
        for (std::size_t i = 0; i < blocks.size(); i += 10) {
            VERIFY_OK(m_store->append(std::span(blocks).subspan(i, 10)));
        }
        reopen();
        for (const StoredBlock& block : blocks) {
            for (std::uint32_t index = 0; index < block.entries.size(); index += 9) {
                const auto positions = m_store->find(block.entries[index].id);
                VERIFY_OK(positions);
                QCOMPARE(positions->size(), std::size_t(1));
                QVERIFY(positions->front() == (EntryPosition{maker.chain(), block.height, index}));
            }
        }
        for (int i = 0; i < 50; ++i) {
            QVERIFY(m_store->find(maker.hash())->empty());
        }
        Hash neighbour = blocks[7].entries[3].id;
        neighbour[31] ^= 1; // the same fingerprint, another id
        QVERIFY(m_store->find(neighbour)->empty());
    }

    void anEntryIsReadByIdWithItsParts()
    {
        BlockMaker maker;
        std::vector<StoredBlock> blocks;
        blocks.push_back(maker.next(1, 1));
        blocks.push_back(maker.next(300, 2)); // several segments
        VERIFY_OK(m_store->append(blocks));
        for (const std::uint32_t index : {0U, 1U, 40U, 141U, 299U}) {
            const StoredEntry& wanted = blocks[1].entries[index];
            const auto found = m_store->entry(wanted.id, Depth::Parts);
            VERIFY_OK(found);
            QVERIFY((*found)->entry == wanted);
            QVERIFY((*found)->blockHash == blocks[1].hash);
            QCOMPARE((*found)->leafIndex, std::uint64_t(2 + index));
            QVERIFY((*m_store->entry(wanted.id, Depth::Entries))->entry.parts.empty());
        }
        QVERIFY(!m_store->entry(EntryPosition{maker.chain(), 1, 300}, Depth::Parts)->has_value());
        QVERIFY(!m_store->entry(EntryPosition{maker.chain(), 2, 0}, Depth::Parts)->has_value());
    }

    void idsAreFoundByTheirBeginning()
    {
        BlockMaker maker;
        const StoredBlock block = maker.next(500, 0);
        VERIFY_OK(m_store->append({&block, 1}));
        const Hash& id = block.entries[77].id;
        const auto between = [this](const Hash& like, std::size_t bytes, std::size_t limit) {
            Hash lowest = like;
            Hash highest = like;
            std::fill(lowest.begin() + std::ptrdiff_t(bytes), lowest.end(), std::uint8_t(0));
            std::fill(highest.begin() + std::ptrdiff_t(bytes), highest.end(), std::uint8_t(0xff));
            return m_store->idsBetween(lowest, highest, limit).value();
        };
        QVERIFY(between(id, 5, 10) == std::vector<Hash>{id});
        QVERIFY(between(id, 32, 10) == std::vector<Hash>{id});
        Hash other = id;
        other[20] ^= 1;
        QVERIFY(between(other, 21, 10).empty());
        const auto expected = std::count_if(block.entries.begin(), block.entries.end(),
                                            [&](const StoredEntry& entry) { return entry.id[0] == id[0]; });
        QCOMPARE(between(id, 1, 500).size(), std::size_t(expected));
        QCOMPARE(between(id, 1, 1).size(), std::size_t(1));
    }

    void anEntryThatAStationCarriedTwiceHasTwoPlaces()
    {
        BlockMaker maker;
        StoredBlock first = maker.next(2);
        StoredBlock second = maker.next(2);
        second.entries[1] = first.entries[0];
        VERIFY_OK(m_store->append(std::vector{first, second}));
        const auto positions = m_store->find(first.entries[0].id);
        QCOMPARE(positions->size(), std::size_t(2));
        QVERIFY((*positions)[0] == (EntryPosition{maker.chain(), 0, 0}));
        QVERIFY((*positions)[1] == (EntryPosition{maker.chain(), 1, 1}));
    }

    void cursorsStreamInOrder()
    {
        BlockMaker one(1);
        BlockMaker two(2);
        std::vector<StoredBlock> blocks;
        for (int i = 0; i < 20; ++i) {
            blocks.push_back(i % 3 == 0 ? two.next(2) : one.next(2));
        }
        VERIFY_OK(m_store->append(blocks));
        auto all = m_store->allBlocks(Depth::Parts);
        StoredBlock block;
        std::size_t count = 0;
        while (all.next(block).value()) {
            QVERIFY(block == blocks[count++]);
        }
        QCOMPARE(count, blocks.size());
        auto some = m_store->blocks(one.chain(), 3, 5, Depth::Entries);
        for (std::uint64_t height = 3; height <= 5; ++height) {
            QVERIFY(some.next(block).value());
            QCOMPARE(block.height, height);
            QVERIFY(block.chain == one.chain());
        }
        QVERIFY(!some.next(block).value());
        auto rest = m_store->blocks(one.chain(), 0, std::numeric_limits<std::uint64_t>::max(), Depth::Block);
        count = 0;
        while (rest.next(block).value()) {
            ++count;
        }
        QCOMPARE(count, std::size_t(13));
        const auto summaries = m_store->summaries(one.chain(), 4, 3);
        QCOMPARE(summaries->size(), std::size_t(3));
        QCOMPARE(summaries->front().height, std::uint64_t(4));
        QCOMPARE(summaries->front().firstLeaf, std::uint64_t(12));
        QCOMPARE(summaries->front().entryCount, std::uint32_t(2));
    }

    void proofsFromTheStoreVerify()
    {
        BlockMaker maker(5, 20);
        std::vector<StoredBlock> blocks;
        std::vector<Hash> leaves;
        std::vector<std::pair<std::uint64_t, Hash>> sizes;
        for (std::size_t i = 0; i < 60; ++i) {
            blocks.push_back(maker.next(1 + (i * 37) % 90, 0));
            for (const StoredEntry& entry : blocks.back().entries) {
                leaves.push_back(entry.id);
            }
            leaves.push_back(blocks.back().preambleLeaf);
            sizes.emplace_back(maker.tree().size(), maker.tree().root());
        }
        for (std::size_t i = 0; i < blocks.size(); i += 7) {
            VERIFY_OK(
                m_store->append(std::span(blocks).subspan(i, std::min<std::size_t>(7, blocks.size() - i))));
        }
        reopen();
        const merkle::NodeSource nodes = m_store->nodes(maker.chain());
        const std::uint64_t size = leaves.size();
        QCOMPARE(size, maker.tree().size());
        QVERIFY(merkle::rootAt(size, nodes).value() == maker.tree().root());
        for (std::uint64_t leaf = 0; leaf < size; leaf += 13) {
            QVERIFY(m_store->leafHash(maker.chain(), leaf).value() == leaves[leaf]);
            const auto proof = merkle::inclusionProof(leaf, size, nodes);
            VERIFY_OK(proof);
            QVERIFY(merkle::verifyInclusion(leaf, size, leaves[leaf], *proof, maker.tree().root()));
        }
        for (const auto& [oldSize, oldRoot] : sizes) {
            const auto proof = merkle::consistencyProof(oldSize, size, nodes);
            VERIFY_OK(proof);
            QVERIFY(merkle::verifyConsistency(oldSize, size, oldRoot, maker.tree().root(), *proof));
        }
        VERIFY_FAILS(m_store->leafHash(maker.chain(), size), "damaged");
        VERIFY_FAILS(m_store->leafHash(maker.hash(), 0), "damaged");
    }

    void notesAreKeptReplacedAndRemoved()
    {
        BlockMaker maker;
        const std::vector<StoredBlock> blocks{maker.next(3), maker.next(3)};
        const EntryNote first{{maker.chain(), 1, 2}, "void", "role"};
        const EntryNote second{{maker.chain(), 0, 1}, "quarantined", ""};
        ChainBatch batch;
        batch.blocks = blocks;
        batch.notes = {first, second};
        VERIFY_OK(m_store->commit(batch));
        QVERIFY(m_store->notes(maker.chain()).value() == (std::vector<EntryNote>{second, first}));
        QVERIFY(m_store->noteAt(first.position).value() == first);
        QVERIFY(!m_store->noteAt({maker.chain(), 1, 1})->has_value());
        ChainBatch change;
        change.notes = {{first.position, "void", "nonce"}, {second.position, "", ""}};
        VERIFY_OK(m_store->commit(change));
        QVERIFY(m_store->notes(maker.chain()).value() == (std::vector<EntryNote>{change.notes[0]}));
        ChainBatch unknown;
        unknown.notes = {{{maker.chain(), 9, 0}, "void", ""}};
        VERIFY_FAILS(m_store->commit(unknown), "unknown-entry");
    }

    void partsArePrunedOverwrittenAndRestored()
    {
        BlockMaker maker;
        const StoredBlock block = maker.next(250, 2);
        VERIFY_OK(m_store->append({&block, 1}));
        const EntryPosition position{maker.chain(), 0, 130};
        const std::uint32_t pruned[] = {1, 7};
        VERIFY_OK(m_store->pruneParts(position, pruned));
        reopen();
        StoredBlock expected = block;
        expected.entries[130].parts[1].reset();
        QVERIFY(**m_store->block(maker.chain(), 0, Depth::Parts) == expected);
        const std::optional<Bytes> back[] = {std::nullopt, block.entries[130].parts[1]};
        VERIFY_OK(m_store->restoreParts(position, back));
        QVERIFY(**m_store->block(maker.chain(), 0, Depth::Parts) == block);
        const std::optional<Bytes> tooMany[] = {Bytes{1}, Bytes{1}, Bytes{1}};
        VERIFY_FAILS(m_store->restoreParts(position, tooMany), "bad-part");
        VERIFY_FAILS(m_store->pruneParts({maker.chain(), 0, 250}, pruned), "unknown-entry");
        VERIFY_FAILS(m_store->pruneParts({maker.chain(), 1, 0}, pruned), "unknown-entry");
        QVERIFY(**m_store->block(maker.chain(), 0, Depth::Parts) == block);
    }

    void largePartsAndFullBlocksFit()
    {
        BlockMaker maker(1, 10);
        StoredBlock block = maker.next(4096, 1);
        block.entries[2].parts[0] = Bytes(33'554'432, 0x5a);
        VERIFY_OK(m_store->append({&block, 1}));
        QVERIFY(**m_store->block(maker.chain(), 0, Depth::Parts) == block);
        StoredBlock tooMany = maker.next(4097, 0);
        VERIFY_FAILS(m_store->append({&tooMany, 1}), "too-large");
    }

    void aReaderSeesWhatTheWriterCommitted()
    {
        BlockMaker maker;
        const StoredBlock block = maker.next(5);
        auto connection = Database::open(readerOf(optionsFor(path())), testKey());
        VERIFY_OK(connection);
        ChainReader reader(**connection);
        QVERIFY(reader.heads()->empty());
        VERIFY_OK(m_store->append({&block, 1}));
        QCOMPARE(reader.heads()->size(), std::size_t(1));
        QVERIFY(**reader.block(maker.chain(), 0, Depth::Parts) == block);
    }

private:
    QString path() const { return m_dir->filePath(QStringLiteral("chain.db")); }
    void reopen()
    {
        m_store.reset();
        m_database.reset();
        auto database = Database::open(optionsFor(path()), testKey());
        VERIFY_OK(database);
        m_database = std::move(*database);
        auto store = ChainStore::open(*m_database);
        VERIFY_OK(store);
        m_store = std::move(*store);
    }

    std::unique_ptr<QTemporaryDir> m_dir;
    std::unique_ptr<Database> m_database;
    std::unique_ptr<ChainStore> m_store;
};

QTEST_GUILESS_MAIN(TestChainStore)
#include "tst_chainstore.moc"
