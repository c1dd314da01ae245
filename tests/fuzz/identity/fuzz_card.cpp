// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
// What a person types or a scanner reads: a card, a recovery code, an id, a list of roles, a password. A
// card's body also comes with the right prefix and checksum.
#include "ledger/crypto/Sha256.h"
#include "ledger/encoding/Base32.h"
#include "ledger/identity/Card.h"
#include "ledger/identity/PasswordStrength.h"
#include "ledger/identity/RecoveryCode.h"
#include "ledger/identity/Role.h"

#include <cstdlib>

using namespace carnet;

namespace {

void parseCard(std::string_view text)
{
    if (const auto card = Card::parse(text)) {
        // Open only what is cheap: the limits allow a second of work.
        if (card->kdf().passes == 1 && card->kdf().memoryKiB == Card::kLeastKdf.memoryKiB) {
            (void)card->open("2580");
        }
        const auto again = Card::parse(card->text());
        if (!again || again->text() != card->text()) {
            std::abort();
        }
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string text(reinterpret_cast<const char*>(data), size);
    parseCard(text);
    Bytes body(data, data + size);
    const Hash hash = crypto::sha256(body);
    append(body, ByteView(hash).first(4));
    parseCard("CARNET1:" + base32Encode(body));

    if (const auto code = RecoveryCode::parse(text)) {
        if (!RecoveryCode::parse(toText(code->text().view()))) {
            std::abort();
        }
    }
    if (const auto roles = Roles::parse(text); roles && *Roles::parse(roles->text()) != *roles) {
        std::abort();
    }
    if (const auto id = IdPrefix::parse(IdKind::Patient, text); id && !id->matches(id->lowest())) {
        std::abort();
    }
    (void)IdPrefix::parse(IdKind::Record, text);
    (void)assessPassword(text, text.substr(0, 5));
    return 0;
}
