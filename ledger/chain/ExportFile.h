// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/chain/Precheck.h"
#include "ledger/crypto/Sha256.h"

#include <functional>

namespace carnet::chain {

/// What an export file begins with.
inline constexpr std::string_view kExportMagic = "carnet-export";

/// Takes the next bytes of a file that is written; an error (a full disk) ends the writing.
using ExportSink = std::function<Result<void>(ByteView)>;
/// Fills the buffer from the file and returns how many bytes it got; fewer than the buffer only at the end of the file.
using ExportSource = std::function<Result<std::size_t>(std::span<std::uint8_t>)>;

/// Writes an export file (FORMAT.md §7): everything that is replicated, for verifiers that are not this program.
/// The caller gives the blocks in an order in which each comes after those that it rests on. One thread.
class ExportWriter {
public:
    ExportWriter(const Hash& federation, ExportSink sink);

    /// The first item. Each call passes on the sink's error; after one, the file is useless.
    Result<void> begin();
    /// One block with its entries and their parts; nothing for a part that is not held here.
    Result<void> block(ByteView block, std::span<const EntryInput> entries);
    /// The checkpoint of a chain, after its last block.
    Result<void> checkpoint(const Hash& chain, ByteView signedNote);
    /// The trailer. Nothing may follow.
    Result<void> finish();

private:
    Result<void> write(ByteView bytes);

    Hash m_federation;
    ExportSink m_sink;
    crypto::Sha256 m_digest;
    std::uint64_t m_blocks = 0;
    std::uint64_t m_entries = 0;
};

/// What a reader accepts at most, beside the format's own limits.
struct ExportLimits {
    std::size_t blockItemBytes = std::size_t{1} << 30; ///< one block with all its entries and parts
    std::size_t checkpointBytes = 65'536;
};

/// One block as it stands in the file. It owns its bytes.
struct ExportedBlock {
    struct Entry {
        Bytes entry;
        std::vector<std::optional<Bytes>> parts;
    };
    Bytes block;
    std::vector<Entry> entries;

    /// Views for precheck(); they live as long as this object.
    std::vector<EntryInput> inputs() const;
};

struct ExportedCheckpoint {
    Hash chain{};
    Bytes signedNote;
};

/// The trailer's numbers, which agreed with what was read.
struct ExportEnd {
    std::uint64_t blocks = 0;
    std::uint64_t entries = 0;
};

using ExportItem = std::variant<ExportedBlock, ExportedCheckpoint, ExportEnd>;

/// Reads an export file item by item. No length is believed: memory grows only with bytes that came. It verifies nothing of
/// the ledger, only the form of the file and its trailer. One thread.
class ExportReader {
public:
    explicit ExportReader(ExportSource source, ExportLimits limits = {});

    /// Reads the first item and returns the federation id. Errors as next().
    Result<Hash> begin();
    /// The next item; after ExportEnd there is none. Errors: Fault "bad-export" where the file is not of the form of
    /// FORMAT.md §7, "export-truncated" where it ends before the trailer, "export-damaged" where the trailer does not agree
    /// with what was read; and the source's own error.
    Result<ExportItem> next();
    /// How many bytes were read so far, for a progress bar.
    std::uint64_t position() const noexcept { return m_position; }

private:
    struct Head {
        std::uint8_t majorType = 0;
        std::uint64_t argument = 0;
    };
    Result<Head> head(bool hashed = true);
    Result<std::uint64_t> expect(std::uint8_t majorType, std::uint64_t most);
    Result<Bytes> byteString(std::size_t maxSize);
    Result<Bytes> bodyOf(std::uint64_t size, std::size_t maxSize);
    Result<void> readExactly(std::span<std::uint8_t> to);
    Result<ExportItem> readBlock();
    Result<ExportItem> readCheckpoint();
    Result<ExportItem> readEnd(const Hash& digest);
    Result<bool> atEnd();

    ExportSource m_source;
    ExportLimits m_limits;
    crypto::Sha256 m_digest;
    Bytes m_buffer;
    std::size_t m_bufferAt = 0;
    std::size_t m_bufferEnd = 0;
    bool m_sourceEnded = false;
    std::uint64_t m_position = 0;
    std::size_t m_itemBytes = 0;
    std::uint64_t m_blocks = 0;
    std::uint64_t m_entries = 0;
    bool m_ended = false;
};

} // namespace carnet::chain
