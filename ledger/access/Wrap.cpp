// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/access/Wrap.h"

#include "ledger/access/detail/Padding.h"
#include "ledger/crypto/Hpke.h"
#include "ledger/crypto/Random.h"
#include "ledger/encoding/CborReader.h"
#include "ledger/identity/Context.h"

#include <algorithm>

namespace carnet {
namespace {

constexpr std::uint64_t kCategoryKind = 0;
constexpr std::uint64_t kRoleKind = 1;
constexpr std::uint64_t kSlotKind = 2;
constexpr std::size_t kHeadSize = 4;
/// FORMAT.md §4.3: a clinic's role keys are at most so many, so a wrap is never longer than this.
constexpr std::size_t kMostRoleKeys = 1024;
constexpr std::size_t kMostCiphertext = 65536;
/// FORMAT.md §1: the greatest uint.
constexpr std::uint64_t kMostUint = (std::uint64_t{1} << 53) - 1;

Bytes wrapInfo(const PartContext& context, const crypto::KemPublicKey& recipient, std::uint64_t generation)
{
    cbor::Writer writer = contextArray("wrap", 4);
    writer.bytes(context.federation);
    if (context.epoch) {
        writer.bytes(*context.epoch);
    } else {
        writer.null();
    }
    return writer.bytes(kemKeyIdOf(recipient)).unsignedInt(generation).take();
}

Bytes wrapData(const PartContext& context, std::size_t index)
{
    return contextArray("wrap-aad", 3).bytes(context.author).bytes(context.nonce).unsignedInt(index).take();
}

/// Pads and seals what was written, and overwrites it.
Result<SealedPart> sealed(const PartContext& context, std::size_t index, const WrapRecipient& to,
                          cbor::Writer& writer)
{
    Bytes content = writer.take();
    auto plaintext = crypto::SecretBytes::zeroed(detail::wrapLength(kHeadSize + content.size()));
    detail::putBe32(plaintext.mutableView().first(kHeadSize), static_cast<std::uint32_t>(content.size()));
    std::copy(content.begin(), content.end(), plaintext.mutableView().begin() + kHeadSize);
    crypto::wipe(content);
    if (!crypto::isAcceptableKemPublicKey(to.key)) {
        return failure(ErrorKind::Refused, "bad-recipient-key",
                       "Nothing can be sealed to the recipient's key: it is not a good one.");
    }
    const Bytes ciphertext = crypto::hpkeSeal(to.key, wrapInfo(context, to.key, to.generation),
                                              wrapData(context, index), plaintext.view());
    return assembleSealedPart(crypto::randomArray<32>(), crypto::randomArray<16>(), ciphertext, std::nullopt);
}

template <typename T>
tl::unexpected<Error> failed(const Result<T>& result)
{
    return tl::unexpected<Error>(result.error());
}

tl::unexpected<Error> malformed(const char* what)
{
    return failure(ErrorKind::Fault, "bad-encoding", "A wrap of keys is not of the ledger's format.",
                   std::string("wrap: ") + what);
}

Result<CategoryWrap> readCategoryWrap(cbor::Reader& reader)
{
    CategoryWrap wrap;
    const auto count = reader.array();
    if (!count) {
        return failed(count);
    }
    std::optional<std::uint64_t> last;
    for (std::size_t i = 0; i < *count; ++i) {
        const auto opened = reader.array(2);
        const auto number = reader.unsignedInt();
        const auto bytes = reader.bytes(CategoryKey::kSize);
        if (!bytes) {
            return failed(bytes);
        }
        const auto category = categoryFromNumber(*number);
        auto key = CategoryKey::fromView(*bytes);
        if (!category || !key || (last && *number <= *last)) {
            return malformed("category key");
        }
        last = *number;
        wrap.keys.set(*category, std::move(*key));
    }
    const auto none = reader.nullIfNext();
    if (none && !*none) {
        const auto bytes = reader.bytes(PatientSecret::kSize);
        if (!bytes) {
            return failed(bytes);
        }
        auto secret = PatientSecret::fromView(*bytes);
        if (!secret) {
            return malformed("secret");
        }
        wrap.secret = std::move(*secret);
    }
    if (const auto end = reader.end(); !end) {
        return failed(end);
    }
    return wrap;
}

Result<RoleWrap> readRoleWrap(cbor::Reader& reader)
{
    RoleWrap wrap;
    const auto count = reader.array();
    if (!count) {
        return failed(count);
    }
    if (*count > kMostRoleKeys) {
        return malformed("number of role keys");
    }
    std::optional<std::pair<std::uint64_t, std::uint64_t>> last;
    for (std::size_t i = 0; i < *count; ++i) {
        const auto opened = reader.array(3);
        const auto group = reader.unsignedInt();
        const auto generation = reader.unsignedInt();
        const auto bytes = reader.bytes(32);
        if (!bytes) {
            return failed(bytes);
        }
        const std::pair now(*group, *generation);
        if (*group >= kRoleGroupCount || *generation > kMostUint || bytes->size() != 32
            || (last && now <= *last)) {
            return malformed("role key");
        }
        last = now;
        wrap.keys.push_back(
            {static_cast<RoleGroup>(*group), *generation, crypto::KemKey::fromSecret(*bytes)});
    }
    if (const auto end = reader.end(); !end) {
        return failed(end);
    }
    return wrap;
}

Result<OpenedWrap> readWrap(ByteView plaintext, std::size_t openedWith)
{
    const auto content = detail::unpadded(plaintext, kHeadSize, detail::wrapLength);
    if (!content) {
        return failed(content);
    }
    cbor::Reader reader(*content);
    const auto items = reader.array();
    const auto kind = reader.unsignedInt();
    if (!kind) {
        return failed(kind);
    }
    if (*kind == kCategoryKind && *items == 3) {
        auto wrap = readCategoryWrap(reader);
        return wrap ? Result<OpenedWrap>(OpenedWrap{std::move(*wrap), openedWith}) : failed(wrap);
    }
    if (*kind == kRoleKind && *items == 2) {
        auto wrap = readRoleWrap(reader);
        return wrap ? Result<OpenedWrap>(OpenedWrap{std::move(*wrap), openedWith}) : failed(wrap);
    }
    if (*kind == kSlotKind && *items == 2) {
        const auto keyring = reader.bytes(kMaxSlotWrapBytes);
        const auto end = reader.end();
        return end ? Result<OpenedWrap>(OpenedWrap{SlotWrap{toBytes(*keyring)}, openedWith}) : failed(end);
    }
    return malformed("kind");
}

} // namespace

Result<SealedPart> sealCategoryWrap(const PartContext& context, std::size_t index, const WrapRecipient& to,
                                    const CategoryKeys& keys, std::span<const Category> categories,
                                    const PatientSecret* secret)
{
    std::vector<Category> ordered(categories.begin(), categories.end());
    std::sort(ordered.begin(), ordered.end());
    ordered.erase(std::unique(ordered.begin(), ordered.end()), ordered.end());
    for (const Category category : ordered) {
        if (!keys.holds(category)) {
            return failure(ErrorKind::Denied, "no-category-key",
                           "The key of the category \"" + std::string(nameOf(category))
                               + "\" is not held, so it cannot be handed on.");
        }
    }
    cbor::Writer writer(512);
    writer.array(3).unsignedInt(kCategoryKind).array(ordered.size());
    for (const Category category : ordered) {
        writer.array(2).unsignedInt(indexOf(category)).bytes(keys.find(category)->view());
    }
    if (secret != nullptr) {
        writer.bytes(secret->view());
    } else {
        writer.null();
    }
    return sealed(context, index, to, writer);
}

Result<SealedPart> sealRoleWrap(const PartContext& context, std::size_t index, const WrapRecipient& to,
                                std::span<const RoleKey> keys)
{
    std::vector<const RoleKey*> ordered;
    for (const RoleKey& key : keys) {
        ordered.push_back(&key);
    }
    const auto place = [](const RoleKey* key) { return std::pair(key->group, key->generation); };
    std::sort(ordered.begin(), ordered.end(),
              [place](const RoleKey* a, const RoleKey* b) { return place(a) < place(b); });
    const auto doubled =
        std::adjacent_find(ordered.begin(), ordered.end(),
                           [place](const RoleKey* a, const RoleKey* b) { return place(a) == place(b); });
    if (keys.size() > kMostRoleKeys || doubled != ordered.end()) {
        return failure(
            ErrorKind::Refused, "bad-role-keys",
            "These role keys do not fit one wrap: there are more than 1,024, or two of one generation.");
    }
    cbor::Writer writer(64 + 64 * keys.size());
    writer.array(2).unsignedInt(kRoleKind).array(ordered.size());
    for (const RoleKey* key : ordered) {
        writer.array(3)
            .unsignedInt(static_cast<std::uint64_t>(key->group))
            .unsignedInt(key->generation)
            .bytes(key->key.secret());
    }
    return sealed(context, index, to, writer);
}

Result<SealedPart> sealSlotWrap(const PartContext& context, std::size_t index, const WrapRecipient& to,
                                ByteView keyring)
{
    if (keyring.size() > kMaxSlotWrapBytes) {
        return failure(ErrorKind::Refused, "too-large",
                       "A slot of the keyring is too large to be handed on.");
    }
    cbor::Writer writer(keyring.size() + 16);
    writer.array(2).unsignedInt(kSlotKind).bytes(keyring);
    return sealed(context, index, to, writer);
}

Result<OpenedWrap> openWrap(const PartContext& context, std::size_t index, ByteView sealedPart,
                            const PartDigest& digest, std::span<const WrapKey> tryKeys)
{
    const auto part = parseSealedPart(sealedPart);
    if (!part) {
        return failed(part);
    }
    if (part->ciphertext.size() != digest.size || hashOfPart(sealedPart) != digest.hash) {
        return failure(ErrorKind::Fault, "part-hash",
                       "A sealed part is not the one that its entry was signed with.");
    }
    if (!digest.commitment && part->ciphertext.size() <= kMostCiphertext) {
        const Bytes data = wrapData(context, index);
        for (std::size_t i = 0; i < tryKeys.size(); ++i) {
            const crypto::KemKey& key = *tryKeys[i].key;
            const auto plaintext = crypto::hpkeOpen(
                key, wrapInfo(context, key.publicKey(), tryKeys[i].generation), data, part->ciphertext);
            if (plaintext) {
                return readWrap(plaintext->view(), i);
            }
        }
    }
    return failure(ErrorKind::Denied, "not-for-me", "No key that is held here opens this wrap.");
}

} // namespace carnet
