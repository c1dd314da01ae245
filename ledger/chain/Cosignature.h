// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/chain/Checkpoint.h"

namespace carnet {

/// What a C2SP cosignature/v1 by Ed25519 signs: "cosignature/v1\n", "time <seconds>\n" and the note's text.
std::string cosignedMessage(std::uint64_t timeSeconds, std::string_view noteText);

/// Adds a witness's cosignature (type 0x04) to a checkpoint. It states: at this time the tree of this size
/// and root was the longest consistent one that the witness had seen of this origin. The caller has verified
/// that (RFC 9162 §2.1.4) and stored it durably before; this function only signs. The time is milliseconds
/// since the Unix epoch and is stated in whole seconds. Refused "bad-note" where the text is not a
/// checkpoint, the name or the time is not acceptable or the note is full.
Result<void> cosign(SignedNote& checkpoint, std::string_view witnessName,
                    const crypto::SigningKey& witnessKey, std::int64_t timeMs);

/// The time, in milliseconds since the Unix epoch, at which the witness says that it saw the checkpoint: the
/// earliest where it cosigned it several times. Fault "note-signature" where no line names the witness, or
/// one that does fails to verify; "bad-encoding" where the text is not a checkpoint. Whether the time is in
/// the future is for the caller, who has a clock. Any thread.
Result<std::int64_t> verifyCosignature(const SignedNote& checkpoint, std::string_view witnessName,
                                       const crypto::PublicKey& witnessKey);

} // namespace carnet
