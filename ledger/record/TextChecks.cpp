// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/record/TextChecks.h"

#include "ledger/encoding/Utf8.h"

#include <algorithm>

namespace carnet::record {

Result<void> checkText(std::string_view slug, const std::string& what, std::string_view text,
                       std::size_t limit, LineEnds lineEnds)
{
    const auto refused = [slug](const std::string& sentence) {
        return failure(ErrorKind::Refused, std::string(slug), sentence);
    };
    if (text.size() > limit) {
        return refused(what + " is too long: at most " + std::to_string(limit) + " bytes are kept.");
    }
    if (!isValidUtf8(text)) {
        return refused(what + " is not valid text (UTF-8).");
    }
    const bool hasControl = std::any_of(text.begin(), text.end(), [lineEnds](char c) {
        const bool isLineEnd = c == '\n' || c == '\r' || c == '\t';
        return (static_cast<unsigned char>(c) < 0x20 && !(isLineEnd && lineEnds == LineEnds::Allowed))
            || c == 0x7F;
    });
    if (hasControl) {
        return refused(what + " holds a control character.");
    }
    return {};
}

} // namespace carnet::record
