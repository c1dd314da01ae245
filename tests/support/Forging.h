// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/LedgerFixture.h"

namespace carnet::test {

/// What a forger changes, and who signs in the station's place.
struct Forgery {
    std::function<void(chain::Preamble&)> preamble;
    std::function<void(std::uint64_t&, Hash&)> tree; ///< the stated size and root
    const crypto::SigningKey* signer = nullptr;      ///< also the preamble's key, unless that is changed
};

/// A block on the station's tip, without seen heads, that is as the forgery leaves it and signed well: so that only the
/// rule in question can reject it.
chain::ExportedBlock forgeBlock(const LedgerFixture& ledger, const TestStation& station,
                                const std::vector<SignedEntry>& entries, const Forgery& forgery = {});

/// The same payload, signed by somebody else in some context.
Bytes signAgain(ByteView signedObject, std::string_view context, const crypto::SigningKey& key);

/// An entry of another version than 0, signed well.
SignedEntry entryOfVersion(std::uint64_t version, const LedgerFixture& ledger, const Hash& chain,
                           const crypto::SigningKey& author);

} // namespace carnet::test
