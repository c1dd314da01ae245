// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/base/Error.h"
#include "ledger/identity/Ids.h"

#include <optional>
#include <string>
#include <vector>

namespace carnet {

/// What a part says about another entry or subject (FORMAT.md §4.2). Such references are sealed, so that
/// entries, epochs and patients are not joined in public.
enum class RelationKind : std::uint8_t {
    Corrects = 0,
    EnteredInError = 1,
    MovedFrom = 2,
    LinksSubject = 3,
    TakesBackLink = 4
};

struct Relation {
    RelationKind kind = RelationKind::Corrects;
    Hash target{};      ///< an entry id, or for LinksSubject a subject
    std::string reason; ///< at most 4,096 bytes

    friend bool operator==(const Relation&, const Relation&) = default;
};

/// A FHIR R4 resource, its JSON byte for byte as it came in.
struct ContentResource {
    std::optional<std::string> fullUrl; ///< at most 2,048 bytes
    Bytes json;

    friend bool operator==(const ContentResource&, const ContentResource&) = default;
};

/// What is sealed in a category part (FORMAT.md §4.2).
struct Content {
    std::optional<PatientId> patient; ///< in demographics parts of patient.register and patient.update only
    std::optional<Relation> relation;
    std::string source; ///< empty, or the file that the resources were imported from; at most 4,096 bytes
    std::vector<ContentResource> resources;

    static constexpr std::size_t kMostTextBytes = 4096;
    static constexpr std::size_t kMostFullUrlBytes = 2048;
    /// Decompressed, as CBOR.
    static constexpr std::size_t kMostBytes = 67108864;

    friend bool operator==(const Content&, const Content&) = default;
};

/// The content as CBOR. Errors: Refused "content-too-large"; Refused "bad-text" where a text is too long or
/// not UTF-8. Any thread.
Result<Bytes> encodeContent(const Content& content);
/// Errors: Fault "bad-encoding"; Refused "newer-content" for a later version. Any thread.
Result<Content> decodeContent(ByteView cbor);

} // namespace carnet
