// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/record/TextFolding.h"

#include <QTest>

#include <random>

using namespace carnet::record;

class TestTextFolding : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void folds_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("folded");
        const auto add = [](const char* text, const char* folded) {
            QTest::newRow(text) << QByteArray(text) << QByteArray(folded);
        };
        add("Meera RAO", "meera rao");
        add("  S.K.  Nair-Menon ", "s k nair menon");
        add("O'Brien", "obrien");
        add("O’Brien", "obrien");
        add("José Núñez", "jose nunez");
        add("Jose\u0301", "jose"); // decomposed
        add("Nguyễn Thị Hạnh", "nguyen thi hanh");
        add("Łukasz Żółć", "lukasz zolc");
        add("Straße", "strasse");
        add("Ærøskøbing", "aeroskobing");
        add("İstanbul", "istanbul");
        add("ＡＢＣ１２", "abc12");
        add("Сергей Ёлкин", "сергеи елкин");
        add("Γιώργος", "γιωργοσ");
        add("आशा", "आशा");
        add("\u091C\u093Cाकिर", "जाकिर"); // nukta
        add("\u095Bाकिर", "जाकिर");       // the same as one letter
        add("९८७", "987");
        add("مُحَمَّد", "محمد");
        add("أحمد", "احمد");
        add("علی", "علي");
        add("۱۲۳", "123");
        add("שָׁלוֹם", "שלום");
        add("李小龍", "李小龍");
        add("क\u200dष", "कष");
        add("", "");
        add("...", "");
    }
    void folds()
    {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, folded);
        QCOMPARE(QByteArray::fromStdString(foldText(text.toStdString())), folded);
        QCOMPARE(QByteArray::fromStdString(foldText(folded.toStdString())), folded);
    }
    void keepsDifferentNamesApart()
    {
        QVERIFY(foldText("Rama") != foldText("Rana"));
        QVERIFY(foldText("आशा") != foldText("उषा"));
        QVERIFY(foldText("Ann Marie") != foldText("Annmarie"));
    }
    void dropsWhatIsNotUtf8()
    {
        QCOMPARE(foldText(std::string("a\xFF"
                                      "b\xC3")),
                 std::string("ab"));
        QCOMPARE(foldText(std::string("\xED\xA0\x80x")), std::string("x"));
    }
    void foldingTwiceChangesNothing()
    {
        std::mt19937 random(7); // NOLINT: a fixed seed on purpose
        for (int round = 0; round < 20000; ++round) {
            std::string text;
            for (int i = 0; i < 12; ++i) {
                const auto c = static_cast<char32_t>(random() % 0x3100);
                text += QString::fromUcs4(&c, 1).toStdString();
            }
            const std::string once = foldText(text);
            QCOMPARE(foldText(once), once);
        }
    }
    void splitsIntoWords()
    {
        QCOMPARE(foldedWords("RAO, Meera  K."), (std::vector<std::string>{"rao", "meera", "k"}));
        QVERIFY(foldedWords(" ").empty());
    }
    void simplifies()
    {
        QCOMPARE(simplified("  a\t b\n\nc "), std::string("a b c"));
        QCOMPARE(simplified("\u00A0आशा\u2003राव\u3000"), std::string("आशा राव"));
        QCOMPARE(simplified(" "), std::string());
    }
    void takesDigits()
    {
        QCOMPARE(digitsOf("+91 98450-12345"), std::string("919845012345"));
        QCOMPARE(digitsOf("९८४५०"), std::string("98450"));
        QCOMPARE(digitsOf("ext."), std::string());
    }
    void hearsTheSameName_data()
    {
        QTest::addColumn<QByteArray>("a");
        QTest::addColumn<QByteArray>("b");
        const auto add = [](const char* a, const char* b) {
            QTest::addRow("%s %s", a, b) << QByteArray(a) << QByteArray(b);
        };
        add("Lakshmi", "Laxmi");
        add("Lakshmi", "लक्ष्मी");
        add("Mohammed", "Muhammad");
        add("Mohammed", "محمد");
        add("Singh", "सिंह");
        add("Singh", "ਸਿੰਘ");
        add("Asha", "आशा");
        add("Mahesh", "মহেশ");
        add("Venkatesh", "వెంకటేష్");
        add("Krishna", "ಕೃಷ್ಣ");
        add("Sergei", "Сергей");
        add("Jose", "José");
        add("Gita", "Geetha");
    }
    void hearsTheSameName()
    {
        QFETCH(QByteArray, a);
        QFETCH(QByteArray, b);
        QCOMPARE(soundOf(a.toStdString()), soundOf(b.toStdString()));
    }
    void hearsDifferentNames()
    {
        QVERIFY(soundOf("Asha") != soundOf("Usha"));
        QVERIFY(soundOf("Ramesh") != soundOf("Suresh"));
        QVERIFY(soundOf("राम") != soundOf("श्याम"));
        QVERIFY(soundOf("李") != soundOf("王"));
    }
};

QTEST_APPLESS_MAIN(TestTextFolding)
#include "tst_textfolding.moc"
