// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <mutex>

namespace carnet::crypto::detail {

/// The memory of all SecretBytes.
///
/// A guarded allocation for each key (sodium_malloc) takes several pages and system calls, and the
/// system's limit for locked memory is reached after some hundred keys. So small secrets are cells of 16 KiB
/// chunks, one power-of-two cell size to a chunk, and each chunk is locked as a whole; a secret above
/// kLargestCell has pages of its own. Where the system refuses to lock more, the chunk is used unlocked: a
/// program that cannot open a patient's chart is worse than a key that might be swapped out. Every byte is
/// zeroed before it is handed out again.
///
/// Thread-safe; one mutex, held for some nanoseconds.
class SecretArena {
public:
    /// Keeps `size` bytes at `address` out of the swap file; false where the system refuses.
    using LockFunction = bool (*)(void* address, std::size_t size);
    /// Undoes a lock; the bytes are zero already.
    using UnlockFunction = void (*)(void* address, std::size_t size);

    static constexpr std::size_t kChunkSize = 16 * 1024;
    static constexpr std::size_t kSmallestCell = 32;
    static constexpr std::size_t kLargestCell = 4096;

    /// What is held now, in bytes of chunks and of large secrets.
    struct Usage {
        std::size_t secrets = 0; ///< number of secrets alive
        std::size_t lockedBytes = 0;
        std::size_t unlockedBytes = 0;
    };

    /// Tests pass functions of their own; the program uses instance().
    SecretArena(LockFunction lock, UnlockFunction unlock) noexcept;
    /// Every secret must have been released.
    ~SecretArena();
    SecretArena(const SecretArena&) = delete;
    SecretArena& operator=(const SecretArena&) = delete;

    /// The process's arena. It is never destroyed, so that a secret in static storage may outlive main().
    static SecretArena& instance();

    /// `size` zero bytes, aligned to 32; null for size 0. Throws std::bad_alloc.
    std::uint8_t* allocate(std::size_t size);
    /// Zeroes and takes back what allocate(size) returned. Null is ignored.
    void release(std::uint8_t* bytes, std::size_t size) noexcept;

    Usage usage() const;

private:
    struct Chunk;
    struct ChunkList {
        Chunk* first = nullptr;
        Chunk* last = nullptr;
    };
    static constexpr std::size_t kClasses = 8; // 32, 64, ... 4096

    static std::size_t classOf(std::size_t size) noexcept;
    Chunk* addChunk(std::size_t cellClass);
    void removeChunk(Chunk* chunk) noexcept;
    void link(Chunk* chunk) noexcept;
    void unlink(Chunk* chunk) noexcept;
    std::uint8_t* allocateLarge(std::size_t size);
    void releaseLarge(std::uint8_t* bytes, std::size_t size) noexcept;

    LockFunction m_lock;
    UnlockFunction m_unlock;
    mutable std::mutex m_mutex;
    std::array<ChunkList, kClasses> m_withRoom; // chunks with at least one free cell, locked ones first
    Usage m_usage;
};

} // namespace carnet::crypto::detail
