// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Whatever the reader accepts has one encoding: reading it and writing what was read gives the same bytes.
// Whatever it refuses, it refuses without reading past the end or allocating for what is not there.
#include "ledger/encoding/CborReader.h"
#include "ledger/encoding/CborWriter.h"
#include "tests/fuzz/Require.h"

using namespace carnet;
using fuzz::require;

namespace {

void copyItem(cbor::Reader& reader, cbor::Writer& writer, ByteView input)
{
    const std::uint8_t first = input[reader.position()];
    switch (first >> 5) {
    case 0: writer.unsignedInt(reader.unsignedInt().value()); return;
    case 1: writer.integer(reader.integer().value()); return;
    case 2: writer.bytes(reader.bytes(input.size()).value()); return;
    case 3: writer.text(reader.text(input.size()).value()); return;
    case 4: {
        const std::size_t count = reader.array().value();
        writer.array(count);
        for (std::size_t i = 0; i < count; ++i) {
            copyItem(reader, writer, input);
        }
        return;
    }
    case 5:
        require(reader.emptyMap().has_value(), "the only map is the empty one");
        writer.emptyMap();
        return;
    default:
        if (reader.nullIfNext().value()) {
            writer.null();
        } else {
            writer.boolean(reader.boolean().value());
        }
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const ByteView input(data, size);
    if (!cbor::checkDeterministic(input)) {
        return 0;
    }
    cbor::Reader reader(input);
    cbor::Writer writer;
    copyItem(reader, writer, input);
    require(reader.end().has_value(), "an item that was accepted is read to its end");
    require(equal(writer.view(), input), "what is read is written in the same bytes");

    cbor::Reader skipping(input);
    const auto skipped = skipping.skipItem();
    require(skipped.has_value() && equal(*skipped, input), "skipping returns the item's exact bytes");
    return 0;
}
