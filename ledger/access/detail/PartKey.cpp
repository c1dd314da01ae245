// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/access/detail/PartKey.h"

#include "ledger/crypto/Hkdf.h"
#include "ledger/crypto/Hmac.h"
#include "ledger/identity/Context.h"

#include <algorithm>
#include <cassert>

namespace carnet::detail {

PartKey derivePartKey(const CategoryKey& category, const ByteArray<32>& salt)
{
    PartKey derived{crypto::hkdfSha256(category.view(), salt, viewOf("carnet/draft-0/part-key"), 32), {}};
    const auto commitment = crypto::hkdfExpandSha256(derived.key.view(), viewOf("carnet/draft-0/commit"), 32);
    std::copy(commitment.view().begin(), commitment.view().end(), derived.commitment.begin());
    return derived;
}

ByteArray<16> partTag(const CategoryKey& category, const ByteArray<32>& salt)
{
    const Hash mac = crypto::hmacSha256(category.tagKey(), salt);
    ByteArray<16> tag;
    std::copy_n(mac.begin(), tag.size(), tag.begin());
    return tag;
}

Bytes partData(const PartContext& context, Category category, std::size_t index)
{
    assert(context.subject && context.epoch);
    return contextArray("part", 8)
        .bytes(context.federation)
        .bytes(*context.subject)
        .bytes(*context.epoch)
        .text(context.type)
        .bytes(context.author)
        .unsignedInt(indexOf(category))
        .bytes(context.nonce)
        .unsignedInt(index)
        .take();
}

} // namespace carnet::detail
