// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/base/Bytes.h"
#include "ledger/base/Error.h"

namespace carnet {

/// The did:key of an Ed25519 public key (W3C CCG did:key method): "did:key:z" and the base58 of multicodec
/// ed25519-pub (0xed 0x01) and the key. It begins with "did:key:z6Mk". Any thread.
std::string didKeyOf(const ByteArray<32>& ed25519PublicKey);

/// The public key in such an identifier. Other key types, bases and lengths are refused, and so is a
/// fragment. Fault "bad-encoding". Whether the key itself is acceptable is for crypto to say. Any thread.
Result<ByteArray<32>> publicKeyOfDidKey(std::string_view didKey);

} // namespace carnet
