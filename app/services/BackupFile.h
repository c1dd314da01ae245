// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/services/FileWriter.h"
#include "ledger/identity/Keyring.h"

#include <QFile>
#include <memory>

namespace carnet::services {

/// What a backup says without being opened (KEYRING.md).
struct BackupHeader {
    Hash federation{};
    Hash clinic{};
    Hash chain{};             ///< of the station that made it
    std::uint64_t height = 0; ///< of that chain's newest block
    Hash head{};              ///< its block hash
    std::int64_t timeMs = 0;
    std::uint64_t chains = 0;
    std::uint64_t blocks = 0;
    Bytes keyring; ///< the file as it was
};

/// Writes a backup piece by piece, encrypted; the file appears whole or not at all. Its key is random, and sealed to each administrator's slot and
/// to the recovery kit's, so that the password of one of them, or the code, opens it.
class BackupWriter {
public:
    explicit BackupWriter(const QString& path);

    /// Errors: those of the disk.
    Result<void> begin(const BackupHeader& header, const Keyring& keyring);
    Result<void> write(ByteView plain);
    /// The last piece, which says that it is the last. Returns the file's size in bytes.
    Result<std::uint64_t> finish();

private:
    Result<void> writeChunk(bool isLast);
    Result<void> put(ByteView bytes);

    FileWriter m_file;
    crypto::SecretBytes m_key;
    Hash m_headerHash{};
    Bytes m_buffer;
    std::uint64_t m_chunk = 0;
    std::uint64_t m_size = 0;
};

/// Reads one.
class BackupReader {
public:
    /// Errors: Unavailable "no-file", "cannot-read"; Fault "backup-damaged"; Refused "backup-newer".
    static Result<std::unique_ptr<BackupReader>> open(const QString& path);

    const BackupHeader& header() const { return m_header; }
    const Keyring& keyring() const { return *m_keyring; }
    /// Takes the backup's key with an opened slot of its keyring. Denied "no-right" where it was not sealed to that slot.
    Result<void> unlock(const UnlockedSlot& slot);

    /// Fills the buffer with what was written; fewer bytes only at the end. Fault "backup-damaged" where a piece was changed or is missing.
    Result<std::size_t> read(std::span<std::uint8_t> buffer);

private:
    explicit BackupReader(const QString& path);
    struct Opener {
        std::uint64_t slot = 0;
        Bytes sealedKey;
    };
    Result<void> readHeader();
    Result<void> readChunk();
    Result<Bytes> take(std::size_t size);

    QFile m_file;
    BackupHeader m_header;
    std::optional<Keyring> m_keyring;
    std::vector<Opener> m_openers;
    Hash m_headerHash{};
    crypto::SecretBytes m_key;
    Bytes m_buffer;
    std::size_t m_at = 0;
    std::uint64_t m_chunk = 0;
    bool m_ended = false;
};

} // namespace carnet::services
