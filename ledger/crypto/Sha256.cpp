// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/crypto/Sha256.h"

#include "ledger/crypto/detail/Digest.h"

namespace carnet::crypto {

Hash sha256(ByteView bytes)
{
    return sha256({bytes});
}

Hash sha256(std::initializer_list<ByteView> parts)
{
    Hash hash;
    detail::sha256Into(parts, hash);
    return hash;
}

struct Sha256::State {
    detail::DigestContext context = detail::newDigestContext();
};

Sha256::Sha256() : m_state(std::make_unique<State>()) {}

Sha256::~Sha256() = default;
Sha256::Sha256(Sha256&&) noexcept = default;
Sha256& Sha256::operator=(Sha256&&) noexcept = default;

void Sha256::update(ByteView bytes)
{
    detail::feedDigest(m_state->context.get(), bytes);
}

Hash Sha256::finish()
{
    Hash hash;
    detail::finishDigest(m_state->context.get(), hash);
    return hash;
}

} // namespace carnet::crypto
