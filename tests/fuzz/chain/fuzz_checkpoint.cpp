// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The input is a signed note as a peer sends it, and at the same time the bare text of a checkpoint. The log's and
// the witness's keys are those of the kept corpus, so that signatures are reached.
#include "ledger/chain/Checkpoint.h"
#include "ledger/chain/Cosignature.h"
#include "tests/fuzz/Require.h"

using namespace carnet;
using carnet::fuzz::require;

namespace {

const crypto::SigningKey& stationKey()
{
    static const crypto::SigningKey key = crypto::SigningKey::fromSeed(Bytes(32, 1));
    return key;
}

const crypto::SigningKey& witnessKey()
{
    static const crypto::SigningKey key = crypto::SigningKey::fromSeed(Bytes(32, 2));
    return key;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    if (const auto checkpoint = Checkpoint::parse(text)) {
        require(checkpoint->text() == text, "one text for each checkpoint");
    }
    const auto note = SignedNote::parse(text);
    const auto stated = note ? Checkpoint::parse(note->text) : Result<Checkpoint>();
    if (!note || !stated) {
        return 0;
    }
    if (const auto opened = openCheckpoint(*note, stated->origin, stationKey().publicKey())) {
        require(*opened == *stated, "what is opened is what is stated");
    }
    if (const auto timeMs = verifyCosignature(*note, "witness", witnessKey().publicKey())) {
        require(*timeMs >= 0 && *timeMs % 1000 == 0, "times are whole seconds after the epoch");
    }
    return 0;
}
