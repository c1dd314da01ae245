// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/services/Clock.h"
#include "app/services/Files.h"
#include "app/services/NewClinic.h"
#include "app/services/Profile.h"
#include "app/services/ProfileFolder.h"
#include "app/services/Signer.h"
#include "app/services/Vaults.h"
#include "ledger/chain/ChainId.h"
#include "ledger/chain/EntryBodies.h"
#include "ledger/crypto/Random.h"

namespace carnet::services {

namespace {

Result<void> checkWanted(const NewFederation& wanted)
{
    if (wanted.federationName.empty() || wanted.federationName.size() > chain::kMaxNameBytes) {
        return failure(ErrorKind::Refused, "bad-name",
                       "The name of the federation must have 1 to 200 bytes.");
    }
    return checkNewClinic(wanted);
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
        EntryDraft clinicDraft = draft(chain::EntryType::ClinicAdmit);
        clinicDraft.setBody(
            chain::encodeBody(clinicBodyOf(m_wanted, m_founder.id(), m_recoveryKeys.id(), m_roleKeys)));
        Result<AuthoredEntry> entry = clinicDraft.sign(m_founder.signing());
        if (entry) {
            m_clinic = entry->id;
        }
        return entry;
    }

    Result<AuthoredEntry> stationEnrolment()
    {
        return authorStationEnrolment(m_signer, m_timeMs, m_clinic, m_wanted.stationName, m_station,
                                      m_chainNonce);
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
    const Result<void> acceptable = checkWanted(wanted);
    if (!acceptable) {
        return tl::unexpected<Error>(acceptable.error());
    }
    Result<CreatedFederation> created;
    const Result<void> made = makeProfileFolder(folder, [&](const QString& building) -> Result<void> {
        created = writeProfile(building, wanted, password);
        return created ? Result<void>() : tl::unexpected<Error>(created.error());
    });
    if (!made) {
        return tl::unexpected<Error>(made.error());
    }
    return created;
}

} // namespace carnet::services
