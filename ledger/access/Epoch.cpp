// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/access/Epoch.h"

#include "ledger/identity/Proofs.h"

#include <cassert>

namespace carnet {

EpochValues makeEpoch(const Hash& federation, const Hash& chain, const ByteArray<16>& entryNonce,
                      const crypto::SigningKey& subjectKey, const CategoryKeys& keys,
                      std::span<const Hash> parents)
{
    assert(parents.size() <= 64);
    EpochValues values;
    values.subjectKey = subjectKey.publicKey();
    values.commitments = keys.commitments();
    values.parents.assign(parents.begin(), parents.end());
    values.subject = subjectOf(values.subjectKey);
    values.epoch = epochIdOf(federation, values.subjectKey, values.commitments, parents);
    values.proof = subjectKey.sign(subjectProofMessage(federation, chain, entryNonce, values.epoch));
    return values;
}

} // namespace carnet
