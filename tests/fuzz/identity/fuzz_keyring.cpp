// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
// A keyring file: as it is, and as the body between a right magic word and a right checksum, which a fuzzer
// would never find. What is accepted must come out again as the same bytes.
#include "ledger/crypto/Sha256.h"
#include "ledger/identity/Keyring.h"
#include "ledger/identity/StationKeys.h"

#include <cstdlib>

using namespace carnet;

namespace {

Bytes framed(std::string_view magic, ByteView body)
{
    Bytes file = toBytes(viewOf(magic));
    append(file, body);
    append(file, crypto::sha256(file));
    return file;
}

void decodeKeyring(ByteView file)
{
    const auto keyring = Keyring::decode(file);
    if (keyring && keyring->encode() != toBytes(file)) {
        std::abort();
    }
    (void)chooseKeyring(file, {});
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const ByteView input(data, size);
    decodeKeyring(input);
    decodeKeyring(framed("CARNETKR", input));
    (void)StationKeys::decode(input);
    if (const auto station = StationKeys::decode(framed("CARNETST", input));
        station && !equal(station->encode().view(), framed("CARNETST", input))) {
        std::abort();
    }
    return 0;
}
