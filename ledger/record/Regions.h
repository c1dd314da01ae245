// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace carnet::record {

/// A country (ISO 3166-1) or a part of one (ISO 3166-2).
struct Region {
    std::string code;    ///< "IN" or "IN-KA"
    std::string name;    ///< "Karnataka"
    std::string country; ///< "IN"
    bool isCountry() const { return code.size() == 2; }
};

/// Countries and their first-level subdivisions. Built in and immutable; any thread.
class Regions {
public:
    static const Regions& builtIn();

    /// By code, current or withdrawn (IN-OR is IN-OD), upper or lower case. Null where there is none.
    const Region* byCode(std::string_view code) const;
    /// By name, folded (foldText), a former name too; only within a country where one is given ("IN").
    /// Without one, several may have the name (Georgia): a country goes first, then the order of the codes.
    const Region* byName(std::string_view name, std::string_view country = {}) const;
    /// All countries by name.
    std::vector<const Region*> countries() const;
    /// The subdivisions of a country by name.
    std::vector<const Region*> subdivisionsOf(std::string_view country) const;

private:
    std::vector<Region> m_regions;
    std::unordered_map<std::string, std::size_t> m_byCode;
    std::unordered_multimap<std::string, std::size_t> m_byName; // folded
};

} // namespace carnet::record
