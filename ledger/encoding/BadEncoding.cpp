// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/encoding/BadEncoding.h"

namespace carnet {

tl::unexpected<Error> badEncoding(std::string_view decoder, std::size_t offset, std::string_view rule)
{
    std::string detail(decoder);
    detail += ": offset " + std::to_string(offset) + ": ";
    detail += rule;
    return failure(ErrorKind::Fault, "bad-encoding",
                   "This data is damaged or was not written by Carnet. Nothing of it was used.",
                   std::move(detail));
}

} // namespace carnet
