// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/encoding/CborReader.h"
#include "ledger/encoding/Hex.h"
#include "ledger/identity/PersonKeys.h"
#include "ledger/identity/Proofs.h"
#include "ledger/identity/StationKeys.h"
#include "ledger/identity/Subject.h"
#include "tests/support/ResultChecks.h"

using namespace carnet;

namespace {

Hash filled(std::uint8_t byte)
{
    Hash hash;
    hash.fill(byte);
    return hash;
}

ByteArray<16> nonceOf(std::uint8_t byte)
{
    ByteArray<16> nonce;
    nonce.fill(byte);
    return nonce;
}

} // namespace

class TestPersonKeys : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void secretsGiveTheSameKeysBack()
    {
        const PersonKeys keys = PersonKeys::generate();
        const auto again = PersonKeys::fromSecrets(keys.signing().seed(), keys.kem().secret());
        VERIFY_OK(again);
        QCOMPARE(again->id(), keys.id());
        QCOMPARE(again->kem().publicKey(), keys.kem().publicKey());
        QCOMPARE(keys.clone().id(), keys.id());
        QVERIFY(PersonKeys::generate().id() != keys.id());
        VERIFY_FAILS(PersonKeys::fromSecrets(keys.signing().seed().first(31), keys.kem().secret()),
                     ErrorKind::Fault, "bad-keys");
        VERIFY_FAILS(PersonKeys::fromSecrets(keys.signing().seed(), {}), ErrorKind::Fault, "bad-keys");
    }
    void theNameOutsideIsADidKey()
    {
        // RFC 8032 §7.1, test 1: the public key d75a9801…; the name was computed by hand from multicodec and
        // base58btc.
        const Bytes seed = *hexDecode("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60");
        const auto keys = PersonKeys::fromSecrets(seed, filled(1));
        VERIFY_OK(keys);
        QCOMPARE(hexEncode(keys->id()),
                 std::string("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"));
        QCOMPARE(keys->did(), std::string("did:key:z6MktwupdmLXVVqTzCw4i46r4uGyosGXRnR3XjN4Zq7oMMsw"));
    }
    void aProofHoldsForOneEnrolmentOnly()
    {
        const PersonKeys person = PersonKeys::generate();
        const auto& kem = person.kem().publicKey();
        const Bytes message = practitionerProofMessage(filled(1), filled(2), kem);
        const crypto::Signature proof = person.signing().sign(message);
        QVERIFY(crypto::verify(person.id(), message, proof));
        QVERIFY(!crypto::verify(person.id(), practitionerProofMessage(filled(9), filled(2), kem), proof));
        QVERIFY(!crypto::verify(person.id(), practitionerProofMessage(filled(1), filled(9), kem), proof));
        QVERIFY(
            !crypto::verify(person.id(), practitionerProofMessage(filled(1), filled(2), filled(9)), proof));
        // Nor does it hold as another kind of proof.
        QVERIFY(
            !crypto::verify(person.id(), stationProofMessage(filled(1), filled(2), kem, nonceOf(0)), proof));
        QVERIFY(!crypto::verify(PersonKeys::generate().id(), message, proof));
    }
    void proofMessagesAreTheFormats()
    {
        const Bytes station = stationProofMessage(filled(1), filled(2), filled(3), nonceOf(4));
        VERIFY_OK(cbor::checkDeterministic(station));
        cbor::Reader reader(station);
        VERIFY_OK(reader.array(5));
        QCOMPARE(*reader.text(100), std::string("carnet/draft-0/station-proof"));
        QCOMPARE(*reader.fixedBytes<32>(), filled(1));
        QCOMPARE(*reader.fixedBytes<32>(), filled(2));
        QCOMPARE(*reader.fixedBytes<32>(), filled(3));
        QCOMPARE(*reader.fixedBytes<16>(), nonceOf(4));
        const Bytes subject = subjectProofMessage(filled(1), filled(2), nonceOf(3), filled(4));
        VERIFY_OK(cbor::checkDeterministic(subject));
        cbor::Reader second(subject);
        VERIFY_OK(second.array(5));
        QCOMPARE(*second.text(100), std::string("carnet/draft-0/subject-proof"));
        QCOMPARE(*second.fixedBytes<32>(), filled(1));
        QCOMPARE(*second.fixedBytes<32>(), filled(2));
        QCOMPARE(*second.fixedBytes<16>(), nonceOf(3));
        QCOMPARE(*second.fixedBytes<32>(), filled(4));
    }
    void publicHashesDependOnEveryPart()
    {
        CategoryCommitments commitments{};
        const std::vector<Hash> parents{filled(7)};
        const Hash epoch = epochIdOf(filled(1), filled(2), commitments, parents);
        QVERIFY(epochIdOf(filled(9), filled(2), commitments, parents) != epoch);
        QVERIFY(epochIdOf(filled(1), filled(9), commitments, parents) != epoch);
        QVERIFY(epochIdOf(filled(1), filled(2), commitments, {}) != epoch);
        commitments[6] = filled(1);
        QVERIFY(epochIdOf(filled(1), filled(2), commitments, parents) != epoch);
        QVERIFY(subjectOf(filled(1)) != kemKeyIdOf(filled(1)));
    }
    void stationKeysSurviveTheirFile()
    {
        const StationKeys keys = StationKeys::generate();
        const auto file = keys.encode();
        const auto back = StationKeys::decode(file.view());
        VERIFY_OK(back);
        QCOMPARE(back->signing().publicKey(), keys.signing().publicKey());
        QCOMPARE(back->kem().publicKey(), keys.kem().publicKey());
        QVERIFY(equal(back->chainDatabaseKey(), keys.chainDatabaseKey()));
        QCOMPARE(keys.chainDatabaseKey().size(), std::size_t(32));
    }
    void damagedStationKeysAreRefused()
    {
        const Bytes good = toBytes(StationKeys::generate().encode().view());
        for (std::size_t at = 0; at < good.size(); ++at) {
            Bytes bad = good;
            bad[at] = static_cast<std::uint8_t>(bad[at] ^ 1);
            VERIFY_FAILS(StationKeys::decode(bad), ErrorKind::Fault, "station-key-damaged");
            VERIFY_FAILS(StationKeys::decode(ByteView(good).first(at)), ErrorKind::Fault,
                         "station-key-damaged");
        }
        Bytes longer = good;
        longer.push_back(0);
        VERIFY_FAILS(StationKeys::decode(longer), ErrorKind::Fault, "station-key-damaged");
        VERIFY_FAILS(StationKeys::decode(Bytes(1'000'000)), ErrorKind::Fault, "station-key-damaged");
    }
};

QTEST_APPLESS_MAIN(TestPersonKeys)
#include "tst_person_keys.moc"
