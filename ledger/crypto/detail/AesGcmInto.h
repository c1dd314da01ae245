// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/base/Bytes.h"

namespace carnet::crypto::detail {

/// Encrypts into `out`, which is plaintext.size() + 16 bytes. The sizes of key and nonce are checked already.
void aesGcmSealInto(ByteView key, ByteView nonce, ByteView aad, ByteView plaintext,
                    std::span<std::uint8_t> out);

/// Decrypts into `out`, which is ciphertext.size() - 16 bytes, and says whether it was authentic; where it
/// was not, `out` is wiped. The sizes of key, nonce and ciphertext are checked already.
bool aesGcmOpenInto(ByteView key, ByteView nonce, ByteView aad, ByteView ciphertext,
                    std::span<std::uint8_t> out);

} // namespace carnet::crypto::detail
