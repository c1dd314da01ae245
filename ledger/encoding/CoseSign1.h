// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/base/Bytes.h"
#include "ledger/base/Error.h"

#include <string_view>

namespace carnet {

/// A COSE_Sign1 object (RFC 9052 §4.2) in the one form that Carnet writes: an untagged array of four, the
/// protected header {1: -8} (EdDSA), the empty unprotected map, the payload inside it and a signature of 64
/// bytes. This file sees no key: it builds the bytes to sign and takes objects apart. All functions may be
/// called from any thread.
struct CoseSign1 {
    ByteView payload; ///< a view into the parsed bytes, which must outlive it
    ByteArray<64> signature;
};

/// The Sig_structure (RFC 9052 §4.4) that is signed: ["Signature1", h'A10127', context, payload]. The context
/// string, as external_aad, names what kind of object is signed, so that a signature on one kind never fits
/// another.
Bytes coseToBeSigned(std::string_view context, ByteView payload);

/// The exact bytes of the object.
Bytes coseAssemble(ByteView payload, const ByteArray<64>& signature);

/// Takes the object apart. Refuses every byte string that coseAssemble would not have written: tag 18, other
/// algorithms, header fields, a detached payload, longer forms, trailing bytes. Fault "bad-encoding".
/// It does not verify the signature.
Result<CoseSign1> coseParse(ByteView exactBytes);

} // namespace carnet
