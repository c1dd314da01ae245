// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace carnet::record {

/// Reads one code point from at on and moves at behind it. A byte that starts no valid sequence gives U+FFFD
/// and is skipped alone. at lies within the text. Any thread.
char32_t nextCodePoint(std::string_view text, std::size_t& at);

/// Appends a code point as UTF-8. Any thread.
void appendCodePoint(std::string& text, char32_t codePoint);

} // namespace carnet::record
