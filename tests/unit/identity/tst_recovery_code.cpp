// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/identity/RecoveryCode.h"
#include "tests/support/ResultChecks.h"

using namespace carnet;

namespace {

std::string textOf(const RecoveryCode& code)
{
    return toText(code.text().view());
}

bool isSameCode(const RecoveryCode& a, const RecoveryCode& b)
{
    return a.keys().id() == b.keys().id();
}

} // namespace

class TestRecoveryCode : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void whatIsPrintedCanBeTyped()
    {
        for (int i = 0; i < 50; ++i) {
            const RecoveryCode code = RecoveryCode::generate();
            const std::string text = textOf(code);
            QCOMPARE(text.size(), std::size_t(8 * 5 + 7));
            const auto back = RecoveryCode::parse(text);
            VERIFY_OK(back);
            QVERIFY(isSameCode(code, *back));
            QCOMPARE(textOf(*back), text);
        }
    }
    void typingIsForgiven()
    {
        Bytes bytes(RecoveryCode::kSize, 0);
        bytes[0] = 0x08; // the first two characters are 1 and 0
        const auto code = RecoveryCode::fromBytes(bytes);
        VERIFY_OK(code);
        std::string text = textOf(*code);
        QVERIFY(text.starts_with("10"));
        text.replace(0, 2, "lO");
        const QString typed =
            QString::fromStdString(text).toLower().replace(QLatin1Char('-'), QLatin1String(" \r\n"));
        const auto back = RecoveryCode::parse(typed.toStdString());
        VERIFY_OK(back);
        QVERIFY(isSameCode(*code, *back));
    }
    void everyWrongCharacterIsFoundInItsGroup()
    {
        const std::string text = textOf(RecoveryCode::generate());
        const std::string alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
        for (std::size_t at = 0; at < text.size(); ++at) {
            if (text[at] == '-') {
                continue;
            }
            for (const char other : alphabet) {
                if (other == text[at]) {
                    continue;
                }
                std::string bad = text;
                bad[at] = other;
                const auto result = RecoveryCode::parse(bad);
                VERIFY_FAILS(result, ErrorKind::Denied, "bad-recovery-code");
                const std::string group = "Group " + std::to_string(at / 6 + 1);
                QVERIFY2(result.error().message.starts_with(group), result.error().message.c_str());
            }
        }
    }
    void swapsAreFound()
    {
        const std::string text = textOf(RecoveryCode::generate());
        for (std::size_t at = 0; at + 1 < text.size(); ++at) {
            std::string bad = text;
            std::swap(bad[at], bad[at + 1]);
            if (bad == text || bad[at] == '-' || bad[at + 1] == '-') {
                continue;
            }
            VERIFY_FAILS(RecoveryCode::parse(bad), ErrorKind::Denied, "bad-recovery-code");
        }
        for (std::size_t a = 0; a < 8; ++a) {
            for (std::size_t b = a + 1; b < 8; ++b) {
                std::string bad = text;
                std::swap_ranges(bad.begin() + static_cast<std::ptrdiff_t>(6 * a),
                                 bad.begin() + static_cast<std::ptrdiff_t>(6 * a + 5),
                                 bad.begin() + static_cast<std::ptrdiff_t>(6 * b));
                if (bad != text) {
                    VERIFY_FAILS(RecoveryCode::parse(bad), ErrorKind::Denied, "bad-recovery-code");
                }
            }
        }
    }
    void wrongLengthsAndCharactersAreRefused()
    {
        const std::string text = textOf(RecoveryCode::generate());
        VERIFY_FAILS(RecoveryCode::parse({}), ErrorKind::Denied, "bad-recovery-code");
        VERIFY_FAILS(RecoveryCode::parse(text.substr(0, text.size() - 6)), ErrorKind::Denied,
                     "bad-recovery-code");
        VERIFY_FAILS(RecoveryCode::parse(text + "-00000"), ErrorKind::Denied, "bad-recovery-code");
        VERIFY_FAILS(RecoveryCode::parse(text + "U"), ErrorKind::Denied, "bad-recovery-code");
        VERIFY_FAILS(RecoveryCode::parse(text + "\xC3\xA9"), ErrorKind::Denied, "bad-recovery-code");
        VERIFY_FAILS(RecoveryCode::fromBytes(Bytes(19)), ErrorKind::Fault, "bad-keys");
    }
    void itsKeysAreItsOwn()
    {
        const RecoveryCode code = RecoveryCode::generate();
        const RecoveryCode other = RecoveryCode::generate();
        QVERIFY(!isSameCode(code, other));
        const ByteArray<16> salt{1};
        const ByteArray<16> secondSalt{2};
        QVERIFY(equal(code.slotKey(salt).view(), code.slotKey(salt).view()));
        QVERIFY(!equal(code.slotKey(salt).view(), code.slotKey(secondSalt).view()));
        QVERIFY(!equal(code.slotKey(salt).view(), other.slotKey(salt).view()));
    }
};

QTEST_APPLESS_MAIN(TestRecoveryCode)
#include "tst_recovery_code.moc"
