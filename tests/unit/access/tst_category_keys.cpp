// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/access/Epoch.h"
#include "ledger/crypto/Sha256.h"
#include "ledger/encoding/CborWriter.h"
#include "ledger/identity/Proofs.h"
#include "tests/unit/access/AccessFixture.h"

using namespace carnet;

class TestCategoryKeys : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aNewSetHoldsSevenDifferentKeys()
    {
        const CategoryKeys keys = CategoryKeys::generate();
        QVERIFY(keys.holdsAll());
        for (const Category a : kAllCategories) {
            for (const Category b : kAllCategories) {
                QCOMPARE(equal(keys.find(a)->view(), keys.find(b)->view()), a == b);
            }
        }
        QVERIFY(CategoryKeys().empty());
        QVERIFY(!CategoryKeys().holds(Category::Notes));
        VERIFY_FAILS(CategoryKey::fromView(Bytes(31)), ErrorKind::Fault, "bad-keys");
    }
    void theCommitmentIsTheFormats()
    {
        const auto key = CategoryKey::fromView(filled(7));
        VERIFY_OK(key);
        const Bytes hashed = cbor::Writer()
                                 .array(3)
                                 .text("carnet/draft-0/category-commit")
                                 .unsignedInt(3)
                                 .bytes(filled(7))
                                 .take();
        QCOMPARE(key->commitment(Category::Laboratory), crypto::sha256(hashed));
        QVERIFY(key->commitment(Category::Notes) != key->commitment(Category::Laboratory));
    }
    void keysThatDoNotMatchTheEpochAreFlagged()
    {
        const CategoryKeys keys = CategoryKeys::generate();
        const CategoryCommitments commitments = keys.commitments();
        VERIFY_OK(keys.checkAgainst(commitments));
        for (const Category category : kAllCategories) {
            // Part of the keys is enough for those categories, and one that was exchanged is found.
            CategoryKeys one;
            one.set(category, keys.find(category)->clone());
            VERIFY_OK(one.checkAgainst(commitments));
            one.set(category, CategoryKey::generate());
            const auto result = one.checkAgainst(commitments);
            VERIFY_FAILS(result, ErrorKind::Fault, "epoch-commitment");
            QVERIFY(result.error().message.find(nameOf(category)) != std::string::npos);
        }
        // A true key under another category's number.
        CategoryKeys swapped;
        swapped.set(Category::Notes, keys.find(Category::Sensitive)->clone());
        VERIFY_FAILS(swapped.checkAgainst(commitments), ErrorKind::Fault, "epoch-commitment");
        VERIFY_OK(CategoryKeys().checkAgainst(commitments));
    }
    void setsMergeWithoutReplacing()
    {
        const CategoryKeys keys = CategoryKeys::generate();
        CategoryKeys mine;
        mine.set(Category::Notes, keys.find(Category::Notes)->clone());
        CategoryKeys more;
        more.set(Category::Notes, CategoryKey::generate());
        more.set(Category::Vitals, keys.find(Category::Vitals)->clone());
        mine.merge(std::move(more));
        VERIFY_OK(mine.checkAgainst(keys.commitments()));
        QVERIFY(mine.holds(Category::Vitals));
        QVERIFY(!mine.holdsAll());
        QVERIFY(equal(keys.clone().find(Category::Notes)->view(), mine.find(Category::Notes)->view()));
    }
    void groupsReceiveTheirCategories()
    {
        QCOMPARE(categoriesFor(RoleGroup::Desk).size(), std::size_t(1));
        QCOMPARE(categoriesFor(RoleGroup::Desk).front(), Category::Demographics);
        QCOMPARE(categoriesFor(RoleGroup::Clinical).size(), kCategoryCount);
        QVERIFY(categoriesFor(RoleGroup::Administration).empty());
        QCOMPARE(*categoryFromNumber(6), Category::Sensitive);
        VERIFY_FAILS(categoryFromNumber(7), ErrorKind::Fault, "bad-encoding");
    }
    void anEpochIsProvenForOneEntry()
    {
        const PatientSecret secret = PatientSecret::generate();
        const crypto::SigningKey subjectKey = secret.subjectKey(0);
        const CategoryKeys keys = CategoryKeys::generate();
        const EpochValues epoch =
            makeEpoch(filled(1), filled(2), nonceOf(3), subjectKey, keys, std::vector<Hash>{filled(8)});
        QCOMPARE(epoch.subject, subjectOf(subjectKey.publicKey()));
        QCOMPARE(epoch.epoch, epochIdOf(filled(1), subjectKey.publicKey(), epoch.commitments, epoch.parents));
        QVERIFY(epoch.epoch != epochIdOf(filled(1), subjectKey.publicKey(), epoch.commitments, {}));
        VERIFY_OK(keys.checkAgainst(epoch.commitments));
        const auto verifies = [&epoch](const Hash& federation, const Hash& chain, const ByteArray<16>& nonce,
                                       const Hash& id) {
            return crypto::verify(epoch.subjectKey, subjectProofMessage(federation, chain, nonce, id),
                                  epoch.proof);
        };
        QVERIFY(verifies(filled(1), filled(2), nonceOf(3), epoch.epoch));
        QVERIFY(!verifies(filled(9), filled(2), nonceOf(3), epoch.epoch));
        QVERIFY(!verifies(filled(1), filled(9), nonceOf(3), epoch.epoch));
        QVERIFY(!verifies(filled(1), filled(2), nonceOf(9), epoch.epoch));
        QVERIFY(!verifies(filled(1), filled(2), nonceOf(3), filled(9)));
    }
};

QTEST_APPLESS_MAIN(TestCategoryKeys)
#include "tst_category_keys.moc"
