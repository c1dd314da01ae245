// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdio>
#include <cstdlib>

namespace carnet::fuzz {

/// Ends the process where a property does not hold, so that a fuzzer keeps the input that showed it.
inline void require(bool holds, const char* property)
{
    if (!holds) {
        std::fprintf(stderr, "The property does not hold: %s\n", property);
        std::abort();
    }
}

} // namespace carnet::fuzz
