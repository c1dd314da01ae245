// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/chain/ExportFile.h"
#include "ledger/encoding/CborWriter.h"

namespace carnet::chain {

ExportWriter::ExportWriter(const Hash& federation, ExportSink sink)
    : m_federation(federation)
    , m_sink(std::move(sink))
{
}

Result<void> ExportWriter::write(ByteView bytes)
{
    m_digest.update(bytes);
    return m_sink(bytes);
}

Result<void> ExportWriter::begin()
{
    return write(
        cbor::Writer().array(3).text(kExportMagic).unsignedInt(kFormatVersion).bytes(m_federation).view());
}

Result<void> ExportWriter::block(ByteView block, std::span<const EntryInput> entries)
{
    // One entry at a time goes to the sink, so that a block with large parts is never in memory twice.
    cbor::Writer writer(block.size() + 32);
    writer.array(3).unsignedInt(1).bytes(block).array(entries.size());
    for (const EntryInput& entry : entries) {
        writer.array(2).bytes(entry.entry).array(entry.parts.size());
        for (const std::optional<ByteView>& part : entry.parts) {
            if (part) {
                writer.bytes(*part);
            } else {
                writer.null();
            }
        }
        if (const Result<void> written = write(writer.take()); !written) {
            return written;
        }
    }
    if (entries.empty()) {
        if (const Result<void> written = write(writer.view()); !written) {
            return written;
        }
    }
    ++m_blocks;
    m_entries += entries.size();
    return {};
}

Result<void> ExportWriter::checkpoint(const Hash& chain, ByteView signedNote)
{
    return write(cbor::Writer().array(3).unsignedInt(2).bytes(chain).bytes(signedNote).view());
}

Result<void> ExportWriter::finish()
{
    const Hash digest = m_digest.finish();
    return m_sink(cbor::Writer()
                      .array(4)
                      .unsignedInt(3)
                      .unsignedInt(m_blocks)
                      .unsignedInt(m_entries)
                      .bytes(digest)
                      .view());
}

} // namespace carnet::chain
