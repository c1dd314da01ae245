// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/identity/StationKeys.h"

#include "ledger/crypto/Sha256.h"
#include "ledger/encoding/CborReader.h"
#include "ledger/encoding/CborWriter.h"

#include <algorithm>

namespace carnet {
namespace {

constexpr std::string_view kMagic = "CARNETST";
constexpr std::size_t kChecksumSize = 32;
constexpr std::uint64_t kVersion = 0;

tl::unexpected<Error> damaged(std::string detail)
{
    return failure(
        ErrorKind::Fault, "station-key-damaged",
        "The file \"station.key\" of this profile is damaged, so this station cannot sign or open its "
        "ledger. Put "
        "back an undamaged copy of that file if there is one. Otherwise restore the latest backup into a new "
        "profile: the station then goes on with a new chain.",
        std::move(detail));
}

} // namespace

StationKeys::StationKeys(crypto::SigningKey signing, crypto::KemKey kem, crypto::SecretBytes chainDatabaseKey)
    : m_signing(std::move(signing))
    , m_kem(std::move(kem))
    , m_chainDatabaseKey(std::move(chainDatabaseKey))
{
}

StationKeys StationKeys::generate()
{
    return {crypto::SigningKey::generate(), crypto::KemKey::generate(), crypto::SecretBytes::random(32)};
}

StationKeys StationKeys::successor() const
{
    return {crypto::SigningKey::generate(), crypto::KemKey::generate(), m_chainDatabaseKey.clone()};
}

StationKeys StationKeys::clone() const
{
    return {crypto::SigningKey::fromSeed(m_signing.seed()), m_kem.clone(), m_chainDatabaseKey.clone()};
}

crypto::SecretBytes StationKeys::encode() const
{
    // Room is made first, so that no growing leaves a copy of a key behind in freed memory.
    cbor::Writer writer(256);
    writer.array(4)
        .unsignedInt(kVersion)
        .bytes(m_signing.seed())
        .bytes(m_kem.secret())
        .bytes(m_chainDatabaseKey.view());
    Bytes body = writer.take();
    auto file = crypto::SecretBytes::zeroed(kMagic.size() + body.size() + kChecksumSize);
    const auto out = file.mutableView();
    auto at = std::copy(kMagic.begin(), kMagic.end(), out.begin());
    at = std::copy(body.begin(), body.end(), at);
    const Hash checksum = crypto::sha256(file.view().first(file.size() - kChecksumSize));
    std::copy(checksum.begin(), checksum.end(), at);
    crypto::wipe(body);
    return file;
}

Result<StationKeys> StationKeys::decode(ByteView file)
{
    if (file.size() > kMostFileBytes || file.size() < kMagic.size() + kChecksumSize) {
        return damaged("size");
    }
    if (!equal(file.first(kMagic.size()), viewOf(kMagic))) {
        return damaged("magic");
    }
    const ByteView covered = file.first(file.size() - kChecksumSize);
    if (!equal(crypto::sha256(covered), file.last(kChecksumSize))) {
        return damaged("checksum");
    }
    cbor::Reader reader(covered.subspan(kMagic.size()));
    const auto items = reader.array();
    const auto version = reader.unsignedInt();
    if (!version) {
        return damaged(version.error().detail);
    }
    if (*version != kVersion) {
        return failure(
            ErrorKind::Refused, "station-key-newer",
            "The file \"station.key\" was written by a later version of Carnet. Install that version to "
            "open this "
            "profile.");
    }
    const auto seed = reader.bytes(32);
    const auto kem = reader.bytes(32);
    const auto database = reader.bytes(32);
    const auto end = reader.end();
    if (!end) {
        return damaged(end.error().detail);
    }
    if (*items != 4 || seed->size() != 32 || kem->size() != 32 || database->size() != 32) {
        return damaged("station.key: sizes");
    }
    return StationKeys(crypto::SigningKey::fromSeed(*seed), crypto::KemKey::fromSecret(*kem),
                       crypto::SecretBytes::fromView(*database));
}

} // namespace carnet
