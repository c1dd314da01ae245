// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/encoding/Base32.h"
#include "ledger/encoding/Base58.h"
#include "ledger/encoding/Base64.h"
#include "ledger/encoding/Hex.h"

#include <QTest>
#include <random>

using namespace carnet;

namespace {

using Encoder = std::string (*)(ByteView);
using Decoder = Result<Bytes> (*)(std::string_view);

struct Codec {
    const char* name;
    Encoder encode;
    Decoder decode;
    std::string_view alphabet;
};

const Codec kCodecs[] = {
    {"hex", hexEncode, hexDecode, "0123456789abcdef"},
    {"base32", base32Encode, base32Decode, "abcdefghijklmnopqrstuvwxyz234567"},
    {"base64", base64Encode, base64Decode,
     "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/="},
    {"base58", base58Encode, base58Decode, "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"},
};

void verifyFault(const Result<Bytes>& result)
{
    QVERIFY(!result);
    QCOMPARE(result.error().kind, ErrorKind::Fault);
    QCOMPARE(result.error().slug, std::string("bad-encoding"));
    QVERIFY(result.error().detail.find("offset") != std::string::npos);
}

} // namespace

class TestTextCodecs : public QObject {
    Q_OBJECT
private Q_SLOTS:
    // RFC 4648, section 10, and the base58 draft's own vectors.
    void agreesWithThePublishedVectors()
    {
        const std::string_view inputs[] = {"", "f", "fo", "foo", "foob", "fooba", "foobar"};
        const std::string_view base64[] = {"", "Zg==", "Zm8=", "Zm9v", "Zm9vYg==", "Zm9vYmE=", "Zm9vYmFy"};
        const std::string_view base32[] = {"", "my", "mzxq", "mzxw6", "mzxw6yq", "mzxw6ytb", "mzxw6ytboi"};
        const std::string_view hex[] = {"", "66", "666f", "666f6f", "666f6f62", "666f6f6261", "666f6f626172"};
        for (std::size_t i = 0; i < std::size(inputs); ++i) {
            QCOMPARE(base64Encode(viewOf(inputs[i])), std::string(base64[i]));
            QCOMPARE(base32Encode(viewOf(inputs[i])), std::string(base32[i]));
            QCOMPARE(hexEncode(viewOf(inputs[i])), std::string(hex[i]));
            QCOMPARE(toText(base64Decode(base64[i]).value()), std::string(inputs[i]));
            QCOMPARE(toText(base32Decode(base32[i]).value()), std::string(inputs[i]));
            QCOMPARE(toText(hexDecode(hex[i]).value()), std::string(inputs[i]));
        }
        const std::pair<Bytes, std::string_view> base58[] = {
            {toBytes(viewOf("Hello World!")), "2NEpo7TZRRrLZSi2U"},
            {toBytes(viewOf("The quick brown fox jumps over the lazy dog.")),
             "USm3fpXnKG5EUBx2ndxBDMPVciP5hGey2Jh4NDv6gmeo1LkMeiKrLJUUBk6Z"},
            {Bytes{0x00, 0x00, 0x28, 0x7F, 0xB4, 0xCD}, "11233QC4"},
            {Bytes{}, ""},
            {Bytes{0, 0, 0}, "111"},
        };
        for (const auto& [bytes, text] : base58) {
            QCOMPARE(base58Encode(bytes), std::string(text));
            QCOMPARE(base58Decode(text).value(), bytes);
        }
    }

    void returnsWhatWasEncoded()
    {
        std::mt19937 random(7);
        for (const Codec& codec : kCodecs) {
            for (std::size_t size = 0; size < 100; ++size) {
                Bytes bytes(size);
                for (std::uint8_t& byte : bytes) {
                    byte = static_cast<std::uint8_t>(random());
                }
                std::fill_n(bytes.begin(), std::min<std::size_t>(size, random() % 4), std::uint8_t{0});
                const auto decoded = codec.decode(codec.encode(bytes));
                QVERIFY2(decoded, codec.name);
                QCOMPARE(*decoded, bytes);
            }
        }
    }

    // No two texts stand for the same bytes: every text of a few characters that decodes is what the encoder
    // writes.
    void everyAcceptedTextIsTheOnlyOne()
    {
        for (const Codec& codec : kCodecs) {
            for (const char a : codec.alphabet) {
                for (const char b : codec.alphabet) {
                    for (const std::string& prefix :
                         {std::string(), std::string("a"), std::string("ab"), std::string("abcde")}) {
                        const std::string text = prefix + a + b;
                        if (const auto decoded = codec.decode(text)) {
                            QCOMPARE(codec.encode(*decoded), text);
                        }
                    }
                }
            }
        }
    }

    void refusesForeignCharacters()
    {
        const std::string good[] = {"00000000", "aaaaaaaa", "AAAAAAAA", "22222222"};
        for (std::size_t i = 0; i < std::size(kCodecs); ++i) {
            QVERIFY(kCodecs[i].decode(good[i]));
            for (std::size_t at = 0; at < good[i].size(); ++at) {
                for (int byte = 0; byte < 256; ++byte) {
                    const char character = static_cast<char>(byte);
                    const bool inAlphabet = kCodecs[i].alphabet.find(character) != std::string_view::npos;
                    std::string text = good[i];
                    text[at] = character;
                    if (!inAlphabet) {
                        verifyFault(kCodecs[i].decode(text));
                    }
                }
            }
        }
    }

    void hexRefusesOddLengthsAndUpperCase()
    {
        verifyFault(hexDecode("0"));
        verifyFault(hexDecode("000"));
        verifyFault(hexDecode("0A"));
        verifyFault(hexDecode("0x00"));
    }

    void base32RefusesImpossibleLengthsTrailingBitsAndPadding()
    {
        for (const std::string_view text : {"a", "aaa", "aaaaaa", "aaaaaaaaa"}) {
            verifyFault(base32Decode(text));
        }
        // The last character of two, four, five and seven has two, four, one and three bits to spare.
        const std::pair<std::size_t, unsigned> shapes[] = {{2, 2}, {4, 4}, {5, 1}, {7, 3}};
        const std::string_view alphabet = kCodecs[1].alphabet;
        for (const auto& [length, spare] : shapes) {
            for (unsigned value = 0; value < 32; ++value) {
                const std::string text = std::string(length - 1, 'a') + alphabet[value];
                QCOMPARE(base32Decode(text).has_value(), value % (1U << spare) == 0);
            }
        }
        verifyFault(base32Decode("my======"));
        verifyFault(base32Decode("MY"));
    }

    void base64RefusesOtherPaddingTrailingBitsAndSpace()
    {
        QVERIFY(base64Decode("Zg=="));
        for (const std::string_view text :
             {"Zg", "Zg=", "Zg===", "=", "====", "Z===", "Zg==Zg==", "Zm9v====", "Zg= ", "Zh==", "Zi==",
              "Zm9=", "Zm+=", " Zg==", "Zg==\n", "Zm9v\r\n", "Zm-_", "Z=g="}) {
            verifyFault(base64Decode(text));
        }
        const std::string_view alphabet = kCodecs[2].alphabet;
        for (unsigned value = 0; value < 64; ++value) {
            QCOMPARE(base64Decode(std::string("A") + alphabet[value] + "==").has_value(), value % 16 == 0);
            QCOMPARE(base64Decode(std::string("AA") + alphabet[value] + "=").has_value(), value % 4 == 0);
        }
    }

    void base58RefusesWhatIsTooLong()
    {
        QVERIFY(base58Decode(std::string(kMaxBase58Length, 'z')));
        verifyFault(base58Decode(std::string(kMaxBase58Length + 1, 'z')));
        verifyFault(base58Decode(std::string(kMaxBase58Length + 1, '1')));
        for (const char character : {'0', 'O', 'I', 'l'}) {
            verifyFault(base58Decode(std::string(1, character)));
        }
    }
};

QTEST_APPLESS_MAIN(TestTextCodecs)
#include "tst_text_codecs.moc"
