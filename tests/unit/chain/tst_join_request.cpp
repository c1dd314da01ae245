// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/chain/JoinRequest.h"
#include "ledger/crypto/Initialise.h"
#include "ledger/crypto/Random.h"

#include <QTest>

using namespace carnet;

namespace {

struct Asking {
    crypto::SigningKey key = crypto::SigningKey::generate();
    chain::JoinRequest request;

    explicit Asking(bool clinic)
    {
        request.nonce = crypto::randomArray<16>();
        request.key = key.publicKey();
        if (!clinic) {
            request.body = chain::StationRequest{"Front desk", crypto::KemKey::generate().publicKey()};
            return;
        }
        chain::ClinicAdmitBody body;
        body.name = "Hill";
        body.region = "IN-KA";
        body.administratorKey = key.publicKey();
        body.recoveryKey = crypto::SigningKey::generate().publicKey();
        for (const RoleGroup group : {RoleGroup::Desk, RoleGroup::Clinical, RoleGroup::Administration}) {
            body.roleKeys.push_back({group, 0, crypto::KemKey::generate().publicKey()});
        }
        request.body = body;
    }
    Bytes file() const { return chain::signJoinRequest(request, key); }
};

} // namespace

class TestJoinRequest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QVERIFY(crypto::initialise()); }

    void comesBack_data()
    {
        QTest::addColumn<bool>("clinic");
        QTest::newRow("clinic") << true;
        QTest::newRow("station") << false;
    }
    void comesBack()
    {
        QFETCH(const bool, clinic);
        const Asking asking(clinic);
        const Bytes file = asking.file();
        const Result<chain::JoinRequest> opened = chain::openJoinRequest(file);
        QVERIFY(opened);
        QCOMPARE(opened->body == asking.request.body, true);
        QCOMPARE(opened->nonce == asking.request.nonce && opened->key == asking.request.key, true);
    }

    /// No byte of a request can be changed on its way.
    void everyChangedByteIsRefused()
    {
        const Bytes file = Asking(true).file();
        for (std::size_t at = 0; at < file.size(); ++at) {
            Bytes changed = file;
            changed[at] ^= 0x01;
            QVERIFY2(!chain::openJoinRequest(changed), qPrintable(QString::number(at)));
        }
        for (std::size_t size = 0; size < file.size(); size += 7) {
            QVERIFY(!chain::openJoinRequest(ByteView(file).first(size)));
        }
    }

    void anotherSignsForTheAdministrator()
    {
        Asking asking(true);
        const crypto::SigningKey other = crypto::SigningKey::generate();
        asking.request.key = other.publicKey();
        const Result<chain::JoinRequest> opened =
            chain::openJoinRequest(chain::signJoinRequest(asking.request, other));
        QVERIFY(!opened);
        QCOMPARE(opened.error().slug, std::string("bad-request"));
    }

    void aStationKeyOfSmallOrder()
    {
        Asking asking(false);
        asking.request.body = chain::StationRequest{"Front desk", crypto::KemPublicKey{}};
        QVERIFY(!chain::openJoinRequest(asking.file()));
    }

    void fingerprint()
    {
        const Hash id = chain::joinRequestIdOf(Asking(true).file());
        const std::string shown = chain::fingerprintOf(id);
        QCOMPARE(shown.size(), std::size_t(23));
        QVERIFY(shown != chain::fingerprintOf(chain::joinRequestIdOf(Asking(true).file())));
    }

    void admission()
    {
        const crypto::SigningKey key = crypto::SigningKey::generate();
        chain::Admission admission;
        admission.federation = crypto::randomArray<32>();
        admission.request = crypto::randomArray<32>();
        admission.clinic = crypto::randomArray<32>();
        admission.admittedBy = key.publicKey();
        admission.sealedKeyring = Bytes{1, 2, 3};
        admission.peers = {"clinic.example:7421"};
        const Bytes object = chain::signAdmission(admission, key);
        const Result<chain::Admission> opened = chain::openAdmission(object);
        QVERIFY(opened);
        QVERIFY(opened->request == admission.request && opened->sealedKeyring == admission.sealedKeyring
                && opened->peers == admission.peers);
        for (std::size_t at = 0; at < object.size(); ++at) {
            Bytes changed = object;
            changed[at] ^= 0x80;
            QVERIFY2(!chain::openAdmission(changed), qPrintable(QString::number(at)));
        }
        // Signed by another than the one that it names.
        QVERIFY(!chain::openAdmission(chain::signAdmission(admission, crypto::SigningKey::generate())));
    }
};

QTEST_GUILESS_MAIN(TestJoinRequest)
#include "tst_join_request.moc"
