// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/chain/Entry.h"
#include "ledger/crypto/X25519.h"

namespace carnet::test {

// Sealing written straight from FORMAT.md §4 on the primitives, with salts and ephemeral keys given, so that vectors
// are reproducible and ledger/access has something to be compared with.

struct TestPart {
    Bytes bytes; ///< the sealed part
    chain::PartDigest digest;
    Bytes partKey;   ///< 32 bytes; empty for a wrap
    Bytes plaintext; ///< what was encrypted, padding included
};

/// The content array of FORMAT.md §4.2 with one resource and neither patient nor relation.
Bytes contentOf(std::string_view fhirJson);

/// A category part: the content uncompressed, padded, sealed (FORMAT.md §4.2). The header gives federation, subject, epoch,
/// type, author and nonce.
TestPart sealCategoryPart(const chain::EntryHeader& header, std::size_t index, unsigned category,
                          ByteView categoryKey, const ByteArray<32>& salt, ByteView content);

/// A wrap of one kind's CBOR array to a recipient (FORMAT.md §4.3).
TestPart sealWrap(const chain::EntryHeader& header, std::size_t index, const crypto::KemPublicKey& to,
                  std::uint64_t generation, const crypto::KemKey& ephemeral, const ByteArray<32>& salt,
                  const ByteArray<16>& tag, ByteView content);

/// H("category-commit", category, key).
Hash categoryCommitment(unsigned category, ByteView categoryKey);

} // namespace carnet::test
