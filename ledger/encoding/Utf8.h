// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <string_view>

namespace carnet {

/// The offset of the first byte that makes the text invalid UTF-8, or its size where all of it is valid.
/// Valid means RFC 3629: shortest forms only, no surrogates, nothing above U+10FFFF. Any thread.
std::size_t validUtf8Length(std::string_view text) noexcept;

/// Whether the whole text is valid UTF-8.
inline bool isValidUtf8(std::string_view text) noexcept
{
    return validUtf8Length(text) == text.size();
}

} // namespace carnet
