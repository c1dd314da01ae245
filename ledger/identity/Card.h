// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/crypto/Argon2id.h"
#include "ledger/identity/PatientSecret.h"

#include <string>
#include <string_view>

namespace carnet {

/// A patient's card (FORMAT.md §9): the patient's secret under a PIN, as a text of at most 200 characters
/// that a QR code holds in its alphanumeric mode and that a person can type. What is not the secret stands in
/// clear.
class Card {
public:
    /// The cost of a new card's PIN. The parameters stand in the card, so later cards may cost more.
    static constexpr crypto::Argon2Parameters kDefaultKdf{3, 64 * 1024};
    static constexpr std::size_t kLeastPinCharacters = 4;
    static constexpr std::size_t kMostPinBytes = 128;

    /// Seals the secret under the PIN (UTF-8 in NFC, digits or text). Takes as long as Argon2id does. Errors:
    /// Refused "short-pin", "bad-pin"; Refused "bad-kdf-parameters" outside the limits below. Any thread.
    static Result<Card> seal(const Hash& federation, const PatientSecret& secret, std::string_view pin,
                             crypto::Argon2Parameters kdf = kDefaultKdf);
    /// As seal(), with the given salt. A salt must never be used for two secrets: only for test vectors.
    static Result<Card> sealWithSalt(const Hash& federation, const PatientSecret& secret,
                                     std::string_view pin, crypto::Argon2Parameters kdf,
                                     const ByteArray<16>& salt);

    /// Reads a card's text as scanned or typed: spaces, line breaks and dashes anywhere, lower case, and 0,
    /// 1, 8 for O, I and B. Checks the form, the checksum (typing errors) and the limits of the parameters,
    /// so that open() allocates no more than they allow. Errors: Refused "bad-card" with a sentence; Refused
    /// "newer-card" for a later version. Any thread.
    static Result<Card> parse(std::string_view text);

    /// The patient's secret. Takes as long as Argon2id does, never in the window's thread.
    /// Errors: Denied "wrong-pin"; Unavailable "out-of-memory". Any thread.
    Result<PatientSecret> open(std::string_view pin) const;

    /// "CARNET1:" and upper-case base32, without spaces: what the QR code and the card file hold.
    std::string text() const;
    /// Which federation the card belongs to.
    const Hash& federation() const noexcept { return m_federation; }
    crypto::Argon2Parameters kdf() const noexcept { return m_kdf; }

    /// Limits of the parameters in a card, for machines of 4 GB and 32 bit.
    static constexpr crypto::Argon2Parameters kLeastKdf{1, 8 * 1024};
    static constexpr crypto::Argon2Parameters kMostKdf{16, 256 * 1024};

private:
    Card() = default;
    Bytes associatedData() const;
    Result<crypto::SecretBytes> pinKey(std::string_view pin) const;

    Hash m_federation{};
    ByteArray<16> m_salt{};
    crypto::Argon2Parameters m_kdf;
    Bytes m_sealed;
};

} // namespace carnet
