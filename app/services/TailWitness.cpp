// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/services/TailWitness.h"

#include "ledger/crypto/Sha256.h"

#include <algorithm>

namespace carnet::services {

namespace {

// Two halves, written in turn, so that one of them is whole whenever the power fails: sequence, chain, height, hash, checksum.
constexpr std::size_t kBodyBytes = 8 + 32 + 8 + 32;
constexpr std::size_t kHalfBytes = kBodyBytes + 32;

void putUint(std::uint8_t* at, std::uint64_t value)
{
    for (int i = 7; i >= 0; --i, value >>= 8) {
        at[i] = static_cast<std::uint8_t>(value);
    }
}

std::uint64_t takeUint(const std::uint8_t* at)
{
    std::uint64_t value = 0;
    for (int i = 0; i < 8; ++i) {
        value = value << 8 | at[i];
    }
    return value;
}

} // namespace

TailWitness::TailWitness(const QString& path) : m_file(path)
{
    if (!m_file.open(QIODevice::ReadWrite | QIODevice::Unbuffered)) {
        return;
    }
    const QByteArray content = m_file.read(2 * static_cast<qint64>(kHalfBytes));
    for (std::size_t half = 0; half < 2; ++half) {
        if (static_cast<std::size_t>(content.size()) < (half + 1) * kHalfBytes) {
            break;
        }
        const auto* bytes = reinterpret_cast<const std::uint8_t*>(content.constData()) + half * kHalfBytes;
        const Hash checksum = crypto::sha256(ByteView(bytes, kBodyBytes));
        const std::uint64_t sequence = takeUint(bytes);
        if (!equal(checksum, ByteView(bytes + kBodyBytes, checksum.size())) || sequence <= m_sequence) {
            continue;
        }
        m_sequence = sequence;
        Tail tail;
        std::copy_n(bytes + 8, 32, tail.chain.begin());
        tail.height = takeUint(bytes + 40);
        std::copy_n(bytes + 48, 32, tail.hash.begin());
        m_tail = tail;
    }
}

void TailWitness::note(const Tail& tail)
{
    ByteArray<kHalfBytes> half{};
    putUint(half.data(), ++m_sequence);
    std::ranges::copy(tail.chain, half.begin() + 8);
    putUint(half.data() + 40, tail.height);
    std::ranges::copy(tail.hash, half.begin() + 48);
    std::ranges::copy(crypto::sha256(ByteView(half).first(kBodyBytes)), half.begin() + kBodyBytes);
    if (m_file.isOpen() && m_file.seek(static_cast<qint64>(m_sequence % 2 * kHalfBytes))) {
        m_file.write(reinterpret_cast<const char*>(half.data()), static_cast<qint64>(half.size()));
    }
    m_tail = tail;
}

} // namespace carnet::services
