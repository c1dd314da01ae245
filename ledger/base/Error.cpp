// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/base/Error.h"

namespace carnet {

tl::unexpected<Error> failure(ErrorKind kind, std::string slug, std::string message, std::string detail)
{
    return tl::unexpected<Error>(Error{kind, std::move(slug), std::move(message), std::move(detail)});
}

int exitCodeOf(ErrorKind kind) noexcept
{
    switch (kind) {
    case ErrorKind::Refused: return 1;
    case ErrorKind::Usage: return 2;
    case ErrorKind::Fault: return 3;
    case ErrorKind::Denied: return 4;
    case ErrorKind::Unavailable: return 5;
    }
    return 1;
}

} // namespace carnet
