// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/services/BackupFile.h"

#include "ledger/crypto/AesGcm.h"
#include "ledger/crypto/Hpke.h"
#include "ledger/crypto/Sha256.h"
#include "ledger/encoding/CborReader.h"
#include "ledger/encoding/CborWriter.h"
#include "ledger/identity/Context.h"

#include <algorithm>

namespace carnet::services {

namespace {

constexpr std::string_view kMagic = "CARNETBK";
constexpr std::uint64_t kVersion = 0;
constexpr std::size_t kChunkBytes = std::size_t{1} << 20;
constexpr std::size_t kMostHeaderBytes = 2 * Keyring::kMostFileBytes;
constexpr std::size_t kKeyBytes = 32;

tl::unexpected<Error> damaged(std::string detail)
{
    return failure(
        ErrorKind::Fault, "backup-damaged",
        "This file is not a backup, or it was changed, damaged or cut short. Nothing was taken from it; use another backup.",
        std::move(detail));
}

ByteArray<4> be32(std::size_t value)
{
    return {static_cast<std::uint8_t>(value >> 24), static_cast<std::uint8_t>(value >> 16),
            static_cast<std::uint8_t>(value >> 8), static_cast<std::uint8_t>(value)};
}

std::size_t fromBe32(ByteView bytes)
{
    return std::size_t{bytes[0]} << 24 | std::size_t{bytes[1]} << 16 | std::size_t{bytes[2]} << 8 | bytes[3];
}

/// Number and end of a piece are in its nonce, so that none can be left out, moved or be the last by being cut there.
ByteArray<12> nonceOf(std::uint64_t chunk, bool isLast)
{
    ByteArray<12> nonce{};
    for (std::size_t i = 0; i < 8; ++i) {
        nonce[i] = static_cast<std::uint8_t>(chunk >> (8 * (7 - i)));
    }
    nonce[11] = isLast ? 1 : 0;
    return nonce;
}

Bytes keyInfo(const ByteArray<16>& keyring, std::uint64_t slot)
{
    cbor::Writer writer = contextArray("backup-key", 2);
    writer.bytes(keyring).unsignedInt(slot);
    return writer.take();
}

bool opensBackups(const KeyringSlot& slot)
{
    return slot.state == SlotState::Active
        && (slot.kind == SlotKind::Recovery || slot.roles.has(Role::Admin));
}

} // namespace

BackupWriter::BackupWriter(const QString& path) : m_file(path, FileAccess::OwnerOnly) {}

Result<void> BackupWriter::begin(const BackupHeader& header, const Keyring& keyring)
{
    m_key = crypto::SecretBytes::random(kKeyBytes);
    std::vector<const KeyringSlot*> openers;
    for (const KeyringSlot& slot : keyring.slots()) {
        if (opensBackups(slot)) {
            openers.push_back(&slot);
        }
    }
    cbor::Writer writer;
    writer.array(11).unsignedInt(kVersion).bytes(header.federation).bytes(header.clinic);
    writer.bytes(header.chain).unsignedInt(header.height).bytes(header.head);
    writer.unsignedInt(static_cast<std::uint64_t>(std::max<std::int64_t>(header.timeMs, 0)));
    writer.unsignedInt(header.chains).unsignedInt(header.blocks).bytes(header.keyring);
    writer.array(openers.size());
    for (const KeyringSlot* slot : openers) {
        writer.array(2).unsignedInt(slot->id);
        writer.bytes(crypto::hpkeSeal(slot->kemKey, keyInfo(keyring.id(), slot->id), {}, m_key.view()));
    }
    m_headerHash = crypto::sha256(writer.view());
    Result<void> written = m_file.open();
    const ByteArray<4> size = be32(writer.view().size());
    for (const ByteView piece : {viewOf(kMagic), ByteView(size), ByteView(writer.view())}) {
        written = written ? put(piece) : written;
    }
    return written;
}

Result<void> BackupWriter::put(ByteView bytes)
{
    m_size += bytes.size();
    return m_file.write(bytes);
}

Result<void> BackupWriter::write(ByteView plain)
{
    while (!plain.empty()) {
        const std::size_t size = std::min(plain.size(), kChunkBytes - m_buffer.size());
        append(m_buffer, plain.first(size));
        plain = plain.subspan(size);
        if (m_buffer.size() == kChunkBytes) {
            const Result<void> written = writeChunk(false);
            if (!written) {
                return written;
            }
        }
    }
    return {};
}

Result<void> BackupWriter::writeChunk(bool isLast)
{
    const Bytes sealed = crypto::aesGcmSeal(m_key.view(), nonceOf(m_chunk++, isLast), m_headerHash, m_buffer);
    m_buffer.clear();
    const Result<void> written = put(be32(sealed.size()));
    return written ? put(sealed) : written;
}

Result<std::uint64_t> BackupWriter::finish()
{
    Result<void> written = writeChunk(true);
    if (written) {
        written = m_file.commit();
    }
    return written ? Result<std::uint64_t>(m_size) : tl::unexpected<Error>(written.error());
}

BackupReader::BackupReader(const QString& path) : m_file(path) {}

Result<std::unique_ptr<BackupReader>> BackupReader::open(const QString& path)
{
    std::unique_ptr<BackupReader> reader(new BackupReader(path));
    if (!reader->m_file.exists()) {
        return failure(ErrorKind::Unavailable, "no-file",
                       QStringLiteral("There is no file %1.").arg(path).toStdString());
    }
    if (!reader->m_file.open(QIODevice::ReadOnly)) {
        return failure(ErrorKind::Unavailable, "cannot-read",
                       QStringLiteral("The file %1 cannot be read: %2.")
                           .arg(path, reader->m_file.errorString())
                           .toStdString());
    }
    const Result<void> read = reader->readHeader();
    if (!read) {
        return tl::unexpected<Error>(read.error());
    }
    return reader;
}

Result<Bytes> BackupReader::take(std::size_t size)
{
    const QByteArray bytes = m_file.read(static_cast<qint64>(size));
    if (static_cast<std::size_t>(bytes.size()) != size) {
        return damaged("ends too early");
    }
    return Bytes(bytes.begin(), bytes.end());
}

Result<void> BackupReader::readHeader()
{
    const Result<Bytes> magic = take(kMagic.size());
    const Result<Bytes> size = magic && toText(*magic) == kMagic ? take(4) : Result<Bytes>(damaged("magic"));
    if (!size) {
        return tl::unexpected<Error>(size.error());
    }
    if (fromBe32(*size) > kMostHeaderBytes) {
        return damaged("header size");
    }
    const Result<Bytes> bytes = take(fromBe32(*size));
    if (!bytes) {
        return tl::unexpected<Error>(bytes.error());
    }
    m_headerHash = crypto::sha256(*bytes);
    cbor::Reader reader(*bytes);
    // The reader's first failure sticks, so that the last result speaks for all.
    (void)reader.array();
    const Result<std::uint64_t> version = reader.unsignedInt();
    if (version && *version != kVersion) {
        return failure(
            ErrorKind::Refused, "backup-newer",
            "This backup was written by a later version of Carnet. Install that version to restore it.");
    }
    const Result<Hash> federation = reader.fixedBytes<32>();
    const Result<Hash> clinic = reader.fixedBytes<32>();
    const Result<Hash> chain = reader.fixedBytes<32>();
    const Result<std::uint64_t> height = reader.unsignedInt();
    const Result<Hash> head = reader.fixedBytes<32>();
    const Result<std::uint64_t> time = reader.unsignedInt();
    const Result<std::uint64_t> chains = reader.unsignedInt();
    const Result<std::uint64_t> blocks = reader.unsignedInt();
    const Result<ByteView> keyring = reader.bytes(Keyring::kMostFileBytes);
    const Result<std::size_t> openers = reader.array();
    for (std::size_t i = 0; openers && i < *openers; ++i) {
        (void)reader.array(2);
        const Result<std::uint64_t> slot = reader.unsignedInt();
        const Result<ByteView> sealed = reader.bytes(kKeyBytes + crypto::kHpkeOverhead);
        if (!sealed) {
            return damaged(sealed.error().detail);
        }
        m_openers.push_back({*slot, toBytes(*sealed)});
    }
    const Result<void> end = reader.end();
    if (!end) {
        return damaged(end.error().detail);
    }
    m_header = {*federation, *clinic, *chain,           *height, *head, static_cast<std::int64_t>(*time),
                *chains,     *blocks, toBytes(*keyring)};
    Result<Keyring> slots = Keyring::decode(m_header.keyring);
    if (!slots) {
        return damaged("keyring");
    }
    m_keyring = std::move(*slots);
    return {};
}

Result<void> BackupReader::unlock(const UnlockedSlot& slot)
{
    for (const Opener& opener : m_openers) {
        if (opener.slot != slot.slotId) {
            continue;
        }
        Result<crypto::SecretBytes> key =
            crypto::hpkeOpen(slot.keys.kem(), keyInfo(m_keyring->id(), slot.slotId), {}, opener.sealedKey);
        if (!key || key->size() != kKeyBytes) {
            return damaged("key");
        }
        m_key = std::move(*key);
        return {};
    }
    return failure(ErrorKind::Denied, "no-right",
                   "A backup is opened by an administrator's password or by the recovery code.");
}

Result<void> BackupReader::readChunk()
{
    const Result<Bytes> size = take(4);
    if (!size) {
        return tl::unexpected<Error>(size.error());
    }
    if (fromBe32(*size) > kChunkBytes + crypto::kAesGcmTagSize) {
        return damaged("piece size");
    }
    const Result<Bytes> sealed = take(fromBe32(*size));
    if (!sealed) {
        return tl::unexpected<Error>(sealed.error());
    }
    const bool isLast = m_file.atEnd();
    Result<Bytes> plain = crypto::aesGcmOpen(m_key.view(), nonceOf(m_chunk++, isLast), m_headerHash, *sealed);
    if (!plain) {
        return damaged("piece");
    }
    m_buffer = std::move(*plain);
    m_at = 0;
    m_ended = isLast;
    return {};
}

Result<std::size_t> BackupReader::read(std::span<std::uint8_t> buffer)
{
    std::size_t got = 0;
    while (got < buffer.size()) {
        if (m_at == m_buffer.size()) {
            if (m_ended) {
                break;
            }
            const Result<void> next = readChunk();
            if (!next) {
                return tl::unexpected<Error>(next.error());
            }
            continue;
        }
        const std::size_t size = std::min(buffer.size() - got, m_buffer.size() - m_at);
        std::copy_n(m_buffer.begin() + static_cast<std::ptrdiff_t>(m_at), size,
                    buffer.begin() + static_cast<std::ptrdiff_t>(got));
        m_at += size;
        got += size;
    }
    return got;
}

} // namespace carnet::services
