// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/services/MappedFile.h"

#include <QFileInfo>

namespace carnet::services {

MappedFile::MappedFile(const QString& path) : m_file(path) {}

Result<std::unique_ptr<MappedFile>> MappedFile::open(const QString& path)
{
    const QFileInfo info(path);
    if (!info.exists()) {
        return failure(ErrorKind::Unavailable, "no-file",
                       QStringLiteral("There is no file %1. Nothing was imported.").arg(path).toStdString());
    }
    std::unique_ptr<MappedFile> mapped(new MappedFile(path));
    if (info.isDir() || !mapped->m_file.open(QIODevice::ReadOnly)) {
        return failure(
            ErrorKind::Unavailable, "cannot-read",
            QStringLiteral("The file %1 cannot be read: %2. Nothing was imported.")
                .arg(path, info.isDir() ? QStringLiteral("it is a folder") : mapped->m_file.errorString())
                .toStdString());
    }
    const qint64 size = mapped->m_file.size();
    const uchar* memory = size > 0 ? mapped->m_file.map(0, size) : nullptr;
    if (memory) {
        mapped->m_bytes = ByteView(memory, static_cast<std::size_t>(size));
    } else {
        const QByteArray content = mapped->m_file.readAll();
        mapped->m_copy.assign(content.begin(), content.end());
        mapped->m_bytes = mapped->m_copy;
    }
    return mapped;
}

} // namespace carnet::services
