// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/chain/Entry.h"

#include "ledger/crypto/Sha256.h"
#include "ledger/encoding/CborReader.h"
#include "ledger/encoding/CborWriter.h"
#include "ledger/encoding/CoseSign1.h"

#include <algorithm>

namespace carnet::chain {

namespace {

constexpr std::size_t kHeaderElements = 12;
/// Elements 0 to 6 are the same in every version.
constexpr std::size_t kLastingElements = 7;
constexpr std::array<std::uint8_t, 1> kLeafPrefix{0x00};
constexpr std::array<std::uint8_t, 1> kEmptyArray{0x80};

void writeHashOrNull(cbor::Writer& writer, const std::optional<Hash>& hash)
{
    if (hash) {
        writer.bytes(*hash);
    } else {
        writer.null();
    }
}

/// The first failure of several results, so that a decoder can read on and look once.
template <typename... Results>
std::optional<Error> firstError(const Results&... results)
{
    std::optional<Error> error;
    ((error || results ? void() : void(error = results.error())), ...);
    return error;
}

Result<std::vector<Hash>> readReferences(cbor::Reader& reader)
{
    const Result<std::size_t> count = reader.array();
    if (!count) {
        return tl::unexpected<Error>(count.error());
    }
    if (*count > kMaxReferences) {
        return badForm("header: more than 64 references");
    }
    std::vector<Hash> references;
    references.reserve(*count);
    for (std::size_t i = 0; i < *count; ++i) {
        const Result<Hash> reference = reader.fixedBytes<32>();
        if (!reference) {
            return tl::unexpected<Error>(reference.error());
        }
        if (std::ranges::find(references, *reference) != references.end()) {
            return badForm("header: a reference stands twice");
        }
        references.push_back(*reference);
    }
    return references;
}

Result<std::vector<PartDigest>> readParts(cbor::Reader& reader)
{
    const Result<std::size_t> count = reader.array();
    if (!count) {
        return tl::unexpected<Error>(count.error());
    }
    if (*count > kMaxParts) {
        return badForm("header: more than 256 parts");
    }
    std::vector<PartDigest> parts;
    parts.reserve(*count);
    for (std::size_t i = 0; i < *count; ++i) {
        const Result<void> opened = reader.array(3);
        const Result<Hash> hash = reader.fixedBytes<32>();
        const Result<std::uint64_t> size = readUint(reader);
        const Result<std::optional<Hash>> commitment = readHashOrNull(reader);
        if (const auto error = firstError(opened, hash, size, commitment)) {
            return tl::unexpected<Error>(*error);
        }
        parts.push_back({*hash, *size, *commitment});
    }
    return parts;
}

/// Elements 1 to 6, which every version has. `kind` is the number that stands there.
Result<void> readLasting(cbor::Reader& reader, EntryHeader& header, std::uint64_t& kind)
{
    const Result<std::optional<Hash>> federation = readHashOrNull(reader);
    const Result<Hash> chain = reader.fixedBytes<32>();
    const Result<Nonce16> nonce = reader.fixedBytes<16>();
    Result<std::string> type = reader.text(kMaxTypeBytes);
    const Result<std::optional<Hash>> subject = readHashOrNull(reader);
    const Result<void> author = reader.array(2);
    const Result<std::uint64_t> authorKind = readUint(reader);
    const Result<crypto::PublicKey> authorKey = reader.fixedBytes<32>();
    if (const auto error =
            firstError(federation, chain, nonce, type, subject, author, authorKind, authorKey)) {
        return tl::unexpected<Error>(*error);
    }
    if (!isTypeForm(*type)) {
        return badForm("header: the type is not a type's name");
    }
    header.federation = *federation;
    header.chain = *chain;
    header.nonce = *nonce;
    header.type = std::move(*type);
    header.subject = *subject;
    header.author.key = *authorKey;
    kind = *authorKind;
    return {};
}

} // namespace

Bytes encodeHeader(const EntryHeader& header)
{
    cbor::Writer writer(256 + header.body.size() + header.references.size() * 34 + header.parts.size() * 76);
    writer.array(kHeaderElements).unsignedInt(header.version);
    writeHashOrNull(writer, header.federation);
    writer.bytes(header.chain).bytes(header.nonce).text(header.type);
    writeHashOrNull(writer, header.subject);
    writer.array(2).unsignedInt(static_cast<std::uint64_t>(header.author.kind)).bytes(header.author.key);
    writer.unsignedInt(header.timeMs);
    writeHashOrNull(writer, header.epoch);
    writer.array(header.references.size());
    for (const Hash& reference : header.references) {
        writer.bytes(reference);
    }
    writer.array(header.parts.size());
    for (const PartDigest& part : header.parts) {
        writer.array(3).bytes(part.hash).unsignedInt(part.sizeBytes);
        writeHashOrNull(writer, part.commitment);
    }
    writer.raw(header.body.empty() ? ByteView(kEmptyArray) : ByteView(header.body));
    return writer.take();
}

Result<EntryHeader> decodeHeader(ByteView payload)
{
    cbor::Reader reader(payload);
    EntryHeader header;
    const Result<std::size_t> elements = reader.array();
    const Result<std::uint64_t> version = readUint(reader);
    if (const auto error = firstError(elements, version)) {
        return tl::unexpected<Error>(*error);
    }
    header.version = *version;
    std::uint64_t kind = 0;
    if (const Result<void> lasting = readLasting(reader, header, kind); !lasting) {
        return tl::unexpected<Error>(lasting.error());
    }
    if (header.version != kFormatVersion) {
        for (std::size_t i = kLastingElements; i < *elements; ++i) {
            (void)reader.skipItem();
        }
        if (const Result<void> ended = reader.end(); !ended) {
            return tl::unexpected<Error>(ended.error());
        }
        if (*elements < kLastingElements) {
            return badForm("header: fewer elements than every version has");
        }
        // A later version may know more kinds; what this one shows of them is only the key.
        header.author.kind = kind <= 3 ? static_cast<AuthorKind>(kind) : AuthorKind::Person;
        return header;
    }
    const Result<std::uint64_t> time = readUint(reader);
    const Result<std::optional<Hash>> epoch = readHashOrNull(reader);
    Result<std::vector<Hash>> references = readReferences(reader);
    Result<std::vector<PartDigest>> parts = readParts(reader);
    if (const auto error = firstError(time, epoch, references, parts)) {
        return tl::unexpected<Error>(*error);
    }
    const std::size_t bodyAt = reader.position();
    const Result<ByteView> body = reader.skipItem();
    if (const Result<void> ended = reader.end(); !ended) {
        return tl::unexpected<Error>(ended.error());
    }
    if (*elements != kHeaderElements || kind > 3) {
        return badForm("header: another number of elements, or an author kind that does not exist");
    }
    constexpr std::uint8_t kMajorTypeArray = 4;
    if ((payload[bodyAt] >> 5) != kMajorTypeArray) {
        return badForm("header: the body is not an array");
    }
    header.author.kind = static_cast<AuthorKind>(kind);
    header.timeMs = *time;
    header.epoch = *epoch;
    header.references = std::move(*references);
    header.parts = std::move(*parts);
    header.body = toBytes(*body);
    return header;
}

Result<Bytes> signEntry(const EntryHeader& header, const crypto::SigningKey& key)
{
    if (header.version != kFormatVersion || header.author.key != key.publicKey()) {
        return failure(ErrorKind::Refused, "bad-entry", "This entry cannot be signed with this key.",
                       "another version, or the author's key id is not the key's");
    }
    const Bytes payload = encodeHeader(header);
    if (const Result<EntryHeader> again = decodeHeader(payload); !again) {
        return failure(ErrorKind::Refused, "bad-entry", "This entry breaks a limit of the ledger's format.",
                       again.error().detail);
    }
    Bytes entry = coseAssemble(payload, key.sign(coseToBeSigned(kEntryContext, payload)));
    if (entry.size() > kMaxEntryBytes) {
        return failure(ErrorKind::Refused, "bad-entry",
                       "This entry is longer than the ledger takes (262,144 bytes).");
    }
    return entry;
}

Result<ParsedEntry> parseEntry(ByteView exactBytes)
{
    if (exactBytes.size() > kMaxEntryBytes) {
        return badForm("entry: more than 262,144 bytes");
    }
    const Result<CoseSign1> signedObject = coseParse(exactBytes);
    if (!signedObject) {
        return tl::unexpected<Error>(signedObject.error());
    }
    Result<EntryHeader> header = decodeHeader(signedObject->payload);
    if (!header) {
        return tl::unexpected<Error>(header.error());
    }
    return ParsedEntry{entryIdOf(exactBytes), std::move(*header), signedObject->payload,
                       signedObject->signature};
}

bool ParsedEntry::signatureVerifies() const
{
    return crypto::verify(header.author.key, coseToBeSigned(kEntryContext, payload), signature);
}

Hash entryIdOf(ByteView exactBytes)
{
    return crypto::sha256({kLeafPrefix, exactBytes});
}

} // namespace carnet::chain
