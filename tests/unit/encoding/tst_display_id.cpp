// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/encoding/DisplayId.h"

#include <QTest>
#include <random>

using namespace carnet;

namespace {

constexpr std::string_view kAlphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

Hash hashOf(std::initializer_list<std::uint8_t> first)
{
    Hash hash{};
    std::copy(first.begin(), first.end(), hash.begin());
    return hash;
}

std::vector<std::string> someIds()
{
    std::mt19937 random(11);
    std::vector<std::string> ids = {DisplayId::fromHash(hashOf({})).text(),
                                    DisplayId::fromHash(hashOf({0xFF, 0xFF, 0xFF, 0xFF, 0xFF})).text()};
    while (ids.size() < 60) {
        Hash hash{};
        for (std::uint8_t& byte : hash) {
            byte = static_cast<std::uint8_t>(random());
        }
        ids.push_back(DisplayId::fromHash(hash).text());
    }
    return ids;
}

/// The eight characters without the dash.
std::string bare(const std::string& id)
{
    return id.substr(0, 4) + id.substr(5);
}

} // namespace

class TestDisplayId : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void carriesTheFirst35Bits()
    {
        QCOMPARE(DisplayId::fromHash(hashOf({})).text(), std::string("0000-0000"));
        // 0x84210842'10...: the bits 10000 seven times, then ones that must not count.
        const Hash sixteens = hashOf({0x84, 0x21, 0x08, 0x42, 0x1F, 0xFF, 0xFF});
        QCOMPARE(DisplayId::fromHash(sixteens).text().substr(0, 8), std::string("GGGG-GGG"));
        const Hash counted = hashOf({0x00, 0x44, 0x32, 0x14, 0xC7}); // 0 1 2 3 4 5 6, then ones
        QCOMPARE(DisplayId::fromHash(counted).text().substr(0, 8), std::string("0123-456"));
        QCOMPARE(DisplayId::fromHash(counted).value(), std::uint64_t{0x0044'3214'C7} >> 5);
        QVERIFY(DisplayId::fromHash(counted).matches(hashOf({0x00, 0x44, 0x32, 0x14, 0xC0})));
        QVERIFY(!DisplayId::fromHash(counted).matches(hashOf({0x00, 0x44, 0x32, 0x14, 0xE0})));
    }

    // The rule as the header states it, computed with plain polynomial multiplication.
    void theCheckIsTheWeightedSumOverGf32()
    {
        const auto multiply = [](unsigned a, unsigned b) {
            unsigned product = 0;
            for (unsigned bit = 0; bit < 5; ++bit) {
                product ^= (b >> bit & 1U) != 0 ? a << bit : 0U;
            }
            for (unsigned bit = 8; bit >= 5; --bit) {
                product ^= (product >> bit & 1U) != 0 ? 0x25U << (bit - 5) : 0U;
            }
            return product;
        };
        for (const std::string& id : someIds()) {
            unsigned sum = 0;
            unsigned weight = 1;
            const std::string characters = bare(id);
            for (std::size_t i = characters.size(); i-- > 0;) {
                sum ^= multiply(static_cast<unsigned>(kAlphabet.find(characters[i])), weight);
                weight = multiply(weight, 2);
            }
            QCOMPARE(sum, 0U);
        }
    }

    void everySingleWrongCharacterIsCaught()
    {
        for (const std::string& id : someIds()) {
            QVERIFY(DisplayId::parse(id));
            for (std::size_t at = 0; at < id.size(); ++at) {
                for (const char character : kAlphabet) {
                    std::string wrong = id;
                    wrong[at] = character;
                    if (wrong != id) {
                        QVERIFY2(!DisplayId::parse(wrong), wrong.c_str());
                    }
                }
            }
        }
    }

    void everySwapIsCaught()
    {
        for (const std::string& id : someIds()) {
            const std::string characters = bare(id);
            for (std::size_t i = 0; i < characters.size(); ++i) {
                for (std::size_t j = i + 1; j < characters.size(); ++j) {
                    std::string swapped = characters;
                    std::swap(swapped[i], swapped[j]);
                    QCOMPARE(DisplayId::parse(swapped).has_value(), swapped == characters);
                }
            }
        }
    }

    // The check is linear, so what one error adds to the sum does not depend on the other characters. An
    // error is caught for every id if it is caught here: all positions, all differences, all pairs of
    // characters.
    void everyErrorIsCaughtForEveryId()
    {
        const std::string zero = "00000000";
        QVERIFY(DisplayId::parse(zero));
        for (std::size_t at = 0; at < 8; ++at) {
            for (std::size_t difference = 1; difference < 32; ++difference) {
                std::string wrong = zero;
                wrong[at] = kAlphabet[difference];
                QVERIFY(!DisplayId::parse(wrong));
                // Swapping two characters adds their difference at both places.
                for (std::size_t other = at + 1; other < 8; ++other) {
                    std::string swapped = wrong;
                    swapped[other] = kAlphabet[difference];
                    QVERIFY(!DisplayId::parse(swapped));
                }
            }
        }
    }

    void acceptsWhatPeopleType()
    {
        for (const std::string& id : someIds()) {
            const DisplayId parsed = DisplayId::parse(id).value();
            QCOMPARE(parsed.text(), id);
            QVERIFY(DisplayId::parse(bare(id)).value() == parsed);
            std::string typed = id;
            for (char& character : typed) {
                character = static_cast<char>(std::tolower(static_cast<unsigned char>(character)));
            }
            QVERIFY(DisplayId::parse(typed).value() == parsed);
            for (char& character : typed) {
                character = character == '0' ? 'o' : character == '1' ? 'l' : character;
            }
            QVERIFY(DisplayId::parse(typed).value() == parsed);
            for (char& character : typed) {
                character = character == 'o' ? 'O' : character == 'l' ? 'I' : character;
            }
            QVERIFY(DisplayId::parse(typed).value() == parsed);
        }
    }

    void refusesWhatIsNotADisplayId()
    {
        const std::string good = DisplayId::fromHash(hashOf({0x12, 0x34, 0x56, 0x78, 0x9A})).text();
        const std::string wrong[] = {
            "",          "-",         "0000-000",  "0000-00000",      "000-00000", "00000-000",
            "0000--000", "0000 0000", "-00000000", "00000000-",       "000000000", " 0000-0000",
            "0000-000U", "0000-000u", "0000-000*", "0000-00\xC3\xA9", good + good, std::string(100000, '0')};
        for (const std::string& typed : wrong) {
            const auto parsed = DisplayId::parse(typed);
            QVERIFY2(!parsed, typed.c_str());
            QCOMPARE(parsed.error().kind, ErrorKind::Refused);
            QCOMPARE(parsed.error().slug, std::string("bad-display-id"));
        }
        QVERIFY(DisplayId::parse(good));
    }

    void theExampleInTheMessageIsValid()
    {
        const std::string message = DisplayId::parse("x").error().message;
        const std::size_t at = message.find('-');
        QVERIFY(at != std::string::npos);
        QVERIFY2(DisplayId::parse(message.substr(at - 4, 9)), message.c_str());
    }
};

QTEST_APPLESS_MAIN(TestDisplayId)
#include "tst_display_id.moc"
