// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/crypto/SecretBytes.h"

#include "ledger/crypto/Random.h"
#include "ledger/crypto/detail/SecretArena.h"

#include <sodium.h>

#include <utility>

namespace carnet::crypto {

SecretBytes::SecretBytes(std::size_t size)
    : m_data(detail::SecretArena::instance().allocate(size))
    , m_size(size)
{
}

SecretBytes::~SecretBytes()
{
    detail::SecretArena::instance().release(m_data, m_size);
}

SecretBytes::SecretBytes(SecretBytes&& other) noexcept
    : m_data(std::exchange(other.m_data, nullptr))
    , m_size(std::exchange(other.m_size, 0))
{
}

SecretBytes& SecretBytes::operator=(SecretBytes&& other) noexcept
{
    if (this != &other) {
        detail::SecretArena::instance().release(m_data, m_size);
        m_data = std::exchange(other.m_data, nullptr);
        m_size = std::exchange(other.m_size, 0);
    }
    return *this;
}

SecretBytes SecretBytes::zeroed(std::size_t size)
{
    return SecretBytes(size);
}

SecretBytes SecretBytes::fromView(ByteView bytes)
{
    SecretBytes secret(bytes.size());
    if (!bytes.empty()) {
        std::memcpy(secret.m_data, bytes.data(), bytes.size());
    }
    return secret;
}

SecretBytes SecretBytes::random(std::size_t size)
{
    SecretBytes secret(size);
    randomBytes(secret.mutableView());
    return secret;
}

SecretBytes SecretBytes::clone() const
{
    return fromView(view());
}

void wipe(std::span<std::uint8_t> bytes) noexcept
{
    if (!bytes.empty()) {
        sodium_memzero(bytes.data(), bytes.size());
    }
}

} // namespace carnet::crypto
