// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/encoding/CborReader.h"
#include "ledger/encoding/CborWriter.h"
#include "ledger/identity/KeyringSlot.h"

#include <vector>

namespace carnet::detail {

/// The body of a keyring file (KEYRING.md), as numbers and slots.
struct KeyringBody {
    std::uint64_t sequence = 0;
    ByteArray<16> id{};
    std::uint64_t revision = 0;
    std::vector<KeyringSlot> slots;
    Hash mac{};
};

/// What a slot's sealed keys hold, and their size once sealed.
inline constexpr std::size_t kSealedKeysSize = 1 + 3 * 34 + 16;
inline constexpr std::size_t kMostSealedVaultsSize = 256;

/// magic || body || checksum.
Bytes encodeKeyring(const KeyringBody& body);
/// Errors: Fault "keyring-damaged"; Refused "keyring-newer". Every limit is checked before anything is
/// allocated.
Result<KeyringBody> decodeKeyring(ByteView file);

/// The slots as the file has them and as the MAC covers them: without what a wrong password changes.
void writeSlots(cbor::Writer& writer, const std::vector<KeyringSlot>& slots);

/// Whether a file may ask for these parameters, and a new slot have them.
bool isAllowed(std::uint64_t passes, std::uint64_t memoryKiB) noexcept;
/// 1 to 64 bytes of UTF-8, no control characters, no space at either end.
bool isUserName(std::string_view name) noexcept;
/// Equality without regard to the case of ASCII letters.
bool isSameUser(std::string_view a, std::string_view b) noexcept;

tl::unexpected<Error> keyringDamaged(std::string detail);

} // namespace carnet::detail
