// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/base/Bytes.h"
#include "ledger/base/Error.h"
#include "ledger/encoding/DisplayId.h"

#include <string>
#include <string_view>

namespace carnet {

/// What an id that people see is the id of (FORMAT.md §1.2).
enum class IdKind { Federation, Clinic, Station, Person, Chain, Block, Record, Grant, Link, Patient };

/// A patient's id: derived from the patient's secret (FORMAT.md §4.4), stable at all clinics, never in clear
/// on the ledger.
using PatientId = ByteArray<16>;

/// "fed-", "cli-", "sta-", "per-", "chn-", "blk-", "rec-", "grant-", "link-", "pat-".
std::string_view prefixOf(IdKind kind) noexcept;
/// How many bytes an id of this kind has: 16 for a patient, else 32.
std::size_t idSize(IdKind kind) noexcept;

/// The text of an id: prefix, then base32 in lower case without padding. Any thread.
std::string idText(IdKind kind, const Hash& id);
std::string idText(const PatientId& id);

/// The short name of a patient for people: the first 35 bits of the id and a check character. Not unique.
DisplayId displayIdOf(const PatientId& id) noexcept;

/// An id that a person typed, whole or only its beginning (at least 8 characters after the dash).
/// It becomes a range of ids, so that an index can be searched for it.
class IdPrefix {
public:
    static constexpr std::size_t kLeastCharacters = 8;

    /// Reads an id or its beginning; upper case is accepted. Errors: Usage "bad-id" with a sentence where the
    /// prefix is another kind's, a character is not of base32, it is shorter than 8 characters or longer than
    /// an id. Any thread.
    static Result<IdPrefix> parse(IdKind kind, std::string_view typed);

    IdKind kind() const noexcept { return m_kind; }
    /// Whether the text is a whole id, so that only one can match.
    bool isWhole() const noexcept { return m_lowest == m_highest; }
    /// The least and the greatest id that begin so, each of idSize(kind) bytes, for `id BETWEEN ? AND ?`.
    const Bytes& lowest() const noexcept { return m_lowest; }
    const Bytes& highest() const noexcept { return m_highest; }
    bool matches(ByteView id) const noexcept;

    /// The one id among `candidates` (a range of Hash or PatientId) that begins so, by its place in the
    /// range. Errors: Refused "unknown-id"; Refused "ambiguous-id" where several do. A repeat of one id
    /// counts once.
    template <typename Range>
    Result<std::size_t> findIn(const Range& candidates) const
    {
        std::size_t found = 0;
        std::size_t index = 0;
        const auto* first = static_cast<const std::uint8_t*>(nullptr);
        for (const auto& id : candidates) {
            if (matches(id)) {
                if (first != nullptr && !equal(ByteView(first, id.size()), id)) {
                    return ambiguous();
                }
                if (first == nullptr) {
                    first = id.data();
                    found = index;
                }
            }
            ++index;
        }
        if (first == nullptr) {
            return unknown();
        }
        return found;
    }

    /// The failures that a search by this id ends with, for callers that search a database themselves.
    tl::unexpected<Error> unknown() const;
    tl::unexpected<Error> ambiguous() const;

private:
    IdPrefix(IdKind kind, Bytes lowest, Bytes highest);

    IdKind m_kind;
    Bytes m_lowest;
    Bytes m_highest;
};

/// A whole id. Errors as IdPrefix::parse, and "bad-id" where it is only the beginning of one. Any thread.
Result<Hash> parseId(IdKind kind, std::string_view typed);
Result<PatientId> parsePatientId(std::string_view typed);

} // namespace carnet
