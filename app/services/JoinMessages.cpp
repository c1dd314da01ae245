// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/services/JoinMessages.h"

#include "ledger/chain/JoinRequest.h"
#include "ledger/encoding/CborReader.h"
#include "ledger/encoding/CborWriter.h"

namespace carnet::services {

namespace {

constexpr std::string_view kMagic = "carnet-join";
constexpr std::size_t kMostTextBytes = 2'000;
constexpr std::size_t kSizeBytes = 4;

tl::unexpected<Error> badMessage(std::string detail)
{
    return failure(ErrorKind::Fault, "bad-message", "The other side does not speak as an invitation does.",
                   std::move(detail));
}

} // namespace

Bytes JoinAsk::encode() const
{
    cbor::Writer writer;
    writer.array(4).text(kMagic).unsignedInt(0).bytes(secret).bytes(request);
    return writer.take();
}

Result<JoinAsk> JoinAsk::decode(ByteView message)
{
    cbor::Reader reader(message);
    // The reader's first failure sticks, so that the last result speaks for all.
    (void)reader.array(4);
    const Result<std::string> magic = reader.text(kMagic.size());
    (void)reader.unsignedInt(0);
    const Result<ByteArray<16>> secret = reader.fixedBytes<16>();
    const Result<ByteView> request = reader.bytes(chain::kMaxJoinRequestBytes);
    const Result<void> end = reader.end();
    if (!end || *magic != kMagic) {
        return badMessage(end ? "magic" : end.error().detail);
    }
    return JoinAsk{*secret, toBytes(*request)};
}

Bytes JoinAnswer::encode() const
{
    cbor::Writer writer;
    writer.array(4).unsignedInt(0).unsignedInt(size).text(slug).text(sentence);
    return writer.take();
}

Result<JoinAnswer> JoinAnswer::decode(ByteView message)
{
    cbor::Reader reader(message);
    (void)reader.array(4);
    (void)reader.unsignedInt(0);
    const Result<std::uint64_t> size = reader.unsignedInt();
    Result<std::string> slug = reader.text(kMostTextBytes);
    Result<std::string> sentence = reader.text(kMostTextBytes);
    const Result<void> end = reader.end();
    if (!end) {
        return badMessage(end.error().detail);
    }
    return JoinAnswer{*size, std::move(*slug), std::move(*sentence)};
}

Bytes joinMessage(ByteView message)
{
    Bytes framed;
    for (int shift = 24; shift >= 0; shift -= 8) {
        framed.push_back(static_cast<std::uint8_t>(message.size() >> shift));
    }
    append(framed, message);
    return framed;
}

Result<std::optional<Bytes>> takeJoinMessage(Bytes& arrived)
{
    if (arrived.size() < kSizeBytes) {
        return std::optional<Bytes>();
    }
    const std::size_t size = std::size_t{arrived[0]} << 24 | std::size_t{arrived[1]} << 16
        | std::size_t{arrived[2]} << 8 | arrived[3];
    if (size > kMostJoinMessageBytes) {
        return badMessage("size");
    }
    if (arrived.size() < kSizeBytes + size) {
        return std::optional<Bytes>();
    }
    const auto begin = arrived.begin() + static_cast<std::ptrdiff_t>(kSizeBytes);
    Bytes message(begin, begin + static_cast<std::ptrdiff_t>(size));
    arrived.erase(arrived.begin(), begin + static_cast<std::ptrdiff_t>(size));
    return std::optional<Bytes>(std::move(message));
}

} // namespace carnet::services
