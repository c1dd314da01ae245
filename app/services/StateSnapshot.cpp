// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/services/StateSnapshot.h"

#include "ledger/encoding/CborReader.h"
#include "ledger/encoding/CborWriter.h"

namespace carnet::services {

namespace {

constexpr std::string_view kManifestKey = "state";
constexpr std::size_t kMaxLogs = 256;

std::string pieceKey(std::uint32_t log, std::uint32_t number)
{
    return "state/" + std::to_string(log) + "/" + std::to_string(number);
}

/// What the store holds: per log how many final pieces, and whether an open one follows.
struct Manifest {
    chain::SnapshotMark finalPieces;
    std::vector<bool> hasOpenPiece;
};

Bytes encode(const Manifest& manifest)
{
    cbor::Writer writer;
    writer.array(manifest.finalPieces.size());
    for (std::size_t log = 0; log < manifest.finalPieces.size(); ++log) {
        writer.array(2).unsignedInt(manifest.finalPieces[log]).boolean(manifest.hasOpenPiece[log]);
    }
    return writer.take();
}

std::optional<Manifest> decode(ByteView bytes)
{
    cbor::Reader reader(bytes);
    const Result<std::size_t> logs = reader.array();
    if (!logs || *logs > kMaxLogs) {
        return std::nullopt;
    }
    Manifest manifest;
    for (std::size_t log = 0; log < *logs; ++log) {
        if (!reader.array(2)) {
            return std::nullopt;
        }
        const Result<std::uint64_t> count = reader.unsignedInt();
        const Result<bool> open = reader.boolean();
        if (!count || !open || *count > UINT32_MAX) {
            return std::nullopt;
        }
        manifest.finalPieces.push_back(static_cast<std::uint32_t>(*count));
        manifest.hasOpenPiece.push_back(*open);
    }
    return reader.atEnd() ? std::optional<Manifest>(std::move(manifest)) : std::nullopt;
}

std::optional<Manifest> readManifest(storage::ChainReader& store)
{
    const Result<std::optional<Bytes>> bytes = store.meta(kManifestKey);
    if (!bytes || !*bytes) {
        return std::nullopt;
    }
    return decode(**bytes);
}

} // namespace

std::optional<chain::LedgerState> StateSnapshot::load(storage::ChainReader& store, const Hash& federation)
{
    const std::optional<Manifest> manifest = readManifest(store);
    if (!manifest) {
        return std::nullopt;
    }
    std::vector<chain::SnapshotPiece> pieces;
    for (std::uint32_t log = 0; log < manifest->finalPieces.size(); ++log) {
        const std::uint32_t count = manifest->finalPieces[log] + (manifest->hasOpenPiece[log] ? 1 : 0);
        for (std::uint32_t number = 0; number < count; ++number) {
            Result<std::optional<Bytes>> bytes = store.meta(pieceKey(log, number));
            if (!bytes || !*bytes) {
                return std::nullopt;
            }
            pieces.push_back({log, number, number < manifest->finalPieces[log], std::move(**bytes)});
        }
    }
    Result<chain::LedgerState> state = chain::LedgerState::restore(federation, std::move(pieces));
    return state ? std::optional<chain::LedgerState>(std::move(*state)) : std::nullopt;
}

Result<void> StateSnapshot::save(const chain::LedgerState& state, storage::ChainReader& store,
                                 storage::ChainBatch& batch)
{
    const std::optional<Manifest> before = readManifest(store);
    Manifest after;
    after.finalPieces = state.snapshotMark();
    after.hasOpenPiece.assign(after.finalPieces.size(), false);
    for (chain::SnapshotPiece& piece : state.snapshot(before ? before->finalPieces : chain::SnapshotMark())) {
        if (piece.log >= after.finalPieces.size()) {
            return failure(
                ErrorKind::Fault, "bad-snapshot",
                "The ledger's state could not be saved. It will be computed again at the next opening.");
        }
        if (!piece.isFinal) {
            after.hasOpenPiece[piece.log] = true;
        }
        batch.meta.emplace_back(pieceKey(piece.log, piece.number), std::move(piece.bytes));
    }
    batch.meta.emplace_back(std::string(kManifestKey), encode(after));
    return {};
}

} // namespace carnet::services
