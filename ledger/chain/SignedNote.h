// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/base/Bytes.h"
#include "ledger/base/Error.h"
#include "ledger/crypto/Ed25519.h"

namespace carnet {

/// What a reader of notes accepts at most.
inline constexpr std::size_t kMaxNoteSize = std::size_t{1} << 20;      ///< the whole note, in bytes
inline constexpr std::size_t kMaxNoteSignatures = 1024;                ///< signature lines
inline constexpr std::size_t kMaxNoteKeyName = 512;                    ///< a key name, in bytes
inline constexpr std::size_t kMaxNoteSignature = std::size_t{8} << 10; ///< one signature, in bytes

/// The signature types of C2SP signed-note that Carnet knows.
enum class NoteSignatureType : std::uint8_t {
    Ed25519 = 0x01,       ///< over the note's text
    CosignatureV1 = 0x04, ///< a witness's, with a time (Cosignature.h)
};

/// The short name of a key within a note: not a hash to rely on, only a hint which key to try.
using NoteKeyId = ByteArray<4>;

/// The first four bytes of SHA-256(name || 0x0A || type || public key), C2SP signed-note, "Signatures". Any
/// thread.
NoteKeyId noteKeyId(std::string_view keyName, NoteSignatureType type, const crypto::PublicKey& key);

/// Whether a key may have this name: 1 to kMaxNoteKeyName bytes of UTF-8 without spaces of any script,
/// control characters and '+'.
bool isNoteKeyName(std::string_view name);

/// One signature line of a note.
struct NoteSignature {
    std::string keyName;
    NoteKeyId keyId;
    Bytes signature; ///< what follows the key id; its form depends on the key's type

    friend bool operator==(const NoteSignature&, const NoteSignature&) = default;
};

/// A C2SP signed note: a text that ends in a newline, an empty line, and one signature line for each key.
/// A value. Parsing proves nothing: the text must be ignored until a signature of a known key verifies.
struct SignedNote {
    std::string text; ///< with its last newline, without the empty line that follows
    std::vector<NoteSignature> signatures;

    /// The note as it is written and sent. The note must have a signature, and a text that isNoteText
    /// accepts.
    std::string encode() const;

    /// Takes a note apart. Only what encode() writes is accepted: valid UTF-8, no control characters but
    /// newlines, exact signature lines, canonical base64, within the limits above. Fault "bad-encoding". Any
    /// thread.
    static Result<SignedNote> parse(std::string_view note);

    friend bool operator==(const SignedNote&, const SignedNote&) = default;
};

/// Whether a note can have this text: it ends in a newline and is valid UTF-8 without other control
/// characters.
bool isNoteText(std::string_view text);

/// Adds the key's Ed25519 signature (type 0x01) over the text. Refused "bad-note" where the text or the name
/// is not acceptable or the note is full; the note is then as it was.
Result<void> signNote(SignedNote& note, std::string_view keyName, const crypto::SigningKey& key);

/// Whether the key signed the text (type 0x01). Fault "note-signature" where no line names the key, or one
/// that does fails to verify: then the whole note is to be refused, whoever else signed it.
Result<void> verifyNote(const SignedNote& note, std::string_view keyName, const crypto::PublicKey& key);

namespace detail {

/// The signatures of one key in a note, by name and key id.
std::vector<const NoteSignature*> signaturesOf(const SignedNote& note, std::string_view keyName,
                                               NoteSignatureType type, const crypto::PublicKey& key);
/// Refused "bad-note" where no signature can be added: the text, the key's name, the number of signatures.
Result<void> checkSignable(const SignedNote& note, std::string_view keyName);
/// The failure "note-signature".
tl::unexpected<Error> badNoteSignature(std::string_view reason);

} // namespace detail

} // namespace carnet
