// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/crypto/X25519.h"

namespace carnet::crypto {

/// What sealing adds to a plaintext: the encapsulated key (32) and the tag (16).
inline constexpr std::size_t kHpkeOverhead = 48;

/// Seals bytes to a public key: RFC 9180 §6.1 single-shot, base mode, DHKEM(X25519, HKDF-SHA256) 0x0020,
/// HKDF-SHA256 0x0001, AES-256-GCM 0x0002, sequence number 0. Returns enc (32 bytes) followed by ciphertext
/// and tag.
///
/// `info` and `aad` must be the same when opening; `info` at most 64 KiB. Base mode does not authenticate the
/// sender. A key that isAcceptableKemPublicKey refuses is std::invalid_argument: check keys when they arrive.
/// Any thread.
Bytes hpkeSeal(const KemPublicKey& to, ByteView info, ByteView aad, ByteView plaintext);

/// Opens what hpkeSeal made for this key.
/// Error: Denied "cannot-open" for anything else: another recipient, changed bytes, another info or aad,
/// fewer than 48 bytes, an encapsulated key of small order. Any thread.
Result<SecretBytes> hpkeOpen(const KemKey& mine, ByteView info, ByteView aad, ByteView sealed);

} // namespace carnet::crypto
