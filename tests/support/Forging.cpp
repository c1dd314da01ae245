// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/Forging.h"

#include "ledger/encoding/CborWriter.h"
#include "ledger/encoding/CoseSign1.h"

namespace carnet::test {

using namespace chain;

ExportedBlock forgeBlock(const LedgerFixture& ledger, const TestStation& station,
                         const std::vector<SignedEntry>& entries, const Forgery& forgery)
{
    const ChainTip& tip = station.tip;
    const crypto::SigningKey& key = forgery.signer == nullptr ? station.key : *forgery.signer;
    Preamble preamble{ledger.federation, station.chain,   key.publicKey(), tip.height,
                      tip.previous,      ledger.timeMs(), entries.size(),  {}};
    if (forgery.preamble) {
        forgery.preamble(preamble);
    }
    const Bytes preambleBytes = encodePreamble(preamble);
    merkle::CompactTree tree = tip.tree;
    for (const SignedEntry& entry : entries) {
        tree.append(idOf(entry));
    }
    tree.append(merkle::leafHash(preambleBytes));
    std::uint64_t size = tree.size();
    Hash root = tree.root();
    if (forgery.tree) {
        forgery.tree(size, root);
    }
    return {signBlock(preambleBytes, size, root, key), entries};
}

Bytes signAgain(ByteView signedObject, std::string_view context, const crypto::SigningKey& key)
{
    const CoseSign1 parts = coseParse(signedObject).value();
    return coseAssemble(parts.payload, key.sign(coseToBeSigned(context, parts.payload)));
}

SignedEntry entryOfVersion(std::uint64_t version, const LedgerFixture& ledger, const Hash& chain,
                           const crypto::SigningKey& author)
{
    cbor::Writer header;
    header.array(8)
        .unsignedInt(version)
        .bytes(ledger.federation)
        .bytes(chain)
        .bytes(bytesOf<16>("other version"));
    header.text("new.type").null().array(2).unsignedInt(9).bytes(author.publicKey()).text("more");
    const Bytes payload = header.take();
    return {coseAssemble(payload, author.sign(coseToBeSigned(kEntryContext, payload))), {}};
}

} // namespace carnet::test
