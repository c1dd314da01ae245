// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/base/Error.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace carnet {

/// What a person is at a clinic, in the order of the format (FORMAT.md §5).
enum class Role : std::uint8_t { Admin, Auditor, Doctor, Nurse, Reception };
inline constexpr std::size_t kRoleCount = 5;

/// "admin", "auditor", "doctor", "nurse", "reception".
std::string_view nameOf(Role role) noexcept;

/// What the program lets a person do. Which entry types a role may write is the ledger's rule (FORMAT.md §5);
/// this table is what a caller asks before it tries.
enum class Capability {
    RegisterPatients, ///< register, update, link, unlink
    ReadDemographics, ///< find and show patients
    ReadClinical,     ///< read and export every category
    WriteRecords,     ///< add and correct
    ImportRecords,
    GrantAccess,        ///< record, with the patient's card, who may read
    Administer,         ///< users, stations, peers, backups, the federation
    ReadLedger,         ///< chains, blocks and their verification
    ReadAccessLogOfOne, ///< who read one patient's chart
    ReadAccessLogOfAll,
};

/// The groups of staff that a clinic has a key pair for; the numbers are the format's (FORMAT.md §4.3).
enum class RoleGroup : std::uint8_t { Desk = 0, Clinical = 1, Administration = 2 };
inline constexpr std::size_t kRoleGroupCount = 3;

/// "desk", "clinical", "administration".
std::string_view nameOf(RoleGroup group) noexcept;

/// The set of roles that one person holds.
class Roles {
public:
    constexpr Roles() noexcept = default;
    constexpr Roles(std::initializer_list<Role> roles) noexcept
    {
        for (const Role role : roles) {
            add(role);
        }
    }

    /// "admin,doctor": names separated by commas, spaces around them ignored, in any order. Errors: Usage
    /// "bad-role" with the accepted names, where a name is unknown, comes twice, or there is none. Any
    /// thread.
    static Result<Roles> parse(std::string_view text);
    /// The format's array of names: in the order of Role, none twice, at least one. Fault "bad-encoding". Any
    /// thread.
    static Result<Roles> fromNames(const std::vector<std::string>& names);

    constexpr void add(Role role) noexcept { m_bits = static_cast<std::uint8_t>(m_bits | bit(role)); }
    constexpr bool has(Role role) const noexcept { return (m_bits & bit(role)) != 0; }
    constexpr bool empty() const noexcept { return m_bits == 0; }
    /// Only the roles that both hold.
    constexpr Roles commonWith(Roles other) const noexcept
    {
        return Roles(static_cast<std::uint8_t>(m_bits & other.m_bits));
    }

    /// The names in the format's order.
    std::vector<std::string_view> names() const;
    /// "admin,doctor".
    std::string text() const;

    /// Whether one of the roles gives the capability.
    bool may(Capability capability) const noexcept;
    /// As may(), as a result. Error: Denied "no-right" with a sentence that names the roles that could.
    Result<void> require(Capability capability) const;

    /// Whether a person of these roles holds the group's private key. Administrators hold all three, since
    /// they hand them to new staff: they technically can read, the program shows them nothing clinical, and
    /// patients are told so.
    bool holdsKeyOf(RoleGroup group) const noexcept;
    /// Whether the person's slot opens the vault: desk.db for every role, clinical.db for clinical roles, and
    /// for administrators, who hand its key on. Ask may(ReadClinical) before anything of it is shown.
    bool holdsDeskVault() const noexcept { return !empty(); }
    bool holdsClinicalVault() const noexcept { return holdsKeyOf(RoleGroup::Clinical); }

    friend constexpr bool operator==(Roles, Roles) noexcept = default;

private:
    explicit constexpr Roles(std::uint8_t bits) noexcept : m_bits(bits) {}
    static constexpr std::uint8_t bit(Role role) noexcept
    {
        return static_cast<std::uint8_t>(1u << static_cast<unsigned>(role));
    }

    std::uint8_t m_bits = 0;
};

} // namespace carnet
