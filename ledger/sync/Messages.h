// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/chain/MerkleProof.h"
#include "ledger/crypto/Ed25519.h"
#include "ledger/sync/ChainHead.h"
#include "ledger/sync/Limits.h"

#include <string>
#include <variant>

namespace carnet::sync {

// The messages of PROTOCOL.md §3, one struct each, in the order of their numbers.

inline constexpr std::size_t kMaxHelloProofBytes = 1'024;
inline constexpr std::size_t kMaxNoteBytes = 65'536;

/// Who speaks. `proof` is the transport's: what binds the station to the connection (TRANSPORT.md).
struct Hello {
    std::uint64_t version = kProtocolVersion;
    Hash federation{};
    crypto::PublicKey station{};
    Hash chain{}; ///< the one that it writes on now
    Bytes proof;
};
/// The other side is accepted.
struct Welcome {};
struct Bye {
    std::string word; ///< of CloseReason
    std::string sentence;
};
/// Nothing but a sign of life.
struct Ping {};
/// What the sender holds, in short.
struct Digest {
    HeadDigest groups{};
};
/// What the sender holds durably: of each chain named, from now on. It never becomes less within a session.
struct Heads {
    std::vector<ChainHead> heads;
};
/// How much of each block is wanted.
enum class Depth : std::uint8_t {
    Parts,   ///< everything
    Entries, ///< without the sealed parts
    Block,   ///< the block's own bytes
};
/// Asks for blocks from a height on. Requests of one session have ascending numbers, from 1 on.
struct Want {
    std::uint64_t request = 0;
    Hash chain{};
    std::uint64_t fromHeight = 0;
    std::uint64_t maxBlocks = 0;
    std::uint64_t maxBytes = 0; ///< after the block that reaches it comes no further one
    Depth depth = Depth::Parts;
};
/// Some bytes of an encoded block (BlockItem.h). Pieces of a block follow each other without others between.
struct Piece {
    std::uint64_t request = 0; ///< 0: pushed, the very next block of a chain
    Hash chain{};
    std::uint64_t height = 0;
    std::uint64_t total = 0; ///< bytes of the whole block
    std::uint64_t offset = 0;
    Bytes data;
};
/// Nothing more comes for a request.
struct WantEnd {
    std::uint64_t request = 0;
};
/// Two blocks that a station signed at one height.
struct Evidence {
    Bytes first;
    Bytes second;
};
/// Asks for a cosignature of the sender's own chain.
struct CosignRequest {
    std::uint64_t request = 0;
    Bytes note;                ///< a C2SP signed note by the station (FORMAT.md §6)
    std::uint64_t oldSize = 0; ///< that the proof starts from
    merkle::Proof proof;       ///< RFC 9162 §2.1.4 from the old size to the note's
};
/// The answer to it.
struct Cosigned {
    std::uint64_t request = 0;
    std::optional<Bytes> note; ///< with the witness's line; nothing where it will not
};

using Message = std::variant<Hello, Welcome, Bye, Ping, Digest, Heads, Want, Piece, WantEnd, Evidence,
                             CosignRequest, Cosigned>;

/// The message as a frame: four bytes of length, most significant first, and a CBOR array.
Bytes encodeFrame(const Message& message);
/// A frame's body. Fault "bad-encoding" for everything that encodeFrame would not write. Any thread.
Result<Message> decodeMessage(ByteView body, const Limits& limits);

} // namespace carnet::sync
