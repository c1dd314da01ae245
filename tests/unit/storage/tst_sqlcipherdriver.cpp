// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "StorageFixture.h"
#include "ledger/storage/Query.h"
#include "ledger/storage/SqlCipherDriver.h"

#include <QSqlError>
#include <QSqlQuery>
#include <QSqlRecord>
#include <sqlcipher/sqlite3.h>

using namespace carnet;
using namespace carnet::storage;

class TestSqlCipherDriver : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { VERIFY_OK(crypto::initialise()); }

    void init()
    {
        m_dir = std::make_unique<QTemporaryDir>();
        m_database = Database::open(optionsFor(m_dir->filePath(QStringLiteral("chain.db"))), testKey());
        VERIFY_OK(m_database);
    }

    void cleanup()
    {
        m_database = tl::unexpected<Error>(Error{});
        m_dir.reset();
    }

    void valuesComeBackAsTheyWent()
    {
        QVERIFY(exec("CREATE TABLE t(id INTEGER PRIMARY KEY, i, r, x, b)"));
        QSqlQuery insert = (*m_database)->newQuery();
        QVERIFY(insert.prepare(QStringLiteral("INSERT INTO t(i, r, x, b) VALUES(?, ?, ?, ?)")));
        const QByteArray blob = QByteArray::fromHex("00ff0027");
        const QString text = QString::fromUtf8("नमस्ते o'brien");
        insert.addBindValue(std::numeric_limits<qlonglong>::min());
        insert.addBindValue(0.1);
        insert.addBindValue(text);
        insert.addBindValue(blob);
        QVERIFY2(insert.exec(), qPrintable(insert.lastError().text()));
        QCOMPARE(insert.lastInsertId().toLongLong(), 1LL);
        QCOMPARE(insert.numRowsAffected(), 1);

        QSqlQuery select = (*m_database)->newQuery();
        QVERIFY(select.exec(QStringLiteral("SELECT i, r, x, b, NULL FROM t")));
        QVERIFY(select.isSelect());
        QCOMPARE(select.record().count(), 5);
        QCOMPARE(select.record().fieldName(3), QStringLiteral("b"));
        QVERIFY(select.next());
        QCOMPARE(select.value(0).toLongLong(), std::numeric_limits<qlonglong>::min());
        QCOMPARE(select.value(1).toDouble(), 0.1);
        QCOMPARE(select.value(2).toString(), text);
        QCOMPARE(select.value(3).toByteArray(), blob);
        QVERIFY(select.isNull(4));
        QVERIFY(!select.next());
    }

    void emptyBytesAreNotNull()
    {
        QVERIFY(exec("CREATE TABLE t(b BLOB NOT NULL, x TEXT NOT NULL)"));
        Query insert(**m_database, QStringLiteral("INSERT INTO t VALUES(?, ?)"));
        VERIFY_OK(insert.bind(ByteView{}).bindText(std::string_view{}).run());
        VERIFY_FAILS(insert.bindNull().bindText("x").run(), "conflict");
    }

    void namedPlaceholdersWork()
    {
        QSqlQuery query = (*m_database)->newQuery();
        QVERIFY(query.prepare(QStringLiteral("SELECT :a - :b")));
        query.bindValue(QStringLiteral(":b"), 2);
        query.bindValue(QStringLiteral(":a"), 5);
        QVERIFY(query.exec());
        QVERIFY(query.next());
        QCOMPARE(query.value(0).toInt(), 3);
    }

    void aPreparedStatementRunsAgainWithOtherValues()
    {
        QVERIFY(exec("CREATE TABLE t(i)"));
        Query insert(**m_database, QStringLiteral("INSERT INTO t VALUES(?)"));
        for (int i = 0; i < 5; ++i) {
            VERIFY_OK(insert.bind(i).run());
            QCOMPARE(insert.lastInsertId(), std::int64_t(i + 1));
        }
        Query sum(**m_database, QStringLiteral("SELECT sum(i) FROM t WHERE i < ?"));
        for (int limit = 1; limit < 5; ++limit) {
            const auto value = readInteger(sum.bind(limit));
            VERIFY_OK(value);
            QCOMPARE(**value, std::int64_t(limit * (limit - 1) / 2));
        }
    }

    void twoQueriesWithOneTextDoNotDisturbEachOther()
    {
        QVERIFY(exec("CREATE TABLE t(i)"));
        QVERIFY(exec("INSERT INTO t VALUES(1),(2),(3)"));
        const QString sql = QStringLiteral("SELECT i FROM t ORDER BY i");
        Query outer(**m_database, sql);
        QVERIFY(outer.next().value());
        Query inner(**m_database, sql);
        int innerRows = 0;
        while (inner.next().value()) {
            ++innerRows;
        }
        QCOMPARE(innerRows, 3);
        QVERIFY(outer.next().value());
        QCOMPARE(outer.integer(0), std::int64_t(2));
    }

    void wrongSqlAndWrongCountsAreErrors()
    {
        QSqlQuery query = (*m_database)->newQuery();
        QVERIFY(!query.prepare(QStringLiteral("SELEC 1")));
        QVERIFY(query.lastError().isValid());
        QVERIFY(!query.prepare(QStringLiteral("SELECT 1; SELECT 2")));
        QVERIFY(query.prepare(QStringLiteral("SELECT ?")));
        QVERIFY(!query.exec());
        Query misspelt(**m_database, QStringLiteral("SELECT \"no such column\""));
        QVERIFY(!misspelt.next());
    }

    void transactionsCommitAndRollBack()
    {
        QVERIFY(exec("CREATE TABLE t(i)"));
        {
            Transaction dropped(**m_database);
            VERIFY_OK(dropped.begin());
            QVERIFY(exec("INSERT INTO t VALUES(1)"));
        }
        QCOMPARE(count(), 0);
        Transaction kept(**m_database);
        VERIFY_OK(kept.begin());
        QVERIFY(exec("INSERT INTO t VALUES(1)"));
        VERIFY_OK(kept.commit());
        QCOMPARE(count(), 1);
    }

    void errorsCarrySqlitesCode()
    {
        QVERIFY(exec("CREATE TABLE t(i UNIQUE)"));
        QVERIFY(exec("INSERT INTO t VALUES(1)"));
        QSqlQuery query = (*m_database)->newQuery();
        QVERIFY(!query.exec(QStringLiteral("INSERT INTO t VALUES(1)")));
        QCOMPARE(query.lastError().nativeErrorCode().section(QLatin1Char('/'), 0, 0).toInt(),
                 SQLITE_CONSTRAINT_UNIQUE);
    }

    void tablesAreListed()
    {
        QVERIFY(exec("CREATE TABLE beta(i)"));
        QVERIFY(exec("CREATE VIEW alpha AS SELECT 1"));
        QCOMPARE((*m_database)->sql().tables(QSql::Tables), QStringList{QStringLiteral("beta")});
        QCOMPARE((*m_database)->sql().tables(QSql::Views), QStringList{QStringLiteral("alpha")});
    }

    void aResultMayOutliveItsConnection()
    {
        QSqlQuery query = (*m_database)->newQuery();
        QVERIFY(query.exec(QStringLiteral("SELECT 1 UNION SELECT 2")));
        QVERIFY(query.next());
        VERIFY_OK((*m_database)->close());
        QVERIFY(!query.next());
        QVERIFY(query.value(0).isNull());
    }

    void qtsOwnPluginIsNotLoaded()
    {
        QFile maps(QStringLiteral("/proc/self/maps"));
        if (!maps.open(QIODevice::ReadOnly)) {
            QSKIP("this system does not list what a process has loaded");
        }
        const QByteArray loaded = maps.readAll();
        QVERIFY(loaded.contains("libsqlcipher"));
        QVERIFY(!loaded.contains("libqsqlite"));
        QVERIFY(!loaded.contains("libsqlite3"));
    }

private:
    bool exec(const char* sql)
    {
        const auto done = (*m_database)->run(QString::fromUtf8(sql));
        if (!done) {
            qWarning("%s", done.error().detail.c_str());
        }
        return done.has_value();
    }
    int count()
    {
        Query query(**m_database, QStringLiteral("SELECT count(*) FROM t"));
        return static_cast<int>(readInteger(query).value().value());
    }

    std::unique_ptr<QTemporaryDir> m_dir;
    Result<std::unique_ptr<Database>> m_database = tl::unexpected<Error>(Error{});
};

QTEST_GUILESS_MAIN(TestSqlCipherDriver)
#include "tst_sqlcipherdriver.moc"
