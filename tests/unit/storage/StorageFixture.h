// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/crypto/Initialise.h"
#include "ledger/storage/Database.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

/// Shows the sentence of a failed Result instead of "false".
#define VERIFY_OK(expression)                                                                           \
    do {                                                                                                \
        const auto& outcome_ = (expression);                                                            \
        QVERIFY2(outcome_.has_value(),                                                                  \
                 outcome_ ? "" : (outcome_.error().message + " | " + outcome_.error().detail).c_str()); \
    } while (false)

/// A Result that must have failed with this slug.
#define VERIFY_FAILS(expression, expectedSlug)                                       \
    do {                                                                             \
        const auto& outcome_ = (expression);                                         \
        QVERIFY2(!outcome_.has_value(), "this should have failed");                  \
        QVERIFY2(outcome_.error().slug == (expectedSlug),                            \
                 (outcome_.error().slug + " | " + outcome_.error().detail).c_str()); \
        QVERIFY(!outcome_.error().message.empty());                                  \
    } while (false)

namespace carnet::storage {

inline crypto::SecretBytes testKey(std::uint8_t seed = 7)
{
    const Bytes bytes(32, seed);
    return crypto::SecretBytes::fromView(bytes);
}

inline ConnectionOptions optionsFor(const QString& path, FileRole role = FileRole::Chain)
{
    ConnectionOptions options;
    options.path = path;
    options.role = role;
    options.busyTimeoutMs = 200;
    return options;
}

inline ConnectionOptions readerOf(ConnectionOptions options)
{
    options.access = Access::Read;
    return options;
}

/// Flips one bit of a file.
inline void flipBit(const QString& path, qint64 offset, int bit)
{
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadWrite));
    QVERIFY(file.seek(offset));
    char byte = 0;
    QVERIFY(file.getChar(&byte));
    QVERIFY(file.seek(offset));
    QVERIFY(file.putChar(static_cast<char>(byte ^ (1 << bit))));
}

} // namespace carnet::storage
