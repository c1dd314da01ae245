// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/chain/ChainId.h"

#include "ledger/identity/Context.h"

namespace carnet::chain {

Hash chainIdOf(const crypto::PublicKey& stationKey, const Nonce16& chainNonce)
{
    return hashOf(contextArray("chain", 2).bytes(stationKey).bytes(chainNonce));
}

} // namespace carnet::chain
