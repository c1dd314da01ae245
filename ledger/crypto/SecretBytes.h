// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/base/Bytes.h"

namespace carnet::crypto {

/// Bytes that nobody else may see: a key, a seed, a password's derivative.
///
/// They lie in memory that is kept out of the swap file and of core dumps as far as the system's limit for
/// locked memory reaches (beyond it, in ordinary memory), and are overwritten with zeros before that memory
/// is given back. Small secrets share pages, so hundreds of thousands may be alive at once.
///
/// Moves, never copies by accident: clone() is the only copy. There is no comparison (use
/// equalInConstantTime), no conversion and no printing. One object belongs to one thread at a time; different
/// objects may be made and destroyed on any thread.
class SecretBytes {
public:
    /// No bytes.
    SecretBytes() noexcept = default;
    ~SecretBytes();
    SecretBytes(SecretBytes&& other) noexcept;
    SecretBytes& operator=(SecretBytes&& other) noexcept;
    SecretBytes(const SecretBytes&) = delete;
    SecretBytes& operator=(const SecretBytes&) = delete;

    /// `size` zero bytes, to be filled through mutableView(). Throws std::bad_alloc.
    static SecretBytes zeroed(std::size_t size);
    /// A copy of bytes that lie elsewhere; wiping the original is the caller's duty. Throws std::bad_alloc.
    static SecretBytes fromView(ByteView bytes);
    /// `size` bytes from the system's random generator. Throws std::bad_alloc.
    static SecretBytes random(std::size_t size);

    /// A second secret with the same bytes. Throws std::bad_alloc.
    SecretBytes clone() const;

    /// The bytes; valid until this object is moved from, assigned to or destroyed.
    ByteView view() const noexcept { return {m_data, m_size}; }
    std::span<std::uint8_t> mutableView() noexcept { return {m_data, m_size}; }
    std::size_t size() const noexcept { return m_size; }
    bool empty() const noexcept { return m_size == 0; }

private:
    explicit SecretBytes(std::size_t size);

    std::uint8_t* m_data = nullptr;
    std::size_t m_size = 0;
};

/// Overwrites bytes with zeros in a way that the compiler does not optimise away: for a secret that had to
/// pass through ordinary memory (a password from a widget, say).
void wipe(std::span<std::uint8_t> bytes) noexcept;

} // namespace carnet::crypto
