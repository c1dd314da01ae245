// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/services/Profile.h"

#include "app/services/Clock.h"
#include "app/services/Files.h"
#include "app/services/Session.h"
#include "app/services/StationPlace.h"

#include <QDir>

namespace carnet::services {

ProfilePaths::ProfilePaths(const QString& folderPath)
    : folder(folderPath)
    , chainDatabase(QDir(folder).filePath(QStringLiteral("chain.db")))
    , deskDatabase(QDir(folder).filePath(QStringLiteral("desk.db")))
    , clinicalDatabase(QDir(folder).filePath(QStringLiteral("clinical.db")))
    , stationKey(QDir(folder).filePath(
          QString::fromLatin1(kStationKeyFileName.data(), static_cast<int>(kStationKeyFileName.size()))))
    , pendingJoin(QDir(folder).filePath(QStringLiteral("join")))
    , place(QDir(folder).filePath(QStringLiteral("place")))
    , tail(QDir(folder).filePath(QStringLiteral("tail")))
{
}

Profile::Profile(ProfilePaths paths, std::unique_ptr<ProfileLock> lock, KeyringFile keyring,
                 std::unique_ptr<LocalLedger> ledger)
    : m_paths(std::move(paths))
    , m_lock(std::move(lock))
    , m_keyring(std::move(keyring))
    , m_ledger(std::move(ledger))
{
}

Profile::~Profile() = default;

Result<std::unique_ptr<Profile>> Profile::open(const QString& folder)
{
    ProfilePaths paths(folder);
    if (!QFile::exists(paths.chainDatabase) && !QFile::exists(paths.stationKey)) {
        return failure(
            ErrorKind::Unavailable, "no-profile",
            QStringLiteral(
                "There is no Carnet profile in %1. Make one with \"carnetctl federation create\", or name another folder with --profile.")
                .arg(folder)
                .toStdString());
    }
    if (!QFile::exists(paths.chainDatabase) && QFile::exists(paths.pendingJoin)) {
        return failure(
            ErrorKind::Refused, "not-admitted",
            "This profile waits for its admission. Hand its request to the other side, and accept the file that comes back.");
    }
    Result<std::unique_ptr<ProfileLock>> lock = ProfileLock::take(folder);
    if (!lock) {
        return tl::unexpected<Error>(lock.error());
    }
    Result<KeyringFile> keyring = KeyringFile::open(folder);
    if (!keyring) {
        return tl::unexpected<Error>(keyring.error());
    }
    const Result<Bytes> stationBytes =
        readFile(paths.stationKey, static_cast<qint64>(StationKeys::kMostFileBytes));
    if (!stationBytes) {
        return tl::unexpected<Error>(stationBytes.error());
    }
    Result<StationKeys> station = StationKeys::decode(*stationBytes);
    if (!station) {
        return tl::unexpected<Error>(station.error());
    }
    Result<std::unique_ptr<LocalLedger>> ledger = LocalLedger::open(paths.chainDatabase, std::move(*station));
    if (!ledger) {
        return tl::unexpected<Error>(ledger.error());
    }
    std::unique_ptr<Profile> profile(
        new Profile(std::move(paths), std::move(*lock), std::move(*keyring), std::move(*ledger)));
    profile->m_ledger->watchTail(profile->m_paths.tail);
    profile->checkPlace();
    return profile;
}

void Profile::checkPlace()
{
    const crypto::PublicKey station = m_ledger->station().signing().publicKey();
    const StationPlace now = StationPlace::ofNow(m_paths.folder, m_paths.stationKey, station);
    const Result<Bytes> file = readFile(m_paths.place, static_cast<qint64>(StationPlace::kMostFileBytes));
    const std::optional<StationPlace> then = file ? StationPlace::decode(*file) : std::nullopt;
    if (then && !then->isSameAs(now)) {
        m_ledger->stopFor(ChainStop::Moved);
    } else if (!then || !(*then == now)) {
        // Without the file nobody knows where the profile belongs, so it belongs here. That it cannot be written stops nobody.
        (void)writePlace();
    }
}

Result<void> Profile::writePlace() const
{
    const StationPlace now =
        StationPlace::ofNow(m_paths.folder, m_paths.stationKey, m_ledger->station().signing().publicKey());
    return writeFileDurably(m_paths.place, now.encode(), FileAccess::OwnerOnly);
}

Result<NewChain> Profile::leaveChain(const UnlockedSlot& by)
{
    LeftChain left{m_ledger->clinic(), {}, m_ledger->place().chain, {}};
    for (const chain::StationView& station : m_ledger->state().stations()) {
        if (station.chain == left.chain) {
            left.stationName = station.name;
        }
    }
    const std::optional<TailWitness::Tail>& noted = m_ledger->lastNoted();
    const std::optional<chain::ChainView> own = m_ledger->state().chain(left.chain);
    if (noted && noted->chain == left.chain && (!own || noted->height >= own->blocks)) {
        left.lastKnown = chain::KnownHead{noted->height, noted->hash};
    } else if (own && own->blocks > 0) {
        left.lastKnown = chain::KnownHead{own->blocks - 1, own->head};
    }
    // The new key is on disk before it signs, and the old one is gone before the new chain begins: whenever this is interrupted, the old chain
    // gets no further block, and the next unlock begins another new one.
    StationKeys station = m_ledger->station().successor();
    const Result<void> kept =
        writeFileDurably(m_paths.stationKey, station.encode().view(), FileAccess::OwnerOnly);
    if (!kept) {
        return tl::unexpected<Error>(kept.error());
    }
    m_ledger->replaceStation(std::move(station));
    const Result<NewChain> begun = beginNewChain(*m_ledger, left, by);
    if (begun) {
        (void)writePlace();
    }
    return begun;
}

Result<std::unique_ptr<Session>> Profile::unlock(std::string_view user, const crypto::SecretBytes& password)
{
    Result<UnlockedSlot> slot = m_keyring.change(
        [&](Keyring& keyring) { return keyring.unlock(user, toText(password.view()), nowMs()); });
    if (!slot) {
        return tl::unexpected<Error>(slot.error());
    }
    std::unique_ptr<Session> session(new Session(*this, std::move(*slot)));
    const Result<void> started = session->start();
    if (!started) {
        return tl::unexpected<Error>(started.error());
    }
    return session;
}

Result<void> Profile::close()
{
    return m_ledger->close();
}

} // namespace carnet::services
