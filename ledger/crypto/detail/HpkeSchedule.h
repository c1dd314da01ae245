// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/crypto/X25519.h"

namespace carnet::crypto::detail {

/// What RFC 9180 derives on the way to a sealed message. Tests compare it with the standard's vectors; the
/// program uses it through hpkeSeal and hpkeOpen only.

/// Encap(pkR) with the ephemeral key given (§4.1): the shared secret; enc is the ephemeral's public key.
/// Error: Denied "unusable-key" (§7.1.4).
Result<SecretBytes> hpkeEncap(const KemKey& ephemeral, const KemPublicKey& recipient);

/// Decap(enc, skR) (§4.1): the same shared secret. Error: Denied "unusable-key".
Result<SecretBytes> hpkeDecap(const KemPublicKey& enc, const KemKey& recipient);

/// The outputs of KeySchedule in base mode for the suite 0x0020, 0x0001, 0x0002 (§5.1).
struct HpkeContext {
    SecretBytes key;            ///< 32 bytes
    ByteArray<12> baseNonce{};  ///< the nonce of sequence number 0
    SecretBytes exporterSecret; ///< 32 bytes; empty unless asked for
};
HpkeContext hpkeKeySchedule(const SecretBytes& sharedSecret, ByteView info, bool withExporter);

/// hpkeSeal with the ephemeral key given. It must be used for one message only.
Result<Bytes> hpkeSealFrom(const KemKey& ephemeral, const KemPublicKey& to, ByteView info, ByteView aad,
                           ByteView plaintext);

} // namespace carnet::crypto::detail
