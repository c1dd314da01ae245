// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/base/Bytes.h"
#include "ledger/base/Error.h"
#include "ledger/crypto/Ed25519.h"

#include <optional>
#include <string>
#include <vector>

namespace carnet {

/// What the entry's header says about a part (FORMAT.md §2, element 10).
struct PartDigest {
    Hash hash{};                    ///< H("part", salt, tag, ciphertext)
    std::uint64_t size = 0;         ///< of the ciphertext, in bytes
    std::optional<Hash> commitment; ///< null in a wrap

    friend bool operator==(const PartDigest&, const PartDigest&) = default;
};

/// A sealed part as it travels beside the entry, with what the header says about it: hand both to the chain,
/// in the order of their part indices.
struct SealedPart {
    Bytes bytes; ///< the CBOR array [salt, tag, ciphertext]
    PartDigest digest;
};

/// A sealed part taken apart; views into the parsed bytes, which must outlive it.
struct SealedPartView {
    ByteArray<32> salt{};
    ByteArray<16> tag{};
    ByteView ciphertext;
};

/// At most so many bytes has a sealed part.
inline constexpr std::size_t kMostSealedPartBytes = 33554432;

/// Takes a sealed part apart, its size checked first. Fault "bad-encoding" for any other bytes than the
/// format's. Any thread.
Result<SealedPartView> parseSealedPart(ByteView bytes);
/// Assembles a part and its digest. Refused "part-too-large". Any thread.
Result<SealedPart> assembleSealedPart(const ByteArray<32>& salt, const ByteArray<16>& tag,
                                      ByteView ciphertext, const std::optional<Hash>& commitment);
/// H("part", salt, tag, ciphertext) of the exact bytes of a sealed part that parseSealedPart accepts. Any
/// thread.
Hash hashOfPart(ByteView sealedPart);

/// What the parts of one entry are bound to, so that none can be moved elsewhere (FORMAT.md §4.2, §4.3).
struct PartContext {
    Hash federation{};
    std::optional<Hash> subject; ///< null in entries without a subject, which have wraps only
    std::optional<Hash> epoch;   ///< likewise
    std::string type;            ///< of the entry
    crypto::PublicKey author{};  ///< key id
    ByteArray<16> nonce{};       ///< of the entry
};

} // namespace carnet
