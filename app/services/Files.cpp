// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/services/Files.h"

#include "app/services/FileWriter.h"

#include <QFile>
#include <QFileInfo>
#include <QStorageInfo>
#ifndef Q_OS_WIN
#include <fcntl.h>
#include <unistd.h>
#endif

namespace carnet::services {

void syncFolderOf(const QString& path)
{
#ifndef Q_OS_WIN
    const QByteArray folder = QFile::encodeName(QFileInfo(path).absolutePath());
    const int descriptor = ::open(folder.constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor >= 0) {
        ::fsync(descriptor);
        ::close(descriptor);
    }
#else
    Q_UNUSED(path)
#endif
}

tl::unexpected<Error> cannotWrite(const QString& path, const QString& reason)
{
    if (QStorageInfo(QFileInfo(path).absolutePath()).bytesAvailable() == 0) {
        return failure(
            ErrorKind::Unavailable, "disk-full",
            QStringLiteral(
                "The disk that holds %1 is full. Nothing was written. Free some space and try again.")
                .arg(path)
                .toStdString());
    }
    return failure(ErrorKind::Unavailable, "cannot-write",
                   QStringLiteral("The file %1 cannot be written: %2. What was there before is unchanged.")
                       .arg(path, reason)
                       .toStdString());
}

Result<Bytes> readFile(const QString& path, qint64 maxBytes)
{
    QFile file(path);
    if (!file.exists()) {
        return failure(ErrorKind::Unavailable, "no-file",
                       QStringLiteral("There is no file %1.").arg(path).toStdString());
    }
    if (QFileInfo(path).isDir() || !file.open(QIODevice::ReadOnly)) {
        return failure(
            ErrorKind::Unavailable, "cannot-read",
            QStringLiteral("The file %1 cannot be read: %2.")
                .arg(path, QFileInfo(path).isDir() ? QStringLiteral("it is a folder") : file.errorString())
                .toStdString());
    }
    if (file.size() > maxBytes) {
        return failure(ErrorKind::Refused, "too-large",
                       QStringLiteral("The file %1 is larger than %2 bytes, the most that is accepted here.")
                           .arg(path)
                           .arg(maxBytes)
                           .toStdString());
    }
    Bytes content(static_cast<std::size_t>(file.size()));
    const qint64 got = content.empty() ? 0 : file.read(reinterpret_cast<char*>(content.data()), file.size());
    if (got != file.size()) {
        return failure(ErrorKind::Unavailable, "cannot-read",
                       QStringLiteral("The file %1 cannot be read to its end: %2.")
                           .arg(path, file.errorString())
                           .toStdString());
    }
    return content;
}

Result<void> writeFileDurably(const QString& path, ByteView content, FileAccess access)
{
    FileWriter file(path, access);
    Result<void> written = file.open();
    if (written) {
        written = file.write(content);
    }
    return written ? file.commit() : written;
}

Result<void> renameDurably(const QString& from, const QString& to)
{
    QFile file(from);
    if (!file.rename(to)) {
        return cannotWrite(to, file.errorString());
    }
    syncFolderOf(to);
    return {};
}

} // namespace carnet::services
