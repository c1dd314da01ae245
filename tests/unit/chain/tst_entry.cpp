// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/chain/Entry.h"

#include "ledger/chain/MerkleTree.h"
#include "ledger/encoding/CborWriter.h"
#include "ledger/encoding/CoseSign1.h"
#include "tests/support/ResultChecks.h"
#include "tests/support/TestKeys.h"

using namespace carnet;
using namespace carnet::chain;
using namespace carnet::test;

class TestEntry : public QObject {
    Q_OBJECT

    const crypto::SigningKey key = signingKey("author");

    EntryHeader full() const
    {
        EntryHeader header;
        header.federation = bytesOf<32>("federation");
        header.chain = bytesOf<32>("chain");
        header.nonce = bytesOf<16>("nonce");
        header.type = "record.add";
        header.subject = bytesOf<32>("subject");
        header.author = {AuthorKind::Person, key.publicKey()};
        header.timeMs = 1'767'225'600'000;
        header.epoch = bytesOf<32>("epoch");
        header.references = {bytesOf<32>("a"), bytesOf<32>("b")};
        header.parts = {{bytesOf<32>("part"), 512, bytesOf<32>("commitment")},
                        {bytesOf<32>("wrap"), 400, std::nullopt}};
        header.body = {0x80};
        return header;
    }
    static bool refused(const EntryHeader& header) { return !decodeHeader(encodeHeader(header)).has_value(); }

private Q_SLOTS:
    void aHeaderComesBackAsItWas()
    {
        QVERIFY(decodeHeader(encodeHeader(full())).value() == full());
        EntryHeader least;
        least.type = "a";
        least.body = {0x80};
        QVERIFY(decodeHeader(encodeHeader(least)).value() == least);
        EntryHeader most = full();
        most.type = std::string(40, 'a');
        most.timeMs = kMaxUint;
        most.references.clear();
        most.parts.assign(kMaxParts, most.parts[0]);
        for (std::size_t i = 0; i < kMaxReferences; ++i) {
            most.references.push_back(bytesOf<32>(std::to_string(i)));
        }
        most.body = {0x82, 0x01, 0x81, 0x20};
        QVERIFY(decodeHeader(encodeHeader(most)).value() == most);
    }

    void limitsOfTheHeader()
    {
        EntryHeader header = full();
        header.type = std::string(41, 'a');
        QVERIFY(refused(header));
        header = full();
        header.timeMs = kMaxUint + 1;
        QVERIFY(refused(header));
        header = full();
        header.parts.assign(kMaxParts + 1, header.parts[0]);
        QVERIFY(refused(header));
        header = full();
        header.parts[0].sizeBytes = kMaxUint + 1;
        QVERIFY(refused(header));
        header = full();
        header.references.assign(2, header.references[0]);
        QVERIFY(refused(header));
        header = full();
        for (std::size_t i = 0; i <= kMaxReferences; ++i) {
            header.references.push_back(bytesOf<32>(std::to_string(i)));
        }
        QVERIFY(refused(header));
        header = full();
        header.author.kind = static_cast<AuthorKind>(4);
        QVERIFY(refused(header));
        header = full();
        header.body = {0x00};
        QVERIFY(refused(header));
        header.body = {0xA0};
        QVERIFY(refused(header));
        header.body = {0x80, 0x00};
        QVERIFY(refused(header));
    }

    void typesHaveAForm_data()
    {
        QTest::addColumn<QByteArray>("type");
        QTest::addColumn<bool>("good");
        for (const char* good : {"a", "record.add", "a.b.c", "approve"}) {
            QTest::newRow(good) << QByteArray(good) << true;
        }
        for (const char* bad : {"", ".", "a.", ".a", "a..b", "A", "a1", "a b", "a-b", "a_b", "\xC3\xA4"}) {
            QTest::newRow(QByteArray("bad ") + bad) << QByteArray(bad) << false;
        }
    }
    void typesHaveAForm()
    {
        QFETCH(QByteArray, type);
        QFETCH(bool, good);
        EntryHeader header = full();
        header.type = type.toStdString();
        QCOMPARE(isTypeForm(header.type), good);
        QCOMPARE(refused(header), !good);
    }

    void theTableIsComplete()
    {
        QCOMPARE(entryTypeRules().size(), kEntryTypeCount);
        for (const EntryTypeRule& rule : entryTypeRules()) {
            QVERIFY(isTypeForm(rule.name));
            QVERIFY(entryTypeOf(rule.name) == rule.type);
            QVERIFY(&ruleOf(rule.type) == &rule);
            QVERIFY(rule.authorKinds != 0);
            // A station signs blocks; of entries it may write a seal alone.
            QCOMPARE(rule.allows(AuthorKind::Station), rule.type == EntryType::Seal);
        }
        for (const char* reserved :
             {"record.erase", "attachment.add", "access.read", "card.replace", "witness", "evidence.fork"}) {
            QVERIFY(!entryTypeOf(reserved));
        }
    }

    void everyOtherEncodingIsRefused()
    {
        const Bytes good = encodeHeader(full());
        for (std::size_t size = 0; size < good.size(); ++size) {
            QVERIFY(!decodeHeader(ByteView(good).first(size)));
        }
        Bytes longer = good;
        longer.push_back(0);
        QVERIFY(!decodeHeader(longer));
        // Thirteen elements, eleven elements, a version in a longer form.
        Bytes changed = good;
        changed[0] = 0x8D;
        QVERIFY(!decodeHeader(changed));
        changed[0] = 0x8B;
        QVERIFY(!decodeHeader(changed));
        changed = good;
        changed[1] = 0x18;
        changed.insert(changed.begin() + 2, 0x00);
        QVERIFY(!decodeHeader(changed));
    }

    void otherVersionsShowTheirFirstElements()
    {
        const auto ofVersion = [&](std::uint64_t version, std::size_t elements) {
            cbor::Writer writer;
            writer.array(elements)
                .unsignedInt(version)
                .null()
                .bytes(bytesOf<32>("chain"))
                .bytes(bytesOf<16>("nonce"));
            writer.text("some.type").null().array(2).unsignedInt(77).bytes(key.publicKey());
            for (std::size_t i = 7; i < elements; ++i) {
                writer.array(1).array(0);
            }
            return writer.take();
        };
        const EntryHeader header = decodeHeader(ofVersion(3, 9)).value();
        QCOMPARE(header.version, std::uint64_t{3});
        QCOMPARE(header.nonce, bytesOf<16>("nonce"));
        QCOMPARE(header.author.key, key.publicKey());
        QVERIFY(header.parts.empty() && header.body.empty());
        QVERIFY(decodeHeader(ofVersion(3, 7)));
        QVERIFY(!decodeHeader(ofVersion(3, 6)));
        QVERIFY(!decodeHeader(ofVersion(0, 9)));
        QVERIFY(!decodeHeader(ofVersion(kMaxUint + 1, 9)));
    }

    void signingAndTakingApart()
    {
        const Bytes entry = signEntry(full(), key).value();
        const ParsedEntry parsed = parseEntry(entry).value();
        QVERIFY(parsed.header == full());
        QVERIFY(parsed.id == merkle::leafHash(entry));
        QVERIFY(parsed.signatureVerifies());
        // The same header gives the same bytes: Ed25519 signatures are deterministic.
        QVERIFY(signEntry(full(), key).value() == entry);
        Bytes forged = entry;
        forged.back() ^= 1;
        QVERIFY(!parseEntry(forged)->signatureVerifies());
        forged = entry;
        forged[20] ^= 1;
        const auto changed = parseEntry(forged);
        QVERIFY(!changed || !changed->signatureVerifies());
        forged = entry;
        forged.push_back(0);
        VERIFY_FAILS(parseEntry(forged), ErrorKind::Fault, "bad-encoding");
        // A signature made for a block does not do.
        const Bytes other =
            coseAssemble(parsed.payload, key.sign(coseToBeSigned("carnet/draft-0/block", parsed.payload)));
        QVERIFY(!parseEntry(other)->signatureVerifies());
    }

    void whatCannotBeSigned()
    {
        VERIFY_FAILS(signEntry(full(), signingKey("another")), ErrorKind::Refused, "bad-entry");
        EntryHeader header = full();
        header.version = 1;
        VERIFY_FAILS(signEntry(header, key), ErrorKind::Refused, "bad-entry");
        header = full();
        header.type = "Record";
        VERIFY_FAILS(signEntry(header, key), ErrorKind::Refused, "bad-entry");
        // At most 262,144 bytes: the longest body that fits, and one more byte.
        header = full();
        const auto withText = [&header, this](std::size_t size) {
            header.body = cbor::Writer().array(1).text(std::string(size, 'x')).take();
            return signEntry(header, key);
        };
        const std::size_t around = withText(200'000)->size() - 200'000;
        QCOMPARE(withText(kMaxEntryBytes - around)->size(), kMaxEntryBytes);
        VERIFY_OK(parseEntry(*withText(kMaxEntryBytes - around)));
        VERIFY_FAILS(withText(kMaxEntryBytes - around + 1), ErrorKind::Refused, "bad-entry");
        VERIFY_FAILS(parseEntry(Bytes(kMaxEntryBytes + 1, 0)), ErrorKind::Fault, "bad-encoding");
    }
};

QTEST_APPLESS_MAIN(TestEntry)
#include "tst_entry.moc"
