// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/base/Bytes.h"
#include "ledger/record/Category.h"
#include "ledger/record/FhirFile.h"
#include "ledger/record/FhirPrimitives.h"

#include <string>
#include <vector>

namespace carnet::record {

/// A refused resource: its place in the file and a sentence.
struct RejectedResource {
    std::string where;  ///< "entry[3].resource", "line 7" or "file"
    std::string reason; ///< "Patient.birthDate is not a date: …; it says \"1980-13-45\"."
};

/// Something odd in what was kept. Equal ones of a file are counted, not repeated.
struct ImportWarning {
    std::string where; ///< the first place
    std::string text;
    std::uint64_t count = 1;
};

/// What happened to one file, before anything is stored.
struct ImportFileReport {
    std::string name;
    std::uint64_t resources = 0; ///< accepted ones; with rejected.size() all that the file has
    std::uint64_t patients = 0;  ///< Patient resources among them
    std::vector<RejectedResource> rejected;
    std::vector<ImportWarning> warnings;
    std::uint64_t moreWarnings = 0; ///< beyond kMaxWarnings different ones

    static constexpr std::size_t kMaxWarnings = 200;
};

/// The first 16 bytes of a SHA-256: what references and identities are looked up by.
struct LookupKey {
    std::uint64_t high = 0;
    std::uint64_t low = 0;
    friend auto operator<=>(const LookupKey&, const LookupKey&) = default;
};
LookupKey lookupKey(std::string_view text);

/// A reference of a scanned resource. The text lies in the file, from `offset` in the resource on.
struct ScannedLink {
    enum class Role : std::uint8_t { Other, About, Subject, Encounter };
    std::uint32_t offset = 0;
    std::uint32_t size = 0;
    std::int16_t typeHint = -1; ///< resource type of Reference.type, where it is given
    Role role = Role::Other;
    bool escaped = false;
};

/// An accepted resource: where it is in the file and what the plan needs to know of it; some 150 bytes.
struct ScannedResource {
    std::uint64_t offset = 0; ///< in the file
    std::uint64_t fullUrlOffset = 0;
    std::uint32_t size = 0;
    std::uint32_t fullUrlSize = 0; ///< 0 where there is none
    std::uint32_t firstLink = 0;   ///< in ScannedFile::links
    std::uint32_t linkCount = 0;
    std::uint32_t idOffset = 0;      ///< in the resource
    std::uint32_t subjectOffset = 0; ///< of a subject without a `reference`: its JSON object in the resource
    std::uint32_t subjectSize = 0;
    std::int32_t dateKey = 0; ///< yyyymmdd as written, with zeros for what is not known; 0 for no date
    std::int64_t dateMs = 0;
    ResourcePlace place;
    Hash hash{};
    std::uint16_t type = 0; ///< index in FhirTypes
    std::uint8_t idSize = 0;
    Category category = Category::Notes;
    DatePrecision precision = DatePrecision::None;
    bool fullUrlEscaped = false;
};

/// An identifier that a resource has: "Type?identifier=system|value" as a key.
struct ScannedIdentifier {
    LookupKey key;
    std::uint32_t resource = 0;
};

/// One file, read and checked. Moves cheaply; holds no byte of the file itself.
struct ScannedFile {
    ImportFileReport report;
    ByteView bytes; ///< the file's, which must stay as they are while this is used
    std::vector<ScannedResource> resources;
    std::vector<ScannedLink> links;
    std::vector<ScannedIdentifier> identifiers;

    ByteView bytesOf(const ScannedResource& resource) const;
    std::string idOf(const ScannedResource& resource) const;
    std::string fullUrlOf(const ScannedResource& resource) const;
    std::string textOf(const ScannedResource& resource, const ScannedLink& link) const;
};

/// Reads and checks one file: JSON, R4, and what the plan needs. The name tells NDJSON from JSON and is shown
/// to people; it is no path that is opened. A pure function: files may be scanned on several threads at once.
ScannedFile scanImportFile(std::string name, ByteView bytes, const ImportLimits& limits = {});

} // namespace carnet::record
