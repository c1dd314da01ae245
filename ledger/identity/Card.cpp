// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/identity/Card.h"

#include "ledger/crypto/AesGcm.h"
#include "ledger/crypto/Random.h"
#include "ledger/crypto/Sha256.h"
#include "ledger/encoding/Base32.h"
#include "ledger/encoding/CborReader.h"
#include "ledger/encoding/Utf8.h"
#include "ledger/identity/Context.h"

#include <algorithm>

namespace carnet {
namespace {

constexpr std::string_view kPrefix = "CARNET1";
constexpr std::uint64_t kVersion = 0;
constexpr std::size_t kChecksumSize = 4;
constexpr std::size_t kSealedSize = PatientSecret::kSize + crypto::kAesGcmTagSize;
/// Far more than a card has, and little enough to look at every character.
constexpr std::size_t kMostTypedBytes = 2048;
/// The key is derived with a fresh salt for each card, so it seals once, and the nonce may be constant.
constexpr ByteArray<crypto::kAesGcmNonceSize> kNonce{};

tl::unexpected<Error> badCard(std::string message, std::string detail)
{
    return failure(ErrorKind::Refused, "bad-card", std::move(message), std::move(detail));
}

bool withinLimits(std::uint64_t passes, std::uint64_t memoryKiB) noexcept
{
    return passes >= Card::kLeastKdf.passes && passes <= Card::kMostKdf.passes
        && memoryKiB >= Card::kLeastKdf.memoryKiB && memoryKiB <= Card::kMostKdf.memoryKiB;
}

Result<void> checkNewPin(std::string_view pin)
{
    if (pin.size() > Card::kMostPinBytes || !isValidUtf8(pin)) {
        return failure(ErrorKind::Refused, "bad-pin",
                       "This PIN cannot be used: it is too long, or not text.");
    }
    const auto continuation = [](char c) { return (static_cast<unsigned char>(c) & 0xC0u) == 0x80u; };
    const auto characters =
        pin.size() - static_cast<std::size_t>(std::count_if(pin.begin(), pin.end(), continuation));
    if (characters < Card::kLeastPinCharacters) {
        return failure(ErrorKind::Refused, "short-pin",
                       "A PIN needs at least 4 digits or characters. Longer is safer.");
    }
    return {};
}

ByteArray<kChecksumSize> checksumOf(ByteView body)
{
    const Hash hash = crypto::sha256(body);
    return {hash[0], hash[1], hash[2], hash[3]};
}

/// What was scanned or typed, in base32's lower case: spaces, line breaks and dashes dropped, look-alikes
/// replaced.
std::string normalised(std::string_view text)
{
    std::string characters;
    characters.reserve(text.size());
    for (const char c : text) {
        if (c == ' ' || c == '-' || c == '\t' || c == '\n' || c == '\r') {
            continue;
        }
        characters += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
    return characters;
}

char lookAlike(char c) noexcept
{
    return c == '0' ? 'o' : c == '1' ? 'i' : c == '8' ? 'b' : c;
}

} // namespace

Bytes Card::associatedData() const
{
    return contextArray("card", 4)
        .bytes(m_federation)
        .bytes(m_salt)
        .unsignedInt(m_kdf.passes)
        .unsignedInt(m_kdf.memoryKiB)
        .take();
}

Result<crypto::SecretBytes> Card::pinKey(std::string_view pin) const
{
    return crypto::argon2id(viewOf(pin), m_salt, m_kdf, crypto::kAesGcmKeySize);
}

Result<Card> Card::seal(const Hash& federation, const PatientSecret& secret, std::string_view pin,
                        crypto::Argon2Parameters kdf)
{
    return sealWithSalt(federation, secret, pin, kdf, crypto::randomArray<16>());
}

Result<Card> Card::sealWithSalt(const Hash& federation, const PatientSecret& secret, std::string_view pin,
                                crypto::Argon2Parameters kdf, const ByteArray<16>& salt)
{
    if (const auto accepted = checkNewPin(pin); !accepted) {
        return tl::unexpected<Error>(accepted.error());
    }
    if (!withinLimits(kdf.passes, kdf.memoryKiB)) {
        return failure(ErrorKind::Refused, "bad-kdf-parameters",
                       "The cost asked for the card's PIN is outside the limits.");
    }
    Card card;
    card.m_federation = federation;
    card.m_salt = salt;
    card.m_kdf = kdf;
    const auto key = card.pinKey(pin);
    if (!key) {
        return tl::unexpected<Error>(key.error());
    }
    card.m_sealed = crypto::aesGcmSeal(key->view(), kNonce, card.associatedData(), secret.view());
    return card;
}

Result<Card> Card::parse(std::string_view text)
{
    if (text.size() > kMostTypedBytes) {
        return badCard("This is not a Carnet card: the text is too long.", "card: size");
    }
    std::string characters = normalised(text);
    std::string prefix = normalised(kPrefix);
    if (!std::string_view(characters).starts_with(prefix)) {
        return badCard("This is not a Carnet card: a card's text begins with \"CARNET1:\".", "card: prefix");
    }
    characters.erase(0, prefix.size());
    // A scanner set to another keyboard layout types another sign for the colon.
    if (!characters.empty() && (characters.front() == ':' || characters.front() == ';')) {
        characters.erase(0, 1);
    }
    std::transform(characters.begin(), characters.end(), characters.begin(), lookAlike);
    const auto bytes = base32Decode(characters);
    if (!bytes || bytes->size() <= kChecksumSize) {
        return badCard(
            "The card's text is incomplete or holds a character that cards do not have. Scan or type it "
            "again.",
            bytes ? "card: size" : bytes.error().detail);
    }
    const ByteView body = ByteView(*bytes).first(bytes->size() - kChecksumSize);
    if (!equal(checksumOf(body), ByteView(*bytes).last(kChecksumSize))) {
        return badCard("A character of the card's text is wrong or missing. Scan or type it again.",
                       "card: checksum");
    }
    cbor::Reader reader(body);
    const auto items = reader.array();
    const auto version = reader.unsignedInt();
    if (version && *version != kVersion) {
        return failure(ErrorKind::Refused, "newer-card",
                       "This card was made by a later version of Carnet. Install that version to use it.");
    }
    const auto federation = reader.fixedBytes<32>();
    const auto salt = reader.fixedBytes<16>();
    const auto passes = reader.unsignedInt();
    const auto memoryKiB = reader.unsignedInt();
    const auto sealed = reader.bytes(kSealedSize);
    const auto end = reader.end();
    if (!end || *items != 6 || sealed->size() != kSealedSize) {
        return badCard("This is not a card that Carnet made. Ask the clinic for a new one.",
                       end ? "card: sizes" : end.error().detail);
    }
    if (!withinLimits(*passes, *memoryKiB)) {
        return badCard(
            "This is not a card that Carnet made: it asks for more memory or time than any card does.",
            "card: kdf parameters");
    }
    Card card;
    card.m_federation = *federation;
    card.m_salt = *salt;
    card.m_kdf = {static_cast<std::uint32_t>(*passes), static_cast<std::uint32_t>(*memoryKiB)};
    card.m_sealed = toBytes(*sealed);
    return card;
}

Result<PatientSecret> Card::open(std::string_view pin) const
{
    const auto wrong = [] {
        return failure(ErrorKind::Denied, "wrong-pin",
                       "This PIN does not open the card. Check it and try again.");
    };
    if (pin.size() > kMostPinBytes) {
        return wrong();
    }
    const auto key = pinKey(pin);
    if (!key) {
        return tl::unexpected<Error>(key.error());
    }
    auto secret = crypto::aesGcmOpen(key->view(), kNonce, associatedData(), m_sealed);
    if (!secret) {
        return wrong();
    }
    auto opened = PatientSecret::fromView(*secret);
    crypto::wipe(*secret);
    return opened;
}

std::string Card::text() const
{
    Bytes body = cbor::Writer()
                     .array(6)
                     .unsignedInt(kVersion)
                     .bytes(m_federation)
                     .bytes(m_salt)
                     .unsignedInt(m_kdf.passes)
                     .unsignedInt(m_kdf.memoryKiB)
                     .bytes(m_sealed)
                     .take();
    append(body, checksumOf(body));
    std::string text = base32Encode(body);
    std::transform(text.begin(), text.end(), text.begin(),
                   [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
    return std::string(kPrefix) + ":" + text;
}

} // namespace carnet
