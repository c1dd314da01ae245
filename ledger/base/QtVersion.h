// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The one header that asks which Qt this is: 5.15 (Windows 7 and 8, 32 bit) or 6. It holds nothing but the
// differences between them, each under a name that says what is meant, so that every other file reads the same
// for both. Rooms that use Qt, ui too, may include it; the pure rooms of the ledger may not.
#include <QMetaType>
#include <QVariant>
#include <QtGlobal>
#include <cstddef>

#if QT_VERSION < QT_VERSION_CHECK(5, 15, 0)
#error "Carnet needs Qt 5.15 or Qt 6.4"
#endif

namespace carnet {

#if QT_VERSION >= QT_VERSION_CHECK(6, 0, 0)
/// The type of a column, as QSqlField's constructor takes it.
using QtFieldType = QMetaType;
/// What qHash() gives and takes as its seed.
using QtHash = std::size_t;
/// What Qt's containers give and take as a size or an index.
using QtSize = qsizetype;
#else
using QtFieldType = QVariant::Type;
using QtHash = uint;
using QtSize = int;
#endif

/// A size of the standard library as Qt's containers take it. Qt 5 holds at most 2 GiB in one: callers have limits far below.
inline QtSize qtSize(std::size_t size)
{
    return static_cast<QtSize>(size);
}

/// The column type for one of QMetaType's types.
inline QtFieldType qtFieldType(QMetaType::Type type)
{
    return static_cast<QtFieldType>(type);
}

} // namespace carnet
