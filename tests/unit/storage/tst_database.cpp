// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "StorageFixture.h"
#include "ledger/storage/Migrations.h"
#include "ledger/storage/Query.h"

#include <QDir>
#include <sys/stat.h>
#include <unistd.h>

using namespace carnet;
using namespace carnet::storage;

namespace {
const Migration kSteps[] = {
    {1, {QStringLiteral("CREATE TABLE t(id INTEGER PRIMARY KEY, words TEXT)")}},
    {2, {QStringLiteral("ALTER TABLE t ADD COLUMN more INTEGER NOT NULL DEFAULT 4")}},
};
} // namespace

class TestDatabase : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { VERIFY_OK(crypto::initialise()); }
    void init()
    {
        m_dir = std::make_unique<QTemporaryDir>();
        m_path = m_dir->filePath(QStringLiteral("chain.db"));
    }

    void whatIsWrittenIsThereAfterReopening()
    {
        fill(3);
        auto database = Database::open(optionsFor(m_path), testKey());
        VERIFY_OK(database);
        QCOMPARE(rows(**database), 3);
    }

    void aStoppedDatabaseIsOneFile()
    {
        {
            auto writer = Database::open(optionsFor(m_path), testKey());
            VERIFY_OK(writer);
            VERIFY_OK(migrate(**writer, kSteps));
            auto reader = Database::open(readerOf(optionsFor(m_path)), testKey());
            VERIFY_OK(reader);
            QCOMPARE(rows(**reader), 0);
            QVERIFY(QFile::exists(m_path + QStringLiteral("-wal")));
            VERIFY_OK((*reader)->close());
            VERIFY_OK((*writer)->close());
        }
        QCOMPARE(QDir(m_dir->path()).entryList(QDir::Files), QStringList{QStringLiteral("chain.db")});
    }

    void nothingLiesThereInClear()
    {
        fill(50);
        QFile file(m_path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray bytes = file.readAll();
        QVERIFY(!bytes.contains("a secret word"));
        QVERIFY(!bytes.contains("CREATE TABLE"));
        QVERIFY(!bytes.startsWith("SQLite"));
    }

    void theStatedParametersAreInForce()
    {
        auto writer = Database::open(optionsFor(m_path), testKey());
        VERIFY_OK(writer);
        VERIFY_OK(migrate(**writer, kSteps));
        auto reader = Database::open(readerOf(optionsFor(m_path)), testKey());
        VERIFY_OK(reader);
        QCOMPARE(pragma(**writer, "cipher_page_size"), std::string("4096"));
        QCOMPARE(pragma(**writer, "cipher_hmac_algorithm"), std::string("HMAC_SHA256"));
        QCOMPARE(pragma(**writer, "cipher_kdf_algorithm"), std::string("PBKDF2_HMAC_SHA256"));
        QCOMPARE(pragma(**writer, "cipher_use_hmac"), std::string("1"));
        QCOMPARE(pragma(**writer, "journal_mode"), std::string("wal"));
        QCOMPARE(pragma(**writer, "synchronous"), std::string("2"));
        QCOMPARE(pragma(**writer, "foreign_keys"), std::string("1"));
        QCOMPARE(pragma(**writer, "secure_delete"), std::string("1"));
        for (Database* each : {writer->get(), reader->get()}) {
            QCOMPARE(pragma(*each, "temp_store"), std::string("2"));
            QCOMPARE(pragma(*each, "mmap_size"), std::string("0"));
        }
        QCOMPARE(pragma(**reader, "query_only"), std::string("1"));
        QCOMPARE(pragma(**reader, "wal_autocheckpoint"), std::string("0"));
    }

    void aReaderCannotWrite()
    {
        fill(1);
        auto reader = Database::open(readerOf(optionsFor(m_path)), testKey());
        VERIFY_OK(reader);
        VERIFY_FAILS((*reader)->run(QStringLiteral("INSERT INTO t(words) VALUES('x')")), "no-permission");
    }

    void aReaderSeesWhatWasCommittedBeforeItBegan()
    {
        fill(1);
        auto writer = Database::open(optionsFor(m_path), testKey());
        auto reader = Database::open(readerOf(optionsFor(m_path)), testKey());
        VERIFY_OK(writer);
        VERIFY_OK(reader);
        Transaction snapshot(**reader);
        VERIFY_OK(snapshot.begin());
        QCOMPARE(rows(**reader), 1);
        VERIFY_OK((*writer)->run(QStringLiteral("INSERT INTO t(words) VALUES('x')")));
        QCOMPARE(rows(**reader), 1);
        VERIFY_OK(snapshot.commit());
        QCOMPARE(rows(**reader), 2);
    }

    void aSecondWriterIsToldToWait()
    {
        fill(1);
        auto first = Database::open(optionsFor(m_path), testKey());
        auto second = Database::open(optionsFor(m_path), testKey());
        VERIFY_OK(first);
        VERIFY_OK(second);
        Transaction held(**first);
        VERIFY_OK(held.begin());
        Transaction refused(**second);
        VERIFY_FAILS(refused.begin(), "locked");
        VERIFY_OK(held.commit());
        VERIFY_OK(refused.begin());
    }

    void aWrongKeyIsDenied()
    {
        fill(100);
        const QByteArray before = contents();
        auto wrong = Database::open(optionsFor(m_path), testKey(8));
        VERIFY_FAILS(wrong, "wrong-key");
        QCOMPARE(wrong.error().kind, ErrorKind::Denied);
        QCOMPARE(contents(), before);
        VERIFY_OK(Database::open(optionsFor(m_path), testKey()));
    }

    void aKeyOfAnotherLengthIsRefused()
    {
        const Bytes shortKey(16, 1);
        QVERIFY(!Database::open(optionsFor(m_path), crypto::SecretBytes::fromView(shortKey)));
        QVERIFY(!QFile::exists(m_path));
    }

    void aDamagedFirstPageIsNotAWrongKey()
    {
        fill(100);
        flipBit(m_path, 1000, 3);
        auto damaged = Database::open(optionsFor(m_path), testKey());
        VERIFY_FAILS(damaged, "damaged");
        QCOMPARE(damaged.error().kind, ErrorKind::Fault);
        QVERIFY(damaged.error().message.find("the ledger (chain.db)") != std::string::npos);
    }

    void aDamagedLaterPageIsFoundWhenItIsRead()
    {
        fill(2000);
        flipBit(m_path, 4096 * 5 + 700, 0);
        auto database = Database::open(optionsFor(m_path), testKey());
        VERIFY_OK(database);
        Query query(**database, QStringLiteral("SELECT words FROM t"));
        Result<bool> row = true;
        while (row && *row) {
            row = query.next();
        }
        VERIFY_FAILS(row, "damaged");
    }

    void aTextFileIsNoDatabase()
    {
        QFile file(m_path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("These are the notes of a meeting.");
        file.close();
        VERIFY_FAILS(Database::open(optionsFor(m_path), testKey()), "damaged");
        QCOMPARE(contents(), QByteArray("These are the notes of a meeting."));
    }

    void aFileCutShortIsDamaged()
    {
        fill(2000);
        QVERIFY(QFile::resize(m_path, 4096 * 3 + 100));
        VERIFY_FAILS(Database::open(optionsFor(m_path), testKey()), "damaged");
    }

    void aMissingFileIsNamed()
    {
        ConnectionOptions options = optionsFor(m_path, FileRole::Desk);
        options.mayCreate = false;
        auto missing = Database::open(options, testKey());
        VERIFY_FAILS(missing, "missing");
        QVERIFY(missing.error().message.find("desk.db") != std::string::npos);
        VERIFY_FAILS(Database::open(readerOf(options), testKey()), "missing");
        options.mayCreate = true;
        options.path = m_dir->filePath(QStringLiteral("no/such/folder/desk.db"));
        VERIFY_FAILS(Database::open(options, testKey()), "missing");
    }

    void noRightToWriteIsSaid()
    {
        fill(1);
        const uid_t me = geteuid();
        QVERIFY(chmod(qPrintable(m_path), 0444) == 0);
        QVERIFY(chmod(qPrintable(m_dir->path()), 0555) == 0);
        if (me == 0) {
            QVERIFY(seteuid(65534) == 0); // root may write anywhere
        }
        const auto file = Database::open(optionsFor(m_path), testKey());
        const auto folder = Database::open(optionsFor(m_dir->filePath(QStringLiteral("new.db"))), testKey());
        if (me == 0) {
            QVERIFY(seteuid(0) == 0);
        }
        QVERIFY(chmod(qPrintable(m_dir->path()), 0755) == 0);
        VERIFY_FAILS(file, "no-permission");
        VERIFY_FAILS(folder, "no-permission");
    }

    void migrationsRunOnceAndInOrder()
    {
        auto database = Database::open(optionsFor(m_path), testKey());
        VERIFY_OK(database);
        VERIFY_OK(migrate(**database, std::span(kSteps).first(1)));
        QCOMPARE((*database)->schemaVersion().value(), 1);
        VERIFY_OK((*database)->run(QStringLiteral("INSERT INTO t(words) VALUES('x')")));
        VERIFY_OK(migrate(**database, kSteps));
        VERIFY_OK(migrate(**database, kSteps));
        QCOMPARE((*database)->schemaVersion().value(), 2);
        Query query(**database, QStringLiteral("SELECT more FROM t"));
        QCOMPARE(**readInteger(query), std::int64_t(4));
    }

    void aFailedMigrationLeavesTheOldSchema()
    {
        fill(1);
        auto database = Database::open(optionsFor(m_path), testKey());
        VERIFY_OK(database);
        const Migration broken[] = {
            kSteps[0],
            kSteps[1],
            {3, {QStringLiteral("DROP TABLE t"), QStringLiteral("SELECT * FROM nothing")}}};
        QVERIFY(!migrate(**database, broken));
        QCOMPARE((*database)->schemaVersion().value(), 2);
        QCOMPARE(rows(**database), 1);
    }

    void aNewerDatabaseIsRefused()
    {
        fill(1);
        auto database = Database::open(optionsFor(m_path), testKey());
        VERIFY_OK(database);
        VERIFY_OK((*database)->run(QStringLiteral("PRAGMA user_version = 3")));
        VERIFY_FAILS(migrate(**database, kSteps), "newer-database");
        QCOMPARE((*database)->schemaVersion().value(), 3);
    }

    void aReaderNeverMigrates()
    {
        {
            auto writer = Database::open(optionsFor(m_path), testKey());
            VERIFY_OK(migrate(**writer, std::span(kSteps).first(1)));
        }
        auto reader = Database::open(readerOf(optionsFor(m_path)), testKey());
        VERIFY_OK(reader);
        VERIFY_FAILS(migrate(**reader, kSteps), "older-database");
    }

    void anotherRolesFileIsNoticed()
    {
        fill(1);
        auto database = Database::open(optionsFor(m_path, FileRole::Clinical), testKey());
        VERIFY_OK(database);
        VERIFY_FAILS(migrate(**database, kSteps), "damaged");
    }

private:
    void fill(int count)
    {
        auto database = Database::open(optionsFor(m_path), testKey());
        VERIFY_OK(database);
        VERIFY_OK(migrate(**database, kSteps));
        Transaction transaction(**database);
        VERIFY_OK(transaction.begin());
        Query insert(**database, QStringLiteral("INSERT INTO t(words) VALUES(?)"));
        for (int i = 0; i < count; ++i) {
            VERIFY_OK(insert.bindText("a secret word that nobody else may read").run());
        }
        VERIFY_OK(transaction.commit());
        VERIFY_OK((*database)->close());
    }
    int rows(Database& database)
    {
        Query query(database, QStringLiteral("SELECT count(*) FROM t"));
        return static_cast<int>(readInteger(query).value().value());
    }
    std::string pragma(Database& database, const char* name)
    {
        Query query(database, QStringLiteral("PRAGMA ") + QLatin1String(name));
        return query.next().value() ? query.text(0) : std::string();
    }
    QByteArray contents()
    {
        QFile file(m_path);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

    std::unique_ptr<QTemporaryDir> m_dir;
    QString m_path;
};

QTEST_GUILESS_MAIN(TestDatabase)
#include "tst_database.moc"
