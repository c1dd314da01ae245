// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
// A stream of frames, cut anywhere; a single body; and a block as it travels. What decodes must encode to the same bytes.
#include "ledger/sync/BlockItem.h"
#include "ledger/sync/FrameReader.h"
#include "ledger/sync/Messages.h"
#include "tests/fuzz/Require.h"

using namespace carnet;
using namespace carnet::sync;
using carnet::fuzz::require;

namespace {

void decode(ByteView body)
{
    static const Limits limits;
    if (const auto message = decodeMessage(body, limits)) {
        const Bytes again = encodeFrame(*message);
        require(equal(ByteView(again).subspan(4), body), "a message is written as it was read");
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const ByteView input(data, size);
    decode(input);
    if (const auto block = decodeBlockItem(input)) {
        require(equal(encodeBlockItem(*block), input), "a block is written as it was read");
        require(sizeOf(*block) >= size, "the size of a block is not underestimated");
    }
    FrameReader reader;
    std::size_t at = 0;
    std::size_t step = 1;
    while (at < size && !reader.isTooLong()) {
        const std::size_t now = std::min(size - at, step);
        reader.feed(input.subspan(at, now));
        at += now;
        step = step * 2 % 61 + 1;
        while (const auto body = reader.next(4'096)) {
            require(body->size() <= 4'096, "no frame is longer than the limit");
            decode(*body);
        }
    }
    return 0;
}
