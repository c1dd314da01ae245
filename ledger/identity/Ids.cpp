// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/identity/Ids.h"

#include "ledger/encoding/Base32.h"

#include <algorithm>

namespace carnet {
namespace {

constexpr std::string_view kAlphabet = "abcdefghijklmnopqrstuvwxyz234567";

struct KindWords {
    std::string_view prefix;
    std::string_view what;
};

KindWords wordsOf(IdKind kind) noexcept
{
    switch (kind) {
    case IdKind::Federation: return {"fed-", "a federation"};
    case IdKind::Clinic: return {"cli-", "a clinic"};
    case IdKind::Station: return {"sta-", "a station"};
    case IdKind::Person: return {"per-", "a practitioner"};
    case IdKind::Chain: return {"chn-", "a chain"};
    case IdKind::Block: return {"blk-", "a block"};
    case IdKind::Record: return {"rec-", "a record"};
    case IdKind::Grant: return {"grant-", "a grant"};
    case IdKind::Link: return {"link-", "a link"};
    case IdKind::Patient: return {"pat-", "a patient"};
    }
    return {"", "an id"};
}

char lowered(char c) noexcept
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

tl::unexpected<Error> badId(IdKind kind, std::string_view why)
{
    const auto [prefix, what] = wordsOf(kind);
    return failure(ErrorKind::Usage, "bad-id",
                   "This is not the id of " + std::string(what) + ": " + std::string(why)
                       + " Such an id begins with \"" + std::string(prefix) + "\", and at least "
                       + std::to_string(IdPrefix::kLeastCharacters)
                       + " characters of what follows are needed.");
}

Result<Bytes> wholeId(IdKind kind, std::string_view typed)
{
    const auto prefix = IdPrefix::parse(kind, typed);
    if (!prefix) {
        return tl::unexpected<Error>(prefix.error());
    }
    if (!prefix->isWhole()) {
        return badId(kind, "it is only the beginning of one.");
    }
    return prefix->lowest();
}

template <std::size_t N>
ByteArray<N> arrayOf(const Bytes& bytes)
{
    ByteArray<N> id;
    std::copy_n(bytes.begin(), N, id.begin());
    return id;
}

} // namespace

std::string_view prefixOf(IdKind kind) noexcept
{
    return wordsOf(kind).prefix;
}

std::size_t idSize(IdKind kind) noexcept
{
    return kind == IdKind::Patient ? std::tuple_size_v<PatientId> : std::tuple_size_v<Hash>;
}

std::string idText(IdKind kind, const Hash& id)
{
    return std::string(prefixOf(kind)) + base32Encode(id);
}

std::string idText(const PatientId& id)
{
    return std::string(prefixOf(IdKind::Patient)) + base32Encode(id);
}

DisplayId displayIdOf(const PatientId& id) noexcept
{
    // A display id is made of the first 35 bits only, so the rest of the hash may be anything.
    Hash widened{};
    std::copy(id.begin(), id.end(), widened.begin());
    return DisplayId::fromHash(widened);
}

IdPrefix::IdPrefix(IdKind kind, Bytes lowest, Bytes highest)
    : m_kind(kind)
    , m_lowest(std::move(lowest))
    , m_highest(std::move(highest))
{
}

Result<IdPrefix> IdPrefix::parse(IdKind kind, std::string_view typed)
{
    std::string text(typed);
    std::transform(text.begin(), text.end(), text.begin(), lowered);
    const std::string_view prefix = prefixOf(kind);
    if (!text.starts_with(prefix)) {
        return badId(kind, "it begins otherwise.");
    }
    const std::string_view characters = std::string_view(text).substr(prefix.size());
    const std::size_t size = idSize(kind);
    const std::size_t bits = size * 8;
    if (characters.size() < kLeastCharacters) {
        return badId(kind, "it is too short.");
    }
    if (characters.size() > (bits + 4) / 5) {
        return badId(kind, "it is too long.");
    }
    Bytes lowest(size, 0x00);
    Bytes highest(size, 0xff);
    std::size_t at = 0;
    for (const char c : characters) {
        const std::size_t value = kAlphabet.find(c);
        if (value == std::string_view::npos) {
            return badId(kind, "it holds a character other than a to z and 2 to 7.");
        }
        for (int shift = 4; shift >= 0; --shift, ++at) {
            const bool one = ((value >> shift) & 1) != 0;
            if (at >= bits) {
                // The last character of an id carries fewer than five bits; the others are zero in the one
                // valid text.
                if (one) {
                    return badId(kind, "its last character is not possible.");
                }
                continue;
            }
            const auto mask = static_cast<std::uint8_t>(0x80u >> (at % 8));
            if (one) {
                lowest[at / 8] = static_cast<std::uint8_t>(lowest[at / 8] | mask);
            } else {
                highest[at / 8] = static_cast<std::uint8_t>(highest[at / 8] & ~mask);
            }
        }
    }
    return IdPrefix(kind, std::move(lowest), std::move(highest));
}

bool IdPrefix::matches(ByteView id) const noexcept
{
    return id.size() == m_lowest.size()
        && std::lexicographical_compare_three_way(id.begin(), id.end(), m_lowest.begin(), m_lowest.end()) >= 0
        && std::lexicographical_compare_three_way(id.begin(), id.end(), m_highest.begin(), m_highest.end())
        <= 0;
}

tl::unexpected<Error> IdPrefix::unknown() const
{
    return failure(ErrorKind::Refused, "unknown-id",
                   "Nothing here has this id: " + std::string(wordsOf(m_kind).what)
                       + " with it is not known.");
}

tl::unexpected<Error> IdPrefix::ambiguous() const
{
    return failure(ErrorKind::Refused, "ambiguous-id",
                   "Several ids begin like this. Give more characters of the one that is meant.");
}

Result<Hash> parseId(IdKind kind, std::string_view typed)
{
    if (idSize(kind) != std::tuple_size_v<Hash>) {
        return badId(kind, "it is of another length.");
    }
    return wholeId(kind, typed).map(arrayOf<32>);
}

Result<PatientId> parsePatientId(std::string_view typed)
{
    return wholeId(IdKind::Patient, typed).map(arrayOf<16>);
}

} // namespace carnet
