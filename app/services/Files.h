// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/base/Bytes.h"
#include "ledger/base/Error.h"

#include <QString>

namespace carnet::services {

/// Who may read a file that is written.
enum class FileAccess {
    OwnerOnly, ///< keys and cards: mode 0600
    Default,
};

/// A whole file of at most `maxBytes`. Errors are Unavailable ("no-file", "cannot-read") or Refused ("too-large"), and name the path.
Result<Bytes> readFile(const QString& path, qint64 maxBytes);

/// Replaces a file so that after a power cut either the old or the new content is there whole: written beside it, synced, renamed.
/// Errors are Unavailable ("cannot-write", "disk-full").
Result<void> writeFileDurably(const QString& path, ByteView content, FileAccess access = FileAccess::Default);

/// Gives a file another name, which must be free. Errors as writeFileDurably.
Result<void> renameDurably(const QString& from, const QString& to);

/// A rename is durable only when the folder that holds the name is.
void syncFolderOf(const QString& path);
/// The failure to write a file, in words.
tl::unexpected<Error> cannotWrite(const QString& path, const QString& reason);

} // namespace carnet::services
