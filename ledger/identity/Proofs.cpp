// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/identity/Proofs.h"

#include "ledger/identity/Context.h"

namespace carnet {

Bytes practitionerProofMessage(const Hash& federation, const Hash& clinic, const crypto::KemPublicKey& kemKey)
{
    return contextArray("practitioner-proof", 3).bytes(federation).bytes(clinic).bytes(kemKey).take();
}

Bytes stationProofMessage(const Hash& federation, const Hash& clinic, const crypto::KemPublicKey& kemKey,
                          const ByteArray<16>& chainNonce)
{
    return contextArray("station-proof", 4)
        .bytes(federation)
        .bytes(clinic)
        .bytes(kemKey)
        .bytes(chainNonce)
        .take();
}

Bytes subjectProofMessage(const Hash& federation, const Hash& chain, const ByteArray<16>& entryNonce,
                          const Hash& epoch)
{
    return contextArray("subject-proof", 4)
        .bytes(federation)
        .bytes(chain)
        .bytes(entryNonce)
        .bytes(epoch)
        .take();
}

} // namespace carnet
