// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/chain/EntryBodies.h"

#include "ledger/encoding/CborReader.h"
#include "ledger/encoding/CborWriter.h"
#include "tests/support/ResultChecks.h"
#include "tests/support/TestKeys.h"

using namespace carnet;
using namespace carnet::chain;
using namespace carnet::test;

class TestEntryBodies : public QObject {
    Q_OBJECT

    static std::vector<RoleKey> roleKeys()
    {
        return {{RoleGroup::Desk, 0, bytesOf<32>("desk")},
                {RoleGroup::Clinical, 3, bytesOf<32>("clinical")},
                {RoleGroup::Administration, kMaxUint, bytesOf<32>("administration")}};
    }
    static std::vector<AcceptedSize> accepted()
    {
        return {{Hash{1}, 0, bytesOf<32>("r")}, {Hash{2}, 17, bytesOf<32>("s")}};
    }
    static EpochDescriptor descriptor()
    {
        EpochDescriptor made;
        made.subjectKey = bytesOf<32>("subject key");
        for (std::size_t i = 0; i < kCategoryCount; ++i) {
            made.commitments[i] = bytesOf<32>(std::to_string(i));
        }
        made.parents = {bytesOf<32>("p"), bytesOf<32>("q")};
        made.proof.fill(7);
        return made;
    }
    /// One full body for each type.
    static std::vector<std::pair<EntryType, EntryBody>> bodies()
    {
        const Hash clinic = bytesOf<32>("clinic");
        crypto::Signature proof;
        proof.fill(9);
        std::vector<std::pair<EntryType, EntryBody>> all{
            {EntryType::FederationGenesis,
             GenesisBody{"F", bytesOf<32>("k"), bytesOf<32>("r"), bytesOf<32>("before")}},
            {EntryType::FederationGenesis, GenesisBody{"", bytesOf<32>("k"), bytesOf<32>("r"), std::nullopt}},
            {EntryType::ClinicAdmit,
             ClinicAdmitBody{"C", "IN-KA", bytesOf<32>("a"), bytesOf<32>("r"), roleKeys()}},
            {EntryType::ClinicSuspend, ClinicSuspendBody{clinic, "why", accepted()}},
            {EntryType::StationEnrol,
             StationEnrolBody{clinic, "S", bytesOf<32>("s"), bytesOf<32>("x"), bytesOf<16>("n"), proof}},
            {EntryType::StationRetire, StationRetireBody{clinic, bytesOf<32>("s"), "", {}}},
            {EntryType::PractitionerEnrol,
             PractitionerEnrolBody{clinic,
                                   bytesOf<32>("p"),
                                   bytesOf<32>("x"),
                                   "Ä. B.",
                                   "L",
                                   {Role::Admin, Role::Nurse},
                                   proof}},
            {EntryType::PractitionerChange,
             PractitionerChangeBody{
                 clinic,
                 bytesOf<32>("p"),
                 "N",
                 "",
                 {Role::Admin, Role::Auditor, Role::Doctor, Role::Nurse, Role::Reception}}},
            {EntryType::PractitionerRevoke,
             PractitionerRevokeBody{clinic, bytesOf<32>("p"), "left", accepted()}},
            {EntryType::RoleRotate, RoleRotateBody{clinic, {roleKeys()[1]}}},
            {EntryType::Approve, ApproveBody{bytesOf<32>("proposal")}},
            {EntryType::StationRestore,
             StationRestoreBody{clinic, "S", bytesOf<32>("s"), bytesOf<32>("x"), bytesOf<16>("n"),
                                bytesOf<32>("old"), KnownHead{kMaxUint, bytesOf<32>("head")}, proof}},
            {EntryType::StationRestore,
             StationRestoreBody{clinic, "", bytesOf<32>("s"), bytesOf<32>("x"), bytesOf<16>("n"),
                                bytesOf<32>("old"), std::nullopt, proof}},
            {EntryType::Seal, SealBody{bytesOf<32>("old"), 17, bytesOf<32>("root")}},
            {EntryType::ForkResolve, ForkResolveBody{bytesOf<32>("old"), 17, bytesOf<32>("block")}},
            {EntryType::PatientRegister, PatientRegisterBody{Custody::Clinic, descriptor()}},
            {EntryType::LibraryOpen, EpochBody{descriptor()}},
            {EntryType::AccessRotate, EpochBody{descriptor()}},
        };
        for (const EntryType type :
             {EntryType::QuarantineAdopt, EntryType::PatientUpdate, EntryType::PatientLink,
              EntryType::PatientUnlink, EntryType::RecordAdd, EntryType::RecordCorrect,
              EntryType::AccessGrant, EntryType::AccessRevoke}) {
            all.emplace_back(type, EmptyBody{});
        }
        return all;
    }
    /// Equal for types whose bodies have the same form.
    static std::size_t formOf(const EntryBody& body)
    {
        if (std::holds_alternative<PractitionerRevokeBody>(body)) {
            return EntryBody(StationRetireBody()).index();
        }
        return std::holds_alternative<ForkResolveBody>(body) ? EntryBody(SealBody()).index() : body.index();
    }
    static bool refused(EntryType type, const EntryBody& body) { return !decodeBody(type, encodeBody(body)); }

private Q_SLOTS:
    void theyComeBackAsTheyWere()
    {
        for (const auto& [type, body] : bodies()) {
            const Bytes bytes = encodeBody(body);
            VERIFY_OK(cbor::checkDeterministic(bytes));
            const Result<EntryBody> again = decodeBody(type, bytes);
            VERIFY_OK(again);
            QVERIFY2(*again == body, std::string(nameOf(type)).c_str());
            QVERIFY(encodeBody(*again) == bytes);
        }
    }

    void everyOtherFormIsRefused()
    {
        for (const auto& [type, body] : bodies()) {
            const Bytes good = encodeBody(body);
            for (std::size_t size = 0; size < good.size(); ++size) {
                QVERIFY(!decodeBody(type, ByteView(good).first(size)));
            }
            Bytes changed = good;
            changed.push_back(0xF6);
            VERIFY_FAILS(decodeBody(type, changed), ErrorKind::Fault, "bad-encoding");
            // One element more.
            ++changed[0];
            QVERIFY(!decodeBody(type, changed));
            // The body of any other form.
            for (const auto& [otherType, other] : bodies()) {
                if (formOf(other) != formOf(body)) {
                    QVERIFY2(!decodeBody(type, encodeBody(other)), std::string(nameOf(otherType)).c_str());
                }
            }
        }
    }

    void textsHaveLimits()
    {
        const std::string name(kMaxNameBytes, 'n');
        QVERIFY(!refused(EntryType::FederationGenesis, GenesisBody{name, {}, {}, {}}));
        QVERIFY(refused(EntryType::FederationGenesis, GenesisBody{name + "n", {}, {}, {}}));
        QVERIFY(!refused(EntryType::ClinicAdmit,
                         ClinicAdmitBody{name, std::string(10, 'r'), {}, {}, roleKeys()}));
        QVERIFY(
            refused(EntryType::ClinicAdmit, ClinicAdmitBody{name, std::string(11, 'r'), {}, {}, roleKeys()}));
        QVERIFY(
            !refused(EntryType::ClinicSuspend, ClinicSuspendBody{{}, std::string(kMaxReasonBytes, 'r'), {}}));
        QVERIFY(refused(EntryType::ClinicSuspend,
                        ClinicSuspendBody{{}, std::string(kMaxReasonBytes + 1, 'r'), {}}));
        QVERIFY(refused(EntryType::PractitionerChange,
                        PractitionerChangeBody{{}, {}, name + "n", "", {Role::Nurse}}));
        QVERIFY(refused(EntryType::PractitionerChange,
                        PractitionerChangeBody{{}, {}, "", name + "n", {Role::Nurse}}));
    }

    void rolesAreInOrderAndNoneTwice()
    {
        const auto withRoles = [](const std::vector<std::string_view>& roles) {
            cbor::Writer writer;
            writer.array(5).bytes(Hash{}).bytes(Hash{}).text("").text("").array(roles.size());
            for (const std::string_view role : roles) {
                writer.text(role);
            }
            return decodeBody(EntryType::PractitionerChange, writer.view()).has_value();
        };
        QVERIFY(withRoles({"doctor"}));
        QVERIFY(withRoles({"admin", "auditor", "doctor", "nurse", "reception"}));
        QVERIFY(!withRoles({}));
        QVERIFY(!withRoles({"nurse", "doctor"}));
        QVERIFY(!withRoles({"nurse", "nurse"}));
        QVERIFY(!withRoles({"surgeon"}));
        QVERIFY(!withRoles({"Admin"}));
        QVERIFY(!withRoles({"admin", "auditor", "doctor", "nurse", "reception", "reception"}));
    }

    void roleKeysAreInOrder()
    {
        std::vector<RoleKey> keys = roleKeys();
        QVERIFY(!refused(EntryType::RoleRotate, RoleRotateBody{{}, keys}));
        QVERIFY(!refused(EntryType::RoleRotate, RoleRotateBody{{}, {keys[0], keys[2]}}));
        QVERIFY(refused(EntryType::RoleRotate, RoleRotateBody{{}, {}}));
        QVERIFY(refused(EntryType::RoleRotate, RoleRotateBody{{}, {keys[2], keys[0]}}));
        QVERIFY(refused(EntryType::RoleRotate, RoleRotateBody{{}, {keys[1], keys[1]}}));
        QVERIFY(refused(EntryType::ClinicAdmit, ClinicAdmitBody{"", "", {}, {}, {keys[0], keys[1]}}));
        keys[2].group = static_cast<RoleGroup>(3);
        QVERIFY(refused(EntryType::RoleRotate, RoleRotateBody{{}, keys}));
        keys = roleKeys();
        keys[1].generation = kMaxUint + 1;
        QVERIFY(refused(EntryType::RoleRotate, RoleRotateBody{{}, keys}));
    }

    void acceptedSizesAreAscending()
    {
        std::vector<AcceptedSize> sizes = accepted();
        QVERIFY(!refused(EntryType::PractitionerRevoke, PractitionerRevokeBody{{}, {}, "", sizes}));
        std::swap(sizes[0], sizes[1]);
        QVERIFY(refused(EntryType::PractitionerRevoke, PractitionerRevokeBody{{}, {}, "", sizes}));
        sizes[1] = sizes[0];
        QVERIFY(refused(EntryType::PractitionerRevoke, PractitionerRevokeBody{{}, {}, "", sizes}));
        sizes.clear();
        for (std::uint32_t i = 0; i <= kMaxAccepted; ++i) {
            sizes.push_back({Hash{std::uint8_t(i >> 8), std::uint8_t(i)}, 1, {}});
        }
        QVERIFY(refused(EntryType::PractitionerRevoke, PractitionerRevokeBody{{}, {}, "", sizes}));
        sizes.pop_back();
        QVERIFY(!refused(EntryType::PractitionerRevoke, PractitionerRevokeBody{{}, {}, "", sizes}));
    }

    void descriptorsAndCustody()
    {
        EpochDescriptor made = descriptor();
        made.parents.assign(2, made.parents[0]);
        QVERIFY(refused(EntryType::AccessRotate, EpochBody{made}));
        made.parents.clear();
        for (std::size_t i = 0; i < kMaxEpochParents; ++i) {
            made.parents.push_back(bytesOf<32>(std::to_string(i)));
        }
        QVERIFY(!refused(EntryType::AccessRotate, EpochBody{made}));
        made.parents.push_back(bytesOf<32>("one more"));
        QVERIFY(refused(EntryType::AccessRotate, EpochBody{made}));
        QVERIFY(!refused(EntryType::PatientRegister, PatientRegisterBody{Custody::Patient, descriptor()}));
        QVERIFY(
            refused(EntryType::PatientRegister, PatientRegisterBody{static_cast<Custody>(2), descriptor()}));
        const EntryBody body = EpochBody{descriptor()};
        QVERIFY(epochOf(body) != nullptr && *epochOf(body) == descriptor());
        QVERIFY(epochOf(EntryBody{EmptyBody{}}) == nullptr);
    }
};

QTEST_APPLESS_MAIN(TestEntryBodies)
#include "tst_entry_bodies.moc"
