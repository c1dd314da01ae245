// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/chain/Receipt.h"

#include "ledger/chain/Block.h"
#include "ledger/encoding/CborReader.h"
#include "ledger/encoding/CborWriter.h"

namespace carnet::chain {

namespace {

constexpr std::size_t kElements = 12;

void writeHashes(cbor::Writer& writer, const std::vector<Hash>& hashes)
{
    writer.array(hashes.size());
    for (const Hash& hash : hashes) {
        writer.bytes(hash);
    }
}

tl::unexpected<Error> badReceipt(std::string detail)
{
    return failure(ErrorKind::Fault, "encoding", "This file is not a Carnet receipt, or it is damaged.",
                   std::move(detail));
}

/// Reads the elements after the version. The reader keeps the first failure of its own; what this adds are counts.
class ReceiptReader {
public:
    explicit ReceiptReader(cbor::Reader& reader) : m_reader(reader) {}

    std::size_t count(std::size_t most)
    {
        const Result<std::size_t> found = m_reader.array();
        if (found && *found > most) {
            m_fits = false;
            return 0;
        }
        return found.value_or(0);
    }
    std::uint64_t number()
    {
        const Result<std::uint64_t> value = readUint(m_reader);
        m_fits = m_fits && value;
        return value.value_or(0);
    }
    Bytes bytes(std::size_t most)
    {
        const Result<ByteView> value = m_reader.bytes(most);
        m_fits = m_fits && value;
        return value ? toBytes(*value) : Bytes();
    }
    Hash hash()
    {
        const Result<Hash> value = m_reader.fixedBytes<32>();
        m_fits = m_fits && value;
        return value.value_or(Hash{});
    }
    std::vector<Hash> hashes(std::size_t most)
    {
        std::vector<Hash> values;
        for (std::size_t left = count(most); left > 0 && m_fits; --left) {
            values.push_back(hash());
        }
        return values;
    }
    std::vector<ReceiptPart> parts()
    {
        std::vector<ReceiptPart> values;
        for (std::size_t left = count(kMaxParts); left > 0 && m_fits; --left) {
            m_fits = m_reader.array(4).has_value();
            ReceiptPart part;
            part.index = number();
            part.category = number();
            part.sealedPart = bytes(kMaxSealedPartBytes);
            part.partKey = hash();
            m_fits = m_fits && (values.empty() || values.back().index < part.index);
            values.push_back(std::move(part));
        }
        return values;
    }
    bool isNull()
    {
        const Result<bool> value = m_reader.nullIfNext();
        m_fits = m_fits && value;
        return value.value_or(true);
    }
    bool fits() const noexcept { return m_fits; }

private:
    cbor::Reader& m_reader;
    bool m_fits = true;
};

} // namespace

Bytes encodeReceipt(const Receipt& receipt)
{
    cbor::Writer writer;
    writer.array(kElements).text(kReceiptMagic).unsignedInt(kFormatVersion).bytes(receipt.federation);
    writer.bytes(receipt.entry).array(receipt.opened.size());
    for (const ReceiptPart& part : receipt.opened) {
        writer.array(4)
            .unsignedInt(part.index)
            .unsignedInt(part.category)
            .bytes(part.sealedPart)
            .bytes(part.partKey);
    }
    writer.bytes(receipt.block).unsignedInt(receipt.leafIndex);
    writeHashes(writer, receipt.inclusion);
    writer.bytes(receipt.checkpoint);
    writeHashes(writer, receipt.consistency);
    if (receipt.notBefore) {
        writer.bytes(*receipt.notBefore);
    } else {
        writer.null();
    }
    writer.array(receipt.membership.size());
    for (const Bytes& entry : receipt.membership) {
        writer.bytes(entry);
    }
    return writer.take();
}

Result<Receipt> decodeReceipt(ByteView file)
{
    cbor::Limits limits;
    limits.maxBytes = kMaxReceiptBytes;
    cbor::Reader reader(file, limits);
    const Result<std::size_t> elements = reader.array();
    const Result<std::string> magic = reader.text(kReceiptMagic.size());
    const Result<std::uint64_t> version = readUint(reader);
    if (!version) {
        return badReceipt(version.error().detail);
    }
    if (*magic != kReceiptMagic) {
        return badReceipt("receipt: it begins as something else");
    }
    if (*version != kFormatVersion) {
        return failure(ErrorKind::Fault, "version",
                       "This receipt was made by a newer version of Carnet, which this one cannot read.");
    }
    ReceiptReader members(reader);
    Receipt receipt;
    receipt.federation = members.hash();
    receipt.entry = members.bytes(kMaxEntryBytes);
    receipt.opened = members.parts();
    receipt.block = members.bytes(kMaxBlockBytes);
    receipt.leafIndex = members.number();
    receipt.inclusion = members.hashes(merkle::kMaxInclusionProof);
    receipt.checkpoint = members.bytes(kMaxReceiptCheckpoint);
    receipt.consistency = members.hashes(merkle::kMaxConsistencyProof);
    if (!members.isNull()) {
        receipt.notBefore = members.bytes(kMaxBlockBytes);
    }
    for (std::size_t left = members.count(kMaxReceiptMembership); left > 0 && members.fits(); --left) {
        receipt.membership.push_back(members.bytes(kMaxEntryBytes));
    }
    if (const Result<void> ended = reader.end(); !ended) {
        return badReceipt(ended.error().detail);
    }
    if (!members.fits() || *elements != kElements) {
        return badReceipt(
            "receipt: a number above its limit, parts out of order, or another number of elements");
    }
    return receipt;
}

Result<Bytes> makeReceipt(const Receipt& receipt)
{
    Bytes file = encodeReceipt(receipt);
    if (const auto verified = verifyReceipt(file, receipt.federation); !verified) {
        return tl::unexpected<Error>(verified.error());
    }
    return file;
}

} // namespace carnet::chain
