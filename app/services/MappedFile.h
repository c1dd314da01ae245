// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/base/Bytes.h"
#include "ledger/base/Error.h"

#include <QFile>
#include <memory>

namespace carnet::services {

/// A file's bytes without copying them into memory. They stay what they were only as long as nobody changes the file: what is kept of them is
/// checked by its hash.
class MappedFile {
public:
    /// Errors: Unavailable "no-file", "cannot-read".
    static Result<std::unique_ptr<MappedFile>> open(const QString& path);

    ByteView bytes() const { return m_bytes; }

private:
    explicit MappedFile(const QString& path);

    QFile m_file;
    Bytes m_copy; ///< where the file cannot be mapped (a pipe, an odd file system)
    ByteView m_bytes;
};

} // namespace carnet::services
