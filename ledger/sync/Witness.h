// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/chain/Cosignature.h"
#include "ledger/chain/LedgerState.h"
#include "ledger/sync/Messages.h"

namespace carnet::sync {

/// What a witness saw last of a chain. It is stored durably before the witness answers.
struct WitnessedTree {
    std::uint64_t size = 0;
    Hash root{};
};

/// Whether this node may cosign the checkpoint of `chain`: the station signed it, no fork of the chain is known, it is not
/// smaller than what was cosigned last, and it is one history with what is here: the root of a block that is held, or, beyond
/// that, proven consistent with what was cosigned last (RFC 9162 §2.1.4).
///
/// The caller then stores {size, root} of the result durably, and only after that calls addCosignature(). Errors:
/// Refused "unknown-chain", "chain-forked", "checkpoint-behind", "checkpoint-ahead" (no proof for it); Fault
/// "checkpoint-root" where the station signed another history: evidence against it; and those of openCheckpoint().
Result<Checkpoint> judgeCheckpoint(const chain::LedgerState& state, const Hash& chain,
                                   const CosignRequest& request, const std::optional<WitnessedTree>& last);

/// The note with this witness's line (FORMAT.md §6: under the origin of its own chain). Errors as cosign().
Result<Bytes> addCosignature(const CosignRequest& request, const Hash& federation, const Hash& witnessChain,
                             const crypto::SigningKey& witnessKey, std::int64_t timeMs);

/// Of an answer (StoreCosignature): the time at which the witness says that it saw this node's checkpoint, milliseconds since the
/// Unix epoch. Errors as openCheckpoint() and verifyCosignature().
Result<std::int64_t> checkCosignature(ByteView note, const Hash& federation, const Hash& ownChain,
                                      const crypto::PublicKey& ownStation, const Hash& witnessChain,
                                      const crypto::PublicKey& witnessStation);

} // namespace carnet::sync
