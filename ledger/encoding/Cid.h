// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/base/Bytes.h"
#include "ledger/base/Error.h"

namespace carnet {

/// The content identifier of a byte string by its SHA-256: CIDv1, multicodec raw (0x55), multihash sha2-256
/// (0x12, 32 bytes), multibase base32 in lower case ('b'). 59 characters, beginning with "bafkrei". Any IPFS
/// tool reads it. Any thread.
std::string cidOfHash(const Hash& sha256);

/// The SHA-256 in such an identifier. Every other version, codec, hash function and base is refused.
/// Fault "bad-encoding". Any thread.
Result<Hash> hashOfCid(std::string_view cid);

} // namespace carnet
