// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/PatientListModel.h"
#include "ui/models/PersonText.h"
#include "ui/models/ProofModel.h"
#include "ui/models/ResultsModel.h"
#include "ui/models/TimelineModel.h"

#include <QAbstractItemModelTester>
#include <QtTest>

using namespace carnet::interfaces;
using namespace carnet::ui;

class TestModels : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void patients()
    {
        PatientListModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        QCOMPARE(model.rowCount(), 0);
        PatientRow estimated{QStringLiteral("pat-a"),
                             QStringLiteral("K7Q4-M2XD"),
                             QStringLiteral("Meera Rao"),
                             QStringLiteral("female"),
                             QStringLiteral("1980"),
                             true,
                             false};
        PatientRow dead = estimated;
        dead.deceased = true;
        model.setRows({estimated, dead});
        QCOMPARE(model.rowCount(), 2);
        QCOMPARE(model.index(0, PatientListModel::Name).data().toString(), QStringLiteral("Meera Rao"));
        QCOMPARE(model.index(0, PatientListModel::Born).data().toString(), QStringLiteral("about 1980"));
        QVERIFY(!model.index(0, PatientListModel::Age).data().toString().isEmpty());
        QCOMPARE(model.index(1, PatientListModel::Name).data().toString(),
                 QStringLiteral("Meera Rao (deceased)"));
        QVERIFY(model.index(1, PatientListModel::Age).data().toString().isEmpty());
        model.setRows({});
        QCOMPARE(model.rowCount(), 0);
    }

    void results()
    {
        ResultsModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        ResultRow high;
        high.name = QStringLiteral("Glucose fasting");
        high.value = QStringLiteral("212");
        high.flag = QStringLiteral("H");
        high.previousValue = QStringLiteral("98");
        high.previousDate = QStringLiteral("2025-05-03");
        ResultRow critical = high;
        critical.flag = QStringLiteral("HH");
        ResultRow normal = high;
        normal.flag.clear();
        normal.previousValue.clear();
        model.setRows({high, critical, normal});
        QCOMPARE(model.index(0, ResultsModel::Flag).data().toString(), QStringLiteral("H"));
        QCOMPARE(model.index(0, ResultsModel::Previous).data().toString(),
                 QStringLiteral("98 on 3 May 2025"));
        const QVariant attention = model.index(0, ResultsModel::Value).data(Qt::ForegroundRole);
        const QVariant danger = model.index(1, ResultsModel::Value).data(Qt::ForegroundRole);
        QVERIFY(attention.isValid());
        QVERIFY(attention != danger);
        QVERIFY(!model.index(2, ResultsModel::Value).data(Qt::ForegroundRole).isValid());
        QVERIFY(model.index(2, ResultsModel::Previous).data().toString().isEmpty());
    }

    void timeline()
    {
        TimelineModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        TimelineRow visit;
        visit.date = QStringLiteral("2026-05-03");
        visit.title = QStringLiteral("Fever");
        visit.lines = QStringList{QStringLiteral("Temperature 39.1 °C"), QStringLiteral("Paracetamol")};
        visit.authorName = QStringLiteral("Dr Asha Rao");
        TimelineRow wrong = visit;
        wrong.enteredInError = true;
        TimelineRow old = visit;
        old.corrected = true;
        old.source = QStringLiteral("Imported from a.json");
        model.setRows({visit, wrong, old});
        QCOMPARE(model.rowCount(), 3);
        const QModelIndex first = model.index(0, 0);
        QCOMPARE(model.rowCount(first), 2);
        QCOMPARE(model.index(1, 0, first).data().toString(), QStringLiteral("Paracetamol"));
        QCOMPARE(model.index(1, 0, first).parent(), first);
        QCOMPARE(first.data().toString(), QStringLiteral("Fever"));
        QVERIFY(model.index(1, 0).data().toString().startsWith(QStringLiteral("Entered in error")));
        QVERIFY(model.index(2, 0).data().toString().startsWith(QStringLiteral("Corrected")));
        QCOMPARE(model.index(2, TimelineModel::Author).data().toString(),
                 QStringLiteral("Dr Asha Rao (imported)"));
        model.setRows({});
        QCOMPARE(model.rowCount(), 0);
    }

    void proof()
    {
        ProofModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        ProofRow good;
        good.signatureOk = true;
        good.state = QStringLiteral("valid");
        ProofRow forged = good;
        forged.signatureOk = false;
        ProofRow voided = good;
        voided.state = QStringLiteral("role");
        model.setRows({good, forged, voided});
        QCOMPARE(model.index(0, ProofModel::State).data().toString(), QStringLiteral("Verified"));
        QCOMPARE(model.index(1, ProofModel::State).data().toString(),
                 QStringLiteral("Signature not verified"));
        QCOMPARE(model.index(2, ProofModel::State).data().toString(), QStringLiteral("Not valid: role"));
        QVERIFY(!model.index(0, ProofModel::State).data(Qt::ForegroundRole).isValid());
        QVERIFY(model.index(1, ProofModel::State).data(Qt::ForegroundRole).isValid());
    }

    void ages_data()
    {
        QTest::addColumn<QString>("birthDate");
        QTest::addColumn<QString>("age");
        QTest::newRow("day before the birthday") << QStringLiteral("1980-05-18") << QStringLiteral("45 y");
        QTest::newRow("birthday") << QStringLiteral("1980-05-17") << QStringLiteral("46 y");
        QTest::newRow("only the year") << QStringLiteral("2025") << QStringLiteral("1 y");
        QTest::newRow("year and month") << QStringLiteral("2025-05") << QStringLiteral("12 mo");
        QTest::newRow("days") << QStringLiteral("2026-05-05") << QStringLiteral("12 d");
        QTest::newRow("not born yet") << QStringLiteral("2026-05-18") << QString();
        QTest::newRow("no date") << QStringLiteral("soon") << QString();
        QTest::newRow("empty") << QString() << QString();
    }

    void ages()
    {
        QFETCH(QString, birthDate);
        QFETCH(QString, age);
        QCOMPARE(ageText(birthDate, QDate(2026, 5, 17)), age);
    }

    void dates()
    {
        QCOMPARE(dateText(QStringLiteral("2026-05-03T10:15:30+05:30")), QStringLiteral("3 May 2026"));
        QCOMPARE(dateText(QStringLiteral("2026-05")), QStringLiteral("May 2026"));
        QCOMPARE(dateText(QStringLiteral("2026")), QStringLiteral("2026"));
        QCOMPARE(dateText(QStringLiteral("2026-02-30")), QStringLiteral("2026-02-30"));
    }
};

QTEST_MAIN(TestModels)
#include "tst_models.moc"
