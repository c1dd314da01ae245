// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
// What is inside a sealed part: the content as CBOR, and the padded, perhaps compressed plaintext around it.
// Content that is accepted must come out again as the same bytes.
#include "ledger/access/Content.h"
#include "ledger/access/detail/Compression.h"
#include "ledger/access/detail/Padding.h"

#include <cstdlib>

using namespace carnet;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const ByteView input(data, size);
    if (const auto content = decodeContent(input)) {
        const auto again = encodeContent(*content);
        if (!again || *again != toBytes(input)) {
            std::abort();
        }
    }
    (void)detail::decompressed(input, Content::kMostBytes);
    if (const auto body = detail::unpadded(input, 5, detail::padmeLength)) {
        (void)decodeContent(*body);
    }
    (void)detail::unpadded(input, 4, detail::wrapLength);
    return 0;
}
