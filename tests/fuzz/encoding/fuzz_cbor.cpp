// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Whatever the reader accepts has one encoding: reading it and writing what was read gives the same bytes.
// Whatever it refuses, it refuses without reading past the end or allocating for what is not there.
// The input is also a script of reads over its own rest, in any order and with small limits.
#include "ledger/encoding/CborReader.h"
#include "ledger/encoding/CborWriter.h"
#include "tests/fuzz/Require.h"

#include <algorithm>

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

void checkReencoding(ByteView input)
{
    if (!cbor::checkDeterministic(input)) {
        return;
    }
    cbor::Reader reader(input);
    cbor::Writer writer;
    copyItem(reader, writer, input);
    require(reader.end().has_value(), "an item that was accepted is read to its end");
    require(equal(writer.view(), input), "what is read is written in the same bytes");

    cbor::Reader skipping(input);
    const auto skipped = skipping.skipItem();
    require(skipped.has_value() && equal(*skipped, input), "skipping returns the item's exact bytes");
}

/// One call chosen by a byte; whether it succeeded.
bool readOnce(cbor::Reader& reader, std::uint8_t choice, ByteView input)
{
    const std::size_t limit = choice >> 4;
    switch (choice % 12) {
    case 0: return reader.array().has_value();
    case 1: return reader.array(limit).has_value();
    case 2: return reader.unsignedInt().has_value();
    case 3: return reader.integer().has_value();
    case 4: {
        const auto bytes = reader.bytes(limit);
        const bool inside = !bytes || bytes->empty()
            || (bytes->data() >= input.data()
                && bytes->data() + bytes->size() <= input.data() + input.size());
        require(inside && (!bytes || bytes->size() <= limit), "views lie in the input, within their limit");
        return bytes.has_value();
    }
    case 5: return reader.fixedBytes<16>().has_value();
    case 6: return reader.text(limit).has_value();
    case 7: return reader.boolean().has_value();
    case 8: return reader.nullIfNext().has_value();
    case 9: return reader.emptyMap().has_value();
    case 10: return reader.skipItem().has_value();
    default: return reader.unsignedInt(limit).has_value();
    }
}

void runScript(ByteView script, ByteView input)
{
    cbor::Reader reader(input, {.maxDepth = 4, .maxItems = 64, .maxBytes = 4096});
    bool failed = false;
    for (const std::uint8_t choice : script) {
        const std::size_t before = reader.position();
        const bool succeeded = readOnce(reader, choice, input);
        require(reader.position() >= before && reader.position() <= input.size(), "reads only go on");
        require(!failed || !succeeded, "the first failure sticks");
        failed = failed || !succeeded;
    }
    require(!failed || !reader.end(), "end() repeats the failure");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const ByteView input(data, size);
    checkReencoding(input);
    if (size > 0) {
        const std::size_t steps = std::min<std::size_t>(data[0] % 32, size - 1);
        runScript(input.subspan(1, steps), input.subspan(1 + steps));
    }
    return 0;
}
