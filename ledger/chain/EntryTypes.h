// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/identity/Role.h"

#include <optional>
#include <span>

namespace carnet::chain {

/// Who signs an entry (FORMAT.md §2, header element 6). The numbers are the format's.
enum class AuthorKind : std::uint8_t { Person = 0, Subject = 1, Station = 2, Recovery = 3 };

/// The types that draft-0 interprets, in the order of FORMAT.md §5. Every other text is an unknown type:
/// stored and relayed, never interpreted.
enum class EntryType : std::uint8_t {
    FederationGenesis,
    ClinicAdmit,
    ClinicSuspend,
    StationEnrol,
    StationRetire,
    PractitionerEnrol,
    PractitionerChange,
    PractitionerRevoke,
    RoleRotate,
    Approve,
    StationRestore,
    Seal,
    ForkResolve,
    QuarantineAdopt,
    PatientRegister,
    PatientUpdate,
    PatientLink,
    PatientUnlink,
    LibraryOpen,
    RecordAdd,
    RecordCorrect,
    AccessRotate,
    AccessGrant,
    AccessRevoke,
};
inline constexpr std::size_t kEntryTypeCount = 24;

/// At which clinic the author must be enrolled, and hold one of the roles.
enum class AuthorClinic : std::uint8_t {
    None,     ///< federation.genesis: the founder
    OfBody,   ///< the clinic that the body names
    OfStation ///< the clinic of the station whose chain carries the entry
};

/// One row of the normative table of FORMAT.md §5.
struct EntryTypeRule {
    EntryType type;
    std::string_view name;
    std::uint8_t authorKinds; ///< bit n: AuthorKind n may write it
    Roles roles;              ///< a person must hold one of these
    AuthorClinic clinic;
    bool hasSubject;   ///< has a subject and an epoch; else both are null
    bool makesEpoch;   ///< its body holds an epoch descriptor
    bool isMembership; ///< says who may write

    constexpr bool allows(AuthorKind kind) const noexcept
    {
        return (authorKinds & (1u << static_cast<unsigned>(kind))) != 0;
    }
};

/// The whole table, in the order of EntryType.
std::span<const EntryTypeRule, kEntryTypeCount> entryTypeRules() noexcept;
/// The row of a type.
const EntryTypeRule& ruleOf(EntryType type) noexcept;
/// "record.add".
std::string_view nameOf(EntryType type) noexcept;
/// The type of a name; nothing where the type is unknown.
std::optional<EntryType> entryTypeOf(std::string_view name) noexcept;
/// Whether the text has the form of a type, known or not: [a-z]+(\.[a-z]+)*, at most 40 bytes.
bool isTypeForm(std::string_view name) noexcept;

} // namespace carnet::chain
