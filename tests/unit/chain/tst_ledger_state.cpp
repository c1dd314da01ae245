// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/chain/LedgerState.h"

#include "tests/support/ResultChecks.h"
#include "tests/unit/chain/StatusChecks.h"
#include "tests/vectors/VectorLedger.h"

using namespace carnet;
using namespace carnet::chain;
using namespace carnet::test;

/// What the state answers, and that a snapshot gives it back.
class TestLedgerState : public QObject {
    Q_OBJECT

    /// Whether two states say the same of every entry and of all membership.
    static void compare(const LedgerState& a, const LedgerState& b, const VectorLedger& ledger)
    {
        QCOMPARE(a.entryCount(), b.entryCount());
        QCOMPARE(a.blockCount(), b.blockCount());
        QCOMPARE(a.subjectCount(), b.subjectCount());
        for (const auto& [id, name] : ledger.names) {
            QVERIFY2(a.status(id) == b.status(id), name.c_str());
        }
        QCOMPARE(a.chains().size(), b.chains().size());
        for (const ChainView& chain : a.chains()) {
            const ChainView other = b.chain(chain.chain).value();
            QVERIFY(chain.head == other.head && chain.root == other.root && chain.treeSize == other.treeSize);
            QVERIFY(a.tip(chain.chain)->tree == b.tip(chain.chain)->tree);
            QVERIFY(a.tip(chain.chain)->namedHeads == b.tip(chain.chain)->namedHeads);
        }
        QCOMPARE(a.practitioners().size(), b.practitioners().size());
        for (const PractitionerView& person : a.practitioners()) {
            const PractitionerView other = b.practitioner(person.clinic, person.key).value();
            QVERIFY(person.roles == other.roles && person.fullName == other.fullName
                    && person.kemKey == other.kemKey);
            QVERIFY(person.revoked == other.revoked && person.enrolments == other.enrolments);
        }
        for (const ClinicView& clinic : a.clinics()) {
            QVERIFY(a.roleKeys(clinic.id) == b.roleKeys(clinic.id));
            QCOMPARE(clinic.suspended, b.clinic(clinic.id)->suspended);
        }
        QVERIFY(a.stations().size() == b.stations().size());
    }

private Q_SLOTS:
    void membership()
    {
        const VectorLedger ledger;
        const LedgerState& state = ledger.f.state;
        QCOMPARE(QString::fromStdString(state.federationView()->name), QStringLiteral("Test federation"));
        QVERIFY(state.federationView()->foundingClinic == ledger.f.clinic);
        // Hill was proposed, and never had its majority.
        QCOMPARE(state.clinics().size(), std::size_t{5});
        QCOMPARE(state.proposals().size(), std::size_t{8});
        QVERIFY(state.clinics()[0].founding && !state.clinics()[1].founding);
        QVERIFY(state.clinics()[2].suspended && !state.clinics()[1].suspended);
        QCOMPARE(state.stations().size(), std::size_t{5});
        const PractitionerView doctor =
            state.practitioner(ledger.f.clinic, ledger.doctor.key.publicKey()).value();
        QCOMPARE(doctor.roles.text(), std::string("auditor,doctor"));
        QCOMPARE(doctor.licence, std::string("L-2"));
        QVERIFY(doctor.kemKey == ledger.doctor.kem.publicKey());
        QCOMPARE(state.effectiveRoles(ledger.southClinic, ledger.doctor.key.publicKey()).text(),
                 std::string("doctor"));
        QVERIFY(state.practitioner(ledger.f.clinic, ledger.nurse.key.publicKey())->revoked);
        QVERIFY(state.effectiveRoles(ledger.f.clinic, ledger.nurse.key.publicKey()).empty());
        QVERIFY(state.effectiveRoles(ledger.f.clinic, signingKey("nobody").publicKey()).empty());
        QVERIFY(state.effectiveRoles(bytesOf<32>("no clinic"), ledger.doctor.key.publicKey()).empty());
        // Who is only named by clinic.admit acts as administrator.
        const Hash west = state.clinics()[2].id;
        QVERIFY(!state.practitioner(west, TestPerson("West administrator").key.publicKey()));
        const auto keys = state.roleKeys(ledger.f.clinic);
        QCOMPARE(keys.size(), std::size_t{3});
        QCOMPARE(keys[1].generation, std::uint64_t{1});
        QVERIFY(state.practitionersOf(ledger.southClinic).size() == 2);
    }

    void entriesChainsAndEpochs()
    {
        const VectorLedger ledger;
        const LedgerState& state = ledger.f.state;
        const EntryView record = state.entry(idOf(ledger.record)).value();
        QVERIFY(record.chain == ledger.south.chain && record.type == EntryType::RecordAdd);
        QVERIFY(record.clinic == ledger.southClinic);
        QCOMPARE(record.height, std::uint64_t{1});
        QVERIFY(state.entryAt(record.chain, record.leafIndex)->id == record.id);
        const BlockView block = state.block(record.chain, record.height).value();
        QVERIFY(!state.entryAt(record.chain, block.treeSize - 1)); // the preamble
        QVERIFY(!state.entryAt(record.chain, 1'000'000));
        QVERIFY(!state.block(record.chain, 1'000'000));
        QVERIFY(!state.entry(bytesOf<32>("nothing")) && !state.status(bytesOf<32>("nothing")));
        QVERIFY(!state.chain(bytesOf<32>("nothing")) && !state.tip(bytesOf<32>("nothing")));
        QVERIFY(state.restsOn(record.id, ledger.f.federation));
        QVERIFY(!state.restsOn(ledger.f.federation, record.id));
        QVERIFY(state.knowsSubject(ledger.patient.subject));
        const auto epochs = state.epochs(ledger.patient.subject);
        QCOMPARE(epochs.size(), std::size_t{2});
        QVERIFY(epochs[0].epoch == ledger.patient.epoch);
        QVERIFY(state.epoch(epochs[1].epoch)->subject == ledger.patient.subject);
        QVERIFY(state.epochs(bytesOf<32>("nobody")).empty());
    }

    void aSnapshotGivesItBack()
    {
        const VectorLedger ledger;
        const LedgerState& state = ledger.f.state;
        const LedgerState again = LedgerState::restore(state.federation(), state.snapshot()).value();
        compare(state, again, ledger);
        // Every point on the way, and going on from it, comes to the same.
        for (std::size_t cut = 0; cut <= ledger.f.blocks.size(); ++cut) {
            LedgerState half(state.federation());
            for (std::size_t i = 0; i < cut; ++i) {
                QCOMPARE(shown(half.apply(prechecked(ledger.f.blocks[i]))), QStringLiteral("accepted"));
            }
            LedgerState rest = LedgerState::restore(state.federation(), half.snapshot()).value();
            for (std::size_t i = cut; i < ledger.f.blocks.size(); ++i) {
                QCOMPARE(shown(rest.apply(prechecked(ledger.f.blocks[i]))), QStringLiteral("accepted"));
            }
            compare(state, rest, ledger);
        }
    }

    void aDamagedSnapshotIsRefused()
    {
        const VectorLedger ledger;
        const LedgerState& state = ledger.f.state;
        const auto restored = [&](std::vector<SnapshotPiece> pieces) {
            return LedgerState::restore(state.federation(), std::move(pieces));
        };
        VERIFY_OK(restored(state.snapshot()));
        VERIFY_FAILS(restored({}), ErrorKind::Fault, "bad-snapshot");
        VERIFY_FAILS(LedgerState::restore(bytesOf<32>("another"), state.snapshot()), ErrorKind::Fault,
                     "bad-snapshot");
        for (std::size_t i = 0; i < state.snapshot().size(); ++i) {
            auto pieces = state.snapshot();
            pieces.erase(pieces.begin() + static_cast<std::ptrdiff_t>(i));
            VERIFY_FAILS(restored(pieces), ErrorKind::Fault, "bad-snapshot");
            pieces = state.snapshot();
            pieces[i].bytes.resize(pieces[i].bytes.size() / 2);
            VERIFY_FAILS(restored(pieces), ErrorKind::Fault, "bad-snapshot");
            pieces = state.snapshot();
            pieces.push_back(pieces[i]);
            VERIFY_FAILS(restored(pieces), ErrorKind::Fault, "bad-snapshot");
        }
    }

    void trustedBlocksGiveTheSameState()
    {
        const VectorLedger ledger;
        LedgerState state(ledger.f.federation);
        for (const ExportedBlock& block : ledger.f.blocks) {
            const auto result =
                state.apply(precheck(block.block, block.inputs(), Signatures::VerifiedBefore));
            QCOMPARE(shown(result), QStringLiteral("accepted"));
        }
        compare(ledger.f.state, state, ledger);
    }
};

QTEST_APPLESS_MAIN(TestLedgerState)
#include "tst_ledger_state.moc"
