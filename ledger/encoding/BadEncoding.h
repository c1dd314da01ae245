// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/base/Error.h"

#include <cstddef>
#include <string_view>

namespace carnet {

/// The failure of every decoder: Fault "bad-encoding". The detail says "<decoder>: offset <n>: <rule>", and
/// never holds any of the input.
tl::unexpected<Error> badEncoding(std::string_view decoder, std::size_t offset, std::string_view rule);

} // namespace carnet
