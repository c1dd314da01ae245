// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The vectors of tests/data/vectors that show a stranger FORMAT.md §4 and §9 by example. With
// CARNET_WRITE_VECTORS set to a folder they are written there anew; what is random then differs, what is not
// must not.
#include "ledger/access/Epoch.h"
#include "ledger/access/Wrap.h"
#include "ledger/access/detail/Compression.h"
#include "ledger/encoding/Hex.h"
#include "ledger/identity/Card.h"
#include "tests/unit/access/AccessFixture.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

using namespace carnet;

namespace {

QString hex(ByteView bytes)
{
    return QString::fromStdString(hexEncode(bytes));
}

Bytes unhex(const QJsonValue& value)
{
    return *hexDecode(value.toString().toStdString());
}

template <std::size_t N>
ByteArray<N> unhexArray(const QJsonValue& value)
{
    const Bytes bytes = unhex(value);
    ByteArray<N> array{};
    std::copy_n(bytes.begin(), std::min(N, bytes.size()), array.begin());
    return array;
}

/// Bytes that a reader sees to be made up: 00 01 02 … from a start.
template <std::size_t N>
ByteArray<N> counting(std::uint8_t from)
{
    ByteArray<N> bytes;
    for (std::size_t i = 0; i < N; ++i) {
        bytes[i] = static_cast<std::uint8_t>(from + i);
    }
    return bytes;
}

PartContext vectorContext()
{
    return {counting<32>(0x10), counting<32>(0x30), counting<32>(0x50),
            "record.add",       counting<32>(0x70), counting<16>(0x90)};
}

QJsonObject contextToJson(const PartContext& context)
{
    return {{QStringLiteral("federation"), hex(context.federation)},
            {QStringLiteral("subject"), hex(*context.subject)},
            {QStringLiteral("epoch"), hex(*context.epoch)},
            {QStringLiteral("type"), QString::fromStdString(context.type)},
            {QStringLiteral("author"), hex(context.author)},
            {QStringLiteral("nonce"), hex(context.nonce)}};
}

PartContext contextFromJson(const QJsonObject& json)
{
    return {unhexArray<32>(json[QLatin1String("federation")]),
            unhexArray<32>(json[QLatin1String("subject")]),
            unhexArray<32>(json[QLatin1String("epoch")]),
            json[QLatin1String("type")].toString().toStdString(),
            unhexArray<32>(json[QLatin1String("author")]),
            unhexArray<16>(json[QLatin1String("nonce")])};
}

CategoryKeys vectorKeys()
{
    CategoryKeys keys;
    for (const Category category : kAllCategories) {
        const auto bytes = counting<32>(static_cast<std::uint8_t>(0xa0 + 7 * indexOf(category)));
        keys.set(category, std::move(*CategoryKey::fromView(bytes)));
    }
    return keys;
}

PatientSecret vectorSecret()
{
    return std::move(*PatientSecret::fromView(counting<32>(0xc0)));
}

QJsonObject partToJson(const char* name, Category category, std::size_t index, const ByteArray<32>& salt,
                       const Content& content)
{
    const CategoryKeys keys = vectorKeys();
    const SealedPart part = *PartSealer(vectorContext(), keys).sealWithSalt(category, index, content, salt);
    const CategoryKey& key = *keys.find(category);
    const detail::PartKey partKey = detail::derivePartKey(key, salt);
    const Bytes data = detail::partData(vectorContext(), category, index);
    const SealedPartView view = *parseSealedPart(part.bytes);
    const Bytes plaintext =
        *crypto::aesGcmOpen(partKey.key.view(), detail::kPartNonce, data, view.ciphertext);
    return {{QStringLiteral("name"), QString::fromLatin1(name)},
            {QStringLiteral("category"), int(category)},
            {QStringLiteral("categoryKey"), hex(key.view())},
            {QStringLiteral("index"), int(index)},
            {QStringLiteral("content"), hex(*encodeContent(content))},
            {QStringLiteral("plaintext"), hex(plaintext)},
            {QStringLiteral("salt"), hex(salt)},
            {QStringLiteral("partKey"), hex(partKey.key.view())},
            {QStringLiteral("associatedData"), hex(data)},
            {QStringLiteral("tag"), hex(view.tag)},
            {QStringLiteral("sealed"), hex(part.bytes)},
            {QStringLiteral("hash"), hex(part.digest.hash)},
            {QStringLiteral("size"), int(part.digest.size)},
            {QStringLiteral("commitment"), hex(*part.digest.commitment)}};
}

Content smallContent()
{
    Content content;
    content.patient = counting<16>(0xe0);
    content.relation = Relation{RelationKind::Corrects, counting<32>(0xf0), "typing error"};
    content.source = "a.json";
    content.resources.push_back({"urn:x:1", jsonOf(R"({"resourceType":"Basic","id":"1"})")});
    return content;
}

QJsonObject makeParts()
{
    QJsonArray parts{partToJson("not compressed, all elements", Category::Demographics, 0, counting<32>(0x01),
                                smallContent()),
                     partToJson("compressed", Category::Laboratory, 5, counting<32>(0x41), someContent())};
    return {{QStringLiteral("context"), contextToJson(vectorContext())}, {QStringLiteral("parts"), parts}};
}

QJsonObject makeWrap()
{
    const crypto::KemKey recipient = crypto::KemKey::fromSecret(counting<32>(0x20));
    const PatientSecret secret = vectorSecret();
    const std::size_t index = 1;
    const SealedPart custody = *sealCategoryWrap(vectorContext(), index, {recipient.publicKey(), 3},
                                                 vectorKeys(), kAllCategories, &secret);
    std::vector<RoleKey> roleKeys;
    roleKeys.push_back({RoleGroup::Desk, 0, crypto::KemKey::fromSecret(counting<32>(0x60))});
    roleKeys.push_back({RoleGroup::Clinical, 4, crypto::KemKey::fromSecret(counting<32>(0x61))});
    PartContext context = vectorContext();
    context.subject.reset();
    context.epoch.reset();
    const SealedPart roles = *sealRoleWrap(context, index, {recipient.publicKey(), 0}, roleKeys);
    QJsonArray keys;
    for (const Category category : kAllCategories) {
        keys.append(hex(vectorKeys().find(category)->view()));
    }
    const auto digestOf = [](const SealedPart& part) {
        return QJsonObject{{QStringLiteral("sealed"), hex(part.bytes)},
                           {QStringLiteral("hash"), hex(part.digest.hash)},
                           {QStringLiteral("size"), int(part.digest.size)}};
    };
    QJsonObject categoryWrap = digestOf(custody);
    categoryWrap.insert(QStringLiteral("generation"), 3);
    categoryWrap.insert(QStringLiteral("categoryKeys"), keys);
    categoryWrap.insert(QStringLiteral("patientSecret"), hex(secret.view()));
    QJsonObject roleWrap = digestOf(roles);
    roleWrap.insert(QStringLiteral("generation"), 0);
    roleWrap.insert(QStringLiteral("roleKeys"),
                    QJsonArray{QJsonArray{0, 0, hex(roleKeys[0].key.secret())},
                               QJsonArray{1, 4, hex(roleKeys[1].key.secret())}});
    return {{QStringLiteral("context"), contextToJson(vectorContext())},
            {QStringLiteral("index"), int(index)},
            {QStringLiteral("recipientSecret"), hex(recipient.secret())},
            {QStringLiteral("recipientPublicKey"), hex(recipient.publicKey())},
            {QStringLiteral("recipientKeyId"), hex(kemKeyIdOf(recipient.publicKey()))},
            {QStringLiteral("categoryWrap"), categoryWrap},
            {QStringLiteral("roleWrapWithoutEpoch"), roleWrap}};
}

QJsonObject makePatient()
{
    const PatientSecret secret = vectorSecret();
    QJsonArray subjects;
    for (const std::uint64_t n : {0, 1, 24, 256}) {
        const crypto::SigningKey key = secret.subjectKey(n);
        subjects.append(QJsonObject{{QStringLiteral("n"), int(n)},
                                    {QStringLiteral("seed"), hex(key.seed())},
                                    {QStringLiteral("publicKey"), hex(key.publicKey())},
                                    {QStringLiteral("subject"), hex(subjectOf(key.publicKey()))}});
    }
    const Hash federation = counting<32>(0x10);
    const Hash chain = counting<32>(0x33);
    const ByteArray<16> nonce = counting<16>(0x90);
    const std::vector<Hash> parents{counting<32>(0x55)};
    const EpochValues epoch =
        makeEpoch(federation, chain, nonce, secret.subjectKey(0), vectorKeys(), parents);
    QJsonArray keys;
    QJsonArray commitments;
    for (const Category category : kAllCategories) {
        keys.append(hex(vectorKeys().find(category)->view()));
        commitments.append(hex(epoch.commitments[indexOf(category)]));
    }
    const QJsonObject epochJson{{QStringLiteral("federation"), hex(federation)},
                                {QStringLiteral("chain"), hex(chain)},
                                {QStringLiteral("nonce"), hex(nonce)},
                                {QStringLiteral("categoryKeys"), keys},
                                {QStringLiteral("commitments"), commitments},
                                {QStringLiteral("parents"), QJsonArray{hex(parents[0])}},
                                {QStringLiteral("epoch"), hex(epoch.epoch)},
                                {QStringLiteral("proof"), hex(epoch.proof)}};
    return {{QStringLiteral("secret"), hex(secret.view())},
            {QStringLiteral("patientId"), hex(secret.patientId())},
            {QStringLiteral("patientIdText"), QString::fromStdString(idText(secret.patientId()))},
            {QStringLiteral("kemSecret"), hex(secret.kemKey().secret())},
            {QStringLiteral("kemPublicKey"), hex(secret.kemKey().publicKey())},
            {QStringLiteral("subjectKeys"), subjects},
            {QStringLiteral("epochOfSubjectKey0"), epochJson}};
}

QJsonObject makeCard()
{
    const Hash federation = counting<32>(0x10);
    const ByteArray<16> salt = counting<16>(0x80);
    const std::string pin = "2580";
    const PatientSecret secret = vectorSecret();
    const Card card = *Card::sealWithSalt(federation, secret, pin, Card::kDefaultKdf, salt);
    const auto key = crypto::argon2id(viewOf(pin), salt, Card::kDefaultKdf, 32);
    return {{QStringLiteral("federation"), hex(federation)},
            {QStringLiteral("salt"), hex(salt)},
            {QStringLiteral("pin"), QString::fromStdString(pin)},
            {QStringLiteral("passes"), int(Card::kDefaultKdf.passes)},
            {QStringLiteral("memoryKiB"), int(Card::kDefaultKdf.memoryKiB)},
            {QStringLiteral("pinKey"), hex(key->view())},
            {QStringLiteral("secret"), hex(secret.view())},
            {QStringLiteral("text"), QString::fromStdString(card.text())}};
}

} // namespace

class TestSealedVectors : public QObject {
    Q_OBJECT

    static QJsonObject read(const char* name)
    {
        QFile file(QStringLiteral(CARNET_SOURCE_DIR "/tests/data/vectors/") + QLatin1String(name));
        return file.open(QIODevice::ReadOnly) ? QJsonDocument::fromJson(file.readAll()).object()
                                              : QJsonObject();
    }

private Q_SLOTS:
    void initTestCase()
    {
        const QString folder = qEnvironmentVariable("CARNET_WRITE_VECTORS");
        if (folder.isEmpty()) {
            return;
        }
        const std::pair<const char*, QJsonObject> files[] = {{"patient-secret.json", makePatient()},
                                                             {"card.json", makeCard()},
                                                             {"part.json", makeParts()},
                                                             {"wrap.json", makeWrap()}};
        for (const auto& [name, json] : files) {
            QFile file(QDir(folder).filePath(QLatin1String(name)));
            QVERIFY2(file.open(QIODevice::WriteOnly), name);
            file.write(QJsonDocument(json).toJson(QJsonDocument::Indented));
        }
    }
    void patientSecret()
    {
        const QJsonObject committed = read("patient-secret.json");
        QVERIFY(!committed.isEmpty());
        QCOMPARE(makePatient(), committed);
    }
    void card()
    {
        const QJsonObject committed = read("card.json");
        QCOMPARE(makeCard(), committed);
        const auto card = Card::parse(committed[QLatin1String("text")].toString().toStdString());
        VERIFY_OK(card);
        const auto secret = card->open(committed[QLatin1String("pin")].toString().toStdString());
        VERIFY_OK(secret);
        QCOMPARE(hex(secret->view()), committed[QLatin1String("secret")].toString());
        VERIFY_FAILS(card->open("2581"), ErrorKind::Denied, "wrong-pin");
    }
    void parts()
    {
        const QJsonObject committed = read("part.json");
        const PartContext context = contextFromJson(committed[QLatin1String("context")].toObject());
        const QJsonArray parts = committed[QLatin1String("parts")].toArray();
        QCOMPARE(parts.size(), 2);
        // Without compression every byte is determined; another version of zstd may compress otherwise.
        QCOMPARE(makeParts()[QLatin1String("parts")].toArray().first().toObject(), parts.first().toObject());
        for (const QJsonValue& value : parts) {
            const QJsonObject part = value.toObject();
            const auto category =
                *categoryFromNumber(static_cast<std::uint64_t>(part[QLatin1String("category")].toInt()));
            const auto index = static_cast<std::size_t>(part[QLatin1String("index")].toInt());
            CategoryKeys keys;
            keys.set(category, std::move(*CategoryKey::fromView(unhex(part[QLatin1String("categoryKey")]))));
            const PartDigest digest{unhexArray<32>(part[QLatin1String("hash")]),
                                    static_cast<std::uint64_t>(part[QLatin1String("size")].toInt()),
                                    unhexArray<32>(part[QLatin1String("commitment")])};
            const Bytes sealed = unhex(part[QLatin1String("sealed")]);
            const auto opened = PartOpener(context, keys).open(index, sealed, digest);
            VERIFY_OK(opened);
            QCOMPARE(opened->category, category);
            QCOMPARE(hex(*encodeContent(opened->content)), part[QLatin1String("content")].toString());
            VERIFY_FAILS(PartOpener(context, keys).open(index + 1, sealed, digest), ErrorKind::Fault,
                         "part-sealed-wrong");
        }
    }
    void wraps()
    {
        const QJsonObject committed = read("wrap.json");
        const PartContext context = contextFromJson(committed[QLatin1String("context")].toObject());
        PartContext withoutEpoch = context;
        withoutEpoch.subject.reset();
        withoutEpoch.epoch.reset();
        const auto recipient =
            crypto::KemKey::fromSecret(unhexArray<32>(committed[QLatin1String("recipientSecret")]));
        QCOMPARE(hex(recipient.publicKey()), committed[QLatin1String("recipientPublicKey")].toString());
        QCOMPARE(hex(kemKeyIdOf(recipient.publicKey())),
                 committed[QLatin1String("recipientKeyId")].toString());
        const auto index = static_cast<std::size_t>(committed[QLatin1String("index")].toInt());
        const auto open = [&](const char* name, const PartContext& in) {
            const QJsonObject wrap = committed[QLatin1String(name)].toObject();
            const PartDigest digest{unhexArray<32>(wrap[QLatin1String("hash")]),
                                    static_cast<std::uint64_t>(wrap[QLatin1String("size")].toInt()),
                                    std::nullopt};
            const std::vector<WrapKey> keys{
                {&recipient, static_cast<std::uint64_t>(wrap[QLatin1String("generation")].toInt())}};
            return openWrap(in, index, unhex(wrap[QLatin1String("sealed")]), digest, keys);
        };
        const auto categories = open("categoryWrap", context);
        VERIFY_OK(categories);
        const auto& held = std::get<CategoryWrap>(categories->content);
        VERIFY_OK(held.keys.checkAgainst(vectorKeys().commitments()));
        QVERIFY(held.keys.holdsAll());
        QVERIFY(equal(held.secret->view(), vectorSecret().view()));
        const auto roles = open("roleWrapWithoutEpoch", withoutEpoch);
        VERIFY_OK(roles);
        const auto& roleKeys = std::get<RoleWrap>(roles->content).keys;
        QCOMPARE(roleKeys.size(), std::size_t(2));
        QCOMPARE(roleKeys[1].group, RoleGroup::Clinical);
        QCOMPARE(roleKeys[1].generation, std::uint64_t(4));
        QVERIFY(equal(roleKeys[1].key.secret(), counting<32>(0x61)));
        VERIFY_FAILS(open("categoryWrap", withoutEpoch), ErrorKind::Denied, "not-for-me");
        VERIFY_FAILS(open("roleWrapWithoutEpoch", context), ErrorKind::Denied, "not-for-me");
    }
};

QTEST_APPLESS_MAIN(TestSealedVectors)
#include "tst_sealed_vectors.moc"
