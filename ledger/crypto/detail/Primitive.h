// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <stdexcept>
#include <string>

namespace carnet::crypto::detail {

/// A library under this one refused to compute what it always can: memory ran out, or a provider is missing.
/// initialise() turns it into an Error; later, only the boundary of a worker can do something with it.
class PrimitiveFailure : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// Throws PrimitiveFailure unless the library said yes.
inline void requireDone(bool done, const char* what)
{
    if (!done) {
        throw PrimitiveFailure(what);
    }
}

/// Throws std::invalid_argument where the caller broke the contract in the public header.
inline void requireArgument(bool valid, const char* what)
{
    if (!valid) {
        throw std::invalid_argument(what);
    }
}

/// Starts libsodium on first use: its generator and its choice of instructions. Any thread.
void requireSodium();

} // namespace carnet::crypto::detail
