// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/record/PartialDate.h"
#include "ledger/record/Uuid.h"

#include <QDate>
#include <QDateTime>
#include <QSet>
#include <QTest>

using namespace carnet::record;

namespace {

PartialDate date(const char* text)
{
    return PartialDate::parse(text).value();
}

} // namespace

class TestDates : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void readsAndWrites()
    {
        for (const char* text : {"1984", "1984-02", "1984-02-29", "2000-02-29", "1999-12-31"}) {
            const std::optional<PartialDate> read = PartialDate::parse(text);
            QVERIFY2(read.has_value(), text);
            QCOMPARE(read->toText(), std::string(text));
        }
        QVERIFY(date("1984-02-29").isFull());
        QVERIFY(!date("1984-02").isFull());
    }
    void refusesWhatIsNoDate_data()
    {
        QTest::addColumn<QByteArray>("text");
        for (const char* text :
             {"", "84", "1984-", "1984-2", "1984-13", "1984-00", "1983-02-29", "1900-02-29", "1984-02-30",
              "1984-04-31", "1984-02-1", "1984/02/01", "01-02-1984", "1984-02-01 ", "1984-02-01T00:00:00Z",
              "1799", "3000", "-1984", "１９８４"}) {
            QTest::newRow(text) << QByteArray(text);
        }
    }
    void refusesWhatIsNoDate()
    {
        QFETCH(QByteArray, text);
        QVERIFY(!PartialDate::parse(text.toStdString()));
    }
    void countsDaysAsQtDoes()
    {
        const QDate epoch(1970, 1, 1);
        for (int day = -62000; day < 376000; day += 13) {
            const QDate qt = epoch.addDays(day);
            const PartialDate own = PartialDate::ofDay(day);
            QCOMPARE(own.toText(), qt.toString(Qt::ISODate).toStdString());
            QCOMPARE(own.firstDay(), day);
            QCOMPARE(own.lastDay(), day);
        }
        QCOMPARE(date("2024-02").lastDay() - date("2024-02").firstDay(), 28);
        QCOMPARE(date("2023").lastDay() - date("2023").firstDay(), 364);
    }
    void comparesWhatIsSure()
    {
        QVERIFY(date("1985").isSurelyAfter(date("1984")));
        QVERIFY(!date("1984").isSurelyAfter(date("1984-12-31")));
        QVERIFY(!date("1984-12-31").isSurelyAfter(date("1984")));
        QVERIFY(date("1984-03-01").isSurelyAfter(date("1984-02")));
    }
    void countsCompletedYears()
    {
        QCOMPARE(ageInYears(date("1980-05-17"), date("2026-05-16")).value(), 45);
        QCOMPARE(ageInYears(date("1980-05-17"), date("2026-05-17")).value(), 46);
        QCOMPARE(ageInYears(date("2004-02-29"), date("2022-02-28")).value(), 17);
        QCOMPARE(ageInYears(date("2004-02-29"), date("2022-03-01")).value(), 18);
        QCOMPARE(ageInYears(date("1980"), date("2026-01-01")).value(), 46);
        QVERIFY(!ageInYears(date("2026-05-17"), date("2026-05-16")));
    }
    void readsFhirDateTimes()
    {
        for (const char* text : {"2026-05-03T10:15:30Z", "2026-05-03T10:15:30.123+05:30",
                                 "2026-05-03T00:00:00-14:00", "2026-05-03"}) {
            QVERIFY2(dayOfDateTime(text).has_value(), text);
            QCOMPARE(dayOfDateTime(text)->toText(), std::string("2026-05-03"));
        }
        QVERIFY(dayOfDateTime("2026").has_value());
        for (const char* text : {"2026-05-03T10:15:30", "2026-05-03T10:15Z", "2026-05-03T24:00:00Z",
                                 "2026-05T10:15:30Z", "2026-05-03T10:15:30.Z", "2026-05-03T10:15:30+14:01",
                                 "2026-05-03T10:15:30+05:3", "2026-05-03 10:15:30Z", "2026-05-03T10:60:30Z",
                                 "2026-05-03T10:15:30Zx", "2026-02-30T10:15:30Z"}) {
            QVERIFY2(!dayOfDateTime(text).has_value(), text);
        }
    }
    void writesInstants()
    {
        for (const std::int64_t ms :
             {0LL, 1LL, 999LL, 1777803330000LL, -1LL, -86400000LL, -2208988800000LL}) {
            const QDateTime qt = QDateTime::fromMSecsSinceEpoch(ms, Qt::UTC);
            QCOMPARE(dateTimeText(ms), qt.toString(QStringLiteral("yyyy-MM-ddThh:mm:ssZ")).toStdString());
            QCOMPARE(PartialDate::ofTimeMs(ms).toText(), qt.date().toString(Qt::ISODate).toStdString());
        }
    }
    void makesUuids()
    {
        UuidSource one = seededUuids(1);
        UuidSource same = seededUuids(1);
        UuidSource other = seededUuids(2);
        const UuidSource random = randomUuids();
        QSet<QByteArray> seen;
        for (int i = 0; i < 1000; ++i) {
            const std::string id = one();
            QVERIFY(isUuid(id));
            QCOMPARE(same(), id);
            seen.insert(QByteArray::fromStdString(id));
            seen.insert(QByteArray::fromStdString(other()));
            seen.insert(QByteArray::fromStdString(random()));
        }
        QVERIFY(seen.size() == 3000);
    }
    void knowsAUuid()
    {
        QVERIFY(isUuid("0c0a0000-0000-4000-8000-000000000001"));
        for (const char* text :
             {"", "0C0A0000-0000-4000-8000-000000000001", "0c0a0000000040008000000000000001",
              "0c0a0000-0000-4000-8000-00000000000", "0c0a0000-0000-4000-8000-00000000000g",
              "{c0a0000-0000-4000-8000-000000000001"}) {
            QVERIFY(!isUuid(text));
        }
    }
};

QTEST_APPLESS_MAIN(TestDates)
#include "tst_dates.moc"
