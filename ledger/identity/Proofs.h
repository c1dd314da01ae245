// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/base/Bytes.h"
#include "ledger/crypto/Ed25519.h"
#include "ledger/crypto/X25519.h"

namespace carnet {

// The messages of the proofs of possession (FORMAT.md §4.1, §5). Who enrols a key shows with one that its
// holder agreed to just this enrolment; whoever verifies builds the same bytes. Sign and verify them as plain
// Ed25519, not as COSE. All functions may be called from any thread.

/// ["carnet/draft-0/practitioner-proof", federation, clinic, X25519 key], signed by the person.
Bytes practitionerProofMessage(const Hash& federation, const Hash& clinic,
                               const crypto::KemPublicKey& kemKey);
/// ["carnet/draft-0/station-proof", federation, clinic, X25519 key, chain nonce], signed by the station.
Bytes stationProofMessage(const Hash& federation, const Hash& clinic, const crypto::KemPublicKey& kemKey,
                          const ByteArray<16>& chainNonce);
/// ["carnet/draft-0/subject-proof", federation, chain, entry nonce, epoch id], signed by the subject key.
Bytes subjectProofMessage(const Hash& federation, const Hash& chain, const ByteArray<16>& entryNonce,
                          const Hash& epoch);

} // namespace carnet
