// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/base/Bytes.h"

#include <optional>
#include <variant>

namespace carnet::test {

/// A JSON value that is only written, with its members in the order in which they were given.
class Json {
public:
    using Array = std::vector<Json>;
    using Object = std::vector<std::pair<std::string, Json>>;

    Json(std::nullptr_t) : m_value(nullptr) {}
    Json(bool value) : m_value(value) {}
    Json(std::uint64_t value) : m_value(value) {}
    Json(std::string_view text) : m_value(std::string(text)) {}
    Json(const char* text) : m_value(std::string(text)) {}
    /// Bytes are written as hexadecimal digits.
    Json(ByteView bytes);
    Json(const Bytes& bytes) : Json(ByteView(bytes)) {}
    Json(const std::string& text) : m_value(text) {}
    Json(Array items) : m_value(std::move(items)) {}
    Json(Object members) : m_value(std::move(members)) {}

    template <std::size_t N>
    static Json orNull(const std::optional<ByteArray<N>>& bytes)
    {
        return bytes ? Json(ByteView(*bytes)) : Json(nullptr);
    }

    /// The text, indented by two spaces, with a newline at its end.
    std::string text() const;

private:
    void write(std::string& out, std::size_t indent) const;

    std::variant<std::nullptr_t, bool, std::uint64_t, std::string, Array, Object> m_value;
};

} // namespace carnet::test
