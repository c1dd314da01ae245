// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/access/detail/Padding.h"
#include "ledger/crypto/Random.h"
#include "ledger/crypto/Sha256.h"
#include "ledger/encoding/CborWriter.h"
#include "tests/unit/access/AccessFixture.h"

#include <chrono>
#include <functional>
#include <set>
#include <zstd.h>

using namespace carnet;

namespace {

/// compression || be32(n) || body || zeros, padded to the right length unless another one is asked for.
Bytes plaintextOf(std::uint8_t compression, ByteView body, std::size_t length = 0)
{
    Bytes plaintext(length == 0 ? detail::padmeLength(5 + body.size()) : length);
    plaintext[0] = compression;
    detail::putBe32(std::span(plaintext).subspan(1, 4), static_cast<std::uint32_t>(body.size()));
    std::copy(body.begin(), body.end(), plaintext.begin() + 5);
    return plaintext;
}

Bytes frameOf(ByteView content, bool withSize = true)
{
    ZSTD_CCtx* context = ZSTD_createCCtx();
    ZSTD_CCtx_setParameter(context, ZSTD_c_contentSizeFlag, withSize ? 1 : 0);
    Bytes frame(ZSTD_compressBound(content.size()));
    frame.resize(ZSTD_compress2(context, frame.data(), frame.size(), content.data(), content.size()));
    ZSTD_freeCCtx(context);
    return frame;
}

Bytes joined(ByteView a, ByteView b)
{
    Bytes both = toBytes(a);
    append(both, b);
    return both;
}

} // namespace

class TestSealedPart : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void whoHoldsTheKeyReadsThePart()
    {
        const CategoryKeys keys = CategoryKeys::generate();
        const PartSealer sealer(someContext(), keys);
        const PartOpener opener(someContext(), keys);
        for (const Category category : kAllCategories) {
            const auto part = sealer.seal(category, 3, someContent());
            VERIFY_OK(part);
            const auto opened = opener.open(3, part->bytes, part->digest);
            VERIFY_OK(opened);
            QCOMPARE(opened->category, category);
            QVERIFY(opened->content == someContent());
        }
    }
    void largeAndEmptyContentsComeBack_data()
    {
        QTest::addColumn<int>("size");
        QTest::addColumn<bool>("random");
        for (const int size : {0, 1, 200, 251, 252, 4'000, 70'000, 3'000'000}) {
            QTest::addRow("%d zeros", size) << size << false;
            QTest::addRow("%d random bytes", size) << size << true;
        }
    }
    void largeAndEmptyContentsComeBack()
    {
        QFETCH(int, size);
        QFETCH(bool, random);
        Content content;
        content.resources.push_back({std::nullopt, Bytes(static_cast<std::size_t>(size))});
        if (random) {
            crypto::randomBytes(content.resources[0].json);
        }
        const CategoryKeys keys = CategoryKeys::generate();
        const auto part = PartSealer(someContext(), keys).seal(Category::Documents, 0, content);
        VERIFY_OK(part);
        const auto opened = PartOpener(someContext(), keys).open(0, part->bytes, part->digest);
        VERIFY_OK(opened);
        QVERIFY(opened->content == content);
        // Zeros shrink, random bytes grow by no more than the padding.
        const std::size_t most = random ? static_cast<std::size_t>(size) * 112 / 100 + 350 : 1'000;
        QVERIFY2(part->bytes.size() < most, std::to_string(part->bytes.size()).c_str());
    }
    void theOutsideTellsNothingOfTheCategory()
    {
        const CategoryKeys keys = CategoryKeys::generate();
        const PartSealer sealer(someContext(), keys);
        std::set<Bytes> tags;
        std::set<std::uint64_t> sizes;
        for (int i = 0; i < 20; ++i) {
            for (const Category category : kAllCategories) {
                const auto part = sealer.seal(category, 0, {});
                VERIFY_OK(part);
                tags.insert(toBytes(parseSealedPart(part->bytes)->tag));
                sizes.insert(part->digest.size);
            }
        }
        QCOMPARE(tags.size(), std::size_t(140));
        QCOMPARE(sizes, std::set<std::uint64_t>{256 + 16});
    }
    void aPartElsewhereDoesNotOpen_data()
    {
        QTest::addColumn<int>("what");
        QTest::newRow("another federation") << 0;
        QTest::newRow("another subject") << 1;
        QTest::newRow("another epoch") << 2;
        QTest::newRow("another type") << 3;
        QTest::newRow("another author") << 4;
        QTest::newRow("another entry's nonce") << 5;
        QTest::newRow("another index") << 6;
        QTest::newRow("another category") << 7;
    }
    void aPartElsewhereDoesNotOpen()
    {
        QFETCH(int, what);
        const CategoryKeys keys = CategoryKeys::generate();
        PartContext context = someContext();
        std::size_t index = 2;
        Category category = Category::Notes;
        switch (what) {
        case 0: context.federation = filled(99); break;
        case 1: context.subject = filled(99); break;
        case 2: context.epoch = filled(99); break;
        case 3: context.type = "record.correct"; break;
        case 4: context.author = filled(99); break;
        case 5: context.nonce = nonceOf(99); break;
        case 6: index = 3; break;
        default: category = Category::Vitals; break;
        }
        const auto part = PartSealer(someContext(), keys).seal(Category::Notes, 2, someContent());
        VERIFY_OK(part);
        if (what != 7) {
            VERIFY_FAILS(PartOpener(context, keys).open(index, part->bytes, part->digest), ErrorKind::Fault,
                         "part-sealed-wrong");
            return;
        }
        // Sealed for one category under another's key.
        const ByteArray<32> salt = filled(9);
        const CategoryKey& key = *keys.find(Category::Notes);
        const detail::PartKey partKey = detail::derivePartKey(key, salt);
        const Bytes ciphertext = crypto::aesGcmSeal(partKey.key.view(), detail::kPartNonce,
                                                    detail::partData(context, category, index), Bytes(256));
        const auto forged =
            assembleSealedPart(salt, detail::partTag(key, salt), ciphertext, partKey.commitment);
        VERIFY_OK(forged);
        VERIFY_FAILS(PartOpener(context, keys).open(index, forged->bytes, forged->digest), ErrorKind::Fault,
                     "part-sealed-wrong");
    }
    void whoHoldsNoKeyReadsNothing()
    {
        const CategoryKeys keys = CategoryKeys::generate();
        const auto part = PartSealer(someContext(), keys).seal(Category::Notes, 0, someContent());
        VERIFY_OK(part);
        CategoryKeys desk;
        desk.set(Category::Demographics, keys.find(Category::Demographics)->clone());
        for (const CategoryKeys* others : {&desk}) {
            VERIFY_FAILS(PartOpener(someContext(), *others).open(0, part->bytes, part->digest),
                         ErrorKind::Denied, "no-category-key");
        }
        const CategoryKeys stranger = CategoryKeys::generate();
        VERIFY_FAILS(PartOpener(someContext(), stranger).open(0, part->bytes, part->digest),
                     ErrorKind::Denied, "no-category-key");
        VERIFY_FAILS(PartSealer(someContext(), desk).seal(Category::Notes, 0, {}), ErrorKind::Denied,
                     "no-category-key");
    }
    void theHeaderMustMatch()
    {
        const CategoryKeys keys = CategoryKeys::generate();
        const auto part = PartSealer(someContext(), keys).seal(Category::Notes, 0, someContent());
        VERIFY_OK(part);
        const PartOpener opener(someContext(), keys);
        PartDigest digest = part->digest;
        digest.hash[0] = static_cast<std::uint8_t>(digest.hash[0] ^ 1);
        VERIFY_FAILS(opener.open(0, part->bytes, digest), ErrorKind::Fault, "part-hash");
        digest = part->digest;
        ++digest.size;
        VERIFY_FAILS(opener.open(0, part->bytes, digest), ErrorKind::Fault, "part-hash");
        digest = part->digest;
        (*digest.commitment)[31] = static_cast<std::uint8_t>((*digest.commitment)[31] ^ 1);
        VERIFY_FAILS(opener.open(0, part->bytes, digest), ErrorKind::Fault, "part-commitment");
        digest.commitment.reset();
        VERIFY_FAILS(opener.open(0, part->bytes, digest), ErrorKind::Fault, "part-commitment");
    }
    void theHashIsTheFormats()
    {
        const auto part = assembleSealedPart(filled(1), nonceOf(2), Bytes(300, 7), std::nullopt);
        VERIFY_OK(part);
        const Bytes hashed = cbor::Writer()
                                 .array(4)
                                 .text("carnet/draft-0/part")
                                 .bytes(filled(1))
                                 .bytes(nonceOf(2))
                                 .bytes(Bytes(300, 7))
                                 .take();
        QCOMPARE(part->digest.hash, crypto::sha256(hashed));
        QCOMPARE(part->digest.size, std::uint64_t(300));
        QVERIFY(!part->digest.commitment);
        const auto view = parseSealedPart(part->bytes);
        VERIFY_OK(view);
        QCOMPARE(view->salt, filled(1));
        QCOMPARE(view->tag, nonceOf(2));
        QVERIFY(equal(view->ciphertext, Bytes(300, 7)));
    }
    void everyChangedBitIsFound()
    {
        const CategoryKeys keys = CategoryKeys::generate();
        const auto part = PartSealer(someContext(), keys).seal(Category::Notes, 0, {});
        VERIFY_OK(part);
        const PartOpener opener(someContext(), keys);
        for (std::size_t at = 0; at < part->bytes.size(); ++at) {
            Bytes bad = part->bytes;
            bad[at] = static_cast<std::uint8_t>(bad[at] ^ 1);
            const auto result = opener.open(0, bad, part->digest);
            QVERIFY(!result);
            QVERIFY(result.error().slug == "part-hash" || result.error().slug == "bad-encoding");
            // Even where the header was signed for the changed part, as by an author who forges.
            const auto view = parseSealedPart(bad);
            if (view) {
                PartDigest digest{hashOfPart(bad), view->ciphertext.size(), part->digest.commitment};
                QVERIFY(!opener.open(0, bad, digest));
            }
            QVERIFY(!parseSealedPart(ByteView(part->bytes).first(at)));
        }
        Bytes longer = part->bytes;
        longer.push_back(0);
        VERIFY_FAILS(parseSealedPart(longer), ErrorKind::Fault, "bad-encoding");
    }
    void oversizeIsRefusedBeforeAllocating()
    {
        VERIFY_FAILS(parseSealedPart(Bytes(kMostSealedPartBytes + 1)), ErrorKind::Fault, "bad-encoding");
        VERIFY_FAILS(assembleSealedPart({}, {}, Bytes(kMostSealedPartBytes), std::nullopt),
                     ErrorKind::Refused, "part-too-large");
        // A part that states a ciphertext of 2 GiB, in 60 bytes.
        Bytes stated = cbor::Writer().array(3).bytes(filled(1)).bytes(nonceOf(2)).take();
        append(stated, Bytes{0x5a, 0x7f, 0xff, 0xff, 0xff});
        VERIFY_FAILS(parseSealedPart(stated), ErrorKind::Fault, "bad-encoding");
        // Random bytes above 32 MiB cannot be sealed at once.
        Content content;
        content.resources.push_back({std::nullopt, Bytes(kMostSealedPartBytes)});
        crypto::randomBytes(content.resources[0].json);
        const CategoryKeys keys = CategoryKeys::generate();
        VERIFY_FAILS(PartSealer(someContext(), keys).seal(Category::Documents, 0, content),
                     ErrorKind::Refused, "part-too-large");
    }
    void malformedPlaintextsAreRefused_data()
    {
        QTest::addColumn<QByteArray>("plaintext");
        QTest::addColumn<QByteArray>("slug");
        const auto row = [](const char* name, const Bytes& plaintext, const char* slug) {
            QTest::newRow(name) << QByteArray(reinterpret_cast<const char*>(plaintext.data()),
                                              int(plaintext.size()))
                                << QByteArray(slug);
        };
        const Bytes content = *encodeContent(someContent());
        const Bytes frame = frameOf(content);
        row("good, not compressed", plaintextOf(0, content), "");
        row("good, compressed", plaintextOf(1, frame), "");
        row("an unknown compression", plaintextOf(2, content), "part-compression");
        row("empty", {}, "part-padding");
        row("no whole head", Bytes(4), "part-padding");
        row("no padding", plaintextOf(0, content, 5 + content.size()), "part-padding");
        row("more padding than the rule", plaintextOf(0, content, 1024), "part-padding");
        Bytes notZero = plaintextOf(0, content);
        QVERIFY(notZero.size() > 5 + content.size());
        notZero.back() = 1;
        row("padding that is not zero", notZero, "part-padding");
        Bytes longer = plaintextOf(0, content);
        detail::putBe32(std::span(longer).subspan(1, 4), 0x7fffffff);
        row("a length beyond the end", longer, "part-padding");
        Bytes shorter = plaintextOf(0, content);
        detail::putBe32(std::span(shorter).subspan(1, 4), static_cast<std::uint32_t>(content.size() - 1));
        row("a length that is too short", shorter, "part-padding");
        row("no frame", plaintextOf(1, content), "part-compression");
        row("an empty frame", plaintextOf(1, {}), "part-compression");
        row("no content size", plaintextOf(1, frameOf(content, false)), "part-compression");
        row("two frames", plaintextOf(1, joined(frame, frame)), "part-compression");
        row("a byte after the frame", plaintextOf(1, joined(frame, Bytes{0})), "part-compression");
        row("a frame cut short", plaintextOf(1, ByteView(frame).first(frame.size() - 1)), "part-compression");
        row("a skippable frame", plaintextOf(1, Bytes{0x50, 0x2a, 0x4d, 0x18, 0, 0, 0, 0}),
            "part-compression");
        row("a skippable frame before it",
            plaintextOf(1, joined(Bytes{0x50, 0x2a, 0x4d, 0x18, 0, 0, 0, 0}, frame)), "part-compression");
        row("more content than the limit", plaintextOf(1, frameOf(Bytes(Content::kMostBytes + 1))),
            "part-compression");
        // A head with an eight-byte content size of 2^60, and one raw block of a byte.
        row("an oversize frame",
            plaintextOf(1, Bytes{0x28, 0xb5, 0x2f, 0xfd, 0xe0, 0, 0, 0, 0, 0, 0, 0, 0x10, 0x09, 0, 0, 0x41}),
            "part-compression");
        // 64 MiB stated in 14 bytes: below the limit, but no frame of that length can hold them.
        row("an impossible frame",
            plaintextOf(1, Bytes{0x28, 0xb5, 0x2f, 0xfd, 0xa0, 0, 0, 0, 0x04, 0x09, 0, 0, 0x41}),
            "part-compression");
        row("a frame of something else", plaintextOf(1, frameOf(Bytes(5000))), "bad-encoding");
        row("content that is something else", plaintextOf(0, Bytes(300)), "bad-encoding");
    }
    void malformedPlaintextsAreRefused()
    {
        QFETCH(QByteArray, plaintext);
        QFETCH(QByteArray, slug);
        const CategoryKeys keys = CategoryKeys::generate();
        const std::string bytes = plaintext.toStdString();
        const SealedPart part = sealedRaw(someContext(), keys, Category::Notes, 0, viewOf(bytes));
        const auto opened = PartOpener(someContext(), keys).open(0, part.bytes, part.digest);
        if (slug.isEmpty()) {
            VERIFY_OK(opened);
            QVERIFY(opened->content == someContent());
        } else {
            VERIFY_FAILS(opened, ErrorKind::Fault, slug.toStdString());
        }
    }
    void theLengthIsPadmes_data()
    {
        QTest::addColumn<quint64>("length");
        QTest::addColumn<quint64>("padded");
        QTest::newRow("least") << quint64(5) << quint64(256);
        QTest::newRow("256") << quint64(256) << quint64(256);
        QTest::newRow("257") << quint64(257) << quint64(272); // E = 8, S = 4: multiples of 16
        QTest::newRow("272") << quint64(272) << quint64(272);
        QTest::newRow("273") << quint64(273) << quint64(288);
        QTest::newRow("511") << quint64(511) << quint64(512);
        QTest::newRow("513") << quint64(513) << quint64(544);         // E = 9, S = 4: multiples of 32
        QTest::newRow("65537") << quint64(65'537) << quint64(67'584); // E = 16, S = 5: multiples of 2,048
        QTest::newRow("1000000") << quint64(1'000'000)
                                 << quint64(1'015'808); // E = 19, S = 5: multiples of 16,384
    }
    void theLengthIsPadmes()
    {
        QFETCH(quint64, length);
        QFETCH(quint64, padded);
        QCOMPARE(quint64(detail::padmeLength(length)), padded);
        QCOMPARE(quint64(detail::padmeLength(padded)), padded);
    }
    void sealingAndOpeningAreQuick()
    {
        const CategoryKeys keys = CategoryKeys::generate();
        const PartSealer sealer(someContext(), keys);
        const PartOpener opener(someContext(), keys);
        constexpr int kParts = 5'000;
        std::vector<SealedPart> parts;
        parts.reserve(kParts);
        using Clock = std::chrono::steady_clock;
        const auto rate = [](Clock::duration took) {
            return kParts / std::chrono::duration<double>(took).count();
        };
        const auto start = Clock::now();
        for (int i = 0; i < kParts; ++i) {
            parts.push_back(*sealer.seal(Category::Laboratory, 0, someContent()));
        }
        const auto sealed = Clock::now();
        for (const SealedPart& part : parts) {
            QVERIFY(opener.open(0, part.bytes, part.digest));
        }
        const auto opened = Clock::now();
        qInfo("%.0f small parts sealed per second, %.0f opened", rate(sealed - start), rate(opened - sealed));
        // Far below what any machine does without sanitizers: only a loss of the reused contexts would be
        // this slow.
        QVERIFY(rate(opened - start) > 500);
    }
};

QTEST_APPLESS_MAIN(TestSealedPart)
#include "tst_sealed_part.moc"
