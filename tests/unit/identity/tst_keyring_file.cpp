// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/crypto/Sha256.h"
#include "ledger/encoding/Hex.h"
#include "ledger/identity/detail/KeyringCodec.h"
#include "tests/unit/identity/KeyringFixture.h"

#include <functional>

using namespace carnet;

namespace {

/// The bytes of a keyring file after somebody changed its body, with a checksum that fits: what a tamperer
/// writes.
Bytes tampered(const Keyring& keyring, const std::function<void(detail::KeyringBody&)>& change)
{
    detail::KeyringBody body = *detail::decodeKeyring(keyring.encode());
    change(body);
    return detail::encodeKeyring(body);
}

/// A file with the right magic and checksum around any body.
Bytes framed(ByteView body)
{
    Bytes file = toBytes(viewOf("CARNETKR"));
    append(file, body);
    append(file, crypto::sha256(file));
    return file;
}

} // namespace

class TestKeyringFile : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theFileIsReadBackAsItWas()
    {
        SmallClinic clinic;
        VERIFY_OK(clinic.keyring.setRecovery(clinic.admin, RecoveryCode::generate()));
        VERIFY_OK(clinic.keyring.removeSlot(clinic.admin, "nila"));
        (void)clinic.keyring.unlock("ravi", "not this one", kNow);
        const Bytes file = clinic.keyring.encode();
        const auto back = Keyring::decode(file);
        VERIFY_OK(back);
        QCOMPARE(back->encode(), file);
        QCOMPARE(back->sequence(), clinic.keyring.sequence());
        QCOMPARE(back->revision(), clinic.keyring.revision());
        QCOMPARE(back->slots().size(), std::size_t(4));
    }
    void nothingSecretStandsInIt()
    {
        SmallClinic clinic;
        const Bytes file = clinic.keyring.encode();
        const auto holds = [&file](ByteView what) {
            return std::search(file.begin(), file.end(), what.begin(), what.end()) != file.end();
        };
        QVERIFY(holds(clinic.asha.id()));
        QVERIFY(!holds(clinic.asha.signing().seed()));
        QVERIFY(!holds(clinic.nila.kem().secret()));
        QVERIFY(!holds(clinic.admin.deskVaultKey.view()));
        QVERIFY(!holds(clinic.admin.clinicalVaultKey->view()));
        QVERIFY(!holds(clinic.admin.keyringMacKey.view()));
    }
    void everyDamagedByteAndEveryCutIsFound()
    {
        SmallClinic clinic;
        const Bytes good = clinic.keyring.encode();
        for (std::size_t at = 0; at < good.size(); ++at) {
            Bytes bad = good;
            bad[at] = static_cast<std::uint8_t>(bad[at] ^ 0x10);
            VERIFY_FAILS(Keyring::decode(bad), ErrorKind::Fault, "keyring-damaged");
            VERIFY_FAILS(Keyring::decode(ByteView(good).first(at)), ErrorKind::Fault, "keyring-damaged");
        }
        Bytes longer = good;
        longer.push_back(0);
        VERIFY_FAILS(Keyring::decode(longer), ErrorKind::Fault, "keyring-damaged");
        VERIFY_FAILS(Keyring::decode(Bytes(Keyring::kMostFileBytes + 1)), ErrorKind::Fault,
                     "keyring-damaged");
    }
    void anyUnlockFindsWhatWasDoneToOtherSlots_data()
    {
        QTest::addColumn<int>("what");
        QTest::newRow("nothing") << 0;
        QTest::newRow("nila is made an administrator") << 1;
        QTest::newRow("nila's cost is lowered") << 2;
        QTest::newRow("nila's slot is taken out") << 3;
        QTest::newRow("nila's slot is marked as removed") << 4;
        QTest::newRow("nila's key is exchanged") << 5;
        QTest::newRow("nila's vaults are another's") << 6;
        QTest::newRow("nila is renamed") << 7;
        QTest::newRow("the revision is raised") << 8;
        QTest::newRow("a slot is added") << 9;
        QTest::newRow("the keyring's id is changed") << 10;
        QTest::newRow("the mac is changed") << 11;
    }
    void anyUnlockFindsWhatWasDoneToOtherSlots()
    {
        QFETCH(int, what);
        SmallClinic clinic;
        const Bytes file = tampered(clinic.keyring, [what](detail::KeyringBody& body) {
            KeyringSlot& nila = body.slots[1];
            switch (what) {
            case 1: nila.roles.add(Role::Admin); break;
            case 2: nila.kdf.memoryKiB = 8 * 1024 + 8; break;
            case 3: body.slots.erase(body.slots.begin() + 1); break;
            case 4:
                nila.state = SlotState::Removed;
                nila.sealedKeys.clear();
                nila.sealedVaults.clear();
                break;
            case 5: nila.key[0] = static_cast<std::uint8_t>(nila.key[0] ^ 1); break;
            case 6: nila.sealedVaults = body.slots[0].sealedVaults; break;
            case 7: nila.userName = "neela"; break;
            case 8: ++body.revision; break;
            case 9:
                body.slots.push_back(KeyringSlot(nila));
                body.slots.back().id = body.slots[body.slots.size() - 2].id + 1;
                body.slots.back().userName = "guest";
                break;
            case 10: body.id[0] = static_cast<std::uint8_t>(body.id[0] ^ 1); break;
            case 11: body.mac[0] = static_cast<std::uint8_t>(body.mac[0] ^ 1); break;
            default: break;
            }
        });
        auto keyring = Keyring::decode(file);
        VERIFY_OK(keyring);
        const auto ravi = keyring->unlock("ravi", kDeskPassword, kNow);
        if (what == 0) {
            VERIFY_OK(ravi);
            VERIFY_OK(keyring->removeSlot(clinic.admin, "ravi"));
        } else if (what == 10) {
            // The id is bound to each slot's own keys, so that none opens.
            VERIFY_FAILS(ravi, ErrorKind::Denied, "wrong-password");
        } else {
            VERIFY_FAILS(ravi, ErrorKind::Fault, "keyring-tampered");
            // And whoever is logged in already does not sign it by changing something else.
            VERIFY_FAILS(keyring->removeSlot(clinic.admin, "ravi"), ErrorKind::Fault, "keyring-tampered");
            VERIFY_FAILS(keyring->changePassword(clinic.admin, kAdminPassword, kQuickKdf), ErrorKind::Fault,
                         "keyring-tampered");
        }
    }
    void aLoweredCostOpensNothing()
    {
        SmallClinic clinic;
        auto nila = clinic.keyring.unlock("nila", kNursePassword, kNow);
        VERIFY_OK(nila);
        VERIFY_OK(clinic.keyring.changePassword(*nila, kNursePassword, {2, 16 * 1024}));
        auto keyring = Keyring::decode(
            tampered(clinic.keyring, [](detail::KeyringBody& body) { body.slots[1].kdf = kQuickKdf; }));
        VERIFY_OK(keyring);
        VERIFY_FAILS(keyring->unlock("nila", kNursePassword, kNow), ErrorKind::Denied, "wrong-password");
    }
    void absurdCostsAreRefusedBeforeAllocating_data()
    {
        QTest::addColumn<quint32>("passes");
        QTest::addColumn<quint32>("memoryKiB");
        QTest::newRow("4 TiB") << 1u << 0xffffffffu;
        QTest::newRow("1 GiB") << 1u << 1024u * 1024u;
        QTest::newRow("endless passes") << 0xffffffffu << 65536u;
        QTest::newRow("17 passes") << 17u << 65536u;
        QTest::newRow("too much work in all") << 16u << 512u * 1024u;
        QTest::newRow("no memory") << 3u << 0u;
        QTest::newRow("little memory") << 3u << 8191u;
        QTest::newRow("no pass") << 0u << 65536u;
    }
    void absurdCostsAreRefusedBeforeAllocating()
    {
        QFETCH(quint32, passes);
        QFETCH(quint32, memoryKiB);
        SmallClinic clinic;
        const auto keyring =
            Keyring::decode(tampered(clinic.keyring, [passes, memoryKiB](detail::KeyringBody& body) {
                body.slots[1].kdf = {passes, memoryKiB};
            }));
        VERIFY_FAILS(keyring, ErrorKind::Fault, "keyring-damaged");
        QCOMPARE(keyring.error().detail, std::string("keyring: kdf parameters"));
    }
    void impossibleSlotsAreRefused_data()
    {
        QTest::addColumn<int>("what");
        QTest::addColumn<QByteArray>("detail");
        QTest::newRow("ids not ascending") << 1 << QByteArray("keyring: order of slots");
        QTest::newRow("two of one user") << 2 << QByteArray("keyring: two slots of one user");
        QTest::newRow("no name") << 3 << QByteArray("keyring: user name");
        QTest::newRow("a control character") << 4 << QByteArray("keyring: user name");
        QTest::newRow("sealed keys too short") << 5 << QByteArray("keyring: sealed keys");
        QTest::newRow("removed with keys") << 6 << QByteArray("keyring: sealed keys");
        QTest::newRow("no vaults") << 7 << QByteArray("keyring: sealed keys");
        QTest::newRow("no roles") << 8 << QByteArray("roles: none");
        QTest::newRow("a kit with a name") << 9 << QByteArray("keyring: user name");
        QTest::newRow("a kit with costs") << 10 << QByteArray("keyring: kdf parameters");
    }
    void impossibleSlotsAreRefused()
    {
        QFETCH(int, what);
        QFETCH(QByteArray, detail);
        SmallClinic clinic;
        VERIFY_OK(clinic.keyring.setRecovery(clinic.admin, RecoveryCode::generate()));
        const auto keyring = Keyring::decode(tampered(clinic.keyring, [what](detail::KeyringBody& body) {
            KeyringSlot& nila = body.slots[1];
            switch (what) {
            case 1: nila.id = 1; break;
            case 2: nila.userName = "ASHA"; break;
            case 3: nila.userName.clear(); break;
            case 4: nila.userName = "ni\x1bla"; break;
            case 5: nila.sealedKeys.pop_back(); break;
            case 6: nila.state = SlotState::Removed; break;
            case 7: nila.sealedVaults.clear(); break;
            case 8: nila.roles = {}; break;
            case 9: body.slots[3].userName = "kit"; break;
            default: body.slots[3].kdf = kQuickKdf; break;
            }
        }));
        VERIFY_FAILS(keyring, ErrorKind::Fault, "keyring-damaged");
        QCOMPARE(keyring.error().detail, detail.toStdString());
    }
    void anythingElseInTheFrameIsRefused_data()
    {
        QTest::addColumn<QByteArray>("body");
        QTest::newRow("nothing") << QByteArray();
        QTest::newRow("not an array") << QByteArray("00");
        QTest::newRow("an empty array") << QByteArray("80");
        QTest::newRow("a huge array of slots")
            << QByteArray("87000150") + QByteArray(32, '0') + QByteArray("019a7fffffff");
        QTest::newRow("a huge text") << QByteArray("87000150") + QByteArray(32, '0')
                + QByteArray("01818c0100007a7fffffff");
        QTest::newRow("a longer integer") << QByteArray("87180001");
    }
    void anythingElseInTheFrameIsRefused()
    {
        QFETCH(QByteArray, body);
        VERIFY_FAILS(Keyring::decode(framed(*hexDecode(body.toStdString()))), ErrorKind::Fault,
                     "keyring-damaged");
    }
    void aLaterVersionIsNamed()
    {
        VERIFY_FAILS(Keyring::decode(framed(*hexDecode("8201f6"))), ErrorKind::Refused, "keyring-newer");
        SmallClinic clinic;
        VERIFY_FAILS(chooseKeyring(clinic.keyring.encode(), framed(*hexDecode("8201f6"))), ErrorKind::Refused,
                     "keyring-newer");
    }
    void theNewerOfTwoCopiesIsTaken()
    {
        SmallClinic clinic;
        const Bytes old = clinic.keyring.encode();
        VERIFY_OK(clinic.keyring.removeSlot(clinic.admin, "nila"));
        const Bytes now = clinic.keyring.encode();
        // A crash between the two writes leaves either order.
        for (const auto& [first, second] : {std::pair(old, now), std::pair(now, old)}) {
            auto chosen = chooseKeyring(first, second);
            VERIFY_OK(chosen);
            QCOMPARE(chosen->keyring.sequence(), clinic.keyring.sequence());
            QVERIFY(chosen->rewriteBoth);
            QVERIFY(chosen->note.empty());
            // So an old copy that was put back alone does not bring nila back.
            QVERIFY(chosen->keyring.find("nila") == nullptr);
        }
        auto same = chooseKeyring(now, now);
        VERIFY_OK(same);
        QVERIFY(!same->rewriteBoth);
    }
    void oneDamagedCopyIsEnough()
    {
        SmallClinic clinic;
        const Bytes good = clinic.keyring.encode();
        Bytes bad = good;
        bad[100] = static_cast<std::uint8_t>(bad[100] ^ 1);
        for (const auto& [first, second] : {std::pair(good, bad), std::pair(bad, good)}) {
            auto chosen = chooseKeyring(first, second);
            VERIFY_OK(chosen);
            QVERIFY(chosen->rewriteBoth);
            QVERIFY(!chosen->note.empty());
            VERIFY_OK(chosen->keyring.unlock("nila", kNursePassword, kNow));
        }
        for (const auto& [first, second] : {std::pair(good, Bytes()), std::pair(Bytes(), good)}) {
            auto chosen = chooseKeyring(first, second);
            VERIFY_OK(chosen);
            QVERIFY(chosen->rewriteBoth);
            QVERIFY(chosen->note.empty());
        }
        VERIFY_FAILS(chooseKeyring(bad, bad), ErrorKind::Fault, "keyring-damaged");
        VERIFY_FAILS(chooseKeyring({}, bad), ErrorKind::Fault, "keyring-damaged");
        VERIFY_FAILS(chooseKeyring({}, {}), ErrorKind::Unavailable, "no-keyring");
    }
    void anOldPairThatWasPutBackIsFound()
    {
        SmallClinic clinic;
        const Bytes old = clinic.keyring.encode();
        VERIFY_OK(clinic.keyring.removeSlot(clinic.admin, "nila"));
        const std::uint64_t known = clinic.keyring.revision();
        VERIFY_OK(clinic.keyring.checkNotOlderThan(known));
        auto chosen = chooseKeyring(old, old);
        VERIFY_OK(chosen);
        VERIFY_OK(chosen->keyring.unlock("nila", kNursePassword, kNow));
        VERIFY_FAILS(chosen->keyring.checkNotOlderThan(known), ErrorKind::Fault, "keyring-old");
    }
    void wrongPasswordsDoNotLookLikeTampering()
    {
        SmallClinic clinic;
        (void)clinic.keyring.unlock("nila", "not this one", kNow);
        auto back = Keyring::decode(clinic.keyring.encode());
        VERIFY_OK(back);
        VERIFY_OK(back->unlock("ravi", kDeskPassword, kNow));
    }
};

QTEST_APPLESS_MAIN(TestKeyringFile)
#include "tst_keyring_file.moc"
