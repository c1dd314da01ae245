// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/chain/EntryTypes.h"
#include "ledger/chain/Format.h"
#include "ledger/crypto/Ed25519.h"

#include <string>
#include <vector>

namespace carnet::chain {

/// Who signs: what kind of author, and the Ed25519 public key that is its key id.
struct Author {
    AuthorKind kind = AuthorKind::Person;
    crypto::PublicKey key{};

    friend bool operator==(const Author&, const Author&) = default;
};

/// What the header says of one sealed part, so that the part itself can be pruned (FORMAT.md §4).
struct PartDigest {
    Hash hash{};
    std::uint64_t sizeBytes = 0;    ///< of the ciphertext
    std::optional<Hash> commitment; ///< null in a wrap

    friend bool operator==(const PartDigest&, const PartDigest&) = default;
};

/// The payload of an entry (FORMAT.md §2). A header of version 0 has all elements; of any other version only those up
/// to `author` have a meaning, and the others are empty.
struct EntryHeader {
    std::uint64_t version = kFormatVersion;
    std::optional<Hash> federation; ///< null in federation.genesis alone
    Hash chain{};
    Nonce16 nonce{};
    std::string type;
    std::optional<Hash> subject;
    Author author;
    std::uint64_t timeMs = 0; ///< since the Unix epoch, as the author claims
    std::optional<Hash> epoch;
    std::vector<Hash> references;
    std::vector<PartDigest> parts;
    Bytes body; ///< the exact bytes of the body array (EntryBodies.h)

    friend bool operator==(const EntryHeader&, const EntryHeader&) = default;
};

/// An entry taken apart. It owns nothing of the input but what the header copies.
struct ParsedEntry {
    Hash id{}; ///< RFC 9162 leaf hash of the exact bytes
    EntryHeader header;
    ByteView payload; ///< what is signed, a view into the parsed bytes
    crypto::Signature signature{};

    /// Whether the signature verifies under the key that is the author's key id. About 60 µs.
    bool signatureVerifies() const;
};

/// The exact bytes of a header of version 0, which should be one that decodeHeader accepts. An empty `body` is written as
/// the empty array.
Bytes encodeHeader(const EntryHeader& header);
/// Errors: Fault "bad-encoding". The result of decoding, encoded again, is the same bytes (version 0).
Result<EntryHeader> decodeHeader(ByteView payload);

/// Signs the header and returns the entry's exact bytes. The author in the header must be the key's.
/// Errors: Refused "bad-entry" where the header breaks a limit of FORMAT.md §2, is not of version 0, names another
/// author's key, or where the entry would have more than 262,144 bytes. Any thread.
Result<Bytes> signEntry(const EntryHeader& header, const crypto::SigningKey& key);

/// Takes an entry apart and computes its id. It does not verify the signature. Fault "bad-encoding". Any thread.
Result<ParsedEntry> parseEntry(ByteView exactBytes);

/// The entry id: SHA-256(0x00 || bytes) (RFC 9162 §2.1.1).
Hash entryIdOf(ByteView exactBytes);

} // namespace carnet::chain
