// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/base/Bytes.h"
#include "ledger/base/Error.h"
#include "ledger/record/ImportScan.h"

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>

namespace carnet::record {

/// A fullUrl made from a hash: "urn:uuid:" and a UUID of version 8 (RFC 9562 §5.8). Any thread.
std::string uuidUrl(const Hash& hash);

/// Writes a FHIR R4 Bundle of type `collection`, resource by resource, each with its original bytes. The
/// caller decides the order: the Patient first, then the ledger's order, then supporting resources; of
/// several versions of one resource the current one first.
///
/// Each entry's fullUrl is the one given. Where there is none, or another resource has it already (bdl-7:
/// unique, unless meta.versionId differs), it gets one: `https://carnet.invalid/fhir/Type/id`, which lets
/// relative references resolve (R4 bundle.html#references), else a urn:uuid made from its bytes. Memory: some
/// 100 bytes for each resource. One object belongs to one thread.
class ExportBundle {
public:
    /// Takes the next bytes of the file. Its error ends the export.
    using Sink = std::function<Result<void>(ByteView)>;

    /// `timestampMs`: when the bundle is put together, for Bundle.timestamp.
    ExportBundle(Sink sink, std::int64_t timestampMs);

    /// Writes one resource. False where the very same one, bytes and fullUrl, was written before: that is
    /// written once only. Refused ("bad-resource") where the bytes are no JSON object with a resourceType;
    /// the sink's errors.
    Result<bool> add(ByteView resource, std::string_view fullUrl = {});

    /// Ends the bundle and returns how many resources are in it. Nothing can be added after it.
    Result<std::uint64_t> finish();

private:
    Result<void> write(std::string_view text);
    Result<void> writeHead();

    Sink m_sink;
    std::int64_t m_timestampMs;
    std::uint64_t m_count = 0;
    bool m_headWritten = false;
    std::map<LookupKey, LookupKey> m_taken; // fullUrl and version -> the bytes written under it
};

} // namespace carnet::record
