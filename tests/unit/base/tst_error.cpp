// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/base/Error.h"

#include <QTest>

using namespace carnet;

class TestError : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void exitCodesFollowTheContract_data()
    {
        QTest::addColumn<int>("kind");
        QTest::addColumn<int>("code");
        QTest::newRow("refused") << int(ErrorKind::Refused) << 1;
        QTest::newRow("usage") << int(ErrorKind::Usage) << 2;
        QTest::newRow("fault") << int(ErrorKind::Fault) << 3;
        QTest::newRow("denied") << int(ErrorKind::Denied) << 4;
        QTest::newRow("unavailable") << int(ErrorKind::Unavailable) << 5;
    }
    void exitCodesFollowTheContract()
    {
        QFETCH(int, kind);
        QFETCH(int, code);
        QCOMPARE(exitCodeOf(static_cast<ErrorKind>(kind)), code);
    }
    void failureCarriesAllItsParts()
    {
        const Result<int> result =
            failure(ErrorKind::Denied, "wrong-password", "The password is wrong.", "slot 2");
        QVERIFY(!result);
        QCOMPARE(result.error().kind, ErrorKind::Denied);
        QCOMPARE(result.error().slug, std::string("wrong-password"));
        QCOMPARE(result.error().message, std::string("The password is wrong."));
        QCOMPARE(result.error().detail, std::string("slot 2"));
    }
};

QTEST_APPLESS_MAIN(TestError)
#include "tst_error.moc"
