// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/services/StationPlace.h"

#include "ledger/encoding/CborReader.h"
#include "ledger/identity/Context.h"

#include <QFile>
#include <QFileInfo>
#include <QSysInfo>
#ifdef Q_OS_WIN
#include <qt_windows.h>
#else
#include <sys/stat.h>
#endif

namespace carnet::services {

namespace {

constexpr std::uint64_t kVersion = 0;

Hash bound(std::string_view what, const crypto::PublicKey& station, const QByteArray& value)
{
    cbor::Writer writer = contextArray(what, 2);
    writer.bytes(station).bytes(
        viewOf(std::string_view(value.constData(), static_cast<std::size_t>(value.size()))));
    return hashOf(writer);
}

QByteArray machineNumber()
{
    const QByteArray given = qgetenv("CARNET_MACHINE_ID");
    return given.isEmpty() ? QSysInfo::machineUniqueId() : given;
}

std::uint64_t fileNumber(const QString& path)
{
#ifdef Q_OS_WIN
    const HANDLE handle = CreateFileW(reinterpret_cast<const wchar_t*>(path.utf16()), 0,
                                      FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, nullptr,
                                      OPEN_EXISTING, 0, nullptr);
    if (handle == INVALID_HANDLE_VALUE) {
        return 0;
    }
    BY_HANDLE_FILE_INFORMATION information;
    const bool known = GetFileInformationByHandle(handle, &information) != 0;
    CloseHandle(handle);
    return known ? std::uint64_t{information.nFileIndexHigh} << 32 | information.nFileIndexLow : 0;
#else
    struct stat information;
    return ::stat(QFile::encodeName(path).constData(), &information) == 0
        ? static_cast<std::uint64_t>(information.st_ino)
        : 0;
#endif
}

} // namespace

StationPlace StationPlace::ofNow(const QString& folder, const QString& stationKey,
                                 const crypto::PublicKey& station)
{
    StationPlace place;
    const QByteArray machine = machineNumber();
    if (!machine.isEmpty()) {
        place.machine = bound("station-machine", station, machine);
    }
    place.folder = bound("station-folder", station, QFileInfo(folder).canonicalFilePath().toUtf8());
    place.file = fileNumber(stationKey);
    return place;
}

bool StationPlace::isSameAs(const StationPlace& other) const
{
    if (machine && other.machine && *machine != *other.machine) {
        return false;
    }
    return folder == other.folder || (file != 0 && file == other.file);
}

Bytes StationPlace::encode() const
{
    cbor::Writer writer;
    writer.array(4).unsignedInt(kVersion);
    if (machine) {
        writer.bytes(*machine);
    } else {
        writer.null();
    }
    writer.bytes(folder).unsignedInt(file);
    return writer.take();
}

std::optional<StationPlace> StationPlace::decode(ByteView bytes)
{
    cbor::Reader reader(bytes);
    StationPlace place;
    // The reader's first failure sticks, so that the last result speaks for all.
    (void)reader.array(4);
    (void)reader.unsignedInt(kVersion);
    const Result<bool> none = reader.nullIfNext();
    if (none && !*none) {
        const Result<Hash> machine = reader.fixedBytes<32>();
        place.machine = machine ? std::optional<Hash>(*machine) : std::nullopt;
    }
    const Result<Hash> folder = reader.fixedBytes<32>();
    const Result<std::uint64_t> file = reader.unsignedInt();
    if (!reader.end()) {
        return std::nullopt;
    }
    place.folder = *folder;
    place.file = *file;
    return place;
}

} // namespace carnet::services
