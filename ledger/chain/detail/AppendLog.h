// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/base/Bytes.h"

#include <cassert>
#include <memory>
#include <type_traits>

namespace carnet::chain::detail {

/// Records that are only ever appended, in chunks of a fixed number. A full chunk never changes again, so a
/// snapshot stores it once; growing never copies, so a million records need no second million for a moment.
/// The records are plain data and are stored as the bytes that they have in memory: a snapshot belongs to the
/// machine that made it.
template <typename T, std::size_t ChunkRecords>
class AppendLog {
    static_assert(std::is_trivially_copyable_v<T>);
    using Chunk = std::array<T, ChunkRecords>;

public:
    static constexpr std::size_t kChunkRecords = ChunkRecords;

    std::size_t size() const noexcept { return m_size; }
    bool empty() const noexcept { return m_size == 0; }

    const T& operator[](std::size_t index) const noexcept
    {
        assert(index < m_size);
        return (*m_chunks[index / ChunkRecords])[index % ChunkRecords];
    }

    /// Appends a record and returns its number.
    std::uint32_t push(const T& record)
    {
        if (m_size % ChunkRecords == 0) {
            m_chunks.push_back(std::make_unique<Chunk>());
        }
        (*m_chunks.back())[m_size % ChunkRecords] = record;
        return static_cast<std::uint32_t>(m_size++);
    }

    std::size_t chunkCount() const noexcept { return m_chunks.size(); }
    /// The used bytes of a chunk.
    ByteView chunkBytes(std::size_t chunk) const noexcept
    {
        const std::size_t used = std::min(m_size - chunk * ChunkRecords, ChunkRecords);
        return {reinterpret_cast<const std::uint8_t*>(m_chunks[chunk]->data()), used * sizeof(T)};
    }
    /// Puts the next chunk back. False where the bytes are no whole records, too many, or follow a chunk that is not full.
    bool restoreChunk(ByteView bytes)
    {
        const std::size_t records = bytes.size() / sizeof(T);
        if (bytes.size() % sizeof(T) != 0 || records == 0 || records > ChunkRecords
            || m_size % ChunkRecords != 0) {
            return false;
        }
        m_chunks.push_back(std::make_unique<Chunk>());
        std::memcpy(static_cast<void*>(m_chunks.back()->data()), bytes.data(), bytes.size());
        m_size += records;
        return true;
    }

    std::size_t memoryBytes() const noexcept { return m_chunks.size() * sizeof(Chunk); }

private:
    std::vector<std::unique_ptr<Chunk>> m_chunks;
    std::size_t m_size = 0;
};

} // namespace carnet::chain::detail
