// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/identity/PasswordStrength.h"
#include "tests/support/ResultChecks.h"

using namespace carnet;

class TestPasswordStrength : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void levelsAreOrdered_data()
    {
        QTest::addColumn<QString>("password");
        QTest::addColumn<int>("level");
        QTest::newRow("empty") << QString() << int(PasswordLevel::Refused);
        QTest::newRow("seven characters") << QStringLiteral("aB3$xY9") << int(PasswordLevel::Refused);
        QTest::newRow("the best known") << QStringLiteral("password") << int(PasswordLevel::Refused);
        QTest::newRow("in capitals") << QStringLiteral("PassWord1") << int(PasswordLevel::Refused);
        QTest::newRow("digits in a row") << QStringLiteral("12345678") << int(PasswordLevel::Refused);
        QTest::newRow("one character")
            << QStringLiteral("aaaaaaaaaaaaaaaaaaaa") << int(PasswordLevel::Refused);
        QTest::newRow("one letter beyond ASCII")
            << QString::fromUtf8("\xC3\xA9").repeated(12) << int(PasswordLevel::Refused);
        QTest::newRow("the user's name") << QStringLiteral("Ravishankar") << int(PasswordLevel::Refused);
        QTest::newRow("the user's name and a year")
            << QStringLiteral("ravishankar2026") << int(PasswordLevel::Weak);
        QTest::newRow("a run") << QStringLiteral("abcdefghijklmnop") << int(PasswordLevel::Weak);
        QTest::newRow("a keyboard's row") << QStringLiteral("poiuytrewq1") << int(PasswordLevel::Weak);
        QTest::newRow("eight digits") << QStringLiteral("59173048") << int(PasswordLevel::Weak);
        QTest::newRow("eight letters") << QStringLiteral("krwmbxhd") << int(PasswordLevel::Fair);
        QTest::newRow("mixed") << QStringLiteral("k7R-p2Xz") << int(PasswordLevel::Good);
        QTest::newRow("four words") << QStringLiteral("goat lantern cup river") << int(PasswordLevel::Strong);
        QTest::newRow("Devanagari") << QString::fromUtf8(
            "\xE0\xA4\x95\xE0\xA4\xAE\xE0\xA4\xB2\xE0\xA4\xA8\xE0\xA4\xA6\xE0\xA5\x80"
            "\xE0\xA4\xAA\xE0\xA4\xB9\xE0\xA4\xBE")
                                    << int(PasswordLevel::Good);
    }
    void levelsAreOrdered()
    {
        QFETCH(QString, password);
        QFETCH(int, level);
        const std::string text = password.toStdString();
        const PasswordAssessment assessment = assessPassword(text, "Ravishankar");
        QVERIFY2(
            int(assessment.level) == level,
            qPrintable(QStringLiteral("level %1, %2 bits").arg(int(assessment.level)).arg(assessment.bits)));
        QCOMPARE(checkNewPassword(text, "Ravishankar").has_value(), level != int(PasswordLevel::Refused));
        QCOMPARE(assessment.reason.empty(), level >= int(PasswordLevel::Fair));
    }
    void aRefusalHasItsReason()
    {
        VERIFY_FAILS(checkNewPassword("short"), ErrorKind::Refused, "weak-password");
        VERIFY_FAILS(checkNewPassword("\xff\xfe\xfd\xfc\xfb\xfa\xf9\xf8\xf7"), ErrorKind::Refused,
                     "weak-password");
        VERIFY_FAILS(checkNewPassword(std::string(2000, 'x') + "y"), ErrorKind::Refused, "weak-password");
    }
};

QTEST_APPLESS_MAIN(TestPasswordStrength)
#include "tst_password_strength.moc"
