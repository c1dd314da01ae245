// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/chain/Format.h"
#include "ledger/crypto/Ed25519.h"

namespace carnet::chain {

/// H("chain", station key, chain nonce) (FORMAT.md §3.1): one station may have several chains, and a chain has one
/// station. Any thread.
Hash chainIdOf(const crypto::PublicKey& stationKey, const Nonce16& chainNonce);

} // namespace carnet::chain
