// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/chain/Checkpoint.h"
#include "ledger/chain/Cosignature.h"

#include "ledger/chain/MerkleTree.h"
#include "ledger/encoding/Base64.h"
#include "tests/unit/chain/NoteKeys.h"

#include <QTest>
#include <limits>

using namespace carnet;

namespace {

#define DASH "\xE2\x80\x94"

// A public log's checkpoint with its witnesses' cosignatures, as it was served. Only the keys below are known here.
constexpr std::string_view kPublicNote =
    "arche2025h1.staging.ct.transparency.dev\n1432088532\nU7WM79jrzyhGZ5/GUBTpM7NzwdyfFx61t3RovgcC4Ro=\n\n" DASH
    " arche2025h1.staging.ct.transparency.dev zTM8sQAAAZ5W0WdjBAMARjBEAiBjW5IQf9pvsYLfQFX6hoGREPMHbdQ3urbllza"
    "lApkptQIgIpwtEroeW2BXaHAI4kJXFbon5Ch9MNL5zRNZ55lvGt0=\n" DASH
    " arche2025h1.staging.ct.transparency.dev ui8GwCF1+kWqZrxGdhj4aX3gcw7XUlXQQabg/27lefwhUkzbC3NygNI75MdhL1bf"
    "TW9g8Ei59RA23oHP7Ry1k3ZFWwQ=\n" DASH
    " transparency.dev/DEV:witness-little-garden 2AQqhwAAAABqEiEgzgFIqqhbUoDwjMWE6UP8nd8/KYTzwZ2rhIgcqoXHAwVkj"
    "Zr4AscylP3v7sEodkRAErumC2q44vdgJY096st5BQ==\n" DASH
    " witness1.smartit.nu/witness1 pIyCDwAAAABqEiEghIp82KWebrw7/oHQwlTAm3g2RKS4+eebl8eO0WH+/iEcxZ75W3u5hNI7TOQ"
    "tmJbqmNWVuE0tgh0XwzdZsDsUAQ==\n" DASH
    " remora.n621.de 2net5wAAAABqEiEgPlfF3V06o0Y+fHM+J5J9s27wgxxcOVSpZ/2g/KSiXCg9DEZI+aVCIobWX9sXTynk5XeU/zZ0W"
    "BxtqB0DrAWfBw==\n";
constexpr std::string_view kPublicOrigin = "arche2025h1.staging.ct.transparency.dev";
constexpr std::int64_t kPublicTimeMs = 1779573024000; // 0x6a122120 s, 2026-05-23

struct PublicWitness {
    std::string_view name;
    std::string_view keyId;
    std::string_view typeAndKey;
};
constexpr PublicWitness kPublicWitnesses[] = {
    {"transparency.dev/DEV:witness-little-garden", "d8042a87",
     "BCtusOxINQNUTN5Oj8HObRkh2yHf/MwYaGX4CPdiVEPM"},
    {"witness1.smartit.nu/witness1", "a48c820f", "BPSFWg9G6KPiO7QPryYO5Xq4oYJJ+kAvLKLSimDhoxMO"},
    {"remora.n621.de", "da77ade7", "BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2"},
};

crypto::PublicKey keyIn(std::string_view typeAndKey)
{
    return test::publicKeyFromHex(hexEncode(base64Decode(typeAndKey).value()).substr(2));
}

const crypto::PublicKey& publicLogKey()
{
    static const crypto::PublicKey key = keyIn("AU0vHmlGCS/PdN8b2OaGmKprLI8HKM+dJ472xgFYh15f");
    return key;
}

template <typename T>
void verifyFailure(const Result<T>& result, ErrorKind kind, std::string_view slug)
{
    QVERIFY(!result);
    QCOMPARE(result.error().kind, kind);
    QCOMPARE(result.error().slug, std::string(slug));
}

Checkpoint someCheckpoint()
{
    return {"carnet/draft-0/f/c", 42, merkle::leafHash(viewOf("root"))};
}

} // namespace

class TestCheckpoint : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void opensAPublicLogsCheckpoint()
    {
        const auto note = SignedNote::parse(kPublicNote);
        QVERIFY(note);
        const auto checkpoint = openCheckpoint(*note, kPublicOrigin, publicLogKey());
        QVERIFY(checkpoint);
        QCOMPARE(checkpoint->origin, std::string(kPublicOrigin));
        QCOMPARE(checkpoint->size, std::uint64_t{1432088532});
        QCOMPARE(base64Encode(checkpoint->root), std::string("U7WM79jrzyhGZ5/GUBTpM7NzwdyfFx61t3RovgcC4Ro="));
        QCOMPARE(checkpoint->text(), note->text);
        QCOMPARE(note->encode(), std::string(kPublicNote));
    }

    void verifiesPublicWitnesses()
    {
        const SignedNote note = SignedNote::parse(kPublicNote).value();
        for (const PublicWitness& witness : kPublicWitnesses) {
            const crypto::PublicKey key = keyIn(witness.typeAndKey);
            QCOMPARE(hexEncode(noteKeyId(witness.name, NoteSignatureType::CosignatureV1, key)),
                     std::string(witness.keyId));
            const auto timeMs = verifyCosignature(note, witness.name, key);
            QVERIFY(timeMs);
            QCOMPARE(*timeMs, kPublicTimeMs);
            // The same line is no signature over the text, and no other witness's.
            verifyFailure(verifyNote(note, witness.name, key), ErrorKind::Fault, "note-signature");
            verifyFailure(verifyCosignature(note, "another.example/w", key), ErrorKind::Fault,
                          "note-signature");
        }
        verifyFailure(verifyCosignature(note, kPublicOrigin, publicLogKey()), ErrorKind::Fault,
                      "note-signature");
    }

    void aChangedPublicCheckpointIsRefused()
    {
        SignedNote note = SignedNote::parse(kPublicNote).value();
        Checkpoint checkpoint = Checkpoint::parse(note.text).value();
        checkpoint.size = 42;
        note.text = checkpoint.text();
        verifyFailure(openCheckpoint(note, kPublicOrigin, publicLogKey()), ErrorKind::Fault,
                      "note-signature");
        for (const PublicWitness& witness : kPublicWitnesses) {
            verifyFailure(verifyCosignature(note, witness.name, keyIn(witness.typeAndKey)), ErrorKind::Fault,
                          "note-signature");
        }
    }

    // The example of C2SP tlog-cosignature, whose key is not published: the message and the time are.
    void theCosignedMessageIsTheSpecifications()
    {
        const std::string text =
            "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n";
        QCOMPARE(cosignedMessage(1679315147, text), "cosignature/v1\ntime 1679315147\n" + text);
        const auto note = SignedNote::parse(
            text
            + "\n" DASH " example.com/behind-the-sofa "
              "Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n" DASH
              " witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZ"
              "qhf5nNo0xUe+mbIUBkBIfZ+qnA==\n");
        QVERIFY(note);
        QCOMPARE(hexEncode(note->signatures[1].keyId), std::string("8d66cf3f"));
        QCOMPARE(hexEncode(ByteView(note->signatures[1].signature).first(8)),
                 std::string("00000000641850cb"));
        QVERIFY(Checkpoint::parse(note->text));
    }

    void refusesEveryOtherText_data()
    {
        QTest::addColumn<QByteArray>("text");
        const QByteArray root("CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=");
        const auto row = [](const char* name, const QByteArray& text) { QTest::newRow(name) << text; };
        row("empty", "");
        row("origin only", "o\n");
        row("two lines", "o\n7\n");
        row("no last newline", "o\n7\n" + root);
        row("extension line", "o\n7\n" + root + "\nmore\n");
        row("empty extension line", "o\n7\n" + root + "\n\n");
        row("empty origin", "\n7\n" + root + "\n");
        row("origin too long", QByteArray(int(kMaxNoteKeyName) + 1, 'o') + "\n7\n" + root + "\n");
        row("empty size", "o\n\n" + root + "\n");
        row("leading zero", "o\n07\n" + root + "\n");
        row("two zeros", "o\n00\n" + root + "\n");
        row("sign", "o\n+7\n" + root + "\n");
        row("negative", "o\n-7\n" + root + "\n");
        row("space before", "o\n 7\n" + root + "\n");
        row("space after", "o\n7 \n" + root + "\n");
        row("hexadecimal", "o\n0x7\n" + root + "\n");
        row("2^53", "o\n9007199254740992\n" + root + "\n");
        row("2^64", "o\n18446744073709551616\n" + root + "\n");
        row("many digits", "o\n" + QByteArray(1000, '9') + "\n" + root + "\n");
        row("root of 31 bytes", "o\n7\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA==\n");
        row("root of 33 bytes", "o\n7\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n");
        row("root without padding", "o\n7\n" + root.left(43) + "\n");
        row("root with trailing bits", "o\n7\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2J=\n");
        row("root in the URL alphabet", "o\n7\n" + QByteArray(root).replace('/', '_') + "\n");
        row("carriage returns", "o\r\n7\r\n" + root + "\r\n");
        row("not UTF-8", "o\xFF\n7\n" + root + "\n");
    }
    void refusesEveryOtherText()
    {
        QFETCH(QByteArray, text);
        verifyFailure(Checkpoint::parse(text.toStdString()), ErrorKind::Fault, "bad-encoding");
    }

    void sizesUpToTheLimitAreRead()
    {
        for (const std::uint64_t size : {std::uint64_t{0}, std::uint64_t{7}, kMaxTreeSize}) {
            Checkpoint checkpoint = someCheckpoint();
            checkpoint.size = size;
            QVERIFY(Checkpoint::parse(checkpoint.text()).value() == checkpoint);
        }
    }

    void theOriginNamesFederationAndChain()
    {
        Hash federation{};
        Hash chain{};
        chain.fill(0xFF);
        const std::string origin = checkpointOrigin(federation, chain);
        QCOMPARE(origin, "carnet/draft-0/" + std::string(52, 'a') + "/" + std::string(51, '7') + "q");
        QVERIFY(isNoteKeyName(origin));
        QVERIFY(checkpointOrigin(chain, federation) != origin);
    }

    void aStationSignsAndAnotherOpens()
    {
        const crypto::SigningKey station = test::keyNumber(1);
        const Checkpoint checkpoint{checkpointOrigin(Hash{}, merkle::leafHash({})), 9,
                                    merkle::leafHash(viewOf("r"))};
        const auto note = signCheckpoint(checkpoint, station);
        QVERIFY(note);
        const auto received = SignedNote::parse(note->encode());
        QVERIFY(received);
        QVERIFY(openCheckpoint(*received, checkpoint.origin, station.publicKey()).value() == checkpoint);
        verifyFailure(openCheckpoint(*received, checkpoint.origin, test::keyNumber(2).publicKey()),
                      ErrorKind::Fault, "note-signature");
        const std::string otherChain = checkpointOrigin(Hash{}, Hash{});
        verifyFailure(openCheckpoint(*received, otherChain, station.publicKey()), ErrorKind::Fault,
                      "wrong-origin");
        // Signed by the same key, but under a name that is not the origin.
        SignedNote renamed{checkpoint.text(), {}};
        QVERIFY(signNote(renamed, otherChain, station));
        verifyFailure(openCheckpoint(renamed, checkpoint.origin, station.publicKey()), ErrorKind::Fault,
                      "note-signature");
        // Cosigned by the station's own key, which is no signature of the chain.
        SignedNote cosigned{checkpoint.text(), {}};
        QVERIFY(cosign(cosigned, checkpoint.origin, station, 1000));
        verifyFailure(openCheckpoint(cosigned, checkpoint.origin, station.publicKey()), ErrorKind::Fault,
                      "note-signature");
    }

    void signingRefusesWhatCouldNotBeRead()
    {
        Checkpoint wrongOrigin = someCheckpoint();
        wrongOrigin.origin = "two words";
        verifyFailure(signCheckpoint(wrongOrigin, test::keyNumber(1)), ErrorKind::Refused, "bad-note");
        wrongOrigin.origin = "two\nlines";
        verifyFailure(signCheckpoint(wrongOrigin, test::keyNumber(1)), ErrorKind::Refused, "bad-note");
        Checkpoint tooLarge = someCheckpoint();
        tooLarge.size = kMaxTreeSize + 1;
        verifyFailure(signCheckpoint(tooLarge, test::keyNumber(1)), ErrorKind::Refused, "bad-note");
    }

    void aWitnessCosignsAndAnotherVerifies()
    {
        const crypto::SigningKey witness = test::keyNumber(3);
        SignedNote note = signCheckpoint(someCheckpoint(), test::keyNumber(1)).value();
        QVERIFY(cosign(note, "station.example/w", witness, 1782864000999));
        const SignedNote received = SignedNote::parse(note.encode()).value();
        QVERIFY(openCheckpoint(received, someCheckpoint().origin, test::keyNumber(1).publicKey()));
        QCOMPARE(verifyCosignature(received, "station.example/w", witness.publicKey()).value(),
                 std::int64_t{1782864000000});
        verifyFailure(verifyCosignature(received, "station.example/w", test::keyNumber(4).publicKey()),
                      ErrorKind::Fault, "note-signature");
        verifyFailure(verifyCosignature(received, "other.example/w", witness.publicKey()), ErrorKind::Fault,
                      "note-signature");
    }

    void everyForgedCosignatureIsRefused()
    {
        const crypto::SigningKey witness = test::keyNumber(3);
        SignedNote note{someCheckpoint().text(), {}};
        QVERIFY(cosign(note, "w", witness, 1782864000000));
        QVERIFY(verifyCosignature(note, "w", witness.publicKey()));
        // Each bit of time and signature; the time is signed.
        for (std::size_t bit = 0; bit < note.signatures[0].signature.size() * 8; ++bit) {
            SignedNote changed = note;
            std::uint8_t& byte = changed.signatures[0].signature[bit / 8];
            byte = static_cast<std::uint8_t>(byte ^ (1U << (bit % 8)));
            verifyFailure(verifyCosignature(changed, "w", witness.publicKey()), ErrorKind::Fault,
                          "note-signature");
        }
        for (const std::size_t size : {std::size_t{0}, std::size_t{64}, std::size_t{71}, std::size_t{73}}) {
            SignedNote changed = note;
            changed.signatures[0].signature.resize(size);
            verifyFailure(verifyCosignature(changed, "w", witness.publicKey()), ErrorKind::Fault,
                          "note-signature");
        }
        SignedNote otherRoot = note;
        Checkpoint checkpoint = someCheckpoint();
        checkpoint.root[31] ^= 1;
        otherRoot.text = checkpoint.text();
        verifyFailure(verifyCosignature(otherRoot, "w", witness.publicKey()), ErrorKind::Fault,
                      "note-signature");
        SignedNote notACheckpoint = note;
        notACheckpoint.text += "more\n";
        verifyFailure(verifyCosignature(notACheckpoint, "w", witness.publicKey()), ErrorKind::Fault,
                      "bad-encoding");
    }

    void theEarliestOfSeveralTimesCounts()
    {
        const crypto::SigningKey witness = test::keyNumber(3);
        SignedNote note{someCheckpoint().text(), {}};
        for (const std::int64_t timeMs : {5000, 3000, 4000}) {
            QVERIFY(cosign(note, "w", witness, timeMs));
        }
        QCOMPARE(verifyCosignature(note, "w", witness.publicKey()).value(), std::int64_t{3000});
        note.signatures[2].signature[20] ^= 1;
        verifyFailure(verifyCosignature(note, "w", witness.publicKey()), ErrorKind::Fault, "note-signature");
    }

    void cosigningRefusesWhatCouldNotBeVerified()
    {
        const crypto::SigningKey witness = test::keyNumber(3);
        SignedNote note{someCheckpoint().text(), {}};
        verifyFailure(cosign(note, "w", witness, -1), ErrorKind::Refused, "bad-note");
        verifyFailure(cosign(note, "w", witness, std::numeric_limits<std::int64_t>::max()),
                      ErrorKind::Refused, "bad-note");
        verifyFailure(cosign(note, "w w", witness, 1000), ErrorKind::Refused, "bad-note");
        SignedNote text{"no checkpoint\n", {}};
        verifyFailure(cosign(text, "w", witness, 1000), ErrorKind::Refused, "bad-note");
        QVERIFY(note.signatures.empty());
        QVERIFY(text.signatures.empty());
        QVERIFY(cosign(note, "w", witness, 0));
        QVERIFY(cosign(note, "w", witness, (std::int64_t{1} << 53) - 1));
        QVERIFY(verifyCosignature(note, "w", witness.publicKey()));
    }

    // A time beyond what the ledger can state, rightly signed all the same.
    void aTimeOutOfRangeIsRefused()
    {
        const crypto::SigningKey witness = test::keyNumber(3);
        const std::uint64_t seconds = std::uint64_t{1} << 62;
        SignedNote note{someCheckpoint().text(), {}};
        Bytes stated = {0x40, 0, 0, 0, 0, 0, 0, 0};
        append(stated, witness.sign(viewOf(cosignedMessage(seconds, note.text))));
        note.signatures.push_back(
            {"w", noteKeyId("w", NoteSignatureType::CosignatureV1, witness.publicKey()), stated});
        verifyFailure(verifyCosignature(note, "w", witness.publicKey()), ErrorKind::Fault, "note-signature");
    }
};

QTEST_APPLESS_MAIN(TestCheckpoint)
#include "tst_checkpoint.moc"
