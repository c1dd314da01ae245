// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/chain/SignedNote.h"

namespace carnet {

/// The largest tree size that a checkpoint may state: a uint of FORMAT.md §1.
inline constexpr std::uint64_t kMaxTreeSize = (std::uint64_t{1} << 53) - 1;

/// A chain's size and root: the text of a C2SP tlog-checkpoint. A value.
struct Checkpoint {
    std::string origin;     ///< names the chain: checkpointOrigin()
    std::uint64_t size = 0; ///< leaves in the tree
    Hash root{};            ///< RFC 9162 root over them

    /// The note text: origin, size in decimal, root in base64, each a line.
    std::string text() const;

    /// The checkpoint in such a text. Extension lines are refused: Carnet writes none, and a cosignature says
    /// nothing about them. So are leading zeros, sizes above kMaxTreeSize and any other form. Fault
    /// "bad-encoding".
    static Result<Checkpoint> parse(std::string_view text);

    friend bool operator==(const Checkpoint&, const Checkpoint&) = default;
};

/// The origin line of a chain, FORMAT.md §6: "carnet/draft-0/<federation>/<chain>" in bare base32.
std::string checkpointOrigin(const Hash& federation, const Hash& chain);

/// The checkpoint as a note signed by the station, under the origin as key name (FORMAT.md §6). Refused
/// "bad-note" where the origin cannot be a key name or the size is above kMaxTreeSize.
Result<SignedNote> signCheckpoint(const Checkpoint& checkpoint, const crypto::SigningKey& stationKey);

/// The checkpoint in a note that the station signed. Fault "bad-encoding" for another text, "wrong-origin"
/// for a checkpoint of another chain, "note-signature" where the station's signature is missing or does not
/// verify. Cosignatures in the note are not looked at (Cosignature.h). Any thread.
Result<Checkpoint> openCheckpoint(const SignedNote& note, std::string_view origin,
                                  const crypto::PublicKey& stationKey);

} // namespace carnet
