// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/base/Bytes.h"

#include <initializer_list>
#include <memory>

namespace carnet::crypto {

/// SHA-256 (FIPS 180-4) of the bytes. Any thread.
Hash sha256(ByteView bytes);

/// SHA-256 of the parts one after the other, as if they were joined: the parts' borders are not hashed.
/// Written for RFC 9162's leaf and node hashes: sha256({prefix, left, right}). Any thread.
Hash sha256(std::initializer_list<ByteView> parts);

/// SHA-256 of bytes that arrive piece by piece, such as a file's. One object belongs to one thread at a time.
class Sha256 {
public:
    Sha256();
    ~Sha256();
    Sha256(Sha256&&) noexcept;
    Sha256& operator=(Sha256&&) noexcept;
    Sha256(const Sha256&) = delete;
    Sha256& operator=(const Sha256&) = delete;

    void update(ByteView bytes);
    /// The hash of everything since construction or the last finish(); then starts anew.
    Hash finish();

private:
    struct State;
    std::unique_ptr<State> m_state;
};

} // namespace carnet::crypto
