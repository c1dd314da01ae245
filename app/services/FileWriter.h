// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/services/Files.h"

#include <QSaveFile>

namespace carnet::services {

/// A file that is written piece by piece and appears whole, or not at all: durable when commit() returns. Errors are Unavailable
/// ("cannot-write", "disk-full") and name the path.
class FileWriter {
public:
    explicit FileWriter(const QString& path, FileAccess access = FileAccess::Default);

    Result<void> open();
    Result<void> write(ByteView bytes);
    Result<void> commit();

private:
    QSaveFile m_file;
    FileAccess m_access;
};

} // namespace carnet::services
