// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/chain/Checkpoint.h"
#include "ledger/chain/LedgerVerifier.h"
#include "ledger/chain/Receipt.h"
#include "ledger/encoding/Hex.h"
#include "tests/unit/chain/StatusChecks.h"
#include "tests/vectors/VectorLedger.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

#include <set>

using namespace carnet;
using namespace carnet::chain;
using namespace carnet::test;

/// The vectors in tests/data are what this code makes, and what it reads.
class TestLedgerVectors : public QObject {
    Q_OBJECT

    static Bytes stored(const QString& name)
    {
        QFile file(QStringLiteral(CARNET_SOURCE_DIR "/tests/data/vectors/ledger/") + name);
        if (!file.open(QIODevice::ReadOnly)) {
            return {};
        }
        const QByteArray bytes = file.readAll();
        return {bytes.begin(), bytes.end()};
    }
    static QJsonDocument json(const QString& name)
    {
        const Bytes bytes = stored(name);
        return QJsonDocument::fromJson(
            QByteArray(reinterpret_cast<const char*>(bytes.data()), static_cast<int>(bytes.size())));
    }
    static ExportSource sourceOf(const Bytes& file, std::size_t& at)
    {
        return [&file, &at](std::span<std::uint8_t> to) -> Result<std::size_t> {
            const std::size_t size = std::min(to.size(), file.size() - at);
            std::copy_n(file.begin() + static_cast<std::ptrdiff_t>(at), size, to.begin());
            at += size;
            return size;
        };
    }
    /// Reads an export and applies its blocks; the word of the last block, "missing" where it waits.
    static QString lastVerdict(const Bytes& file)
    {
        std::size_t at = 0;
        ExportReader reader(sourceOf(file, at));
        const std::map<std::string, QString> words{{"bad-export", QStringLiteral("file")},
                                                   {"export-truncated", QStringLiteral("truncated")},
                                                   {"export-damaged", QStringLiteral("trailer")}};
        const Result<Hash> federation = reader.begin();
        if (!federation) {
            return words.at(federation.error().slug);
        }
        LedgerState state(*federation);
        QString last;
        for (;;) {
            const Result<ExportItem> item = reader.next();
            if (!item) {
                return words.at(item.error().slug);
            }
            if (std::holds_alternative<ExportEnd>(*item)) {
                return last;
            }
            if (const auto* block = std::get_if<ExportedBlock>(&*item)) {
                last = shown(state.apply(prechecked(*block)));
                last = last == QStringLiteral("waiting") ? QStringLiteral("missing")
                    : last == QStringLiteral("forked")   ? QStringLiteral("fork")
                                                         : last;
            }
        }
    }

private Q_SLOTS:
    void theyReproduce()
    {
        const std::map<std::string, Bytes> made = makeVectors();
        QCOMPARE(made.size(), std::size_t{8});
        for (const auto& [name, bytes] : made) {
            QVERIFY2(stored(QString::fromStdString(name)) == bytes, name.c_str());
        }
    }

    void theyHoldEveryTypeAndReason()
    {
        std::set<std::string> types;
        std::set<std::string> reasons;
        std::set<std::string> states;
        for (const QJsonValue& value : json(QStringLiteral("entries.json")).array()) {
            const QJsonObject status = value[QStringLiteral("status")].toObject();
            types.insert(value[QStringLiteral("type")].toString().toStdString());
            states.insert(status[QStringLiteral("state")].toString().toStdString());
            reasons.insert(status[QStringLiteral("reason")].toString().toStdString());
        }
        for (const EntryTypeRule& rule : entryTypeRules()) {
            QVERIFY2(types.contains(std::string(rule.name)), std::string(rule.name).c_str());
        }
        QVERIFY(states.contains("quarantined") && states.contains("unknown"));
        // "nonce" is a repeat of an entry, so it stands in blocks.json.
        for (const QJsonValue& block : json(QStringLiteral("blocks.json")).array()) {
            for (const QJsonValue& entry : block[QStringLiteral("entries")].toArray()) {
                reasons.insert(
                    entry[QStringLiteral("status")][QStringLiteral("reason")].toString().toStdString());
            }
        }
        for (std::size_t reason = 0; reason < kVoidReasonCount; ++reason) {
            const std::string word(wordOf(static_cast<VoidReason>(reason)));
            QVERIFY2(reasons.contains(word), word.c_str());
        }
    }

    void theExportVerifies()
    {
        const Bytes file = stored(QStringLiteral("ledger.carnet"));
        const QJsonArray expected = json(QStringLiteral("blocks.json")).array();
        std::size_t at = 0;
        ExportReader reader(sourceOf(file, at));
        LedgerState state(reader.begin().value());
        int blocks = 0;
        int checkpoints = 0;
        for (;;) {
            const ExportItem item = reader.next().value();
            if (const auto* block = std::get_if<ExportedBlock>(&item)) {
                QCOMPARE(shown(state.apply(prechecked(*block))), QStringLiteral("accepted"));
                QCOMPARE(QString::fromStdString(hexEncode(blockHashOf(block->block))),
                         expected[blocks++][QStringLiteral("hash")].toString());
            } else if (const auto* checkpoint = std::get_if<ExportedCheckpoint>(&item)) {
                const ChainView view = state.chain(checkpoint->chain).value();
                const Checkpoint opened =
                    openCheckpoint(SignedNote::parse(toText(checkpoint->signedNote)).value(),
                                   checkpointOrigin(state.federation(), checkpoint->chain), view.stationKey)
                        .value();
                QCOMPARE(opened.size, view.treeSize);
                QVERIFY(opened.root == view.root);
                ++checkpoints;
            } else {
                break;
            }
        }
        QCOMPARE(blocks, static_cast<int>(expected.size()));
        QCOMPARE(checkpoints, 3);
        for (const QJsonValue& block : expected) {
            for (const QJsonValue& entry : block[QStringLiteral("entries")].toArray()) {
                Hash chain{};
                const Bytes id = hexDecode(block[QStringLiteral("chain")].toString().toStdString()).value();
                std::copy(id.begin(), id.end(), chain.begin());
                const EntryView view =
                    state
                        .entryAt(chain,
                                 static_cast<std::uint64_t>(entry[QStringLiteral("leaf_index")].toInt()))
                        .value();
                const QJsonObject status = entry[QStringLiteral("status")].toObject();
                const QString reason = status[QStringLiteral("reason")].toString();
                QCOMPARE(
                    shown(view.status),
                    (status[QStringLiteral("state")].toString() + QStringLiteral(" ") + reason).trimmed());
            }
        }
    }

    void eachForgedExportIsNamed()
    {
        const QJsonArray forged = json(QStringLiteral("forged.json")).array();
        QVERIFY(forged.size() >= 30);
        std::set<QString> words;
        for (const QJsonValue& each : forged) {
            const Bytes file = hexDecode(each[QStringLiteral("file")].toString().toStdString()).value();
            const QString word = each[QStringLiteral("expected")].toString();
            QVERIFY2(lastVerdict(file) == word, qPrintable(each[QStringLiteral("name")].toString()));
            words.insert(word);
        }
        for (std::size_t fault = 0; fault < kBlockFaultCount; ++fault) {
            const BlockFault which = static_cast<BlockFault>(fault);
            const QString word = QString::fromStdString(std::string(wordOf(which)));
            // A founding block's faults need ledgers of their own: tst_block_rules.
            QVERIFY2(words.count(word) == 1 || which == BlockFault::Founding, qPrintable(word));
        }
    }

    void theReceiptVerifies()
    {
        const Bytes file = stored(QStringLiteral("receipt.carnet"));
        const Result<VerifiedReceipt> receipt = verifyReceipt(file);
        QVERIFY(receipt.has_value());
        const QJsonDocument expected = json(QStringLiteral("receipt.json"));
        QCOMPARE(QString::fromStdString(receipt->authorName),
                 expected[QStringLiteral("author_name")].toString());
        QCOMPARE(QString::fromStdString(hexEncode(receipt->entry)),
                 expected[QStringLiteral("entry")].toString());
        QVERIFY(receipt->provenNotBeforeMs && receipt->provenNotAfterMs);
    }
};

QTEST_APPLESS_MAIN(TestLedgerVectors)
#include "tst_ledger_vectors.moc"
