// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <tl/expected.hpp>

namespace carnet {

/// What kind of failure it is. The command line's exit codes follow from it (CLI contract):
/// Refused 1, Usage 2, Fault 3, Denied 4, Unavailable 5.
enum class ErrorKind {
    Refused,     ///< the input or the request is not acceptable, or names something unknown; nothing changed
    Usage,       ///< the caller asked in a way that makes no sense
    Fault,       ///< verification found a fault, or stored data is damaged
    Denied,      ///< wrong password, PIN or key, or no right
    Unavailable, ///< disk, file or network; the profile is held by another process
};

/// A failure that a person, a file, the disk or the network caused. Bugs are assertions instead.
struct Error {
    ErrorKind kind = ErrorKind::Refused;
    std::string slug;    ///< stable word for scripts: "wrong-password", "bad-date"
    std::string message; ///< whole sentences for a person: what happened, what it means, what to do now
    std::string detail;  ///< for the log: never a name, a password or a key
};

/// A value or an Error.
template <typename T>
using Result = tl::expected<T, Error>;

/// Makes the failing side of a Result.
tl::unexpected<Error> failure(ErrorKind kind, std::string slug, std::string message, std::string detail = {});

/// The exit code of the command line for a kind of failure: 1 to 5.
int exitCodeOf(ErrorKind kind) noexcept;

} // namespace carnet
