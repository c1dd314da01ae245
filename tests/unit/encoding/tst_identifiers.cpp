// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/encoding/Base32.h"
#include "ledger/encoding/Base58.h"
#include "ledger/encoding/Cid.h"
#include "ledger/encoding/DidKey.h"
#include "ledger/encoding/Hex.h"

#include <QTest>

using namespace carnet;

namespace {

template <std::size_t N>
ByteArray<N> fixed(std::string_view hex)
{
    ByteArray<N> result{};
    const Bytes bytes = hexDecode(hex).value();
    std::copy(bytes.begin(), bytes.end(), result.begin());
    return result;
}

template <typename T>
void verifyFault(const Result<T>& result)
{
    QVERIFY(!result);
    QCOMPARE(result.error().kind, ErrorKind::Fault);
    QCOMPARE(result.error().slug, std::string("bad-encoding"));
}

// SHA-256 of nothing, and what IPFS calls an empty raw block.
const Hash kEmptyHash = fixed<32>("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
constexpr std::string_view kEmptyCid = "bafkreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku";
// The public key of RFC 8032, section 7.1, test 1.
const ByteArray<32> kKey = fixed<32>("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
constexpr std::string_view kDid = "did:key:z6MktwupdmLXVVqTzCw4i46r4uGyosGXRnR3XjN4Zq7oMMsw";

} // namespace

class TestIdentifiers : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void cidAgreesWithIpfs()
    {
        QCOMPARE(cidOfHash(kEmptyHash), std::string(kEmptyCid));
        QCOMPARE(hashOfCid(kEmptyCid).value(), kEmptyHash);
        // SHA-256 of "hello world".
        QCOMPARE(cidOfHash(fixed<32>("b94d27b9934d3e08a52e52d7da7dabfac484efe37a5380ee9088f7ace2efcde9")),
                 std::string("bafkreifzjut3te2nhyekklss27nh3k72ysco7y32koao5eei66wof36n5e"));
    }
    void cidRefusesEveryOtherKind()
    {
        const auto cidOf = [](std::initializer_list<std::uint8_t> prefix) {
            Bytes bytes(prefix);
            append(bytes, kEmptyHash);
            return "b" + base32Encode(bytes);
        };
        QCOMPARE(cidOf({0x01, 0x55, 0x12, 0x20}), std::string(kEmptyCid));
        verifyFault(hashOfCid(cidOf({0x00, 0x55, 0x12, 0x20}))); // another version
        verifyFault(hashOfCid(cidOf({0x01, 0x70, 0x12, 0x20}))); // dag-pb
        verifyFault(hashOfCid(cidOf({0x01, 0x55, 0x16, 0x20}))); // sha3-256
        verifyFault(hashOfCid(cidOf({0x01, 0x55, 0x12, 0x1F}))); // a length that is not the hash's
        verifyFault(hashOfCid("QmdfTbBqBPQ7VNxZEYEj14VmRuZBkqFbiwReogJgS1zR1n")); // CIDv0
        verifyFault(hashOfCid(""));
        verifyFault(hashOfCid("b"));
        for (std::size_t size = 0; size < kEmptyCid.size(); ++size) {
            verifyFault(hashOfCid(kEmptyCid.substr(0, size)));
        }
        verifyFault(hashOfCid(std::string(kEmptyCid) + "a"));
        std::string upper(kEmptyCid);
        for (char& character : upper) {
            character = static_cast<char>(std::toupper(static_cast<unsigned char>(character)));
        }
        verifyFault(hashOfCid(upper));
        // The last character has two bits to spare; only zeros are an encoding.
        std::string spare(kEmptyCid);
        spare.back() = 'v';
        verifyFault(hashOfCid(spare));
    }
    void everyChangedCharacterOfACidIsSeen()
    {
        for (std::size_t at = 0; at < kEmptyCid.size(); ++at) {
            for (int byte = 0; byte < 256; ++byte) {
                std::string changed(kEmptyCid);
                changed[at] = static_cast<char>(byte);
                if (changed == kEmptyCid) {
                    continue;
                }
                if (const auto hash = hashOfCid(changed)) {
                    QVERIFY(*hash != kEmptyHash);
                    QCOMPARE(cidOfHash(*hash), changed);
                }
            }
        }
    }

    void didKeyAgreesWithThePublishedExamples()
    {
        QCOMPARE(didKeyOf(kKey), std::string(kDid));
        QCOMPARE(publicKeyOfDidKey(kDid).value(), kKey);
        // RFC 8032, section 7.1, tests 2 and 3.
        QCOMPARE(didKeyOf(fixed<32>("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c")),
                 std::string("did:key:z6MkiaMbhXHNA4eJVCCj8dbzKzTgYDKf6crKgHVHid1F1WCT"));
        QCOMPARE(didKeyOf(fixed<32>("fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025")),
                 std::string("did:key:z6MkwSD8dBdqcXQzKJZQFPy2hh2izzxskndKCjdmC2dBpfME"));
    }
    void didKeyRefusesEveryOtherKind()
    {
        const auto didOf = [](std::initializer_list<std::uint8_t> prefix, std::size_t keySize) {
            Bytes bytes(prefix);
            bytes.insert(bytes.end(), kKey.begin(),
                         kKey.begin() + static_cast<std::ptrdiff_t>(std::min<std::size_t>(keySize, 32)));
            bytes.resize(prefix.size() + keySize);
            return "did:key:z" + base58Encode(bytes);
        };
        QCOMPARE(didOf({0xED, 0x01}, 32), std::string(kDid));
        verifyFault(publicKeyOfDidKey(didOf({0xEC, 0x01}, 32))); // X25519
        verifyFault(publicKeyOfDidKey(didOf({0xED, 0x02}, 32)));
        verifyFault(publicKeyOfDidKey(didOf({0xED, 0x01}, 31)));
        verifyFault(publicKeyOfDidKey(didOf({0xED, 0x01}, 33)));
        verifyFault(publicKeyOfDidKey(didOf({}, 32)));
        verifyFault(
            publicKeyOfDidKey(std::string(kDid) + "#z6MktwupdmLXVVqTzCw4i46r4uGyosGXRnR3XjN4Zq7oMMsw"));
        verifyFault(publicKeyOfDidKey("did:key:m6MktwupdmLXVVqTzCw4i46r4uGyosGXRnR3XjN4Zq7oMMsw"));
        verifyFault(publicKeyOfDidKey("did:web:example.org"));
        verifyFault(publicKeyOfDidKey("DID:KEY:z6MktwupdmLXVVqTzCw4i46r4uGyosGXRnR3XjN4Zq7oMMsw"));
        verifyFault(publicKeyOfDidKey(""));
        verifyFault(publicKeyOfDidKey("did:key:z"));
        verifyFault(publicKeyOfDidKey("did:key:z1" + std::string(kDid.substr(9)))); // a leading zero byte
        verifyFault(publicKeyOfDidKey("did:key:z" + std::string(100000, 'z')));
    }
};

QTEST_APPLESS_MAIN(TestIdentifiers)
#include "tst_identifiers.moc"
