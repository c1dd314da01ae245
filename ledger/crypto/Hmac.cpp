// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/crypto/Hmac.h"

#include "ledger/crypto/detail/Digest.h"

namespace carnet::crypto {

Hash hmacSha256(ByteView key, ByteView data)
{
    Hash result;
    detail::hmacSha256Into(key, {data}, result);
    return result;
}

} // namespace carnet::crypto
