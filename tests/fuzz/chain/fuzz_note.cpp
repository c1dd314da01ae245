// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/chain/SignedNote.h"
#include "tests/fuzz/Require.h"

using namespace carnet;
using carnet::fuzz::require;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto note = SignedNote::parse(text);
    if (!note) {
        return 0;
    }
    require(note->encode() == text, "one form for each note");
    require(isNoteText(note->text), "the text of a note is one");
    for (const NoteSignature& signature : note->signatures) {
        require(isNoteKeyName(signature.keyName), "a key name is one");
        (void)verifyNote(*note, signature.keyName, crypto::PublicKey{});
    }
    return 0;
}
