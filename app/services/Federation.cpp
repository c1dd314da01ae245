// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/services/Clock.h"
#include "app/services/Files.h"
#include "app/services/Profile.h"
#include "app/services/Signer.h"
#include "app/services/Vaults.h"
#include "ledger/chain/ChainId.h"
#include "ledger/chain/EntryBodies.h"
#include "ledger/crypto/Random.h"
#include "ledger/identity/Proofs.h"
#include "ledger/record/Regions.h"

#include <QDir>
#include <QFileInfo>
#include <QTemporaryDir>

namespace carnet::services {

namespace {

/// A generation-0 key for each group of the clinic's staff.
std::vector<RoleKey> generateRoleKeys()
{
    std::vector<RoleKey> keys;
    for (const RoleGroup group : {RoleGroup::Desk, RoleGroup::Clinical, RoleGroup::Administration}) {
        keys.push_back({group, 0, crypto::KemKey::generate()});
    }
    return keys;
}

Result<void> checkNames(const NewFederation& wanted)
{
    for (const std::string* name : {&wanted.federationName, &wanted.clinicName, &wanted.adminFullName}) {
        if (name->empty() || name->size() > chain::kMaxNameBytes) {
            return failure(
                ErrorKind::Refused, "bad-name",
                "The names of the federation, the clinic and the administrator must have 1 to 200 bytes each.");
        }
    }
    if (!wanted.region.empty() && !record::Regions::builtIn().byCode(wanted.region)) {
        return failure(ErrorKind::Refused, "bad-region",
                       "The region \"" + wanted.region
                           + "\" is not an ISO 3166-2 code that is known here, such as IN-KA.");
    }
    if (!wanted.adminRoles.has(Role::Admin)) {
        return failure(
            ErrorKind::Usage, "bad-role",
            "The first person of a clinic must have the role admin. Others can be added to it: admin,doctor.");
    }
    return {};
}

/// The four entries that a founding chain begins with (FORMAT.md §5.1).
class Founding {
public:
    Founding(const NewFederation& wanted, const PersonKeys& founder, const RecoveryCode& recovery,
             const StationKeys& station, std::int64_t timeMs)
        : m_wanted(wanted)
        , m_founder(founder)
        , m_recoveryKeys(recovery.keys())
        , m_station(station)
        , m_roleKeys(generateRoleKeys())
        , m_chainNonce(crypto::randomArray<16>())
        , m_timeMs(timeMs)
    {
        m_signer.keys = &m_founder;
        m_signer.place.chain = chain::chainIdOf(station.signing().publicKey(), m_chainNonce);
    }

    Result<std::vector<AuthoredEntry>> entries()
    {
        std::vector<AuthoredEntry> all;
        for (const auto make : {&Founding::genesis, &Founding::clinic, &Founding::stationEnrolment,
                                &Founding::founderEnrolment}) {
            Result<AuthoredEntry> entry = (this->*make)();
            if (!entry) {
                return tl::unexpected<Error>(entry.error());
            }
            all.push_back(std::move(*entry));
        }
        return all;
    }

    const ChainPlace& place() const { return m_signer.place; }
    const Hash& clinicId() const { return m_clinic; }

private:
    EntryDraft draft(chain::EntryType type) const { return m_signer.draft(type, m_timeMs); }

    Result<AuthoredEntry> genesis()
    {
        EntryDraft genesisDraft = draft(chain::EntryType::FederationGenesis);
        genesisDraft.makeGenesis();
        genesisDraft.setBody(chain::encodeBody(
            chain::GenesisBody{m_wanted.federationName, m_founder.id(), m_recoveryKeys.id(), std::nullopt}));
        Result<AuthoredEntry> entry = genesisDraft.sign(m_founder.signing());
        if (entry) {
            m_signer.place.federation = entry->id;
        }
        return entry;
    }

    Result<AuthoredEntry> clinic()
    {
        chain::ClinicAdmitBody body;
        body.name = m_wanted.clinicName;
        body.region = m_wanted.region;
        body.administratorKey = m_founder.id();
        body.recoveryKey = m_recoveryKeys.id();
        for (const RoleKey& key : m_roleKeys) {
            body.roleKeys.push_back({key.group, key.generation, key.key.publicKey()});
        }
        EntryDraft clinicDraft = draft(chain::EntryType::ClinicAdmit);
        clinicDraft.setBody(chain::encodeBody(body));
        Result<AuthoredEntry> entry = clinicDraft.sign(m_founder.signing());
        if (entry) {
            m_clinic = entry->id;
        }
        return entry;
    }

    Result<AuthoredEntry> stationEnrolment()
    {
        chain::StationEnrolBody body;
        body.clinic = m_clinic;
        body.name = m_wanted.stationName;
        body.stationKey = m_station.signing().publicKey();
        body.stationKemKey = m_station.kem().publicKey();
        body.chainNonce = m_chainNonce;
        body.proof = m_station.signing().sign(
            stationProofMessage(m_signer.place.federation, m_clinic, body.stationKemKey, m_chainNonce));
        EntryDraft stationDraft = draft(chain::EntryType::StationEnrol);
        stationDraft.setBody(chain::encodeBody(body));
        return stationDraft.sign(m_founder.signing());
    }

    Result<AuthoredEntry> founderEnrolment()
    {
        // The recovery kit receives the role keys too: an administrator that it enrols later can then hand them on.
        const crypto::KemPublicKey kit = m_recoveryKeys.kem().publicKey();
        return authorEnrolment(m_signer, m_timeMs, m_clinic, m_founder,
                               {m_wanted.adminFullName, std::string(), m_wanted.adminRoles}, m_roleKeys,
                               &kit);
    }

    const NewFederation& m_wanted;
    const PersonKeys& m_founder;
    PersonKeys m_recoveryKeys;
    const StationKeys& m_station;
    std::vector<RoleKey> m_roleKeys;
    ByteArray<16> m_chainNonce;
    std::int64_t m_timeMs;
    Signer m_signer;
    Hash m_clinic{};
};

Result<void> checkFolder(const QString& folder)
{
    const QFileInfo info(folder);
    if (info.exists()
        && (!info.isDir()
            || !QDir(folder).isEmpty(QDir::AllEntries | QDir::Hidden | QDir::System
                                     | QDir::NoDotAndDotDot))) {
        return failure(
            ErrorKind::Refused, "profile-exists",
            QStringLiteral(
                "The folder %1 is not empty. A new profile needs a folder that is empty or does not exist yet.")
                .arg(folder)
                .toStdString());
    }
    return {};
}

/// Everything of a new profile, written into a folder of its own.
Result<CreatedFederation> writeProfile(const QString& folder, const NewFederation& wanted,
                                       const crypto::SecretBytes& password)
{
    const PersonKeys founder = PersonKeys::generate();
    const RecoveryCode recovery = RecoveryCode::generate();
    StationKeys station = StationKeys::generate();
    const ProfilePaths paths(folder);

    Result<Keyring::Created> keyring =
        Keyring::create(wanted.adminUser, wanted.adminRoles, founder, toText(password.view()));
    if (!keyring) {
        return tl::unexpected<Error>(keyring.error());
    }
    const Result<void> kit = keyring->keyring.setRecovery(keyring->administrator, recovery);
    if (!kit) {
        return tl::unexpected<Error>(kit.error());
    }
    const std::int64_t timeMs = nowMs();
    Founding founding(wanted, founder, recovery, station, timeMs);
    Result<std::vector<AuthoredEntry>> entries = founding.entries();
    if (!entries) {
        return tl::unexpected<Error>(entries.error());
    }
    CreatedFederation created;
    created.federation = founding.place().federation;
    created.clinic = founding.clinicId();
    created.station = station.signing().publicKey();
    created.administrator = founder.id();
    created.recoveryCode = recovery.text();

    Result<void> written = writeFileDurably(paths.stationKey, station.encode().view(), FileAccess::OwnerOnly);
    if (written) {
        const Result<KeyringFile> file = KeyringFile::create(folder, keyring->keyring);
        written = file ? Result<void>() : tl::unexpected<Error>(file.error());
    }
    if (written) {
        Result<std::unique_ptr<LocalLedger>> ledger =
            LocalLedger::create(paths.chainDatabase, std::move(station), founding.place(), *entries, timeMs);
        written = ledger ? (*ledger)->close() : tl::unexpected<Error>(ledger.error());
    }
    if (written) {
        written = createVaults(paths, keyring->administrator);
    }
    if (!written) {
        return tl::unexpected<Error>(written.error());
    }
    return created;
}

} // namespace

Result<CreatedFederation> createFederation(const QString& folder, const NewFederation& wanted,
                                           const crypto::SecretBytes& password)
{
    Result<void> acceptable = checkNames(wanted);
    if (acceptable) {
        acceptable = checkFolder(folder);
    }
    if (!acceptable) {
        return tl::unexpected<Error>(acceptable.error());
    }
    const QFileInfo info(QDir::cleanPath(folder));
    if (!QDir().mkpath(info.absolutePath())) {
        return failure(
            ErrorKind::Unavailable, "cannot-write",
            QStringLiteral("The folder %1 cannot be made.").arg(info.absolutePath()).toStdString());
    }
    // Made beside its place and renamed at the end, so that a power cut leaves a whole profile or none.
    QTemporaryDir building(info.absoluteFilePath() + QStringLiteral(".new-XXXXXX"));
    if (!building.isValid()) {
        return failure(ErrorKind::Unavailable, "cannot-write",
                       QStringLiteral("The profile cannot be made in %1: %2.")
                           .arg(info.absolutePath(), building.errorString())
                           .toStdString());
    }
    Result<CreatedFederation> created = writeProfile(building.path(), wanted, password);
    if (!created) {
        return created;
    }
    QDir().rmdir(info.absoluteFilePath());
    if (!QDir().rename(building.path(), info.absoluteFilePath())) {
        return failure(ErrorKind::Unavailable, "cannot-write",
                       QStringLiteral("The profile cannot be put in its place, %1. Nothing was made.")
                           .arg(info.absoluteFilePath())
                           .toStdString());
    }
    building.setAutoRemove(false);
    return created;
}

} // namespace carnet::services
