// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/record/AllergyMatch.h"

#include <QtTest>

using carnet::record::sharedSubstance;

class TestAllergyMatch : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void classesAndNames_data()
    {
        QTest::addColumn<QByteArray>("allergy");
        QTest::addColumn<QByteArray>("medicine");
        QTest::addColumn<QByteArray>("shared");
        const auto row = [](const char* allergy, const char* medicine, const char* shared) {
            QTest::addRow("%s / %s", allergy, medicine)
                << QByteArray(allergy) << QByteArray(medicine) << QByteArray(shared);
        };
        row("Penicillin", "Amoxicillin 500 mg", "penicillins");
        row("PENICILLIN allergy", "Tab. Augmentin 625", "penicillins");
        row("Allergy to penicillins", "Piperacillin/Tazobactam", "penicillins");
        row("Sulfa drugs", "Trimoxazole DS", "sulfonamides");
        row("Aspirin", "Diclofenac sodium 50 mg", "aspirin and other NSAIDs");
        row("Metformin", "metformin 500 MG Oral Tablet", "metformin");
        row("Peanut", "Amoxicillin", "");
        row("Penicillin", "Paracetamol 500 mg tablet", "");
        row("Cow's milk", "Milk of magnesia", "milk");
        row("Penicillin oral tablet", "Metformin oral tablet", "");
        row("", "Amoxicillin", "");
        row("Penicillin", "", "");
    }
    void classesAndNames()
    {
        QFETCH(QByteArray, allergy);
        QFETCH(QByteArray, medicine);
        QFETCH(QByteArray, shared);
        QCOMPARE(QByteArray::fromStdString(sharedSubstance(allergy.toStdString(), medicine.toStdString())),
                 shared);
    }
};

QTEST_GUILESS_MAIN(TestAllergyMatch)
#include "tst_allergymatch.moc"
