// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/sync/PeerSession.h"
#include "tests/support/LedgerFixture.h"

#include <QByteArray>

namespace carnet::test {

/// A session that plays the acceptor, and a peer that is written by hand.
struct Bench {
    sync::Limits limits;
    sync::LocalIdentity self{bytesOf<32>("federation"), bytesOf<32>("station"), bytesOf<32>("own chain"),
                             bytesOf<32>("clinic")};
    sync::HeadVector local;
    std::optional<crypto::PublicKey> pinned = bytesOf<32>("peer");
    std::optional<sync::PeerSession> session;
    std::int64_t now = 1'000;
    sync::FrameReader said;

    static sync::ChainHead head(std::string_view label, std::uint64_t blocks)
    {
        return {bytesOf<32>(label),
                blocks,
                blocks * 3,
                bytesOf<32>("root"),
                bytesOf<32>("head " + std::to_string(blocks)),
                {}};
    }

    void begin() { session.emplace(sync::Role::Acceptor, self, pinned, Bytes{9}, local, limits, now); }
    sync::Hello hello() const
    {
        return {sync::kProtocolVersion, self.federation, bytesOf<32>("peer"), bytesOf<32>("peer chain"),
                Bytes{1}};
    }
    void send(const sync::Message& message) { session->receive(sync::encodeFrame(message), now); }
    void live()
    {
        begin();
        send(hello());
        session->accept({bytesOf<32>("peer"), bytesOf<32>("peer chain"), bytesOf<32>("other clinic")});
        send(sync::Welcome{});
        (void)heard();
        (void)session->takeEvents();
    }
    /// What the session says now.
    std::vector<sync::Message> heard()
    {
        std::vector<sync::Message> messages;
        said.feed(session->takeOutput(std::size_t{1} << 24, now));
        while (const auto body = said.next(limits.frameBytes)) {
            messages.push_back(sync::decodeMessage(*body, limits).value());
        }
        return messages;
    }
    template <typename Kind>
    std::optional<Kind> heardOnly()
    {
        std::optional<Kind> found;
        for (sync::Message& message : heard()) {
            if (auto* one = std::get_if<Kind>(&message)) {
                found = *one;
            }
        }
        return found;
    }
    template <typename Event>
    std::vector<Event> events()
    {
        std::vector<Event> found;
        for (sync::SessionEvent& event : session->takeEvents()) {
            if (auto* one = std::get_if<Event>(&event)) {
                found.push_back(std::move(*one));
            }
        }
        return found;
    }
    /// The word of the reason that it closed with, "" where it did not. It tells the peer the same.
    QByteArray closedWith()
    {
        const auto closed = events<sync::SessionClosed>();
        const auto bye = heardOnly<sync::Bye>();
        if (closed.empty()) {
            return "";
        }
        const std::string word(wordOf(closed[0].reason));
        if (!bye || bye->word != word || session->stage() != sync::Stage::Closed) {
            return "it did not say so";
        }
        return QByteArray::fromStdString(word);
    }
    chain::ExportedBlock block(std::size_t size) const { return {Bytes(size, 7), {}}; }
    /// The pieces of a block for a request.
    std::vector<sync::Piece> pieces(std::uint64_t request, std::uint64_t height, std::size_t size,
                                    std::size_t pieceBytes) const
    {
        const Bytes item = sync::encodeBlockItem(block(size));
        std::vector<sync::Piece> cut;
        for (std::size_t at = 0; at < item.size(); at += pieceBytes) {
            const std::size_t end = std::min(item.size(), at + pieceBytes);
            cut.push_back({request, bytesOf<32>("c"), height, item.size(), at,
                           Bytes(item.begin() + static_cast<std::ptrdiff_t>(at),
                                 item.begin() + static_cast<std::ptrdiff_t>(end))});
        }
        return cut;
    }
};

} // namespace carnet::test
