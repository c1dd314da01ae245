// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/crypto/Initialise.h"
#include "ledger/crypto/detail/KnownAnswers.h"

#include <QTest>

#include <ctime>
#include <stdexcept>
#include <thread>
#include <vector>

using namespace carnet;
using namespace carnet::crypto;

class TestInitialise : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void allAnswersAreRightAndSoon()
    {
        // Processor time, since other tests may run beside this one.
        const std::clock_t start = std::clock();
        const Result<void> outcome = initialise();
        const double ms = 1000.0 * static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
        QVERIFY2(outcome, outcome ? "" : outcome.error().detail.c_str());
        QVERIFY2(ms < 100, qPrintable(QString::number(ms)));
    }
    void anyThreadMayCallItAgain()
    {
        std::vector<std::thread> threads;
        std::vector<int> ready(4, 0);
        for (int& flag : ready) {
            threads.emplace_back([&flag] { flag = initialise().has_value() ? 1 : 0; });
        }
        for (std::thread& thread : threads) {
            thread.join();
        }
        QCOMPARE(ready, std::vector<int>(4, 1));
    }
    void eachPrimitiveIsAsked()
    {
        std::vector<std::string> names;
        for (const detail::KnownAnswer& answer : detail::knownAnswers()) {
            QVERIFY2(answer.isRight(), answer.primitive);
            names.emplace_back(answer.primitive);
        }
        for (const char* wanted : {"SHA-256", "HMAC-SHA-256", "HKDF-SHA-256", "AES-256-GCM", "Ed25519",
                                   "X25519", "HPKE", "Argon2id"}) {
            QVERIFY2(std::find(names.begin(), names.end(), wanted) != names.end(), wanted);
        }
    }
    void aWrongAnswerIsAnErrorThatNamesThePrimitive()
    {
        const detail::KnownAnswer answers[] = {
            {"fine", [] { return true; }},
            {"broken", [] { return false; }},
            {"not reached", [] { return true; }},
        };
        const Result<void> outcome = detail::checkAnswers(answers);
        QVERIFY(!outcome);
        QCOMPARE(outcome.error().kind, ErrorKind::Unavailable);
        QCOMPARE(outcome.error().slug, std::string("crypto-self-test"));
        QCOMPARE(outcome.error().detail, std::string("broken: a wrong answer"));
        QVERIFY(detail::checkAnswers(std::span(answers).first(1)));
    }
    void aThrowingPrimitiveIsAnErrorToo()
    {
        const detail::KnownAnswer answers[] = {
            {"missing", []() -> bool { throw std::runtime_error("no provider has it"); }},
        };
        const Result<void> outcome = detail::checkAnswers(answers);
        QVERIFY(!outcome);
        QCOMPARE(outcome.error().slug, std::string("crypto-self-test"));
        QCOMPARE(outcome.error().detail, std::string("missing: no provider has it"));
    }
};

QTEST_APPLESS_MAIN(TestInitialise)
#include "tst_initialise.moc"
