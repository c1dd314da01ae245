// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/services/FileWriter.h"

namespace carnet::services {

FileWriter::FileWriter(const QString& path, FileAccess access) : m_file(path), m_access(access) {}

Result<void> FileWriter::open()
{
    if (!m_file.open(QIODevice::WriteOnly)
        || (m_access == FileAccess::OwnerOnly
            && !m_file.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner))) {
        return cannotWrite(m_file.fileName(), m_file.errorString());
    }
    return {};
}

Result<void> FileWriter::write(ByteView bytes)
{
    const auto size = static_cast<qint64>(bytes.size());
    if (m_file.write(reinterpret_cast<const char*>(bytes.data()), size) != size) {
        return cannotWrite(m_file.fileName(), m_file.errorString());
    }
    return {};
}

Result<void> FileWriter::commit()
{
    // It syncs the new file before that takes the old one's name.
    if (!m_file.commit()) {
        return cannotWrite(m_file.fileName(), m_file.errorString());
    }
    syncFolderOf(m_file.fileName());
    return {};
}

} // namespace carnet::services
