// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/services/Profile.h"

#include "app/services/Clock.h"
#include "app/services/Files.h"
#include "app/services/Session.h"

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
    return std::unique_ptr<Profile>(
        new Profile(std::move(paths), std::move(*lock), std::move(*keyring), std::move(*ledger)));
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
