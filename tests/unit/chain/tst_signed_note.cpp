// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/chain/SignedNote.h"

#include "ledger/encoding/Base64.h"
#include "tests/unit/chain/NoteKeys.h"

#include <QTest>

using namespace carnet;

namespace {

#define DASH "\xE2\x80\x94"

// The example of golang.org/x/mod/sumdb/note, where the format comes from.
constexpr std::string_view kGoText = "If you think cryptography is the answer to your problem,\n"
                                     "then you don't know what your problem is.\n";
constexpr std::string_view kPeterLine = DASH
    " PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";
constexpr std::string_view kEnochLine = DASH
    " EnochRoot rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLox33WWd1RvMc+QQ=\n";
constexpr std::string_view kPeterSeed = "810a1402d5146c8d84f2443330f54080ebf98ee17d9c74f6252fc5d5c7283173";
constexpr std::string_view kPeterKey = "1a5cd907143c384c41e830c5bce12aa8817ec5649aaabf2c31388b35b2d744d6";

std::string goNote()
{
    return std::string(kGoText) + "\n" + std::string(kPeterLine) + std::string(kEnochLine);
}

template <typename T>
void verifyFailure(const Result<T>& result, ErrorKind kind, std::string_view slug)
{
    QVERIFY(!result);
    QCOMPARE(result.error().kind, kind);
    QCOMPARE(result.error().slug, std::string(slug));
}

void verifyRefused(const std::string& note)
{
    const auto parsed = SignedNote::parse(note);
    if (parsed) {
        QFAIL(note.c_str());
    }
    verifyFailure(parsed, ErrorKind::Fault, "bad-encoding");
}

} // namespace

class TestSignedNote : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void signsWhatTheReferenceSigns()
    {
        const crypto::SigningKey peter = crypto::SigningKey::fromSeed(hexDecode(kPeterSeed).value());
        QCOMPARE(peter.publicKey(), test::publicKeyFromHex(kPeterKey));
        SignedNote note{std::string(kGoText), {}};
        QVERIFY(signNote(note, "PeterNeumann", peter));
        QCOMPARE(note.encode(), std::string(kGoText) + "\n" + std::string(kPeterLine));
    }

    void opensWhatTheReferenceOpens()
    {
        const auto note = SignedNote::parse(goNote());
        QVERIFY(note);
        QCOMPARE(note->text, std::string(kGoText));
        QCOMPARE(note->signatures.size(), std::size_t(2));
        QCOMPARE(note->encode(), goNote());
        const crypto::PublicKey peter = test::publicKeyFromHex(kPeterKey);
        const crypto::PublicKey enoch = enochKey();
        QVERIFY(verifyNote(*note, "PeterNeumann", peter));
        QVERIFY(verifyNote(*note, "EnochRoot", enoch));
        // A name and a key that do not belong together are unknown to the note.
        verifyFailure(verifyNote(*note, "EnochRoot", peter), ErrorKind::Fault, "note-signature");
        verifyFailure(verifyNote(*note, "PeterNeumann", enoch), ErrorKind::Fault, "note-signature");
        verifyFailure(verifyNote(*note, "Nobody", peter), ErrorKind::Fault, "note-signature");
    }

    // Published with the description of verifier keys in C2SP signed-note.
    void agreesWithTheSpecification()
    {
        const auto key =
            test::publicKeyFromHex("e932791ae6e7a840a46164c904786426d5e7821dd8b29a00d61cae72afdd4da4");
        QCOMPARE(hexEncode(noteKeyId("example.com/foo", NoteSignatureType::Ed25519, key)),
                 std::string("530d903a"));
        const auto note = SignedNote::parse(
            "This is an example message.\n\n" DASH " example.com/foo "
            "Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n");
        QVERIFY(note);
        QVERIFY(verifyNote(*note, "example.com/foo", key));
        // The example at its beginning: a text with an empty line in it and letters outside ASCII.
        const std::string poem =
            "Ognuno sta solo sul cuor della terra\ntrafitto da un raggio di sole:\n\ned \xC3\xA8 subito sera.\n\n" DASH
            " quasimodo.example/salvatore "
            "NnugSzTjtVAewIS+Z/iJhUPeFDkO/5QQ2i5ddnGITLlC+EhfLW9oJKONrMouFSQU0xMcXxj99ihAQwaqP3ZekRwNtIc=\n";
        const auto parsed = SignedNote::parse(poem);
        QVERIFY(parsed);
        QVERIFY(parsed->text.ends_with("subito sera.\n"));
        QCOMPARE(parsed->signatures.front().keyName, std::string("quasimodo.example/salvatore"));
        QCOMPARE(parsed->encode(), poem);
    }

    void aChangedNoteDoesNotVerify()
    {
        const std::string good = goNote();
        const crypto::PublicKey peter = test::publicKeyFromHex(kPeterKey);
        for (std::size_t at = 0; at < std::string(kGoText).size(); ++at) {
            std::string changed = good;
            changed[at] = static_cast<char>(changed[at] ^ 1);
            if (const auto note = SignedNote::parse(changed)) {
                verifyFailure(verifyNote(*note, "PeterNeumann", peter), ErrorKind::Fault, "note-signature");
            }
        }
        auto note = SignedNote::parse(good).value();
        for (std::size_t bit = 0; bit < note.signatures[0].signature.size() * 8; ++bit) {
            auto changed = note;
            std::uint8_t& byte = changed.signatures[0].signature[bit / 8];
            byte = static_cast<std::uint8_t>(byte ^ (1U << (bit % 8)));
            QVERIFY(!verifyNote(changed, "PeterNeumann", peter));
            QVERIFY(verifyNote(changed, "EnochRoot", enochKey()));
        }
        note.signatures[0].signature.pop_back();
        QVERIFY(!verifyNote(note, "PeterNeumann", peter));
    }

    // One line of the key verifies and another does not: somebody tampered, so nothing is believed.
    void eachLineOfAKnownKeyMustVerify()
    {
        auto note = SignedNote::parse(goNote()).value();
        const crypto::PublicKey peter = test::publicKeyFromHex(kPeterKey);
        note.signatures.push_back(note.signatures[0]);
        QVERIFY(verifyNote(note, "PeterNeumann", peter));
        note.signatures.back().signature[5] ^= 1;
        QVERIFY(!verifyNote(note, "PeterNeumann", peter));
        std::swap(note.signatures.front(), note.signatures.back());
        QVERIFY(!verifyNote(note, "PeterNeumann", peter));
    }

    void refusesEveryOtherForm()
    {
        const std::string text(kGoText);
        const std::string line(kPeterLine);
        QVERIFY(SignedNote::parse(text + "\n" + line));
        QVERIFY(SignedNote::parse("\n\n" + line)); // an empty line can be a text
        verifyRefused("");
        verifyRefused(text);
        verifyRefused(text + "\n");
        verifyRefused(text + line);
        verifyRefused(text + "\n" + line + "\n");
        verifyRefused(text + "\n" + line.substr(0, line.size() - 1));
        verifyRefused(text + "\r\n" + line);
        verifyRefused(text + "\n" + line.substr(0, line.size() - 1) + "\r\n");
        verifyRefused(text + "\n-" + line.substr(3));
        verifyRefused(text + "\n\xE2\x80\x93" + line.substr(3)); // an en dash
        verifyRefused(text + "\n" DASH + line.substr(4));
        verifyRefused(text + "\n" DASH "  " + line.substr(4));
        verifyRefused(text + "\n " + line);
        verifyRefused(text + "\n" + line.substr(0, line.size() - 1) + " \n");
        verifyRefused(text + "\n" + line + "not a signature\n");
        const std::string base64 = line.substr(17, line.size() - 18);
        verifyRefused(text + "\n" DASH " " + base64 + "\n");
        verifyRefused(text + "\n" DASH " a+b " + base64 + "\n");
        verifyRefused(text
                      + "\n" DASH " a\xC2\xA0"
                        "b "
                      + base64 + "\n");
        verifyRefused(text + "\n" DASH " " + std::string(kMaxNoteKeyName + 1, 'n') + " " + base64 + "\n");
        QVERIFY(SignedNote::parse(text + "\n" DASH " " + std::string(kMaxNoteKeyName, 'n') + " " + base64
                                  + "\n"));
        verifyRefused(text + "\n" DASH " n " + base64.substr(0, base64.size() - 1) + "\n"); // padding missing
        verifyRefused(text + "\n" DASH " n AAAAAA==\n");                                    // a key id alone
        QVERIFY(SignedNote::parse(text + "\n" DASH " n AAAAAAA=\n"));
        verifyRefused(text + "\n" DASH " n AAAAAAB=\n"); // trailing bits
        verifyRefused(text + "\n" DASH " n \n");
        verifyRefused(text + "\n" DASH " n\n");
    }

    void refusesControlCharactersAndBadUtf8Everywhere()
    {
        const std::string good = goNote();
        for (int byte = 0; byte < 0x20; ++byte) {
            std::string changed = good;
            changed[3] = static_cast<char>(byte);
            if (byte != '\n') {
                verifyRefused(changed);
            }
        }
        for (const std::string& wrong :
             {std::string("\xC0\x80"), std::string("\xED\xA0\x80"), std::string("\xFF")}) {
            verifyRefused(wrong + good);
            verifyRefused(good.substr(0, good.find(" PeterNeumann") + 3) + wrong
                          + good.substr(good.find("eterNeumann")));
        }
    }

    void keyNamesHaveNoSpacesOfAnyScript()
    {
        QVERIFY(isNoteKeyName("carnet/draft-0/abc/def"));
        QVERIFY(isNoteKeyName("\xE0\xA4\x95\xE0\xA5\x8D\xE0\xA4\xB2\xE0\xA4\xBF")); // Devanagari
        QVERIFY(isNoteKeyName("\xE2\x80\x8B")); // U+200B has no White_Space property
        for (const std::string& name :
             {std::string(), std::string("a b"), std::string("a+b"), std::string("a\tb"), std::string("a\nb"),
              std::string("a\xC2\x85"), std::string("\xC2\xA0"), std::string("\xE1\x9A\x80"),
              std::string("\xE2\x80\x83"), std::string("\xE2\x80\xA8"), std::string("\xE2\x81\x9F"),
              std::string("\xE3\x80\x80"), std::string("a\xFF"), std::string("a\0b", 3)}) {
            QVERIFY(!isNoteKeyName(name));
        }
    }

    void sizesAreLimited()
    {
        const std::string line = DASH " n AAAAAAA=\n";
        std::string note = "text\n\n";
        for (std::size_t i = 0; i < kMaxNoteSignatures; ++i) {
            note += line;
        }
        QVERIFY(SignedNote::parse(note));
        verifyRefused(note + line);
        const std::string big(kMaxNoteSize, 'x');
        verifyRefused(big + "\n\n" + line);
        const std::string rest = "\n\n" + line;
        QVERIFY(SignedNote::parse(big.substr(rest.size()) + rest));
        verifyRefused(big.substr(rest.size() - 1) + rest);
        const auto signatureOf = [](std::size_t size) {
            return "text\n\n" DASH " n " + base64Encode(Bytes(4 + size, 1)) + "\n";
        };
        QVERIFY(SignedNote::parse(signatureOf(kMaxNoteSignature)));
        verifyRefused(signatureOf(kMaxNoteSignature + 3));
    }

    void signingRefusesWhatCouldNotBeRead()
    {
        const crypto::SigningKey key = test::keyNumber(1);
        for (const std::string& text : {std::string(), std::string("no newline"), std::string("tab\there\n"),
                                        std::string("bad \xFF\n"), std::string("nul\0\n", 5)}) {
            SignedNote note{text, {}};
            verifyFailure(signNote(note, "name", key), ErrorKind::Refused, "bad-note");
            QVERIFY(note.signatures.empty());
        }
        SignedNote note{"text\n", {}};
        for (const std::string& name : {std::string(), std::string("a b"), std::string("a+b")}) {
            verifyFailure(signNote(note, name, key), ErrorKind::Refused, "bad-note");
        }
        QVERIFY(note.signatures.empty());
        note.signatures.assign(kMaxNoteSignatures, NoteSignature{"n", {}, Bytes(64, 1)});
        verifyFailure(signNote(note, "name", key), ErrorKind::Refused, "bad-note");
        QCOMPARE(note.signatures.size(), kMaxNoteSignatures);
    }

    void whatIsSignedIsReadBack()
    {
        for (const std::string& text :
             {std::string("one line\n"), std::string("\n"), std::string("a\n\nb\n\n"),
              std::string(DASH " looks like a signature AAAAAAA=\n")}) {
            SignedNote note{text, {}};
            QVERIFY(signNote(note, "first", test::keyNumber(1)));
            QVERIFY(signNote(note, "second", test::keyNumber(2)));
            const auto parsed = SignedNote::parse(note.encode());
            QVERIFY(parsed);
            QVERIFY(*parsed == note);
            QVERIFY(verifyNote(*parsed, "first", test::keyNumber(1).publicKey()));
            QVERIFY(verifyNote(*parsed, "second", test::keyNumber(2).publicKey()));
            QVERIFY(!verifyNote(*parsed, "first", test::keyNumber(2).publicKey()));
        }
    }

private:
    static crypto::PublicKey enochKey()
    {
        const Bytes bytes = base64Decode("ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop").value();
        crypto::PublicKey key{};
        std::copy_n(bytes.begin() + 1, key.size(), key.begin());
        return key;
    }
};

QTEST_APPLESS_MAIN(TestSignedNote)
#include "tst_signed_note.moc"
