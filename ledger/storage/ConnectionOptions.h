// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <string>

namespace carnet::storage {

/// Which of a profile's databases a file is. Messages to people name it in words.
enum class FileRole {
    Chain,    ///< chain.db: the ledger
    Desk,     ///< desk.db: the patient list
    Clinical, ///< clinical.db: opened keys, records, drafts
};

/// "the ledger (chain.db)", for the middle of a sentence.
std::string inWords(FileRole role);

/// What a connection is for. One connection of all writes and checkpoints, because SQLCipher 4.6.1 holds
/// SQLite 3.46.1, whose WAL can be reset under a second writer's feet; readers are `query_only` and never
/// checkpoint.
enum class Access { Write, Read };

/// When a commit returns.
enum class Durability {
    Full,   ///< after the disk has it (synchronous=FULL): what the program uses
    Normal, ///< before; for the tests' control, which must lose blocks with it
    Off,    ///< for the tests' control
};

/// How to open one database file.
struct ConnectionOptions {
    QString path;
    FileRole role = FileRole::Chain;
    Access access = Access::Write;
    bool mayCreate = true; ///< a writer makes a missing file; a reader never does
    Durability durability = Durability::Full;
    int cacheKiB = 16 * 1024;        ///< decrypted pages kept in memory, per connection
    int busyTimeoutMs = 5000;        ///< how long to wait for a lock of another connection
    int checkpointEveryPages = 4000; ///< the writer copies the log into the file when it has grown to this
    QString vfs;                     ///< name of a registered sqlite3_vfs; empty for the system's own
};

} // namespace carnet::storage
