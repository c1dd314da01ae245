// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/chain/Entry.h"
#include "ledger/chain/MerkleProof.h"

namespace carnet::chain {

inline constexpr std::string_view kReceiptMagic = "carnet-receipt";
inline constexpr std::size_t kMaxReceiptBytes = 268'435'456;
inline constexpr std::size_t kMaxReceiptMembership = 256;
inline constexpr std::size_t kMaxReceiptCheckpoint = 65'536;

/// A part that a receipt opens to whoever reads it. The part key opens this part and nothing else (FORMAT.md §4.2).
struct ReceiptPart {
    std::uint64_t index = 0;    ///< in the header's list
    std::uint64_t category = 0; ///< which the associated data binds and the header does not show
    Bytes sealedPart;
    ByteArray<32> partKey{};

    friend bool operator==(const ReceiptPart&, const ReceiptPart&) = default;
};

/// The members of a receipt file (FORMAT.md §8), as somebody who holds the ledger puts them together:
/// `membership` from LedgerState::membershipPath, the proofs from MerkleProof.h.
struct Receipt {
    Hash federation{};
    Bytes entry;
    std::vector<ReceiptPart> opened; ///< strictly ascending by index
    Bytes block;
    std::uint64_t leafIndex = 0;
    merkle::Proof inclusion;        ///< of the entry in the block's tree
    Bytes checkpoint;               ///< the note
    merkle::Proof consistency;      ///< from the block's tree to the checkpoint's
    std::optional<Bytes> notBefore; ///< a block of another clinic's station that the block names
    std::vector<Bytes> membership;  ///< entries, each after those that it rests on

    friend bool operator==(const Receipt&, const Receipt&) = default;
};

/// The file's bytes. They are verified before they are returned, so that a receipt that is handed out is a good one.
/// Errors: as verifyReceipt. Any thread.
Result<Bytes> makeReceipt(const Receipt& receipt);
/// The file's bytes, good or not: for tests.
Bytes encodeReceipt(const Receipt& receipt);
/// Takes a receipt apart without verifying anything. Errors: Fault "encoding", "version".
Result<Receipt> decodeReceipt(ByteView file);

/// Somebody of another clinic who saw the chain with the entry in it.
struct ReceiptWitness {
    Hash chain{};
    Hash clinic{};
    std::string clinicName;
    std::uint64_t timeMs = 0;
};

/// The content of a part that a receipt opened.
struct ReceiptContent {
    std::uint64_t index = 0;
    std::uint64_t category = 0;
    Bytes plaintext; ///< as it was sealed: compression, length, content, padding (FORMAT.md §4.2)
};

/// What a good receipt shows.
struct VerifiedReceipt {
    Hash federation{};
    Hash entry{}; ///< entry id
    EntryHeader header;
    EntryType type = EntryType::RecordAdd;
    std::string authorName; ///< of a person, as enrolled; empty for other authors
    Hash clinic{};          ///< of the chain's station
    std::string clinicName;
    std::string stationName;
    bool provisional =
        false; ///< the station was restored, and the receipt holds no confirmation by an administrator
    Hash chain{};
    std::uint64_t height = 0;
    Hash blockHash{};
    std::uint64_t claimedTimeMs = 0;                ///< the author's
    std::uint64_t blockTimeMs = 0;                  ///< the station's
    std::optional<std::uint64_t> provenNotBeforeMs; ///< nothing where no other clinic's block is in its past
    std::optional<std::uint64_t> provenNotAfterMs;  ///< nothing where no other clinic cosigned
    std::vector<ReceiptWitness> witnesses;
    std::vector<ReceiptContent> contents;
};

/// Verifies a receipt with nothing but its bytes (FORMAT.md §8). `federation`: the id that is expected; without it the
/// receipt's own counts, and the caller must say so, since anybody can found a federation.
/// Errors: Fault with the format's word as slug and a sentence for a person. Any thread.
Result<VerifiedReceipt> verifyReceipt(ByteView file, const std::optional<Hash>& federation = std::nullopt);

} // namespace carnet::chain
