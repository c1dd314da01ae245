// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/chain/SignedNote.h"

#include "ledger/crypto/Sha256.h"
#include "ledger/encoding/BadEncoding.h"
#include "ledger/encoding/Base64.h"
#include "ledger/encoding/Utf8.h"

#include <algorithm>
#include <cassert>

namespace carnet {

namespace {

/// Em dash U+2014 and a space.
constexpr std::string_view kSignaturePrefix = "\xE2\x80\x94 ";
constexpr std::string_view kEmptyLine = "\n\n";
constexpr std::size_t kEd25519SignatureSize = std::tuple_size_v<crypto::Signature>;

bool isControl(char character) noexcept
{
    return static_cast<unsigned char>(character) < 0x20;
}

/// The offset of the first byte that no note may have, or the size.
std::size_t acceptableLength(std::string_view text)
{
    const auto control = std::find_if(
        text.begin(), text.end(), [](char character) { return isControl(character) && character != '\n'; });
    return std::min(static_cast<std::size_t>(control - text.begin()), validUtf8Length(text));
}

/// The characters outside ASCII with the property White_Space (Unicode, PropList), as UTF-8.
constexpr std::string_view kWideSpaces[] = {
    "\xC2\x85",     "\xC2\xA0",     "\xE1\x9A\x80", "\xE2\x80\x80", "\xE2\x80\x81",
    "\xE2\x80\x82", "\xE2\x80\x83", "\xE2\x80\x84", "\xE2\x80\x85", "\xE2\x80\x86",
    "\xE2\x80\x87", "\xE2\x80\x88", "\xE2\x80\x89", "\xE2\x80\x8A", "\xE2\x80\xA8",
    "\xE2\x80\xA9", "\xE2\x80\xAF", "\xE2\x81\x9F", "\xE3\x80\x80",
};

tl::unexpected<Error> bad(std::size_t offset, std::string_view rule)
{
    return badEncoding("note", offset, rule);
}

/// One signature line, without its newline, that begins at the offset.
Result<NoteSignature> parseLine(std::string_view line, std::size_t offset)
{
    if (!line.starts_with(kSignaturePrefix)) {
        return bad(offset, "a signature line does not begin with an em dash and a space");
    }
    const std::string_view rest = line.substr(kSignaturePrefix.size());
    const std::size_t space = rest.find(' ');
    if (space == std::string_view::npos || !isNoteKeyName(rest.substr(0, space))) {
        return bad(offset, "a signature line without a key name");
    }
    const std::string_view encoded = rest.substr(space + 1);
    if (encoded.size() > (kMaxNoteSignature + std::tuple_size_v<NoteKeyId> + 2) / 3 * 4) {
        return bad(offset, "a signature longer than the limit");
    }
    const Result<Bytes> bytes = base64Decode(encoded);
    if (!bytes) {
        return bad(offset, "a signature that is not base64");
    }
    NoteSignature signature{std::string(rest.substr(0, space)), {}, {}};
    if (bytes->size() <= signature.keyId.size()) {
        return bad(offset, "a signature that is too short");
    }
    const auto body = bytes->begin() + static_cast<std::ptrdiff_t>(signature.keyId.size());
    std::copy(bytes->begin(), body, signature.keyId.begin());
    signature.signature.assign(body, bytes->end());
    return signature;
}

} // namespace

NoteKeyId noteKeyId(std::string_view keyName, NoteSignatureType type, const crypto::PublicKey& key)
{
    const ByteArray<2> separator = {0x0A, static_cast<std::uint8_t>(type)};
    const Hash hash = crypto::sha256({viewOf(keyName), separator, key});
    NoteKeyId id;
    std::copy_n(hash.begin(), id.size(), id.begin());
    return id;
}

bool isNoteKeyName(std::string_view name)
{
    if (name.empty() || name.size() > kMaxNoteKeyName || !isValidUtf8(name)) {
        return false;
    }
    if (std::any_of(name.begin(), name.end(), [](char c) { return isControl(c) || c == ' ' || c == '+'; })) {
        return false;
    }
    return std::none_of(std::begin(kWideSpaces), std::end(kWideSpaces), [name](std::string_view space) {
        return name.find(space) != std::string_view::npos;
    });
}

bool isNoteText(std::string_view text)
{
    return text.ends_with('\n') && acceptableLength(text) == text.size();
}

std::string SignedNote::encode() const
{
    assert(isNoteText(text) && !signatures.empty());
    std::string note = text;
    note.push_back('\n');
    for (const NoteSignature& signature : signatures) {
        Bytes bytes(signature.keyId.begin(), signature.keyId.end());
        append(bytes, signature.signature);
        note += kSignaturePrefix;
        note += signature.keyName;
        note.push_back(' ');
        note += base64Encode(bytes);
        note.push_back('\n');
    }
    return note;
}

Result<SignedNote> SignedNote::parse(std::string_view note)
{
    if (note.size() > kMaxNoteSize) {
        return bad(kMaxNoteSize, "longer than the limit");
    }
    if (const std::size_t length = acceptableLength(note); length != note.size()) {
        return bad(length, "not UTF-8, or a control character");
    }
    // The text may hold empty lines: the last one separates.
    const std::size_t split = note.rfind(kEmptyLine);
    if (split == std::string_view::npos) {
        return bad(note.size(), "no empty line before the signatures");
    }
    SignedNote parsed{std::string(note.substr(0, split + 1)), {}};
    std::size_t at = split + kEmptyLine.size();
    if (at == note.size()) {
        return bad(at, "no signature");
    }
    while (at < note.size()) {
        const std::size_t end = note.find('\n', at);
        if (end == std::string_view::npos) {
            return bad(note.size(), "the last line does not end");
        }
        if (parsed.signatures.size() == kMaxNoteSignatures) {
            return bad(at, "more signatures than the limit");
        }
        Result<NoteSignature> signature = parseLine(note.substr(at, end - at), at);
        if (!signature) {
            return tl::unexpected<Error>(std::move(signature.error()));
        }
        parsed.signatures.push_back(*std::move(signature));
        at = end + 1;
    }
    return parsed;
}

namespace detail {

std::vector<const NoteSignature*> signaturesOf(const SignedNote& note, std::string_view keyName,
                                               NoteSignatureType type, const crypto::PublicKey& key)
{
    const NoteKeyId id = noteKeyId(keyName, type, key);
    std::vector<const NoteSignature*> found;
    for (const NoteSignature& signature : note.signatures) {
        if (signature.keyName == keyName && signature.keyId == id) {
            found.push_back(&signature);
        }
    }
    return found;
}

Result<void> checkSignable(const SignedNote& note, std::string_view keyName)
{
    if (!isNoteText(note.text) || !isNoteKeyName(keyName)) {
        return failure(ErrorKind::Refused, "bad-note",
                       "This text cannot be signed as a note. Nothing was signed.",
                       "note: the text or the key name");
    }
    if (note.signatures.size() >= kMaxNoteSignatures) {
        return failure(ErrorKind::Refused, "bad-note",
                       "This note has as many signatures as one can have. Nothing was added.", "note: full");
    }
    return {};
}

tl::unexpected<Error> badNoteSignature(std::string_view reason)
{
    return failure(
        ErrorKind::Fault, "note-signature",
        "This statement is not signed by the one whom it names, or it was changed after it was signed. "
        "It was not used.",
        "note: " + std::string(reason));
}

} // namespace detail

Result<void> signNote(SignedNote& note, std::string_view keyName, const crypto::SigningKey& key)
{
    if (Result<void> signable = detail::checkSignable(note, keyName); !signable) {
        return signable;
    }
    note.signatures.push_back({std::string(keyName),
                               noteKeyId(keyName, NoteSignatureType::Ed25519, key.publicKey()),
                               toBytes(key.sign(viewOf(note.text)))});
    return {};
}

Result<void> verifyNote(const SignedNote& note, std::string_view keyName, const crypto::PublicKey& key)
{
    const auto found = detail::signaturesOf(note, keyName, NoteSignatureType::Ed25519, key);
    if (found.empty()) {
        return detail::badNoteSignature("no signature of the key");
    }
    for (const NoteSignature* line : found) {
        crypto::Signature signature;
        if (line->signature.size() != kEd25519SignatureSize) {
            return detail::badNoteSignature("a signature of another length");
        }
        std::copy(line->signature.begin(), line->signature.end(), signature.begin());
        if (!crypto::verify(key, viewOf(note.text), signature)) {
            return detail::badNoteSignature("a signature does not verify");
        }
    }
    return {};
}

} // namespace carnet
