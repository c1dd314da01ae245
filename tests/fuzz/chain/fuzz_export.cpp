// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later

// An export file that is read to its end is written again in the same bytes, and its blocks can be applied.
#include "ledger/chain/ExportFile.h"
#include "ledger/chain/LedgerState.h"
#include "tests/fuzz/Require.h"

#include <algorithm>

using namespace carnet;
using namespace carnet::chain;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const ByteView input(data, size);
    std::size_t at = 0;
    ExportLimits limits;
    limits.blockItemBytes = std::size_t{1} << 20;
    ExportReader reader(
        [&](std::span<std::uint8_t> to) -> Result<std::size_t> {
            const std::size_t piece = std::min(to.size(), input.size() - at);
            std::copy_n(input.begin() + static_cast<std::ptrdiff_t>(at), piece, to.begin());
            at += piece;
            return piece;
        },
        limits);
    const auto federation = reader.begin();
    if (!federation) {
        return 0;
    }
    Bytes again;
    ExportWriter writer(*federation, [&again](ByteView bytes) -> Result<void> {
        append(again, bytes);
        return {};
    });
    (void)writer.begin();
    LedgerState state(*federation);
    for (;;) {
        const auto item = reader.next();
        if (!item) {
            return 0;
        }
        if (const auto* block = std::get_if<ExportedBlock>(&*item)) {
            (void)writer.block(block->block, block->inputs());
            (void)state.apply(precheck(block->block, block->inputs()));
        } else if (const auto* checkpoint = std::get_if<ExportedCheckpoint>(&*item)) {
            (void)writer.checkpoint(checkpoint->chain, checkpoint->signedNote);
        } else {
            (void)writer.finish();
            fuzz::require(equal(again, input), "an export has one encoding");
            return 0;
        }
    }
}
