// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/identity/PersonKeys.h"

#include <string>
#include <string_view>

namespace carnet {

/// The printed recovery kit: 160 random bits as eight groups of five characters, "4TZK9-…". The first four
/// characters of a group carry bits, the fifth checks the group and its place, so that a typing error is
/// named by its group. The alphabet is Crockford's base32 (no I, L, O, U).
///
/// Two things follow from the code: a slot of the keyring, which opens what an administrator's slot opens,
/// and the offline recovery key that genesis and `clinic.admit` name, which can enrol a new administrator or
/// station. Move-only; zeroed when destroyed. All functions may be called from any thread.
class RecoveryCode {
public:
    static constexpr std::size_t kSize = 20;
    static constexpr std::size_t kGroups = 8;

    static RecoveryCode generate();
    /// Error: Fault "bad-keys" for another size than 20 bytes.
    static Result<RecoveryCode> fromBytes(ByteView bytes20);
    /// What a person typed: lower case, missing or extra dashes and spaces, O for 0, I and L for 1 are
    /// accepted. Errors: Denied "bad-recovery-code" with a sentence that names the first group with an error.
    static Result<RecoveryCode> parse(std::string_view typed);

    /// The text for the printed kit, groups joined by dashes, in memory that is zeroed. Not ended by a zero
    /// byte.
    crypto::SecretBytes text() const;

    /// The recovery key (signing) and the key that wraps for the kit are sealed to (kem).
    PersonKeys keys() const;
    /// The key that the kit's keyring slot is sealed under. 160 random bits need no slow derivation.
    crypto::SecretBytes slotKey(const ByteArray<16>& salt) const;

private:
    explicit RecoveryCode(crypto::SecretBytes bytes) noexcept;

    crypto::SecretBytes m_bytes;
};

} // namespace carnet
