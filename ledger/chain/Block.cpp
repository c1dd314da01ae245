// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/chain/Block.h"

#include "ledger/encoding/CborReader.h"
#include "ledger/encoding/CborWriter.h"
#include "ledger/encoding/CoseSign1.h"
#include "ledger/identity/Context.h"

namespace carnet::chain {

namespace {

constexpr std::size_t kPreambleElements = 9;

Result<std::vector<SeenHead>> readSeenHeads(cbor::Reader& reader, const Hash& ownChain)
{
    const Result<std::size_t> count = reader.array();
    if (!count) {
        return tl::unexpected<Error>(count.error());
    }
    if (*count > kMaxSeenHeads) {
        return badForm("preamble: more than 4,096 seen heads");
    }
    std::vector<SeenHead> heads;
    heads.reserve(*count);
    for (std::size_t i = 0; i < *count; ++i) {
        (void)reader.array(3);
        const Result<Hash> chain = reader.fixedBytes<32>();
        const Result<std::uint64_t> height = readUint(reader);
        const Result<Hash> hash = reader.fixedBytes<32>();
        if (!height) {
            return tl::unexpected<Error>(height.error());
        }
        if (!hash) {
            return tl::unexpected<Error>(hash.error());
        }
        if (*chain == ownChain || (!heads.empty() && *chain <= heads.back().chain)) {
            return badForm("preamble: seen heads out of order, or of the block's own chain");
        }
        heads.push_back({*chain, *height, *hash});
    }
    return heads;
}

/// The remaining elements of a preamble whose version is 0.
Result<Preamble> readPreamble(cbor::Reader& reader)
{
    Preamble preamble;
    const Result<Hash> federation = reader.fixedBytes<32>();
    const Result<Hash> chain = reader.fixedBytes<32>();
    const Result<crypto::PublicKey> station = reader.fixedBytes<32>();
    const Result<std::uint64_t> height = readUint(reader);
    const Result<std::optional<Hash>> previous = readHashOrNull(reader);
    const Result<std::uint64_t> time = readUint(reader);
    const Result<std::uint64_t> count = readUint(reader);
    // A reader's first failure sticks, but a number above 2^53-1 is a failure of its own.
    for (const Result<std::uint64_t>* number : {&height, &time, &count}) {
        if (!*number) {
            return tl::unexpected<Error>(number->error());
        }
    }
    Result<std::vector<SeenHead>> seenHeads = readSeenHeads(reader, *chain);
    if (!seenHeads) {
        return tl::unexpected<Error>(seenHeads.error());
    }
    if (previous->has_value() != (*height > 0)) {
        return badForm("preamble: previous is null exactly at height 0");
    }
    if (*count < 1 || *count > kMaxBlockEntries) {
        return badForm("preamble: no entry, or more than 4,096");
    }
    return Preamble{*federation, *chain, *station, *height, *previous, *time, *count, std::move(*seenHeads)};
}

} // namespace

Bytes encodePreamble(const Preamble& preamble)
{
    cbor::Writer writer(256 + preamble.seenHeads.size() * 78);
    writer.array(kPreambleElements).unsignedInt(kFormatVersion);
    writer.bytes(preamble.federation)
        .bytes(preamble.chain)
        .bytes(preamble.stationKey)
        .unsignedInt(preamble.height);
    if (preamble.previous) {
        writer.bytes(*preamble.previous);
    } else {
        writer.null();
    }
    writer.unsignedInt(preamble.timeMs).unsignedInt(preamble.count).array(preamble.seenHeads.size());
    for (const SeenHead& head : preamble.seenHeads) {
        writer.array(3).bytes(head.chain).unsignedInt(head.height).bytes(head.hash);
    }
    return writer.take();
}

Result<Preamble> decodePreamble(ByteView preambleBytes)
{
    cbor::Reader reader(preambleBytes);
    const Result<std::size_t> elements = reader.array();
    const Result<std::uint64_t> version = readUint(reader);
    if (!version) {
        return tl::unexpected<Error>(version.error());
    }
    if (*version != kFormatVersion) {
        if (const Result<void> wellFormed = cbor::checkDeterministic(preambleBytes); !wellFormed) {
            return tl::unexpected<Error>(wellFormed.error());
        }
        return failure(
            ErrorKind::Fault, "other-version",
            "This block was written by a newer version of Carnet. It is kept, but this version cannot read it.");
    }
    Result<Preamble> preamble = readPreamble(reader);
    if (const Result<void> ended = reader.end(); preamble && !ended) {
        return tl::unexpected<Error>(ended.error());
    }
    if (preamble && *elements != kPreambleElements) {
        return badForm("preamble: another number of elements");
    }
    return preamble;
}

Bytes signBlock(ByteView preambleBytes, std::uint64_t treeSize, const Hash& root,
                const crypto::SigningKey& station)
{
    cbor::Writer writer(preambleBytes.size() + 64);
    writer.array(3).bytes(preambleBytes).unsignedInt(treeSize).bytes(root);
    const Bytes& payload = writer.view();
    return coseAssemble(payload, station.sign(coseToBeSigned(kBlockContext, payload)));
}

Result<ParsedBlock> parseBlock(ByteView exactBytes)
{
    if (exactBytes.size() > kMaxBlockBytes) {
        return badForm("block: longer than a block can be");
    }
    const Result<CoseSign1> signedObject = coseParse(exactBytes);
    if (!signedObject) {
        return tl::unexpected<Error>(signedObject.error());
    }
    cbor::Reader reader(signedObject->payload);
    (void)reader.array(3);
    const Result<ByteView> preambleBytes = reader.bytes(kMaxBlockBytes);
    const Result<std::uint64_t> treeSize = readUint(reader);
    const Result<Hash> root = reader.fixedBytes<32>();
    if (!treeSize) {
        return tl::unexpected<Error>(treeSize.error());
    }
    if (const Result<void> ended = reader.end(); !ended) {
        return tl::unexpected<Error>(ended.error());
    }
    if (*treeSize > kMaxChainLeaves) {
        return badForm("block: a tree of more than 2^32-1 leaves");
    }
    Result<Preamble> preamble = decodePreamble(*preambleBytes);
    if (!preamble) {
        return tl::unexpected<Error>(preamble.error());
    }
    return ParsedBlock{blockHashOf(exactBytes), std::move(*preamble),   *preambleBytes, *treeSize, *root,
                       signedObject->payload,   signedObject->signature};
}

bool ParsedBlock::signatureVerifies() const
{
    return crypto::verify(preamble.stationKey, coseToBeSigned(kBlockContext, payload), signature);
}

Hash blockHashOf(ByteView exactBytes)
{
    return hashOf(contextArray("block-hash", 1).bytes(exactBytes));
}

} // namespace carnet::chain
