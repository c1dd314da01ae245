// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/record/JsonScanner.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace carnet::record {

/// Bounds on what an import reads. What lies beyond is refused and named.
struct ImportLimits {
    std::uint64_t jsonBytes = 512ull << 20; ///< of one file that is a resource or a bundle
    std::uint64_t linesBytes = 16ull << 30; ///< of one NDJSON file: it is read line by line
    json::ScanLimits resource;              ///< 64 levels, 16 MiB and 1,000,000 values for one resource
    std::size_t fullUrlBytes = 2048; ///< a longer fullUrl is left away, with a warning (FORMAT.md §4.2)
};

/// Where in a file a resource stands.
struct ResourcePlace {
    static constexpr std::uint32_t kNone = 0xFFFFFFFF;
    std::uint32_t line = kNone;  ///< of NDJSON, from 1
    std::uint32_t entry = kNone; ///< of a bundle, from 0

    /// "file", "line 7", "entry[3].resource", or "line 7 entry[3].resource" for a bundle in a line.
    std::string toText() const;
};

/// A resource that was read, before anything is known of it but that it is JSON.
struct ReadResource {
    ResourcePlace place;
    const json::Document* document = nullptr; ///< valid during the call
    std::uint64_t offset = 0;                 ///< of its first byte in the file
    std::uint64_t fullUrlOffset = 0;          ///< of the text between the quotes; 0 where there is none
    std::uint32_t fullUrlSize = 0;
    bool fullUrlEscaped = false;
};

/// Receives what readFhirFile() finds, in the file's order.
class FhirFileSink {
public:
    virtual ~FhirFileSink() = default;
    virtual void resource(const ReadResource& resource) = 0;
    virtual void refused(const ResourcePlace& place, std::string reason) = 0;
    virtual void odd(const ResourcePlace& place, std::string text) = 0;
    /// From here on, discard() takes back what was told.
    virtual void begin() = 0;
    /// What was told since begin() is void: the file (or the line) turned out to be unreadable, or no bundle.
    virtual void discard() = 0;
};

/// Reads one file: a resource, a Bundle (each entry.resource is told; a Bundle inside an entry is one
/// resource), or NDJSON (where the name ends in .ndjson or .jsonl, or where the first line is a whole object
/// and another follows; a Bundle in a line is opened too). Memory: one resource at a time, besides the bytes.
///
/// A bundle that breaks off or is no UTF-8 gives nothing but one refusal, place "file"; a line of NDJSON is
/// judged for itself. `bytes` must not change during the call. Any thread.
void readFhirFile(std::string_view name, ByteView bytes, const ImportLimits& limits, FhirFileSink& sink);

} // namespace carnet::record
