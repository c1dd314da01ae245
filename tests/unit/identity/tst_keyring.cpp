// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/unit/identity/KeyringFixture.h"

using namespace carnet;

class TestKeyring : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void eachPasswordOpensItsOwnKeys()
    {
        SmallClinic clinic;
        auto asha = clinic.keyring.unlock("asha", kAdminPassword, kNow);
        VERIFY_OK(asha);
        QCOMPARE(asha->keys.id(), clinic.asha.id());
        QCOMPARE(asha->keys.kem().publicKey(), clinic.asha.kem().publicKey());
        QVERIFY(asha->isAdministrator());
        auto nila = clinic.keyring.unlock("nila", kNursePassword, kNow);
        VERIFY_OK(nila);
        QCOMPARE(nila->keys.id(), clinic.nila.id());
        QCOMPARE(nila->userName, std::string("nila"));
        QCOMPARE(nila->roles, Roles{Role::Nurse});
        QVERIFY(!nila->isAdministrator());
        QVERIFY(equal(nila->deskVaultKey.view(), asha->deskVaultKey.view()));
        QVERIFY(nila->clinicalVaultKey && asha->clinicalVaultKey);
        QVERIFY(equal(nila->clinicalVaultKey->view(), asha->clinicalVaultKey->view()));
        QCOMPARE(nila->deskVaultKey.size(), std::size_t(32));
        QVERIFY(!equal(nila->deskVaultKey.view(), nila->clinicalVaultKey->view()));
        const UnlockedSlot twin = nila->clone();
        QCOMPARE(twin.keys.id(), nila->keys.id());
        QVERIFY(equal(twin.clinicalVaultKey->view(), nila->clinicalVaultKey->view()));
    }
    void theDeskNeverGetsTheClinicalVault()
    {
        SmallClinic clinic;
        auto ravi = clinic.keyring.unlock("ravi", kDeskPassword, kNow);
        VERIFY_OK(ravi);
        QVERIFY(!ravi->clinicalVaultKey);
        QVERIFY(equal(ravi->deskVaultKey.view(), clinic.admin.deskVaultKey.view()));
    }
    void userNamesIgnoreCase()
    {
        SmallClinic clinic;
        VERIFY_OK(clinic.keyring.unlock("NILA", kNursePassword, kNow));
        VERIFY_FAILS(clinic.keyring.addSlot(clinic.admin, "Nila", {Role::Nurse}, clinic.nila, kNursePassword,
                                            kQuickKdf),
                     ErrorKind::Refused, "user-exists");
    }
    void aWrongPasswordOpensNothing()
    {
        SmallClinic clinic;
        VERIFY_FAILS(clinic.keyring.unlock("nila", kAdminPassword, kNow), ErrorKind::Denied,
                     "wrong-password");
        VERIFY_FAILS(clinic.keyring.unlock("nila", "", kNow), ErrorKind::Denied, "wrong-password");
        SmallClinic other;
        VERIFY_FAILS(other.keyring.unlock("nila", std::string(3'000'000, 'x'), kNow), ErrorKind::Denied,
                     "wrong-password");
        VERIFY_FAILS(clinic.keyring.unlock("nobody", kAdminPassword, kNow), ErrorKind::Denied,
                     "unknown-user");
    }
    void wrongPasswordsAreDelayedMoreAndMore()
    {
        SmallClinic clinic;
        std::int64_t now = kNow;
        const std::int64_t waits[] = {0, 0, 5'000, 10'000, 20'000, 40'000, 80'000, 160'000, 300'000, 300'000};
        for (const std::int64_t wait : waits) {
            const std::uint64_t before = clinic.keyring.sequence();
            const auto wrong = clinic.keyring.unlock("nila", "not this one", now);
            VERIFY_FAILS(wrong, ErrorKind::Denied, "wrong-password");
            QCOMPARE(clinic.keyring.sequence(), before + 1);
            QCOMPARE(wrong.error().detail,
                     wait == 0 ? std::string() : "retry-after-ms=" + std::to_string(wait));
            if (wait == 0) {
                continue;
            }
            // Too early, even the right password is not looked at, and the attempt is not counted.
            const auto early = clinic.keyring.unlock("nila", kNursePassword, now + wait - 1'000);
            VERIFY_FAILS(early, ErrorKind::Denied, "password-delayed");
            QVERIFY(early.error().message.find("1 second.") != std::string::npos);
            QCOMPARE(early.error().detail, std::string("retry-after-ms=1000"));
            QCOMPARE(clinic.keyring.sequence(), before + 1);
            now += wait;
        }
        // Others are not delayed, and nobody is locked out for ever.
        VERIFY_OK(clinic.keyring.unlock("asha", kAdminPassword, now));
        VERIFY_OK(clinic.keyring.unlock("nila", kNursePassword, now));
        QCOMPARE(clinic.keyring.find("nila")->failedAttempts, std::uint64_t(0));
        VERIFY_OK(clinic.keyring.unlock("nila", kNursePassword, now));
    }
    void theDelaySurvivesARestart()
    {
        SmallClinic clinic;
        for (int i = 0; i < 4; ++i) {
            (void)clinic.keyring.unlock("nila", "not this one", kNow + i * 60'000);
        }
        const std::int64_t last = kNow + 3 * 60'000;
        auto restarted = Keyring::decode(clinic.keyring.encode());
        VERIFY_OK(restarted);
        QCOMPARE(restarted->find("nila")->failedAttempts, std::uint64_t(4));
        VERIFY_FAILS(restarted->unlock("nila", kNursePassword, last + 9'000), ErrorKind::Denied,
                     "password-delayed");
        VERIFY_OK(restarted->unlock("nila", kNursePassword, last + 10'000));
        auto again = Keyring::decode(restarted->encode());
        VERIFY_OK(again);
        QCOMPARE(again->find("nila")->failedAttempts, std::uint64_t(0));
    }
    void aClockThatWasSetBackDelaysNoLonger()
    {
        SmallClinic clinic;
        for (int i = 0; i < 3; ++i) {
            (void)clinic.keyring.unlock("nila", "not this one", kNow);
        }
        const std::int64_t yearBefore = kNow - 365LL * 86'400'000;
        const auto early = clinic.keyring.unlock("nila", kNursePassword, yearBefore);
        VERIFY_FAILS(early, ErrorKind::Denied, "password-delayed");
        QCOMPARE(early.error().detail, std::string("retry-after-ms=5000"));
        VERIFY_FAILS(clinic.keyring.unlock("nila", kNursePassword, yearBefore + 4'000), ErrorKind::Denied,
                     "password-delayed");
        VERIFY_OK(clinic.keyring.unlock("nila", kNursePassword, yearBefore + 5'000));
        // Nor does a clock before 1970 break anything.
        for (int i = 0; i < 3; ++i) {
            (void)clinic.keyring.unlock("ravi", "not this one", -5);
        }
        VERIFY_OK(Keyring::decode(clinic.keyring.encode()));
        VERIFY_OK(clinic.keyring.unlock("ravi", kDeskPassword, 5'001));
    }
    void onlyAdministratorsChangeSlots()
    {
        SmallClinic clinic;
        auto nila = clinic.keyring.unlock("nila", kNursePassword, kNow);
        VERIFY_OK(nila);
        const Bytes before = clinic.keyring.encode();
        const PersonKeys keys = PersonKeys::generate();
        VERIFY_FAILS(clinic.keyring.addSlot(*nila, "new", {Role::Nurse}, keys, kNursePassword, kQuickKdf),
                     ErrorKind::Denied, "no-right");
        VERIFY_FAILS(clinic.keyring.removeSlot(*nila, "ravi"), ErrorKind::Denied, "no-right");
        VERIFY_FAILS(clinic.keyring.setRoles(*nila, "nila", {Role::Admin}), ErrorKind::Denied, "no-right");
        VERIFY_FAILS(clinic.keyring.setRecovery(*nila, RecoveryCode::generate()), ErrorKind::Denied,
                     "no-right");
        // Saying so of oneself does not help.
        nila->roles = {Role::Admin};
        VERIFY_FAILS(clinic.keyring.removeSlot(*nila, "ravi"), ErrorKind::Denied, "no-right");
        nila->slotId = clinic.admin.slotId;
        VERIFY_FAILS(clinic.keyring.removeSlot(*nila, "ravi"), ErrorKind::Denied, "no-right");
        QCOMPARE(clinic.keyring.encode(), before);
    }
    void aRemovedSlotOpensNoMore()
    {
        SmallClinic clinic;
        VERIFY_OK(clinic.keyring.removeSlot(clinic.admin, "nila"));
        VERIFY_FAILS(clinic.keyring.unlock("nila", kNursePassword, kNow), ErrorKind::Denied, "unknown-user");
        QVERIFY(clinic.keyring.find("nila") == nullptr);
        // The list still shows it, and nothing of its keys is left in the file.
        QCOMPARE(clinic.keyring.slots()[1].userName, std::string("nila"));
        QCOMPARE(clinic.keyring.slots()[1].state, SlotState::Removed);
        QVERIFY(clinic.keyring.slots()[1].sealedKeys.empty());
        VERIFY_FAILS(clinic.keyring.removeSlot(clinic.admin, "nila"), ErrorKind::Denied, "unknown-user");
        // The name may be used again, by another slot.
        const PersonKeys keys = PersonKeys::generate();
        const auto id =
            clinic.keyring.addSlot(clinic.admin, "nila", {Role::Nurse}, keys, kDeskPassword, kQuickKdf);
        VERIFY_OK(id);
        QVERIFY(*id > clinic.keyring.slots()[2].id);
        auto again = Keyring::decode(clinic.keyring.encode());
        VERIFY_OK(again);
        auto second = again->unlock("nila", kDeskPassword, kNow);
        VERIFY_OK(second);
        QCOMPARE(second->keys.id(), keys.id());
    }
    void aSlotTravelsToAnotherStation()
    {
        SmallClinic clinic;
        Keyring other = clinic.keyring;
        auto ravi = other.unlock("ravi", kDeskPassword, kNow);
        VERIFY_OK(ravi);
        const PersonKeys dev = PersonKeys::generate();
        VERIFY_OK(
            clinic.keyring.addSlot(clinic.admin, "dev", {Role::Doctor}, dev, kNursePassword, kQuickKdf));
        const auto slot = clinic.keyring.exportSlot(clinic.admin, "dev");
        VERIFY_OK(slot);
        // Whoever is unlocked may take it in, and once is enough.
        QCOMPARE(other.adoptSlot(*ravi, *slot).value(), true);
        QCOMPARE(other.adoptSlot(*ravi, *slot).value(), false);
        auto opened = Keyring::decode(other.encode())->unlock("dev", kNursePassword, kNow);
        VERIFY_OK(opened);
        QCOMPARE(opened->keys.id(), dev.id());
        QVERIFY(opened->clinicalVaultKey.has_value());
        VERIFY_OK(other.unlock("asha", kAdminPassword, kNow));
    }
    void aSlotThatNobodyOfTheClinicMade()
    {
        SmallClinic clinic;
        const PersonKeys dev = PersonKeys::generate();
        Keyring at = clinic.keyring;
        VERIFY_OK(at.addSlot(clinic.admin, "dev", {Role::Doctor}, dev, kNursePassword, kQuickKdf));
        const Bytes slot = at.exportSlot(clinic.admin, "dev").value();
        // Another clinic's, and one whose roles somebody raised without the MAC key.
        SmallClinic elsewhere;
        VERIFY_FAILS(elsewhere.keyring.adoptSlot(elsewhere.admin, slot), ErrorKind::Refused, "other-keyring");
        UnlockedSlot forger = clinic.admin.clone();
        forger.keyringMacKey = crypto::SecretBytes::random(32);
        VERIFY_FAILS(clinic.keyring.adoptSlot(forger, slot), ErrorKind::Fault, "keyring-tampered");
        for (std::size_t at64 = 10; at64 < slot.size(); at64 += 64) {
            Bytes changed = slot;
            changed[at64] ^= 1;
            QVERIFY(!clinic.keyring.adoptSlot(clinic.admin, changed));
        }
        // A name that is taken here by another person.
        const PersonKeys other = PersonKeys::generate();
        VERIFY_OK(
            clinic.keyring.addSlot(clinic.admin, "DEV", {Role::Nurse}, other, kNursePassword, kQuickKdf));
        VERIFY_FAILS(clinic.keyring.adoptSlot(clinic.admin, slot), ErrorKind::Refused, "user-exists");
        QCOMPARE(clinic.keyring.slots().size(), std::size_t(4));
    }
    void anAdministratorWhoWasRemovedHasNoRight()
    {
        SmallClinic clinic;
        const PersonKeys keys = PersonKeys::generate();
        VERIFY_OK(
            clinic.keyring.addSlot(clinic.admin, "second", {Role::Admin}, keys, kDeskPassword, kQuickKdf));
        auto second = clinic.keyring.unlock("second", kDeskPassword, kNow);
        VERIFY_OK(second);
        VERIFY_OK(clinic.keyring.removeSlot(clinic.admin, "second"));
        VERIFY_FAILS(clinic.keyring.removeSlot(*second, "asha"), ErrorKind::Denied, "no-right");
    }
    void oneAdministratorStays()
    {
        SmallClinic clinic;
        VERIFY_OK(clinic.keyring.setRecovery(clinic.admin, RecoveryCode::generate()));
        VERIFY_FAILS(clinic.keyring.removeSlot(clinic.admin, "asha"), ErrorKind::Refused,
                     "last-administrator");
        VERIFY_FAILS(clinic.keyring.setRoles(clinic.admin, "asha", {Role::Doctor}), ErrorKind::Refused,
                     "last-administrator");
        VERIFY_OK(clinic.keyring.setRoles(clinic.admin, "nila", {Role::Admin, Role::Nurse}));
        VERIFY_OK(clinic.keyring.removeSlot(clinic.admin, "asha"));
    }
    void rolesGiveAndTakeTheClinicalVault()
    {
        SmallClinic clinic;
        VERIFY_OK(clinic.keyring.setRoles(clinic.admin, "ravi", {Role::Nurse, Role::Reception}));
        auto ravi = clinic.keyring.unlock("ravi", kDeskPassword, kNow);
        VERIFY_OK(ravi);
        QVERIFY(ravi->clinicalVaultKey);
        QVERIFY(equal(ravi->clinicalVaultKey->view(), clinic.admin.clinicalVaultKey->view()));
        VERIFY_OK(clinic.keyring.setRoles(clinic.admin, "ravi", {Role::Reception}));
        ravi = clinic.keyring.unlock("ravi", kDeskPassword, kNow);
        VERIFY_OK(ravi);
        QVERIFY(!ravi->clinicalVaultKey);
        VERIFY_FAILS(clinic.keyring.setRoles(clinic.admin, "ravi", {}), ErrorKind::Usage, "bad-role");
        VERIFY_FAILS(clinic.keyring.setRoles(clinic.admin, "nobody", {Role::Nurse}), ErrorKind::Denied,
                     "unknown-user");
    }
    void aPasswordChanges()
    {
        SmallClinic clinic;
        auto nila = clinic.keyring.unlock("nila", kNursePassword, kNow);
        VERIFY_OK(nila);
        VERIFY_FAILS(clinic.keyring.changePassword(*nila, "short", kQuickKdf), ErrorKind::Refused,
                     "weak-password");
        VERIFY_OK(clinic.keyring.changePassword(*nila, "a new one that is long", kQuickKdf));
        VERIFY_FAILS(clinic.keyring.unlock("nila", kNursePassword, kNow), ErrorKind::Denied,
                     "wrong-password");
        auto again = clinic.keyring.unlock("nila", "a new one that is long", kNow);
        VERIFY_OK(again);
        QCOMPARE(again->keys.id(), clinic.nila.id());
        QVERIFY(again->clinicalVaultKey);
        VERIFY_OK(clinic.keyring.unlock("ravi", kDeskPassword, kNow));
        VERIFY_OK(clinic.keyring.removeSlot(clinic.admin, "nila"));
        VERIFY_FAILS(clinic.keyring.changePassword(*nila, "a new one that is long", kQuickKdf),
                     ErrorKind::Denied, "unknown-user");
    }
    void aNewPasswordCostsWhatTheProgramAsks()
    {
        // A slot that was made cheap does not stay so: the cost never comes from the file.
        SmallClinic clinic;
        auto nila = clinic.keyring.unlock("nila", kNursePassword, kNow);
        VERIFY_OK(nila);
        QCOMPARE(clinic.keyring.find("nila")->kdf.memoryKiB, kQuickKdf.memoryKiB);
        VERIFY_OK(clinic.keyring.changePassword(*nila, kNursePassword));
        QCOMPARE(clinic.keyring.find("nila")->kdf.memoryKiB, std::uint32_t(64 * 1024));
        QCOMPARE(clinic.keyring.find("nila")->kdf.passes, std::uint32_t(3));
        VERIFY_OK(clinic.keyring.unlock("nila", kNursePassword, kNow));
    }
    void costsOutsideTheLimitsAreRefused()
    {
        SmallClinic clinic;
        const PersonKeys keys = PersonKeys::generate();
        const crypto::Argon2Parameters bad[] = {{0, 65536}, {1, 8191}, {17, 65536}, {1, 524289}, {9, 524288}};
        for (const auto& kdf : bad) {
            VERIFY_FAILS(
                clinic.keyring.addSlot(clinic.admin, "new", {Role::Nurse}, keys, kNursePassword, kdf),
                ErrorKind::Refused, "bad-kdf-parameters");
        }
    }
    void badUsersAreRefused()
    {
        const PersonKeys keys = PersonKeys::generate();
        VERIFY_FAILS(Keyring::create("asha", {Role::Doctor}, keys, kAdminPassword, kQuickKdf),
                     ErrorKind::Usage, "bad-role");
        VERIFY_FAILS(Keyring::create("asha", {Role::Admin}, keys, "1234567", kQuickKdf), ErrorKind::Refused,
                     "weak-password");
        for (const std::string& name :
             {std::string(), std::string(" asha"), std::string("asha "), std::string("a\nb"),
              std::string(65, 'a'), std::string("\xff"), std::string("a\0b", 3)}) {
            VERIFY_FAILS(Keyring::create(name, {Role::Admin}, keys, kAdminPassword, kQuickKdf),
                         ErrorKind::Refused, "bad-user-name");
        }
        VERIFY_OK(Keyring::create("\xE0\xA4\x86\xE0\xA4\xB6\xE0\xA4\xBE", {Role::Admin}, keys, kAdminPassword,
                                  kQuickKdf));
    }
    void theRecoveryKitOpensWhatAnAdministratorOpens()
    {
        SmallClinic clinic;
        const RecoveryCode code = RecoveryCode::generate();
        VERIFY_FAILS(clinic.keyring.unlockWithRecovery(code), ErrorKind::Refused, "no-recovery-kit");
        VERIFY_OK(clinic.keyring.setRecovery(clinic.admin, code));
        auto kit = clinic.keyring.unlockWithRecovery(code);
        VERIFY_OK(kit);
        QCOMPARE(kit->kind, SlotKind::Recovery);
        QCOMPARE(kit->keys.id(), code.keys().id());
        QVERIFY(equal(kit->deskVaultKey.view(), clinic.admin.deskVaultKey.view()));
        QVERIFY(kit->clinicalVaultKey);
        VERIFY_FAILS(clinic.keyring.unlockWithRecovery(RecoveryCode::generate()), ErrorKind::Denied,
                     "wrong-recovery-code");
        // The only administrator forgot the password: the kit makes a new one.
        const PersonKeys keys = PersonKeys::generate();
        VERIFY_OK(clinic.keyring.addSlot(*kit, "meera", {Role::Admin}, keys, kAdminPassword, kQuickKdf));
        VERIFY_OK(clinic.keyring.removeSlot(*kit, "asha"));
        auto meera = clinic.keyring.unlock("meera", kAdminPassword, kNow);
        VERIFY_OK(meera);
        QVERIFY(equal(meera->clinicalVaultKey->view(), clinic.admin.clinicalVaultKey->view()));
        // It is no user, whatever the name.
        VERIFY_FAILS(clinic.keyring.unlock("", kAdminPassword, kNow), ErrorKind::Denied, "unknown-user");
        // A new kit replaces it.
        const RecoveryCode second = RecoveryCode::generate();
        VERIFY_OK(clinic.keyring.setRecovery(*meera, second));
        VERIFY_FAILS(clinic.keyring.unlockWithRecovery(code), ErrorKind::Denied, "wrong-recovery-code");
        VERIFY_OK(clinic.keyring.unlockWithRecovery(second));
        VERIFY_FAILS(clinic.keyring.removeSlot(*kit, "meera"), ErrorKind::Denied, "no-right");
        VERIFY_OK(Keyring::decode(clinic.keyring.encode()));
    }
    void calibrationOnlyRaisesTheCost()
    {
        constexpr crypto::Argon2Parameters base{3, 64 * 1024};
        QCOMPARE(Keyring::calibrated(base, 150, 300).passes, std::uint32_t(6));
        QCOMPARE(Keyring::calibrated(base, 600, 300).passes, std::uint32_t(3));
        QCOMPARE(Keyring::calibrated(base, 1, 1e9).passes, std::uint32_t(16));
        QCOMPARE(Keyring::calibrated(base, 0, 300).passes, std::uint32_t(3));
        QCOMPARE(Keyring::calibrated({3, 512 * 1024}, 1, 1e9).passes, std::uint32_t(8));
        QCOMPARE(Keyring::calibrated(base, 150, 300).memoryKiB, std::uint32_t(64 * 1024));
    }
};

QTEST_APPLESS_MAIN(TestKeyring)
#include "tst_keyring.moc"
