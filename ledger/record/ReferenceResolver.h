// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/record/ImportScan.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace carnet::record {

/// A reference's text, taken apart (R4 references.html#literal).
struct ReferenceText {
    std::string whole;      ///< without a version and a fragment
    bool contained = false; ///< "#id"; whole is the id
    bool relative = false;  ///< "Type/id"
    std::string base;       ///< of "https://host/fhir/Type/id", without the slash at its end
    std::string typeAndId;  ///< "Type/id", where it ends so and Type is a type of R4
    std::string type;       ///< of it, or of "Type?identifier=…"
    /// "Type?identifier=system|value" with percent escapes resolved; a missing system leaves "|value"
    std::string identifier;
};

/// Any text is taken; what is not a reference leads nowhere. Any thread.
ReferenceText parseReference(std::string_view text);

/// Finds what references of a set lead to. Resources are counted through all files in their order. In the
/// command line contract's order: by fullUrl (a relative reference by its own bundle's base), by Type/id, by
/// Type?identifier=. The own file goes first, then other files' resources that have no fullUrl, then all.
/// Where several different resources are equally near, the reference leads nowhere, rather than to somebody
/// else.
class ReferenceResolver {
public:
    static constexpr std::uint32_t kNowhere = 0xFFFFFFFF;

    /// Builds the lookup tables. The files must outlive the object and stay as they are.
    explicit ReferenceResolver(const std::vector<ScannedFile>& files);

    struct Found {
        std::uint32_t resource = kNowhere;
        bool ambiguous = false;
    };
    /// Where a reference in the resource `from` leads.
    Found resolve(const ReferenceText& reference, std::uint32_t from) const;
    /// By "Type?identifier=system|value".
    Found resolveIdentifier(std::string_view identifier, std::uint32_t from) const;

    std::uint32_t fileOf(std::uint32_t resource) const;
    const ScannedResource& at(std::uint32_t resource) const;
    std::uint32_t firstOf(std::uint32_t file) const { return m_fileBegin[file]; }
    std::uint32_t count() const { return m_fileBegin.back(); }

private:
    struct Place {
        LookupKey key;
        std::uint32_t resource;
    };
    using Table = std::vector<Place>;

    void sort(Table& table);
    Found choose(const Table& table, const LookupKey& key, std::uint32_t from, bool withoutFullUrlOnly) const;

    const std::vector<ScannedFile>& m_files;
    std::vector<std::uint32_t> m_fileBegin; // and, at the end, the count
    Table m_byFullUrl;
    Table m_byTypeAndId;
    Table m_byIdentifier;
};

} // namespace carnet::record
