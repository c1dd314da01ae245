// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/crypto/Initialise.h"
#include "tests/support/ResultChecks.h"
#include "tests/unit/transport/ForgedCertificate.h"

#include <QDateTime>

using namespace carnet;
using namespace carnet::transport;

/// TRANSPORT.md §2: which station a certificate speaks for.
class TestStationCertificate : public QObject {
    Q_OBJECT

    static constexpr std::int64_t kNow = 1'790'000'000'000;
    static constexpr std::int64_t kDay = 86'400'000;

private Q_SLOTS:
    void initTestCase() { VERIFY_OK(crypto::initialise()); }

    void theStationThatMadeItIsNamed()
    {
        const crypto::SigningKey station = crypto::SigningKey::generate();
        const auto made = makeStationCertificate(station, kNow);
        VERIFY_OK(made);
        QCOMPARE(made->key.algorithm(), QSsl::Ec);
        const auto named = stationOf(made->certificate, kNow);
        VERIFY_OK(named);
        QVERIFY(*named == station.publicKey());
        const auto another = makeStationCertificate(station, kNow);
        QVERIFY(fingerprintOf(made->certificate) != fingerprintOf(another->certificate));
    }

    void itHoldsForClocksThatAreWrongByWeeksAndNoLonger()
    {
        const auto made = makeStationCertificate(crypto::SigningKey::generate(), kNow);
        VERIFY_OK(made);
        VERIFY_OK(stationOf(made->certificate, kNow - 29 * kDay));
        VERIFY_OK(stationOf(made->certificate, kNow + 364 * kDay));
        VERIFY_FAILS(stationOf(made->certificate, kNow + 366 * kDay), ErrorKind::Denied,
                     "certificate-expired");
        VERIFY_FAILS(stationOf(made->certificate, kNow - 31 * kDay), ErrorKind::Denied,
                     "certificate-expired");
    }

    void noneIsRefused()
    {
        VERIFY_FAILS(stationOf(QSslCertificate(), kNow), ErrorKind::Denied, "certificate-missing");
    }

    void anybodysCertificateIsRefused()
    {
        const std::int64_t now = QDateTime::currentMSecsSinceEpoch();
        VERIFY_FAILS(stationOf(test::forgedCertificate().certificate, now), ErrorKind::Denied,
                     "certificate-unbound");
    }

    void anotherStationsBindingIsRefused()
    {
        // Certificates can be seen by every peer, so anybody can copy the extension: it binds another TLS key.
        const std::int64_t now = QDateTime::currentMSecsSinceEpoch();
        const auto victim = makeStationCertificate(crypto::SigningKey::generate(), now);
        VERIFY_OK(victim);
        const StationCertificate forged = test::forgedCertificate(victim->certificate);
        VERIFY_FAILS(stationOf(forged.certificate, now), ErrorKind::Denied, "certificate-unbound");
    }
};

QTEST_GUILESS_MAIN(TestStationCertificate)
#include "tst_station_certificate.moc"
