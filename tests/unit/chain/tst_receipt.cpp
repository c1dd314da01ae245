// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/chain/Receipt.h"

#include "ledger/chain/Block.h"
#include "ledger/chain/Cosignature.h"
#include "tests/support/Forging.h"
#include "tests/support/ResultChecks.h"
#include "tests/support/TestSealing.h"
#include "tests/vectors/VectorLedger.h"

#include <functional>
#include <memory>

using namespace carnet;
using namespace carnet::chain;
using namespace carnet::test;

/// FORMAT.md §8: each rule, broken, beside the good receipt.
class TestReceipt : public QObject {
    Q_OBJECT

    std::unique_ptr<VectorLedger> m;
    Receipt m_good;

    std::string verdict(const std::function<void(Receipt&)>& change) const
    {
        Receipt receipt = m_good;
        change(receipt);
        const auto verified = verifyReceipt(encodeReceipt(receipt));
        return verified ? "good" : verified.error().slug;
    }
    static Bytes noteBytes(const SignedNote& note) { return toBytes(viewOf(note.encode())); }

private Q_SLOTS:
    void initTestCase()
    {
        m = std::make_unique<VectorLedger>();
        m_good = decodeReceipt(m->receipt()).value();
    }

    void whatAGoodOneShows()
    {
        const VerifiedReceipt shown = verifyReceipt(m->receipt(), m->f.federation).value();
        QVERIFY(shown.entry == idOf(m->record));
        QVERIFY(shown.type == EntryType::RecordAdd);
        QCOMPARE(shown.authorName, std::string("Doctor"));
        QCOMPARE(shown.clinicName, std::string("South clinic"));
        QCOMPARE(shown.stationName, std::string("south-1"));
        QVERIFY(shown.clinic == m->southClinic && shown.chain == m->south.chain);
        QCOMPARE(shown.claimedTimeMs, parseEntry(m->record.entry)->header.timeMs);
        QVERIFY(shown.provenNotBeforeMs && shown.provenNotAfterMs);
        QVERIFY(*shown.provenNotBeforeMs < shown.blockTimeMs && shown.blockTimeMs < *shown.provenNotAfterMs);
        QCOMPARE(shown.witnesses.size(), std::size_t{1});
        QCOMPARE(shown.witnesses[0].clinicName, std::string("North clinic"));
        QCOMPARE(shown.contents.size(), std::size_t{1});
        QCOMPARE(shown.contents[0].category, std::uint64_t{3});
        QVERIFY(toText(shown.contents[0].plaintext).find("13.20") != std::string::npos);
        // Encoding is exact.
        QVERIFY(encodeReceipt(m_good) == m->receipt());
    }

    void withoutWitnessNothingIsProven()
    {
        Receipt receipt = m_good;
        receipt.notBefore.reset();
        SignedNote note = SignedNote::parse(toText(receipt.checkpoint)).value();
        note.signatures.resize(1);
        receipt.checkpoint = noteBytes(note);
        const VerifiedReceipt shown = verifyReceipt(encodeReceipt(receipt)).value();
        QVERIFY(!shown.provenNotBeforeMs && !shown.provenNotAfterMs && shown.witnesses.empty());
        // A cosignature by a station of the same clinic, or by nobody, is no witness.
        QVERIFY(
            cosign(note, checkpointOrigin(m->f.federation, m->south.chain), m->south.key, 1'000).has_value());
        QVERIFY(cosign(note, "somebody", signingKey("somebody"), 1'000).has_value());
        receipt.checkpoint = noteBytes(note);
        QVERIFY(verifyReceipt(encodeReceipt(receipt))->witnesses.empty());
    }

    void withoutPartsNothingIsOpened()
    {
        QCOMPARE(verdict([](Receipt& receipt) { receipt.opened.clear(); }), std::string("good"));
    }

    void encoding()
    {
        const Bytes good = m->receipt();
        for (std::size_t size = 0; size < good.size(); size += size < 100 ? 1 : 53) {
            VERIFY_FAILS(verifyReceipt(ByteView(good).first(size)), ErrorKind::Fault, "encoding");
        }
        Bytes longer = good;
        longer.push_back(0);
        VERIFY_FAILS(verifyReceipt(longer), ErrorKind::Fault, "encoding");
        QCOMPARE(verdict([](Receipt& receipt) { receipt.opened.push_back(receipt.opened[0]); }),
                 std::string("encoding"));
        QCOMPARE(verdict([](Receipt& receipt) { receipt.leafIndex = kMaxUint + 1; }),
                 std::string("encoding"));
        QCOMPARE(verdict([](Receipt& receipt) { receipt.inclusion.resize(merkle::kMaxInclusionProof + 1); }),
                 std::string("encoding"));
        QCOMPARE(verdict([](Receipt& receipt) { receipt.membership.resize(kMaxReceiptMembership + 1); }),
                 std::string("encoding"));
    }

    void everyChangedByteIsFound()
    {
        // Whatever is changed, the receipt either fails or shows the same entry with fewer witnesses.
        const Bytes good = m->receipt();
        for (std::size_t at = 0; at < good.size(); at += 13) {
            Bytes changed = good;
            changed[at] ^= 1;
            const auto verified = verifyReceipt(changed, m->f.federation);
            if (verified) {
                QVERIFY(verified->entry == idOf(m->record));
                QVERIFY2(verified->witnesses.empty(), std::to_string(at).c_str());
            }
        }
    }

    void versionAndFederation()
    {
        Bytes file = m->receipt();
        file[1 + 1 + kReceiptMagic.size()] = 1;
        VERIFY_FAILS(verifyReceipt(file), ErrorKind::Fault, "version");
        VERIFY_FAILS(verifyReceipt(m->receipt(), bytesOf<32>("another")), ErrorKind::Fault, "federation");
        VERIFY_OK(verifyReceipt(m->receipt(), m->f.federation));
    }

    void membership()
    {
        QCOMPARE(verdict([](Receipt& receipt) { receipt.membership.clear(); }), std::string("membership"));
        QCOMPARE(verdict([](Receipt& receipt) { receipt.membership.erase(receipt.membership.begin()); }),
                 std::string("membership"));
        QCOMPARE(verdict([](Receipt& receipt) { std::swap(receipt.membership[0], receipt.membership[1]); }),
                 std::string("membership"));
        QCOMPARE(verdict([](Receipt& receipt) { receipt.membership.push_back(receipt.membership[0]); }),
                 std::string("membership"));
        QCOMPARE(verdict([](Receipt& receipt) { receipt.membership.back().back() ^= 1; }),
                 std::string("membership"));
        QCOMPARE(verdict([this](Receipt& receipt) { receipt.membership.push_back(m->record.entry); }),
                 std::string("membership"));
        QCOMPARE(verdict([this](Receipt& receipt) { receipt.federation = bytesOf<32>("another"); }),
                 std::string("membership"));
        // An enrolment by somebody who had no right to it, or with a false proof.
        LedgerFixture& f = m->f;
        const TestPerson thief("Thief");
        const SignedEntry byThief = f.entry(f.north, thief, EntryType::PractitionerEnrol,
                                            f.practitionerBody(f.clinic, thief, {Role::Doctor}));
        QCOMPARE(verdict([&](Receipt& receipt) { receipt.membership.push_back(byThief.entry); }),
                 std::string("membership"));
        PractitionerEnrolBody body = f.practitionerBody(f.clinic, thief, {Role::Doctor});
        body.proof[0] ^= 1;
        const SignedEntry falseProof = f.entry(f.north, f.founder, EntryType::PractitionerEnrol, body);
        QCOMPARE(verdict([&](Receipt& receipt) { receipt.membership.push_back(falseProof.entry); }),
                 std::string("membership"));
        const SignedEntry another = f.entry(f.north, f.founder, EntryType::PractitionerEnrol,
                                            f.practitionerBody(f.clinic, thief, {Role::Doctor}));
        QCOMPARE(verdict([&](Receipt& receipt) { receipt.membership.push_back(another.entry); }),
                 std::string("good"));
    }

    void entryAndItsSignature()
    {
        QCOMPARE(verdict([](Receipt& receipt) { receipt.entry.push_back(0); }), std::string("entry"));
        QCOMPARE(verdict([](Receipt& receipt) { receipt.entry.back() ^= 1; }),
                 std::string("entry-signature"));
        QCOMPARE(verdict([](Receipt& receipt) {
                     receipt.entry = signAgain(receipt.entry, kEntryContext, signingKey("x"));
                 }),
                 std::string("entry-signature"));
        QCOMPARE(verdict([this](Receipt& receipt) { receipt.entry = m->f.blocks[1].entries[0].entry; }),
                 std::string("entry"));
    }

    void blockAndStation()
    {
        QCOMPARE(verdict([](Receipt& receipt) { receipt.block.push_back(0); }), std::string("block"));
        QCOMPARE(verdict([](Receipt& receipt) { receipt.block.back() ^= 1; }), std::string("signature"));
        QCOMPARE(verdict([](Receipt& receipt) {
                     receipt.block = signAgain(receipt.block, kBlockContext, signingKey("x"));
                 }),
                 std::string("signature"));
        // Without South's station.enrol among the membership entries.
        QCOMPARE(verdict([this](Receipt& receipt) {
                     std::erase_if(receipt.membership, [this](const Bytes& bytes) {
                         const ParsedEntry entry = parseEntry(bytes).value();
                         return m->names.at(entry.id) == "own station";
                     });
                 }),
                 std::string("station"));
    }

    void inclusion()
    {
        QCOMPARE(verdict([](Receipt& receipt) { receipt.leafIndex += 1; }), std::string("inclusion"));
        QCOMPARE(verdict([](Receipt& receipt) { receipt.leafIndex = kMaxUint; }), std::string("inclusion"));
        QCOMPARE(verdict([](Receipt& receipt) { receipt.leafIndex = 0; }), std::string("inclusion"));
        QCOMPARE(verdict([](Receipt& receipt) { receipt.inclusion.pop_back(); }), std::string("inclusion"));
        QCOMPARE(verdict([](Receipt& receipt) { receipt.inclusion[0][0] ^= 1; }), std::string("inclusion"));
    }

    void checkpointAndConsistency()
    {
        QCOMPARE(verdict([](Receipt& receipt) { receipt.checkpoint.clear(); }), std::string("checkpoint"));
        QCOMPARE(verdict([this](Receipt& receipt) { receipt.checkpoint = m->checkpoint(m->f.north); }),
                 std::string("checkpoint"));
        const ParsedBlock block = parseBlock(m_good.block).value();
        const auto signedFor = [&](std::uint64_t size, const Hash& root, const crypto::SigningKey& key) {
            return noteBytes(
                signCheckpoint({checkpointOrigin(m->f.federation, m->south.chain), size, root}, key).value());
        };
        QCOMPARE(verdict([&](Receipt& receipt) {
                     receipt.checkpoint = signedFor(block.treeSize, block.root, signingKey("x"));
                 }),
                 std::string("checkpoint"));
        QCOMPARE(verdict([&](Receipt& receipt) {
                     receipt.checkpoint = signedFor(block.treeSize - 1, block.root, m->south.key);
                 }),
                 std::string("checkpoint"));
        QCOMPARE(verdict([&](Receipt& receipt) {
                     receipt.checkpoint = signedFor(block.treeSize, bytesOf<32>("r"), m->south.key);
                 }),
                 std::string("consistency"));
        QCOMPARE(verdict([&](Receipt& receipt) {
                     receipt.checkpoint = signedFor(block.treeSize, block.root, m->south.key);
                     receipt.consistency = {bytesOf<32>("more")};
                 }),
                 std::string("consistency"));
        QCOMPARE(verdict([&](Receipt& receipt) {
                     receipt.checkpoint = signedFor(block.treeSize, block.root, m->south.key);
                     receipt.consistency.clear();
                 }),
                 std::string("good"));
    }

    void author()
    {
        // Without the doctor's enrolment at South.
        QCOMPARE(verdict([this](Receipt& receipt) {
                     std::erase_if(receipt.membership, [this](const Bytes& bytes) {
                         return m->names.at(parseEntry(bytes)->id) == "doctor at the second clinic";
                     });
                 }),
                 std::string("author"));
    }

    void part()
    {
        QCOMPARE(verdict([](Receipt& receipt) { receipt.opened[0].partKey[0] ^= 1; }), std::string("part"));
        QCOMPARE(verdict([](Receipt& receipt) { receipt.opened[0].category = 2; }), std::string("part"));
        QCOMPARE(verdict([](Receipt& receipt) { receipt.opened[0].index = 1; }), std::string("part"));
        QCOMPARE(verdict([](Receipt& receipt) { receipt.opened[0].sealedPart.back() ^= 1; }),
                 std::string("part"));
    }

    void notBefore()
    {
        QCOMPARE(verdict([](Receipt& receipt) { receipt.notBefore->back() ^= 1; }),
                 std::string("not-before"));
        QCOMPARE(verdict([](Receipt& receipt) { receipt.notBefore = receipt.block; }),
                 std::string("not-before"));
        QCOMPARE(verdict([this](Receipt& receipt) { receipt.notBefore = m->f.blocks[0].block; }),
                 std::string("not-before"));
        QCOMPARE(verdict([](Receipt& receipt) { receipt.notBefore = Bytes{}; }), std::string("not-before"));
    }

    void onlyGoodOnesAreMade()
    {
        VERIFY_OK(makeReceipt(m_good));
        Receipt receipt = m_good;
        receipt.leafIndex += 1;
        VERIFY_FAILS(makeReceipt(receipt), ErrorKind::Fault, "inclusion");
    }
};

QTEST_APPLESS_MAIN(TestReceipt)
#include "tst_receipt.moc"
