// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/identity/Context.h"

#include "ledger/crypto/Sha256.h"

namespace carnet {

cbor::Writer contextArray(std::string_view name, std::size_t following)
{
    std::string context(kFormatPrefix);
    context += name;
    cbor::Writer writer(256);
    writer.array(following + 1).text(context);
    return writer;
}

Hash hashOf(const cbor::Writer& written)
{
    return crypto::sha256(written.view());
}

} // namespace carnet
