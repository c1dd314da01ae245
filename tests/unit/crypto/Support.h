// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/base/Bytes.h"

#include <QByteArray>

#include <algorithm>
#include <stdexcept>

namespace carnet::test {

/// The bytes of a hex text; spaces and line breaks are ignored.
inline Bytes unhex(const char* text)
{
    const QByteArray bytes = QByteArray::fromHex(text);
    return {bytes.begin(), bytes.end()};
}

template <std::size_t N>
ByteArray<N> unhexArray(const char* text)
{
    const Bytes bytes = unhex(text);
    ByteArray<N> array{};
    if (bytes.size() != N) {
        qFatal("a vector of %zu bytes where %zu are wanted", bytes.size(), N);
    }
    std::copy(bytes.begin(), bytes.end(), array.begin());
    return array;
}

/// For comparing with a readable difference.
inline QByteArray hex(ByteView bytes)
{
    return QByteArray(reinterpret_cast<const char*>(bytes.data()), static_cast<int>(bytes.size())).toHex();
}

/// Whether the call throws std::invalid_argument: how this library says that its caller broke the contract.
/// (Qt 5.15 and Qt 6.4 have no common macro for this that neither of them deprecates.)
template <typename Call>
bool isRefusedAsABug(Call call)
{
    try {
        call();
    } catch (const std::invalid_argument&) {
        return true;
    }
    return false;
}

} // namespace carnet::test
