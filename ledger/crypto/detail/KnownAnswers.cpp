// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/crypto/detail/KnownAnswers.h"

#include "ledger/crypto/Hmac.h"
#include "ledger/crypto/Sha256.h"
#include "ledger/crypto/detail/FromHex.h"

namespace carnet::crypto::detail {

namespace {

bool sha256Works()
{
    // FIPS 180-4's examples, NIST CSRC "SHA256.pdf".
    return sha256(viewOf("abc")) == fromHex<32>("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

bool hmacWorks()
{
    // RFC 4231 §4.3, test case 2.
    return hmacSha256(viewOf("Jefe"), viewOf("what do ya want for nothing?"))
        == fromHex<32>("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}

} // namespace

std::string firstWrongAnswer()
{
    if (!sha256Works()) {
        return "SHA-256";
    }
    if (!hmacWorks()) {
        return "HMAC-SHA-256";
    }
    return {};
}

} // namespace carnet::crypto::detail
