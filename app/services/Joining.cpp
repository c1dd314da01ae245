// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/services/Joining.h"

#include "app/services/AdmissionFile.h"
#include "app/services/Files.h"
#include "app/services/Membership.h"
#include "app/services/PendingJoin.h"
#include "app/services/ProfileFolder.h"
#include "ledger/crypto/Hpke.h"
#include "ledger/crypto/Random.h"

#include <QFile>

namespace carnet::services {

namespace {

tl::unexpected<Error> failed(const Error& error)
{
    return tl::unexpected<Error>(error);
}

MadeRequest answerFor(const Bytes& request)
{
    MadeRequest made;
    made.request = chain::joinRequestIdOf(request);
    made.fingerprint = chain::fingerprintOf(made.request);
    return made;
}

/// The request of a profile that waits already: written again if it asks for the same, so that a lost file costs nothing.
Result<MadeRequest> repeatRequest(
    const ProfilePaths& paths, const QString& file,
    const std::function<bool(const PendingJoin&, const chain::JoinRequest&)>& same)
{
    const Result<Bytes> bytes = readFile(paths.pendingJoin, static_cast<qint64>(PendingJoin::kMostFileBytes));
    const Result<PendingJoin> pending = bytes ? PendingJoin::decode(*bytes) : failed(bytes.error());
    const Result<chain::JoinRequest> request =
        pending ? chain::openJoinRequest(pending->request) : failed(pending.error());
    if (!request) {
        return failed(request.error());
    }
    if (!same(*pending, *request)) {
        return failure(
            ErrorKind::Refused, "request-pending",
            "This profile waits already for the admission of another clinic, workstation or administrator. Use an empty folder for a new request.");
    }
    const Result<void> written = writeFileDurably(file, pending->request);
    if (!written) {
        return failed(written.error());
    }
    return answerFor(pending->request);
}

bool waits(const ProfilePaths& paths)
{
    return QFile::exists(paths.pendingJoin) && !QFile::exists(paths.chainDatabase);
}

Result<void> writePending(const QString& folder, const PendingJoin& pending, const StationKeys& station)
{
    const ProfilePaths paths(folder);
    const Result<void> key =
        writeFileDurably(paths.stationKey, station.encode().view(), FileAccess::OwnerOnly);
    return key ? writeFileDurably(paths.pendingJoin, pending.encode(), FileAccess::OwnerOnly) : key;
}

Result<chain::JoinRequest> readRequest(const QString& file, Bytes& bytes)
{
    Result<Bytes> read = readFile(file, static_cast<qint64>(chain::kMaxJoinRequestBytes));
    if (!read) {
        return failed(read.error());
    }
    bytes = std::move(*read);
    return chain::openJoinRequest(bytes);
}

tl::unexpected<Error> wrongKind(const char* command)
{
    return failure(ErrorKind::Refused, "wrong-kind",
                   std::string("This is a request of another kind. Admit it with \"") + command + "\".");
}

/// The clinic.admit with just this body, in effect or not, if there is one.
Result<std::optional<Hash>> findProposed(LocalLedger& ledger, const chain::ClinicAdmitBody& body)
{
    const Bytes wanted = chain::encodeBody(body);
    for (const chain::ProposalView& proposal : ledger.state().proposals()) {
        if (proposal.type != chain::EntryType::ClinicAdmit || proposal.clinicName != body.name) {
            continue;
        }
        const Result<std::optional<storage::FoundEntry>> found =
            ledger.store().entry(proposal.id, storage::Depth::Entries);
        const Result<chain::ParsedEntry> entry = found && *found
            ? chain::parseEntry((*found)->entry.bytes)
            : Result<chain::ParsedEntry>(
                failure(ErrorKind::Fault, "ledger-damaged",
                        "The ledger lists a clinic whose admission it does not hold."));
        if (!entry) {
            return failed(found ? entry.error() : found.error());
        }
        if (entry->header.body == wanted) {
            return std::optional<Hash>(proposal.id);
        }
    }
    return std::optional<Hash>();
}

} // namespace

Result<MadeRequest> requestClinic(const QString& folder, const NewClinic& wanted,
                                  const crypto::SecretBytes& password, const QString& file)
{
    const ProfilePaths paths(folder);
    if (waits(paths)) {
        return repeatRequest(paths, file, [&](const PendingJoin& pending, const chain::JoinRequest& request) {
            return request.clinic() && request.clinic()->name == wanted.clinicName
                && pending.user == wanted.adminUser;
        });
    }
    const Result<void> acceptable = checkNewClinic(wanted);
    if (!acceptable) {
        return failed(acceptable.error());
    }
    const PersonKeys administrator = PersonKeys::generate();
    const RecoveryCode recovery = RecoveryCode::generate();
    const StationKeys station = StationKeys::generate();
    const std::vector<RoleKey> roleKeys = generateRoleKeys();
    Result<Keyring::Created> keyring =
        Keyring::create(wanted.adminUser, wanted.adminRoles, administrator, toText(password.view()));
    const Result<void> kit = keyring ? keyring->keyring.setRecovery(keyring->administrator, recovery)
                                     : Result<void>(failed(keyring.error()));
    if (!kit) {
        return failed(kit.error());
    }
    chain::JoinRequest request;
    request.nonce = crypto::randomArray<16>();
    request.key = administrator.id();
    request.body = clinicBodyOf(wanted, administrator.id(), recovery.keys().id(), roleKeys);
    PendingJoin pending;
    pending.request = chain::signJoinRequest(request, administrator.signing());
    pending.stationName = wanted.stationName;
    pending.user = wanted.adminUser;
    pending.fullName = wanted.adminFullName;
    pending.roles = wanted.adminRoles;
    MadeRequest made = answerFor(pending.request);
    pending.sealedRoleKeys =
        PendingJoin::sealRoleKeys(roleKeys, administrator.kem().publicKey(), made.request);
    Result<void> written = makeProfileFolder(folder, [&](const QString& building) -> Result<void> {
        const Result<KeyringFile> slots = KeyringFile::create(building, keyring->keyring);
        return slots ? writePending(building, pending, station) : Result<void>(failed(slots.error()));
    });
    if (written) {
        written = writeFileDurably(file, pending.request);
    }
    if (!written) {
        return failed(written.error());
    }
    made.recoveryCode = recovery.text();
    return made;
}

Result<MadeRequest> requestStation(const QString& folder, const std::string& name, const QString& file)
{
    const ProfilePaths paths(folder);
    if (waits(paths)) {
        return repeatRequest(paths, file, [&](const PendingJoin& pending, const chain::JoinRequest& request) {
            return request.station() && pending.stationName == name;
        });
    }
    if (name.size() > chain::kMaxNameBytes) {
        return failure(ErrorKind::Refused, "bad-name",
                       "The name of the workstation must have at most 200 bytes.");
    }
    const StationKeys station = StationKeys::generate();
    chain::JoinRequest request;
    request.nonce = crypto::randomArray<16>();
    request.key = station.signing().publicKey();
    request.body = chain::StationRequest{name, station.kem().publicKey()};
    PendingJoin pending;
    pending.request = chain::signJoinRequest(request, station.signing());
    pending.stationName = name;
    Result<void> written = makeProfileFolder(
        folder, [&](const QString& building) { return writePending(building, pending, station); });
    if (written) {
        written = writeFileDurably(file, pending.request);
    }
    if (!written) {
        return failed(written.error());
    }
    return answerFor(pending.request);
}

Result<Admitted> admitClinic(Session& administrator, const QString& requestFile, const QString& admissionFile,
                             const JoinOptions& options)
{
    const Result<void> allowed = administrator.require(Capability::Administer);
    if (!allowed) {
        return failed(allowed.error());
    }
    Bytes bytes;
    const Result<chain::JoinRequest> request = readRequest(requestFile, bytes);
    if (!request) {
        return failed(request.error());
    }
    if (!request->clinic()) {
        return wrongKind("carnetctl station admit");
    }
    LocalLedger& ledger = administrator.ledger();
    const Result<std::optional<Hash>> proposal = findProposed(ledger, *request->clinic());
    const Result<VoteState> vote = proposal
        ? proposeOrApprove(administrator, chain::EntryType::ClinicAdmit, *request->clinic(), *proposal)
        : failed(proposal.error());
    if (!vote) {
        return failed(vote.error());
    }
    Admitted admitted{vote->proposal, request->clinic()->name, {},
                      vote->inEffect, vote->approvals,         vote->needed};
    admitted.fingerprint = chain::fingerprintOf(chain::joinRequestIdOf(bytes));
    if (!vote->inEffect) {
        return admitted;
    }
    const PersonKeys& keys = administrator.slot().keys;
    chain::Admission admission;
    admission.federation = ledger.federation();
    admission.request = chain::joinRequestIdOf(bytes);
    admission.clinic = vote->proposal;
    admission.admittedBy = keys.id();
    admission.peers = options.peers;
    const Result<void> written = writeAdmission(ledger, admission, keys.signing(), admissionFile,
                                                options.progress, options.cancellation);
    return written ? Result<Admitted>(std::move(admitted)) : failed(written.error());
}

Result<Admitted> admitStation(Session& administrator, const QString& requestFile,
                              const QString& admissionFile, const JoinOptions& options)
{
    const Result<void> allowed = administrator.require(Capability::Administer);
    if (!allowed) {
        return failed(allowed.error());
    }
    Bytes bytes;
    const Result<chain::JoinRequest> request = readRequest(requestFile, bytes);
    if (!request) {
        return failed(request.error());
    }
    if (!request->station()) {
        return wrongKind("carnetctl federation admit");
    }
    LocalLedger& ledger = administrator.ledger();
    const PersonKeys& keys = administrator.slot().keys;
    chain::Admission admission;
    admission.federation = ledger.federation();
    admission.request = chain::joinRequestIdOf(bytes);
    admission.clinic = ledger.clinic();
    admission.admittedBy = keys.id();
    admission.peers = options.peers;
    admission.sealedKeyring = crypto::hpkeSeal(
        request->station()->kemKey, chain::admissionKeyringInfo(admission.federation, admission.request), {},
        administrator.profile().keyring().keyring().encode());
    const Result<void> written = writeAdmission(ledger, admission, keys.signing(), admissionFile,
                                                options.progress, options.cancellation);
    if (!written) {
        return failed(written.error());
    }
    return Admitted{
        admission.clinic, request->station()->name, chain::fingerprintOf(admission.request), true, 1, 1};
}

} // namespace carnet::services
