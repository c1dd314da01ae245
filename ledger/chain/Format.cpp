// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/chain/Format.h"

#include "ledger/encoding/CborReader.h"

namespace carnet::chain {

Result<std::uint64_t> readUint(cbor::Reader& reader)
{
    const Result<std::uint64_t> value = reader.unsignedInt();
    if (value && *value > kMaxUint) {
        return badForm("an integer above 2^53-1");
    }
    return value;
}

Result<std::optional<Hash>> readHashOrNull(cbor::Reader& reader)
{
    const Result<bool> isNull = reader.nullIfNext();
    if (!isNull) {
        return tl::unexpected<Error>(isNull.error());
    }
    if (*isNull) {
        return std::optional<Hash>{};
    }
    const Result<Hash> hash = reader.fixedBytes<32>();
    if (!hash) {
        return tl::unexpected<Error>(hash.error());
    }
    return std::optional<Hash>{*hash};
}

tl::unexpected<Error> badForm(std::string what)
{
    return failure(ErrorKind::Fault, "bad-encoding",
                   "This data is damaged or was not written by Carnet. Nothing of it was used.",
                   std::move(what));
}

} // namespace carnet::chain
