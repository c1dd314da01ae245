// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/base/Error.h"

#include <QTest>

/// Shows the sentence of a failed Result instead of "false".
#define VERIFY_OK(expression)                                                                           \
    do {                                                                                                \
        const auto& outcome_ = (expression);                                                            \
        QVERIFY2(outcome_.has_value(),                                                                  \
                 outcome_ ? "" : (outcome_.error().message + " | " + outcome_.error().detail).c_str()); \
    } while (false)

/// A Result that must have failed in this way, with a sentence for a person.
#define VERIFY_FAILS(expression, expectedKind, expectedSlug)                               \
    do {                                                                                   \
        const auto& outcome_ = (expression);                                               \
        QVERIFY2(!outcome_.has_value(), "this should have failed");                        \
        QVERIFY2(outcome_.error().slug == (expectedSlug),                                  \
                 (outcome_.error().slug + " | " + outcome_.error().detail).c_str());       \
        QCOMPARE(static_cast<int>(outcome_.error().kind), static_cast<int>(expectedKind)); \
        QVERIFY(outcome_.error().message.ends_with('.'));                                  \
    } while (false)
