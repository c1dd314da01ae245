// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/chain/Cosignature.h"

#include <algorithm>
#include <optional>

namespace carnet {

namespace {

constexpr std::size_t kTimeSize = 8;
constexpr std::size_t kCosignatureSize = kTimeSize + std::tuple_size_v<crypto::Signature>;
/// Times are uints of FORMAT.md in milliseconds, so this many seconds fit.
constexpr std::uint64_t kMaxTimeSeconds = ((std::uint64_t{1} << 53) - 1) / 1000;

} // namespace

std::string cosignedMessage(std::uint64_t timeSeconds, std::string_view noteText)
{
    std::string message = "cosignature/v1\ntime " + std::to_string(timeSeconds) + '\n';
    message += noteText;
    return message;
}

Result<void> cosign(SignedNote& checkpoint, std::string_view witnessName,
                    const crypto::SigningKey& witnessKey, std::int64_t timeMs)
{
    if (Result<void> signable = detail::checkSignable(checkpoint, witnessName); !signable) {
        return signable;
    }
    const std::uint64_t seconds =
        timeMs < 0 ? kMaxTimeSeconds + 1 : static_cast<std::uint64_t>(timeMs) / 1000;
    if (!Checkpoint::parse(checkpoint.text) || seconds > kMaxTimeSeconds) {
        return failure(ErrorKind::Refused, "bad-note", "This cannot be cosigned. Nothing was signed.",
                       "cosignature: the text is not a checkpoint, or the time is out of range");
    }
    Bytes stated;
    stated.reserve(kCosignatureSize);
    for (std::size_t i = kTimeSize; i-- > 0;) {
        stated.push_back(static_cast<std::uint8_t>(seconds >> (8 * i)));
    }
    append(stated, witnessKey.sign(viewOf(cosignedMessage(seconds, checkpoint.text))));
    checkpoint.signatures.push_back(
        {std::string(witnessName),
         noteKeyId(witnessName, NoteSignatureType::CosignatureV1, witnessKey.publicKey()),
         std::move(stated)});
    return {};
}

Result<std::int64_t> verifyCosignature(const SignedNote& checkpoint, std::string_view witnessName,
                                       const crypto::PublicKey& witnessKey)
{
    if (const Result<Checkpoint> parsed = Checkpoint::parse(checkpoint.text); !parsed) {
        return tl::unexpected<Error>(parsed.error());
    }
    std::optional<std::uint64_t> earliest;
    for (const NoteSignature* line :
         detail::signaturesOf(checkpoint, witnessName, NoteSignatureType::CosignatureV1, witnessKey)) {
        if (line->signature.size() != kCosignatureSize) {
            return detail::badNoteSignature("a cosignature of another length");
        }
        std::uint64_t seconds = 0;
        for (std::size_t i = 0; i < kTimeSize; ++i) {
            seconds = (seconds << 8) | line->signature[i];
        }
        if (seconds > kMaxTimeSeconds) {
            return detail::badNoteSignature("a cosignature's time out of range");
        }
        crypto::Signature signature;
        std::copy(line->signature.begin() + kTimeSize, line->signature.end(), signature.begin());
        if (!crypto::verify(witnessKey, viewOf(cosignedMessage(seconds, checkpoint.text)), signature)) {
            return detail::badNoteSignature("a cosignature does not verify");
        }
        earliest = std::min(earliest.value_or(seconds), seconds);
    }
    if (!earliest) {
        return detail::badNoteSignature("no cosignature of the witness");
    }
    return static_cast<std::int64_t>(*earliest * 1000);
}

} // namespace carnet
