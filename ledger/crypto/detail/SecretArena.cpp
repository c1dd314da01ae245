// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/crypto/detail/SecretArena.h"

#include <sodium.h>

#include <bit>
#include <cassert>
#include <cstring>
#include <limits>
#include <new>

#if defined(__SANITIZE_ADDRESS__)
#define CARNET_ARENA_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define CARNET_ARENA_ASAN 1
#endif
#endif
#ifdef CARNET_ARENA_ASAN
#include <sanitizer/asan_interface.h>
#endif

namespace carnet::crypto::detail {

namespace {

constexpr std::size_t kPageSize = 4096;
constexpr std::size_t kHeaderSize = 64;

/// Under AddressSanitizer a free cell, and the rest of a used one, may not be touched.
void forbid([[maybe_unused]] void* address, [[maybe_unused]] std::size_t size) noexcept
{
#ifdef CARNET_ARENA_ASAN
    ASAN_POISON_MEMORY_REGION(address, size);
#endif
}

void allow([[maybe_unused]] void* address, [[maybe_unused]] std::size_t size) noexcept
{
#ifdef CARNET_ARENA_ASAN
    ASAN_UNPOISON_MEMORY_REGION(address, size);
#endif
}

struct FreeCell {
    FreeCell* next;
};

struct LargeHeader {
    std::size_t totalSize;
    bool locked;
};
static_assert(sizeof(LargeHeader) <= kHeaderSize);

} // namespace

/// The head of a chunk; the chunk is aligned to its size, so that a cell's address leads here.
struct SecretArena::Chunk {
    Chunk* previous;
    Chunk* next;
    FreeCell* free; // given back
    std::size_t cellClass;
    std::size_t fresh; // offset of the first cell never handed out
    std::size_t used;
    bool locked;

    std::size_t cellSize() const noexcept { return kSmallestCell << cellClass; }
    bool hasRoom() const noexcept { return free != nullptr || fresh + cellSize() <= kChunkSize; }
};

SecretArena::SecretArena(LockFunction lock, UnlockFunction unlock) noexcept : m_lock(lock), m_unlock(unlock)
{
    static_assert(sizeof(Chunk) <= kHeaderSize && kSmallestCell << (kClasses - 1) == kLargestCell);
}

SecretArena::~SecretArena()
{
    for (ChunkList& list : m_withRoom) {
        while (list.first != nullptr) {
            removeChunk(list.first);
        }
    }
}

SecretArena& SecretArena::instance()
{
    static SecretArena* const arena =
        new SecretArena([](void* address, std::size_t size) { return sodium_mlock(address, size) == 0; },
                        [](void* address, std::size_t size) { sodium_munlock(address, size); });
    return *arena;
}

std::size_t SecretArena::classOf(std::size_t size) noexcept
{
    const std::size_t cell = std::bit_ceil(size < kSmallestCell ? kSmallestCell : size);
    return static_cast<std::size_t>(std::countr_zero(cell) - std::countr_zero(kSmallestCell));
}

std::uint8_t* SecretArena::allocate(std::size_t size)
{
    if (size == 0) {
        return nullptr;
    }
    if (size > kLargestCell) {
        return allocateLarge(size);
    }
    const std::size_t cellClass = classOf(size);
    const std::lock_guard guard(m_mutex);
    Chunk* const chunk =
        m_withRoom[cellClass].first != nullptr ? m_withRoom[cellClass].first : addChunk(cellClass);
    std::uint8_t* cell = nullptr;
    if (chunk->free != nullptr) {
        cell = reinterpret_cast<std::uint8_t*>(chunk->free);
        allow(cell, chunk->cellSize());
        chunk->free = chunk->free->next;
        std::memset(cell, 0, sizeof(FreeCell)); // the rest was zeroed when the cell came back
    } else {
        cell = reinterpret_cast<std::uint8_t*>(chunk) + chunk->fresh;
        allow(cell, chunk->cellSize());
        chunk->fresh += chunk->cellSize();
    }
    forbid(cell + size, chunk->cellSize() - size);
    ++chunk->used;
    ++m_usage.secrets;
    if (!chunk->hasRoom()) {
        unlink(chunk);
    }
    return cell;
}

void SecretArena::release(std::uint8_t* bytes, std::size_t size) noexcept
{
    if (bytes == nullptr) {
        return;
    }
    if (size > kLargestCell) {
        releaseLarge(bytes, size);
        return;
    }
    // Outside the mutex: the cell still belongs to the caller alone.
    sodium_memzero(bytes, size);
    const auto offset = reinterpret_cast<std::uintptr_t>(bytes) % kChunkSize;
    auto* const chunk = reinterpret_cast<Chunk*>(bytes - offset);
    const std::lock_guard guard(m_mutex);
    const bool wasFull = !chunk->hasRoom();
    allow(bytes, chunk->cellSize());
    auto* const cell = new (bytes) FreeCell{chunk->free};
    chunk->free = cell;
    forbid(cell, chunk->cellSize());
    --chunk->used;
    --m_usage.secrets;
    if (wasFull) {
        link(chunk);
    }
    // One empty chunk of each size stays, so that a key made and dropped in a loop costs no system call.
    const ChunkList& list = m_withRoom[chunk->cellClass];
    if (chunk->used == 0 && list.first != list.last) {
        removeChunk(chunk);
    }
}

SecretArena::Usage SecretArena::usage() const
{
    const std::lock_guard guard(m_mutex);
    return m_usage;
}

SecretArena::Chunk* SecretArena::addChunk(std::size_t cellClass)
{
    void* const memory = ::operator new (kChunkSize, std::align_val_t{kChunkSize});
    const bool locked = m_lock(memory, kChunkSize);
    std::memset(memory, 0, kChunkSize);
    const std::size_t cellSize = kSmallestCell << cellClass;
    // Cells lie at multiples of their size, the head in front of the first.
    const std::size_t firstCell = cellSize < kHeaderSize ? kHeaderSize : cellSize;
    auto* const chunk = new (memory) Chunk{nullptr, nullptr, nullptr, cellClass, firstCell, 0, locked};
    forbid(static_cast<std::uint8_t*>(memory) + firstCell, kChunkSize - firstCell);
    (locked ? m_usage.lockedBytes : m_usage.unlockedBytes) += kChunkSize;
    link(chunk);
    return chunk;
}

void SecretArena::removeChunk(Chunk* chunk) noexcept
{
    unlink(chunk);
    const bool locked = chunk->locked;
    (locked ? m_usage.lockedBytes : m_usage.unlockedBytes) -= kChunkSize;
    allow(chunk, kChunkSize);
    sodium_memzero(chunk, kChunkSize);
    if (locked) {
        m_unlock(chunk, kChunkSize);
    }
    ::operator delete (static_cast<void*>(chunk), std::align_val_t{kChunkSize});
}

void SecretArena::link(Chunk* chunk) noexcept
{
    // Locked memory is filled first.
    ChunkList& list = m_withRoom[chunk->cellClass];
    if (chunk->locked) {
        chunk->previous = nullptr;
        chunk->next = list.first;
    } else {
        chunk->previous = list.last;
        chunk->next = nullptr;
    }
    (chunk->previous != nullptr ? chunk->previous->next : list.first) = chunk;
    (chunk->next != nullptr ? chunk->next->previous : list.last) = chunk;
}

void SecretArena::unlink(Chunk* chunk) noexcept
{
    ChunkList& list = m_withRoom[chunk->cellClass];
    (chunk->previous != nullptr ? chunk->previous->next : list.first) = chunk->next;
    (chunk->next != nullptr ? chunk->next->previous : list.last) = chunk->previous;
    chunk->previous = nullptr;
    chunk->next = nullptr;
}

std::uint8_t* SecretArena::allocateLarge(std::size_t size)
{
    if (size > std::numeric_limits<std::size_t>::max() / 2) {
        throw std::bad_alloc();
    }
    const std::size_t totalSize = (kHeaderSize + size + kPageSize - 1) / kPageSize * kPageSize;
    void* const memory = ::operator new (totalSize, std::align_val_t{kPageSize});
    const bool locked = m_lock(memory, totalSize);
    std::memset(memory, 0, totalSize);
    new (memory) LargeHeader{totalSize, locked};
    const std::lock_guard guard(m_mutex);
    ++m_usage.secrets;
    (locked ? m_usage.lockedBytes : m_usage.unlockedBytes) += totalSize;
    return static_cast<std::uint8_t*>(memory) + kHeaderSize;
}

void SecretArena::releaseLarge(std::uint8_t* bytes, [[maybe_unused]] std::size_t size) noexcept
{
    std::uint8_t* const memory = bytes - kHeaderSize;
    const LargeHeader header = *reinterpret_cast<const LargeHeader*>(memory);
    assert(header.totalSize >= kHeaderSize + size);
    sodium_memzero(memory, header.totalSize);
    if (header.locked) {
        m_unlock(memory, header.totalSize);
    }
    ::operator delete (static_cast<void*>(memory), std::align_val_t{kPageSize});
    const std::lock_guard guard(m_mutex);
    --m_usage.secrets;
    (header.locked ? m_usage.lockedBytes : m_usage.unlockedBytes) -= header.totalSize;
}

} // namespace carnet::crypto::detail
