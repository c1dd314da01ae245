// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/identity/Subject.h"

#include "ledger/identity/Context.h"

namespace carnet {

Hash subjectOf(const crypto::PublicKey& subjectKey)
{
    return hashOf(contextArray("subject", 1).bytes(subjectKey));
}

Hash epochIdOf(const Hash& federation, const crypto::PublicKey& subjectKey,
               const CategoryCommitments& commitments, std::span<const Hash> parents)
{
    cbor::Writer writer = contextArray("epoch", 4);
    writer.bytes(federation).bytes(subjectKey).array(commitments.size());
    for (const Hash& commitment : commitments) {
        writer.bytes(commitment);
    }
    writer.array(parents.size());
    for (const Hash& parent : parents) {
        writer.bytes(parent);
    }
    return hashOf(writer);
}

Hash kemKeyIdOf(const crypto::KemPublicKey& kemKey)
{
    return hashOf(contextArray("kem-key", 1).bytes(kemKey));
}

} // namespace carnet
