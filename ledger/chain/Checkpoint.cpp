// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/chain/Checkpoint.h"

#include "ledger/encoding/BadEncoding.h"
#include "ledger/encoding/Base32.h"
#include "ledger/encoding/Base64.h"

#include <algorithm>
#include <charconv>

namespace carnet {

namespace {

constexpr std::string_view kOriginPrefix = "carnet/draft-0/";

tl::unexpected<Error> bad(std::size_t offset, std::string_view rule)
{
    return badEncoding("checkpoint", offset, rule);
}

/// Decimal digits without a leading zero, at most kMaxTreeSize.
bool parseSize(std::string_view line, std::uint64_t& size) noexcept
{
    const char* end = line.data() + line.size();
    const auto [stopped, error] = std::from_chars(line.data(), end, size);
    const bool leadingZero = line.size() > 1 && line.front() == '0';
    return error == std::errc{} && stopped == end && !leadingZero && size <= kMaxTreeSize;
}

} // namespace

std::string Checkpoint::text() const
{
    return origin + '\n' + std::to_string(size) + '\n' + base64Encode(root) + '\n';
}

Result<Checkpoint> Checkpoint::parse(std::string_view text)
{
    if (!isNoteText(text)) {
        return bad(0, "not the text of a note");
    }
    const std::size_t originEnd = text.find('\n');
    const std::size_t sizeEnd = text.find('\n', originEnd + 1);
    const std::size_t rootEnd = sizeEnd == std::string_view::npos ? sizeEnd : text.find('\n', sizeEnd + 1);
    if (rootEnd == std::string_view::npos || rootEnd + 1 != text.size()) {
        return bad(text.size(), "not three lines");
    }
    Checkpoint parsed;
    parsed.origin = text.substr(0, originEnd);
    if (parsed.origin.empty() || parsed.origin.size() > kMaxNoteKeyName) {
        return bad(0, "no origin, or one longer than the limit");
    }
    if (!parseSize(text.substr(originEnd + 1, sizeEnd - originEnd - 1), parsed.size)) {
        return bad(originEnd + 1, "not a tree size");
    }
    const Result<Bytes> root = base64Decode(text.substr(sizeEnd + 1, rootEnd - sizeEnd - 1));
    if (!root || root->size() != parsed.root.size()) {
        return bad(sizeEnd + 1, "not a root hash");
    }
    std::copy(root->begin(), root->end(), parsed.root.begin());
    return parsed;
}

std::string checkpointOrigin(const Hash& federation, const Hash& chain)
{
    return std::string(kOriginPrefix) + base32Encode(federation) + '/' + base32Encode(chain);
}

Result<SignedNote> signCheckpoint(const Checkpoint& checkpoint, const crypto::SigningKey& stationKey)
{
    SignedNote note{checkpoint.text(), {}};
    if (checkpoint.size > kMaxTreeSize) {
        return failure(ErrorKind::Refused, "bad-note",
                       "This chain is too long to be stated. Nothing was signed.", "checkpoint: the size");
    }
    if (const Result<void> done = signNote(note, checkpoint.origin, stationKey); !done) {
        return tl::unexpected<Error>(done.error());
    }
    return note;
}

Result<Checkpoint> openCheckpoint(const SignedNote& note, std::string_view origin,
                                  const crypto::PublicKey& stationKey)
{
    Result<Checkpoint> checkpoint = Checkpoint::parse(note.text);
    if (!checkpoint) {
        return checkpoint;
    }
    if (checkpoint->origin != origin) {
        return failure(ErrorKind::Fault, "wrong-origin",
                       "This statement is about another installation's chain. It was not used.",
                       "checkpoint: another origin");
    }
    if (const Result<void> verified = verifyNote(note, origin, stationKey); !verified) {
        return tl::unexpected<Error>(verified.error());
    }
    return checkpoint;
}

} // namespace carnet
