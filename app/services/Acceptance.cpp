// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/services/AdmissionFile.h"
#include "app/services/Clock.h"
#include "app/services/Files.h"
#include "app/services/Joining.h"
#include "app/services/PendingJoin.h"
#include "ledger/chain/ChainId.h"
#include "ledger/crypto/Hpke.h"
#include "ledger/crypto/Random.h"

#include <QFile>

namespace carnet::services {

namespace {

tl::unexpected<Error> failed(const Error& error)
{
    return tl::unexpected<Error>(error);
}

/// Takes a profile from its request to the first block of its chain. chain.db is made under another name and takes its own at the
/// end: until then nothing that was signed has left this program, so that a second attempt may begin anew, with a chain of another id.
class Acceptance {
public:
    Acceptance(const QString& folder, const JoinOptions& options)
        : m_paths(folder)
        , m_buildPath(m_paths.chainDatabase + QStringLiteral(".new"))
        , m_options(options)
    {
    }

    Result<Joined> run(const QString& admissionFile, const std::string& user,
                       const PasswordFunction& password)
    {
        Result<std::unique_ptr<AdmissionReader>> reader = AdmissionReader::open(admissionFile);
        if (!reader) {
            return failed(reader.error());
        }
        m_reader = std::move(*reader);
        if (QFile::exists(m_paths.chainDatabase)) {
            return answerAgain();
        }
        Result<void> done = openPending();
        if (done) {
            done = unlock(user, password);
        }
        if (done) {
            done = takeLedger();
        }
        if (done) {
            done = checkAdmission();
        }
        if (done) {
            done = begin();
        }
        if (done) {
            done = install();
        }
        m_ledger.reset();
        removeBuild();
        if (!done) {
            return failed(done.error());
        }
        return std::move(m_joined);
    }

private:
    const chain::Admission& admission() const { return m_reader->admission(); }

    /// The profile is a member already. If it is by this admission, that is what the caller wanted to hear.
    Result<Joined> answerAgain()
    {
        Result<std::unique_ptr<Profile>> profile = Profile::open(m_paths.folder);
        if (!profile) {
            return failed(profile.error());
        }
        LocalLedger& ledger = (*profile)->ledger();
        if (ledger.federation() != admission().federation || ledger.clinic() != admission().clinic) {
            return failure(
                ErrorKind::Refused, "already-member",
                "This profile is a member already, of another federation or clinic than this admission is for. Nothing was changed.");
        }
        QFile::remove(m_paths.pendingJoin);
        Joined joined = answerFrom(ledger);
        const Result<void> closed = (*profile)->close();
        return closed ? Result<Joined>(std::move(joined)) : failed(closed.error());
    }

    Joined answerFrom(LocalLedger& ledger) const
    {
        Joined joined{ledger.federation(),
                      ledger.clinic(),
                      ledger.station().signing().publicKey(),
                      {},
                      admission().peers};
        if (const std::optional<chain::FederationView> federation = ledger.state().federationView()) {
            joined.federationName = federation->name;
        }
        return joined;
    }

    Result<void> openPending()
    {
        if (!QFile::exists(m_paths.pendingJoin)) {
            return failure(
                ErrorKind::Unavailable, "no-profile",
                QStringLiteral(
                    "There is no profile in %1 that waits for its admission. Make its request first.")
                    .arg(m_paths.folder)
                    .toStdString());
        }
        Result<std::unique_ptr<ProfileLock>> lock = ProfileLock::take(m_paths.folder);
        if (!lock) {
            return failed(lock.error());
        }
        m_lock = std::move(*lock);
        const Result<Bytes> file =
            readFile(m_paths.pendingJoin, static_cast<qint64>(PendingJoin::kMostFileBytes));
        Result<PendingJoin> pending = file ? PendingJoin::decode(*file) : failed(file.error());
        Result<chain::JoinRequest> request =
            pending ? chain::openJoinRequest(pending->request) : failed(pending.error());
        if (!request) {
            return failed(request.error());
        }
        m_pending = std::move(*pending);
        m_request = std::move(*request);
        if (admission().request != chain::joinRequestIdOf(m_pending.request)) {
            return failure(
                ErrorKind::Refused, "other-request",
                "This admission answers another request than this profile's. Hand this profile's request to the other side again.");
        }
        const Result<Bytes> key =
            readFile(m_paths.stationKey, static_cast<qint64>(StationKeys::kMostFileBytes));
        Result<StationKeys> station = key ? StationKeys::decode(*key) : failed(key.error());
        if (!station) {
            return failed(station.error());
        }
        m_station = std::move(*station);
        return {};
    }

    Result<void> unlock(const std::string& user, const PasswordFunction& password)
    {
        // A workstation gets the clinic's people with the admission, a new clinic has made its administrator with the request.
        const Result<void> ready = m_request.station() ? installKeyring() : Result<void>();
        Result<KeyringFile> keyring = ready ? KeyringFile::open(m_paths.folder) : failed(ready.error());
        if (!keyring) {
            return failed(keyring.error());
        }
        const Result<std::string> name = userOf(keyring->keyring(), user);
        const Result<crypto::SecretBytes> typed = name ? password(*name) : failed(name.error());
        if (!typed) {
            return failed(typed.error());
        }
        Result<UnlockedSlot> slot = keyring->change(
            [&](Keyring& slots) { return slots.unlock(*name, toText(typed->view()), nowMs()); });
        if (!slot) {
            return failed(slot.error());
        }
        for (const KeyringSlot& each : keyring->keyring().slots()) {
            if (each.kind == SlotKind::Recovery && each.state == SlotState::Active) {
                m_kit = each.kemKey;
            }
        }
        m_slot = std::make_unique<UnlockedSlot>(std::move(*slot));
        return {};
    }

    Result<std::string> userOf(const Keyring& keyring, const std::string& user) const
    {
        if (m_request.clinic()) {
            return user.empty() || user == m_pending.user
                ? Result<std::string>(m_pending.user)
                : failure(ErrorKind::Usage, "usage",
                          "The admission is accepted by the administrator who made the request: "
                              + m_pending.user + ".");
        }
        std::vector<std::string> administrators;
        for (const KeyringSlot& slot : keyring.slots()) {
            if (slot.kind == SlotKind::Person && slot.state == SlotState::Active
                && slot.roles.has(Role::Admin)) {
                administrators.push_back(slot.userName);
            }
        }
        if (!user.empty() || administrators.size() == 1) {
            return user.empty() ? administrators.front() : user;
        }
        return failure(ErrorKind::Usage, "usage",
                       "The clinic has several administrators: name with --user the one who accepts.");
    }

    /// The clinic's keyring, as it came sealed to this station. A copy that a first attempt left, and its count of wrong passwords, stays.
    Result<void> installKeyring()
    {
        if (KeyringFile::open(m_paths.folder)) {
            return {};
        }
        const Result<crypto::SecretBytes> opened = crypto::hpkeOpen(
            m_station->kem(), chain::admissionKeyringInfo(admission().federation, admission().request), {},
            admission().sealedKeyring ? ByteView(*admission().sealedKeyring) : ByteView());
        if (!opened) {
            return failure(
                ErrorKind::Fault, "bad-admission",
                "The people in this admission are not sealed to this workstation. Nothing was taken from it; ask for it again.");
        }
        Result<Keyring> keyring = Keyring::decode(opened->view());
        const Result<KeyringFile> written =
            keyring ? KeyringFile::create(m_paths.folder, std::move(*keyring)) : failed(keyring.error());
        return written ? Result<void>() : failed(written.error());
    }

    Result<void> takeLedger()
    {
        removeBuild();
        Result<std::unique_ptr<LocalLedger>> ledger =
            LocalLedger::createFrom(m_buildPath, m_station->clone(), m_reader->ledger());
        if (!ledger) {
            return failed(ledger.error());
        }
        m_ledger = std::move(*ledger);
        return {};
    }

    /// The signature of the admission holds; whether its signer may admit, and what was admitted, the ledger that came along says.
    Result<void> checkAdmission()
    {
        const chain::LedgerState& state = m_ledger->state();
        if (m_ledger->federation() != admission().federation) {
            return failure(
                ErrorKind::Fault, "bad-admission",
                "This admission names another federation than the ledger in it. Nothing was taken from it.");
        }
        const std::optional<chain::ClinicView> clinic = state.clinic(admission().clinic);
        if (!clinic || clinic->suspended || clinic->status.state != chain::EntryState::Valid) {
            return failure(
                ErrorKind::Refused, "not-in-ledger",
                "The ledger in this admission does not have the clinic as an active member. Ask for the admission again.");
        }
        bool mayAdmit = false;
        for (const chain::ClinicView& member : state.clinics()) {
            mayAdmit = mayAdmit
                || ((m_request.clinic() || member.id == clinic->id)
                    && state.effectiveRoles(member.id, admission().admittedBy).has(Role::Admin));
        }
        if (!mayAdmit) {
            return failure(
                ErrorKind::Fault, "bad-admission",
                "This admission is signed by somebody who may not admit. Nothing was taken from it.");
        }
        return m_request.clinic() ? checkOwnEntry() : checkStaff();
    }

    /// What was admitted is what was asked for: nobody put another name or key in between.
    Result<void> checkOwnEntry()
    {
        const Result<std::optional<storage::FoundEntry>> found =
            m_ledger->store().entry(admission().clinic, storage::Depth::Entries);
        if (!found) {
            return failed(found.error());
        }
        const Result<chain::ParsedEntry> entry =
            *found ? chain::parseEntry((*found)->entry.bytes) : chain::parseEntry({});
        if (!entry || entry->header.body != chain::encodeBody(*m_request.clinic())) {
            return failure(
                ErrorKind::Refused, "not-in-ledger",
                "The ledger in this admission admits another clinic than this profile's. Ask for the admission again.");
        }
        return {};
    }

    Result<void> checkStaff()
    {
        if (!m_ledger->state().effectiveRoles(admission().clinic, m_slot->keys.id()).has(Role::Admin)) {
            return failure(ErrorKind::Denied, "no-right",
                           "A workstation is accepted by an administrator of the clinic. " + m_slot->userName
                               + " is none.");
        }
        return {};
    }

    Result<void> begin()
    {
        const auto nonce = crypto::randomArray<16>();
        const Signer signer{
            {admission().federation, chain::chainIdOf(m_station->signing().publicKey(), nonce)},
            &m_slot->keys};
        const std::int64_t timeMs = nowMs();
        std::vector<AuthoredEntry> entries;
        Result<AuthoredEntry> station = authorStationEnrolment(signer, timeMs, admission().clinic,
                                                               m_pending.stationName, *m_station, nonce);
        if (!station) {
            return failed(station.error());
        }
        entries.push_back(std::move(*station));
        if (m_request.clinic()) {
            const Result<std::vector<RoleKey>> roleKeys = m_pending.openRoleKeys(m_slot->keys.kem());
            if (!roleKeys) {
                return failed(roleKeys.error());
            }
            // The recovery kit receives the role keys too: an administrator that it enrols later can then hand them on.
            Result<AuthoredEntry> person = authorEnrolment(signer, timeMs, admission().clinic, m_slot->keys,
                                                           {m_pending.fullName, {}, m_pending.roles},
                                                           *roleKeys, m_kit ? &*m_kit : nullptr);
            if (!person) {
                return failed(person.error());
            }
            entries.push_back(std::move(*person));
        }
        const Result<AppendedBlock> block = m_ledger->beginChain(signer.place.chain, entries, timeMs);
        return block ? Result<void>() : failed(block.error());
    }

    Result<void> install()
    {
        m_joined = answerFrom(*m_ledger);
        const Result<void> closed = m_ledger->close();
        if (!closed) {
            return closed;
        }
        const Result<void> renamed = renameDurably(m_buildPath, m_paths.chainDatabase);
        if (renamed) {
            QFile::remove(m_paths.pendingJoin);
        }
        return renamed;
    }

    void removeBuild() const
    {
        for (const char* suffix : {"", "-wal", "-shm"}) {
            QFile::remove(m_buildPath + QLatin1String(suffix));
        }
    }

    ProfilePaths m_paths;
    QString m_buildPath;
    const JoinOptions& m_options;
    std::unique_ptr<AdmissionReader> m_reader;
    std::unique_ptr<ProfileLock> m_lock;
    PendingJoin m_pending;
    chain::JoinRequest m_request;
    std::optional<StationKeys> m_station;
    std::unique_ptr<UnlockedSlot> m_slot;
    std::optional<crypto::KemPublicKey> m_kit;
    std::unique_ptr<LocalLedger> m_ledger;
    Joined m_joined;
};

} // namespace

Result<Joined> acceptAdmission(const QString& folder, const QString& admissionFile, const std::string& user,
                               const PasswordFunction& password, const JoinOptions& options)
{
    return Acceptance(folder, options).run(admissionFile, user, password);
}

} // namespace carnet::services
