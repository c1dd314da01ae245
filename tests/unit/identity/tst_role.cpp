// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/identity/Role.h"
#include "tests/support/ResultChecks.h"

using namespace carnet;

class TestRole : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void listsAreReadInAnyOrderAndWrittenInOne()
    {
        const auto roles = Roles::parse("doctor, admin");
        VERIFY_OK(roles);
        QCOMPARE(*roles, (Roles{Role::Admin, Role::Doctor}));
        QCOMPARE(roles->text(), std::string("admin,doctor"));
        const auto all = Roles::parse("reception,nurse,doctor,auditor,admin");
        VERIFY_OK(all);
        QCOMPARE(all->text(), std::string("admin,auditor,doctor,nurse,reception"));
    }
    void badListsAreRefused_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("none") << QByteArray();
        QTest::newRow("unknown") << QByteArray("surgeon");
        QTest::newRow("capital letters") << QByteArray("Doctor");
        QTest::newRow("twice") << QByteArray("nurse,nurse");
        QTest::newRow("empty name") << QByteArray("nurse,");
        QTest::newRow("another separator") << QByteArray("nurse;doctor");
    }
    void badListsAreRefused()
    {
        QFETCH(QByteArray, text);
        VERIFY_FAILS(Roles::parse(text.toStdString()), ErrorKind::Usage, "bad-role");
    }
    void theFormatsListHasOneOrder()
    {
        const auto roles = Roles::fromNames({"admin", "nurse"});
        VERIFY_OK(roles);
        QCOMPARE(roles->text(), std::string("admin,nurse"));
        VERIFY_FAILS(Roles::fromNames({}), ErrorKind::Fault, "bad-encoding");
        VERIFY_FAILS(Roles::fromNames({"nurse", "admin"}), ErrorKind::Fault, "bad-encoding");
        VERIFY_FAILS(Roles::fromNames({"nurse", "nurse"}), ErrorKind::Fault, "bad-encoding");
        VERIFY_FAILS(Roles::fromNames({"surgeon"}), ErrorKind::Fault, "bad-encoding");
    }
    void rightsFollowTheContract_data()
    {
        QTest::addColumn<QString>("roles");
        QTest::addColumn<QList<int>>("may");
        const auto list = [](std::initializer_list<Capability> some) {
            QList<int> numbers;
            for (const Capability each : some) {
                numbers << int(each);
            }
            return numbers;
        };
        using enum Capability;
        QTest::newRow("reception") << QStringLiteral("reception")
                                   << list({RegisterPatients, ReadDemographics, GrantAccess, ReadLedger});
        QTest::newRow("nurse") << QStringLiteral("nurse")
                               << list({RegisterPatients, ReadDemographics, ReadClinical, WriteRecords,
                                        ImportRecords, GrantAccess, ReadLedger, ReadAccessLogOfOne});
        QTest::newRow("doctor") << QStringLiteral("doctor")
                                << list({RegisterPatients, ReadDemographics, ReadClinical, WriteRecords,
                                         ImportRecords, GrantAccess, ReadLedger, ReadAccessLogOfOne});
        QTest::newRow("admin") << QStringLiteral("admin") << list({ReadDemographics, Administer, ReadLedger});
        QTest::newRow("auditor") << QStringLiteral(
            "auditor") << list({ReadDemographics, ReadLedger, ReadAccessLogOfOne, ReadAccessLogOfAll});
    }
    void rightsFollowTheContract()
    {
        QFETCH(QString, roles);
        QFETCH(QList<int>, may);
        const Roles held = *Roles::parse(roles.toStdString());
        for (int number = 0; number <= int(Capability::ReadAccessLogOfAll); ++number) {
            const auto capability = Capability(number);
            QCOMPARE(held.may(capability), may.contains(number));
            if (may.contains(number)) {
                VERIFY_OK(held.require(capability));
            } else {
                VERIFY_FAILS(held.require(capability), ErrorKind::Denied, "no-right");
            }
            QVERIFY(!Roles().may(capability));
        }
    }
    void severalRolesAddUp()
    {
        const Roles both{Role::Admin, Role::Doctor};
        QVERIFY(both.may(Capability::Administer));
        QVERIFY(both.may(Capability::ReadClinical));
        QCOMPARE(both.commonWith({Role::Doctor, Role::Nurse}), Roles{Role::Doctor});
        QVERIFY(both.commonWith({Role::Reception}).empty());
    }
    void keysFollowTheRole_data()
    {
        QTest::addColumn<QString>("role");
        QTest::addColumn<bool>("desk");
        QTest::addColumn<bool>("clinical");
        QTest::addColumn<bool>("administration");
        QTest::newRow("reception") << QStringLiteral("reception") << true << false << false;
        QTest::newRow("auditor") << QStringLiteral("auditor") << true << false << false;
        QTest::newRow("nurse") << QStringLiteral("nurse") << true << true << false;
        QTest::newRow("doctor") << QStringLiteral("doctor") << true << true << false;
        QTest::newRow("admin") << QStringLiteral("admin") << true << true << true;
    }
    void keysFollowTheRole()
    {
        QFETCH(QString, role);
        QFETCH(bool, desk);
        QFETCH(bool, clinical);
        QFETCH(bool, administration);
        const Roles roles = *Roles::parse(role.toStdString());
        QCOMPARE(roles.holdsKeyOf(RoleGroup::Desk), desk);
        QCOMPARE(roles.holdsKeyOf(RoleGroup::Clinical), clinical);
        QCOMPARE(roles.holdsKeyOf(RoleGroup::Administration), administration);
        QCOMPARE(roles.holdsDeskVault(), desk);
        QCOMPARE(roles.holdsClinicalVault(), clinical);
        QVERIFY(!Roles().holdsDeskVault());
    }
};

QTEST_APPLESS_MAIN(TestRole)
#include "tst_role.moc"
