// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/base/Bytes.h"
#include "ledger/base/Error.h"

#include <optional>

namespace carnet::cbor {
class Reader;
}

namespace carnet::chain {

// The numbers of FORMAT.md sections 1 to 4. A writer and a verifier must agree on every one of them.

/// The version of entries, blocks and files that this program writes and interprets.
inline constexpr std::uint64_t kFormatVersion = 0;
/// The greatest *uint*: what a double holds exactly, so that a verifier in JavaScript cannot go wrong.
inline constexpr std::uint64_t kMaxUint = (std::uint64_t{1} << 53) - 1;

inline constexpr std::size_t kMaxEntryBytes = 262'144;
inline constexpr std::size_t kMaxTypeBytes = 40;
inline constexpr std::size_t kMaxReferences = 64;
inline constexpr std::size_t kMaxParts = 256;
inline constexpr std::size_t kMaxSealedPartBytes = 33'554'432;
inline constexpr std::size_t kMaxBlockEntries = 4'096;
/// The most leaves of one chain's tree; a station whose chain is full goes on with a new chain.
inline constexpr std::uint64_t kMaxChainLeaves = (std::uint64_t{1} << 32) - 1;
inline constexpr std::size_t kMaxSeenHeads = 4'096;
inline constexpr std::size_t kMaxAccepted = 4'096;
inline constexpr std::size_t kMaxEpochParents = 64;
/// The longest block: 4,096 seen heads of at most 78 bytes, and less than 512 bytes of everything else.
inline constexpr std::size_t kMaxBlockBytes = kMaxSeenHeads * 78 + 512;

inline constexpr std::size_t kMaxNameBytes = 200;
inline constexpr std::size_t kMaxRegionBytes = 10;
inline constexpr std::size_t kMaxReasonBytes = 1'000;

/// The contexts of the two signatures (FORMAT.md §1.1), as external_aad.
inline constexpr std::string_view kEntryContext = "carnet/draft-0/entry";
inline constexpr std::string_view kBlockContext = "carnet/draft-0/block";

/// A random number that an entry or a chain id contains.
using Nonce16 = ByteArray<16>;

/// Reads a *uint* (FORMAT.md §1). Fault "bad-encoding" above kMaxUint, and whatever the reader refuses.
Result<std::uint64_t> readUint(cbor::Reader& reader);
/// Reads a bstr32 or null.
Result<std::optional<Hash>> readHashOrNull(cbor::Reader& reader);

/// The failure of a decoder whose bytes are well-formed CBOR but not of the form of `what`: Fault "bad-encoding".
tl::unexpected<Error> badForm(std::string what);

} // namespace carnet::chain
