// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string_view>

namespace carnet::chain {

/// Why a block is rejected whole, in the order of FORMAT.md §3.3: the first that applies is named.
enum class BlockFault : std::uint8_t {
    Encoding,
    Version,
    Federation,
    Link,
    SeenHeads,
    Station,
    Founding,
    Signature,
    Fork,
    Count,
    Root,
    Entry,
    EntrySignature,
    Part,
};
inline constexpr std::size_t kBlockFaultCount = 14;

/// The format's word: "entry-signature".
std::string_view wordOf(BlockFault fault) noexcept;
/// A whole sentence for a person that says what is wrong with the block.
std::string_view sentenceOf(BlockFault fault) noexcept;

/// Why an entry is void, in the order of FORMAT.md §5.2: the first that applies is named.
enum class VoidReason : std::uint8_t {
    Body,
    Kind,
    Nonce,
    Author,
    Revoked,
    Role,
    Proof,
    Subject,
    Epoch,
    Reference
};
inline constexpr std::size_t kVoidReasonCount = 10;

/// The format's word: "reference".
std::string_view wordOf(VoidReason reason) noexcept;
/// A whole sentence for a person that says why the entry does not count.
std::string_view sentenceOf(VoidReason reason) noexcept;

/// What an entry of an accepted block counts for (FORMAT.md §5.2).
enum class EntryState : std::uint8_t { Valid, Void, Quarantined, Unknown };

/// "valid", "void", "quarantined", "unknown".
std::string_view wordOf(EntryState state) noexcept;

/// An entry's state, with the reason where it is void.
struct EntryStatus {
    EntryState state = EntryState::Unknown;
    VoidReason reason = VoidReason::Body; ///< only where it is void

    static constexpr EntryStatus valid() noexcept { return {EntryState::Valid}; }
    static constexpr EntryStatus unknown() noexcept { return {EntryState::Unknown}; }
    static constexpr EntryStatus quarantined() noexcept { return {EntryState::Quarantined}; }
    static constexpr EntryStatus voided(VoidReason why) noexcept { return {EntryState::Void, why}; }

    friend constexpr bool operator==(EntryStatus a, EntryStatus b) noexcept
    {
        return a.state == b.state && (a.state != EntryState::Void || a.reason == b.reason);
    }
};

} // namespace carnet::chain
