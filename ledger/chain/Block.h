// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/chain/Format.h"
#include "ledger/crypto/Ed25519.h"

#include <vector>

namespace carnet::chain {

/// A head of another chain that a block rests on (FORMAT.md §3.2).
struct SeenHead {
    Hash chain{};
    std::uint64_t height = 0;
    Hash hash{}; ///< that block's block hash

    friend bool operator==(const SeenHead&, const SeenHead&) = default;
};

/// What a block says of itself (FORMAT.md §3); its exact bytes are the last leaf that the block adds to the tree.
struct Preamble {
    Hash federation{};
    Hash chain{};
    crypto::PublicKey stationKey{};
    std::uint64_t height = 0;
    std::optional<Hash> previous; ///< null exactly at height 0
    std::uint64_t timeMs = 0;
    std::uint64_t count = 0;         ///< of entries, 1 to 4,096
    std::vector<SeenHead> seenHeads; ///< strictly ascending by chain, never its own

    friend bool operator==(const Preamble&, const Preamble&) = default;
};

/// A block taken apart. It views the parsed bytes, which must outlive it.
struct ParsedBlock {
    Hash hash{};
    Preamble preamble;
    ByteView preambleBytes;
    std::uint64_t treeSize = 0; ///< leaves in the chain's tree after this block
    Hash root{};
    ByteView payload; ///< what is signed
    crypto::Signature signature{};

    /// Whether the signature verifies under the preamble's station key. About 60 µs.
    bool signatureVerifies() const;
};

/// The exact bytes of a preamble of version 0, which should be one that decodePreamble accepts.
Bytes encodePreamble(const Preamble& preamble);
/// Errors: Fault "bad-encoding"; Fault "other-version" where it is a preamble of another version. Any thread.
Result<Preamble> decodePreamble(ByteView preambleBytes);

/// The block's exact bytes: COSE_Sign1 over [preamble, tree size, root]. BlockBuilder calls it with a tree. Any thread.
Bytes signBlock(ByteView preambleBytes, std::uint64_t treeSize, const Hash& root,
                const crypto::SigningKey& station);
/// Takes a block apart and computes its hash. It does not verify the signature. Errors as decodePreamble. Any thread.
Result<ParsedBlock> parseBlock(ByteView exactBytes);

/// H("block-hash", exact bytes).
Hash blockHashOf(ByteView exactBytes);

} // namespace carnet::chain
