// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/access/Wrap.h"
#include "ledger/access/detail/Padding.h"
#include "ledger/crypto/Hpke.h"
#include "ledger/encoding/CborWriter.h"
#include "ledger/identity/Context.h"
#include "tests/unit/access/AccessFixture.h"

#include <functional>

using namespace carnet;

namespace {

WrapRecipient recipientOf(const crypto::KemKey& key, std::uint64_t generation = 0)
{
    return {key.publicKey(), generation};
}

/// Seals any plaintext as a wrap, as an author who does not follow the format could.
SealedPart wrapAround(const PartContext& context, const crypto::KemKey& to, ByteView plaintext)
{
    const Bytes info = contextArray("wrap", 4)
                           .bytes(context.federation)
                           .bytes(*context.epoch)
                           .bytes(kemKeyIdOf(to.publicKey()))
                           .unsignedInt(0)
                           .take();
    const Bytes aad =
        contextArray("wrap-aad", 3).bytes(context.author).bytes(context.nonce).unsignedInt(0).take();
    return *assembleSealedPart(filled(1), nonceOf(2), crypto::hpkeSeal(to.publicKey(), info, aad, plaintext),
                               std::nullopt);
}

Bytes padded(ByteView content)
{
    Bytes plaintext(detail::wrapLength(4 + content.size()));
    detail::putBe32(std::span(plaintext).first(4), static_cast<std::uint32_t>(content.size()));
    std::copy(content.begin(), content.end(), plaintext.begin() + 4);
    return plaintext;
}

} // namespace

class TestWrap : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theRecipientGetsTheKeys()
    {
        const CategoryKeys keys = CategoryKeys::generate();
        const crypto::KemKey clinical = crypto::KemKey::generate();
        const PatientSecret secret = PatientSecret::generate();
        const auto wrap = sealCategoryWrap(someContext(), 4, recipientOf(clinical, 2), keys,
                                           categoriesFor(RoleGroup::Clinical), &secret);
        VERIFY_OK(wrap);
        QVERIFY(!wrap->digest.commitment);
        // Among keys that do not open it, in any order.
        const crypto::KemKey other = crypto::KemKey::generate();
        const std::vector<WrapKey> mine{{&other, 0}, {&clinical, 1}, {&clinical, 2}};
        const auto opened = openWrap(someContext(), 4, wrap->bytes, wrap->digest, mine);
        VERIFY_OK(opened);
        QCOMPARE(opened->openedWith, std::size_t(2));
        const auto* content = std::get_if<CategoryWrap>(&opened->content);
        QVERIFY(content != nullptr);
        QVERIFY(content->keys.holdsAll());
        VERIFY_OK(content->keys.checkAgainst(keys.commitments()));
        QVERIFY(content->secret);
        QCOMPARE(content->secret->patientId(), secret.patientId());
    }
    void theDeskGetsDemographicsOnly()
    {
        const CategoryKeys keys = CategoryKeys::generate();
        const crypto::KemKey desk = crypto::KemKey::generate();
        const auto wrap =
            sealCategoryWrap(someContext(), 0, recipientOf(desk), keys, categoriesFor(RoleGroup::Desk));
        VERIFY_OK(wrap);
        const std::vector<WrapKey> mine{{&desk, 0}};
        const auto opened = openWrap(someContext(), 0, wrap->bytes, wrap->digest, mine);
        VERIFY_OK(opened);
        const auto& content = std::get<CategoryWrap>(opened->content);
        for (const Category category : kAllCategories) {
            QCOMPARE(content.keys.holds(category), category == Category::Demographics);
        }
        QVERIFY(!content.secret);
        // On the outside it looks like any other wrap.
        const auto full = sealCategoryWrap(someContext(), 0, recipientOf(desk), keys, kAllCategories);
        VERIFY_OK(full);
        QCOMPARE(full->digest.size, wrap->digest.size);
        QCOMPARE(wrap->digest.size, std::uint64_t(352 + 48));
    }
    void aPersonGetsRoleKeys()
    {
        const crypto::KemKey person = crypto::KemKey::generate();
        std::vector<RoleKey> keys;
        for (const auto group : {RoleGroup::Clinical, RoleGroup::Desk}) {
            for (const std::uint64_t generation : {1, 0}) {
                keys.push_back({group, generation, crypto::KemKey::generate()});
            }
        }
        PartContext context = someContext();
        context.subject.reset();
        context.epoch.reset();
        const auto wrap = sealRoleWrap(context, 0, recipientOf(person), keys);
        VERIFY_OK(wrap);
        const std::vector<WrapKey> mine{{&person, 0}};
        const auto opened = openWrap(context, 0, wrap->bytes, wrap->digest, mine);
        VERIFY_OK(opened);
        const auto& content = std::get<RoleWrap>(opened->content);
        QCOMPARE(content.keys.size(), std::size_t(4));
        QCOMPARE(content.keys[0].group, RoleGroup::Desk);
        QCOMPARE(content.keys[0].generation, std::uint64_t(0));
        QVERIFY(content.keys[0].key.publicKey() == keys[3].key.publicKey());
        QVERIFY(content.keys[3].key.publicKey() == keys[0].key.publicKey());
        keys.push_back({RoleGroup::Desk, 1, crypto::KemKey::generate()});
        VERIFY_FAILS(sealRoleWrap(context, 0, recipientOf(person), keys), ErrorKind::Refused,
                     "bad-role-keys");
    }
    void aWrapElsewhereDoesNotOpen_data()
    {
        QTest::addColumn<int>("what");
        QTest::newRow("another recipient") << 0;
        QTest::newRow("another federation") << 1;
        QTest::newRow("another epoch") << 2;
        QTest::newRow("no epoch") << 3;
        QTest::newRow("another author") << 4;
        QTest::newRow("another entry's nonce") << 5;
        QTest::newRow("another index") << 6;
        QTest::newRow("another generation") << 7;
        QTest::newRow("no keys at all") << 8;
    }
    void aWrapElsewhereDoesNotOpen()
    {
        QFETCH(int, what);
        const crypto::KemKey mine = crypto::KemKey::generate();
        const crypto::KemKey other = crypto::KemKey::generate();
        const CategoryKeys keys = CategoryKeys::generate();
        const auto wrap = sealCategoryWrap(someContext(), 1, recipientOf(mine), keys, kAllCategories);
        VERIFY_OK(wrap);
        PartContext context = someContext();
        std::size_t index = 1;
        std::vector<WrapKey> tried{{&mine, 0}};
        switch (what) {
        case 0: tried[0].key = &other; break;
        case 1: context.federation = filled(99); break;
        case 2: context.epoch = filled(99); break;
        case 3: context.epoch.reset(); break;
        case 4: context.author = filled(99); break;
        case 5: context.nonce = nonceOf(99); break;
        case 6: index = 2; break;
        case 7: tried[0].generation = 1; break;
        default: tried.clear(); break;
        }
        VERIFY_FAILS(openWrap(context, index, wrap->bytes, wrap->digest, tried), ErrorKind::Denied,
                     "not-for-me");
    }
    void theHeaderMustMatch()
    {
        const crypto::KemKey key = crypto::KemKey::generate();
        const std::vector<WrapKey> mine{{&key, 0}};
        const CategoryKeys keys = CategoryKeys::generate();
        const auto wrap = sealCategoryWrap(someContext(), 0, recipientOf(key), keys, kAllCategories);
        VERIFY_OK(wrap);
        PartDigest digest = wrap->digest;
        digest.hash = filled(1);
        VERIFY_FAILS(openWrap(someContext(), 0, wrap->bytes, digest, mine), ErrorKind::Fault, "part-hash");
        digest = wrap->digest;
        --digest.size;
        VERIFY_FAILS(openWrap(someContext(), 0, wrap->bytes, digest, mine), ErrorKind::Fault, "part-hash");
        // What has a commitment is a category part.
        digest = wrap->digest;
        digest.commitment = filled(1);
        VERIFY_FAILS(openWrap(someContext(), 0, wrap->bytes, digest, mine), ErrorKind::Denied, "not-for-me");
        Bytes cut = wrap->bytes;
        cut.pop_back();
        VERIFY_FAILS(openWrap(someContext(), 0, cut, wrap->digest, mine), ErrorKind::Fault, "bad-encoding");
    }
    void onlyHeldKeysAreHandedOn()
    {
        CategoryKeys keys;
        keys.set(Category::Demographics, CategoryKey::generate());
        const crypto::KemKey key = crypto::KemKey::generate();
        VERIFY_FAILS(sealCategoryWrap(someContext(), 0, recipientOf(key), keys, kAllCategories),
                     ErrorKind::Denied, "no-category-key");
    }
    void aUselessRecipientKeyIsRefused()
    {
        const CategoryKeys keys = CategoryKeys::generate();
        VERIFY_FAILS(sealCategoryWrap(someContext(), 0, {}, keys, kAllCategories), ErrorKind::Refused,
                     "bad-recipient-key");
    }
    void malformedPlaintextsAreRefused_data()
    {
        QTest::addColumn<QByteArray>("plaintext");
        QTest::addColumn<QByteArray>("slug");
        const auto raw = [](const char* name, const Bytes& plaintext, const char* slug) {
            QTest::newRow(name) << QByteArray(reinterpret_cast<const char*>(plaintext.data()),
                                              int(plaintext.size()))
                                << QByteArray(slug);
        };
        const auto row = [raw](const char* name, const std::function<void(cbor::Writer&)>& write,
                               const char* slug = "bad-encoding") {
            cbor::Writer writer;
            write(writer);
            raw(name, padded(writer.view()), slug);
        };
        const auto good = [](cbor::Writer& w) {
            w.array(3).unsignedInt(0).array(1).array(2).unsignedInt(1).bytes(filled(1)).null();
        };
        row("good", good, "");
        cbor::Writer writer;
        good(writer);
        Bytes notZero = padded(writer.view());
        notZero.back() = 1;
        raw("padding that is not zero", notZero, "part-padding");
        Bytes longer = padded(writer.view());
        longer.resize(704);
        raw("more padding than the rule", longer, "part-padding");
        raw("nothing", {}, "part-padding");
        Bytes beyond = padded(writer.view());
        beyond[0] = 0x7f;
        raw("a length beyond the end", beyond, "part-padding");
        row("an unknown kind", [](cbor::Writer& w) { w.array(2).unsignedInt(2).array(0); });
        row("a kind with other items", [](cbor::Writer& w) { w.array(3).unsignedInt(1).array(0).null(); });
        row("an eighth category", [](cbor::Writer& w) {
            w.array(3).unsignedInt(0).array(1).array(2).unsignedInt(7).bytes(filled(1)).null();
        });
        row("categories not ascending", [](cbor::Writer& w) {
            w.array(3)
                .unsignedInt(0)
                .array(2)
                .array(2)
                .unsignedInt(2)
                .bytes(filled(1))
                .array(2)
                .unsignedInt(1)
                .bytes(filled(1))
                .null();
        });
        row("a category twice", [](cbor::Writer& w) {
            w.array(3)
                .unsignedInt(0)
                .array(2)
                .array(2)
                .unsignedInt(2)
                .bytes(filled(1))
                .array(2)
                .unsignedInt(2)
                .bytes(filled(1))
                .null();
        });
        row("a short key", [](cbor::Writer& w) {
            w.array(3).unsignedInt(0).array(1).array(2).unsignedInt(1).bytes(Bytes(31)).null();
        });
        row("a short secret", [](cbor::Writer& w) { w.array(3).unsignedInt(0).array(0).bytes(Bytes(31)); });
        row("something after it", [](cbor::Writer& w) { w.array(3).unsignedInt(0).array(0).null().null(); });
        row("a fourth role", [](cbor::Writer& w) {
            w.array(2).unsignedInt(1).array(1).array(3).unsignedInt(3).unsignedInt(0).bytes(filled(1));
        });
        row("a short role key", [](cbor::Writer& w) {
            w.array(2).unsignedInt(1).array(1).array(3).unsignedInt(1).unsignedInt(0).bytes(Bytes(3));
        });
        row("a generation beyond 2^53", [](cbor::Writer& w) {
            w.array(2)
                .unsignedInt(1)
                .array(1)
                .array(3)
                .unsignedInt(1)
                .unsignedInt(std::uint64_t{1} << 53)
                .bytes(filled(1));
        });
        row("role keys not ascending", [](cbor::Writer& w) {
            w.array(2)
                .unsignedInt(1)
                .array(2)
                .array(3)
                .unsignedInt(1)
                .unsignedInt(1)
                .bytes(filled(1))
                .array(3)
                .unsignedInt(1)
                .unsignedInt(0)
                .bytes(filled(1));
        });
        row("more role keys than the limit", [](cbor::Writer& w) {
            w.array(2).unsignedInt(1).array(1025);
            for (std::uint64_t i = 0; i < 1025; ++i) {
                w.array(3).unsignedInt(1).unsignedInt(i).bytes(filled(1));
            }
        });
    }
    void malformedPlaintextsAreRefused()
    {
        QFETCH(QByteArray, plaintext);
        QFETCH(QByteArray, slug);
        const crypto::KemKey key = crypto::KemKey::generate();
        const std::vector<WrapKey> mine{{&key, 0}};
        const std::string bytes = plaintext.toStdString();
        const SealedPart part = wrapAround(someContext(), key, viewOf(bytes));
        const auto opened = openWrap(someContext(), 0, part.bytes, part.digest, mine);
        if (slug.isEmpty()) {
            VERIFY_OK(opened);
        } else {
            VERIFY_FAILS(opened, ErrorKind::Fault, slug.toStdString());
        }
    }
};

QTEST_APPLESS_MAIN(TestWrap)
#include "tst_wrap.moc"
