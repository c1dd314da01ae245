// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/sync/Messages.h"

#include "ledger/encoding/CborReader.h"
#include "ledger/encoding/CborWriter.h"

namespace carnet::sync {

using chain::kMaxUint;

namespace {

constexpr std::size_t kMaxWordBytes = 40;
constexpr std::size_t kMaxSentenceBytes = 400;

/// Writes one message's body.
struct Encoder {
    cbor::Writer& writer;

    void operator()(const Hello& m) const
    {
        writer.array(6)
            .unsignedInt(0)
            .unsignedInt(m.version)
            .bytes(m.federation)
            .bytes(m.station)
            .bytes(m.chain);
        writer.bytes(m.proof);
    }
    void operator()(const Welcome&) const { writer.array(1).unsignedInt(1); }
    void operator()(const Bye& m) const { writer.array(3).unsignedInt(2).text(m.word).text(m.sentence); }
    void operator()(const Ping&) const { writer.array(1).unsignedInt(3); }
    void operator()(const Digest& m) const
    {
        writer.array(2).unsignedInt(4).array(kHeadGroups);
        for (const Hash& group : m.groups) {
            writer.bytes(group);
        }
    }
    void operator()(const Heads& m) const
    {
        writer.array(2).unsignedInt(5).array(m.heads.size());
        for (const ChainHead& head : m.heads) {
            writer.array(6).bytes(head.chain).unsignedInt(head.blocks).unsignedInt(head.treeSize);
            writer.bytes(head.root).bytes(head.head);
            if (head.forkHeight) {
                writer.unsignedInt(*head.forkHeight);
            } else {
                writer.null();
            }
        }
    }
    void operator()(const Want& m) const
    {
        writer.array(7).unsignedInt(6).unsignedInt(m.request).bytes(m.chain).unsignedInt(m.fromHeight);
        writer.unsignedInt(m.maxBlocks).unsignedInt(m.maxBytes).unsignedInt(static_cast<unsigned>(m.depth));
    }
    void operator()(const Piece& m) const
    {
        writer.array(7).unsignedInt(7).unsignedInt(m.request).bytes(m.chain).unsignedInt(m.height);
        writer.unsignedInt(m.total).unsignedInt(m.offset).bytes(m.data);
    }
    void operator()(const WantEnd& m) const { writer.array(2).unsignedInt(8).unsignedInt(m.request); }
    void operator()(const Evidence& m) const
    {
        writer.array(3).unsignedInt(9).bytes(m.first).bytes(m.second);
    }
    void operator()(const CosignRequest& m) const
    {
        writer.array(5).unsignedInt(10).unsignedInt(m.request).bytes(m.note).unsignedInt(m.oldSize);
        writer.array(m.proof.size());
        for (const Hash& hash : m.proof) {
            writer.bytes(hash);
        }
    }
    void operator()(const Cosigned& m) const
    {
        writer.array(3).unsignedInt(11).unsignedInt(m.request);
        if (m.note) {
            writer.bytes(*m.note);
        } else {
            writer.null();
        }
    }
};

/// Reads a message's elements. The reader's first failure sticks, so only end() is looked at, and what is read after a
/// failure is zeros.
class Decoder {
public:
    Decoder(ByteView body, const Limits& limits)
        : m_limits(limits)
        , m_reader(body, {.maxDepth = 4, .maxItems = std::size_t{1} << 16, .maxBytes = limits.frameBytes})
    {
    }

    Result<Message> message()
    {
        const std::size_t elements = m_reader.array().value_or(0);
        const std::uint64_t kind = number();
        Message decoded;
        std::size_t expected = 0;
        switch (kind) {
        case 0:
            expected = 6;
            decoded = hello();
            break;
        case 1:
            expected = 1;
            decoded = Welcome{};
            break;
        case 2:
            expected = 3;
            decoded = bye();
            break;
        case 3:
            expected = 1;
            decoded = Ping{};
            break;
        case 4:
            expected = 2;
            decoded = digest();
            break;
        case 5:
            expected = 2;
            decoded = heads();
            break;
        case 6:
            expected = 7;
            decoded = want();
            break;
        case 7:
            expected = 7;
            decoded = piece();
            break;
        case 8:
            expected = 2;
            decoded = WantEnd{number()};
            break;
        case 9:
            expected = 3;
            decoded = evidence();
            break;
        case 10:
            expected = 5;
            decoded = cosignRequest();
            break;
        case 11:
            expected = 3;
            decoded = cosigned();
            break;
        default: return chain::badForm("message");
        }
        if (const Result<void> end = m_reader.end(); !end) {
            return tl::unexpected<Error>(end.error());
        }
        if (elements != expected || !m_fits) {
            return chain::badForm("message");
        }
        return decoded;
    }

private:
    std::uint64_t number(std::uint64_t atMost = kMaxUint) { return m_reader.unsignedInt(atMost).value_or(0); }
    Hash hash() { return m_reader.fixedBytes<32>().value_or(Hash{}); }
    Bytes bytes(std::size_t atMost) { return toBytes(m_reader.bytes(atMost).value_or(ByteView{})); }
    /// The number of items of an array; 0 after a failure.
    std::size_t items(std::size_t atMost)
    {
        const std::size_t count = m_reader.array().value_or(0);
        require(count <= atMost);
        return count <= atMost ? count : 0;
    }
    void require(bool holds) { m_fits = m_fits && holds; }

    Hello hello()
    {
        Hello m;
        m.version = number();
        m.federation = hash();
        m.station = hash();
        m.chain = hash();
        m.proof = bytes(kMaxHelloProofBytes);
        return m;
    }
    Bye bye()
    {
        Bye m;
        m.word = m_reader.text(kMaxWordBytes).value_or("");
        m.sentence = m_reader.text(kMaxSentenceBytes).value_or("");
        return m;
    }
    Digest digest()
    {
        Digest m;
        (void)m_reader.array(kHeadGroups);
        for (Hash& group : m.groups) {
            group = hash();
        }
        return m;
    }
    Heads heads()
    {
        Heads m;
        const std::size_t count = items(m_limits.headsPerMessage);
        m.heads.reserve(count);
        for (std::size_t i = 0; i < count; ++i) {
            ChainHead head;
            (void)m_reader.array(6);
            head.chain = hash();
            head.blocks = number(chain::kMaxChainLeaves);
            head.treeSize = number(chain::kMaxChainLeaves);
            head.root = hash();
            head.head = hash();
            if (!m_reader.nullIfNext().value_or(false)) {
                head.forkHeight = number(chain::kMaxChainLeaves);
            }
            // Each block adds at least one entry and its preamble.
            require(head.blocks > 0 && head.treeSize / 2 >= head.blocks);
            require(!head.forkHeight || *head.forkHeight < head.blocks);
            m.heads.push_back(head);
        }
        return m;
    }
    Want want()
    {
        Want m;
        m.request = number();
        m.chain = hash();
        m.fromHeight = number(chain::kMaxChainLeaves);
        m.maxBlocks = number();
        m.maxBytes = number();
        m.depth = static_cast<Depth>(number(static_cast<std::uint64_t>(Depth::Block)));
        require(m.request > 0 && m.maxBlocks > 0);
        return m;
    }
    Piece piece()
    {
        Piece m;
        m.request = number();
        m.chain = hash();
        m.height = number(chain::kMaxChainLeaves);
        m.total = number();
        m.offset = number();
        m.data = bytes(m_limits.frameBytes);
        require(!m.data.empty() && m.offset < m.total && m.data.size() <= m.total - m.offset);
        return m;
    }
    Evidence evidence()
    {
        Evidence m;
        m.first = bytes(chain::kMaxBlockBytes);
        m.second = bytes(chain::kMaxBlockBytes);
        return m;
    }
    CosignRequest cosignRequest()
    {
        CosignRequest m;
        m.request = number();
        m.note = bytes(kMaxNoteBytes);
        m.oldSize = number(chain::kMaxChainLeaves);
        const std::size_t count = items(merkle::kMaxConsistencyProof);
        for (std::size_t i = 0; i < count; ++i) {
            m.proof.push_back(hash());
        }
        require(m.request > 0);
        return m;
    }
    Cosigned cosigned()
    {
        Cosigned m;
        m.request = number();
        if (!m_reader.nullIfNext().value_or(false)) {
            m.note = bytes(kMaxNoteBytes);
        }
        return m;
    }

    const Limits& m_limits;
    cbor::Reader m_reader;
    bool m_fits = true;
};

} // namespace

Bytes encodeFrame(const Message& message)
{
    cbor::Writer writer;
    std::visit(Encoder{writer}, message);
    const Bytes& body = writer.view();
    Bytes frame;
    frame.reserve(body.size() + 4);
    for (int shift = 24; shift >= 0; shift -= 8) {
        frame.push_back(static_cast<std::uint8_t>(body.size() >> shift));
    }
    append(frame, body);
    return frame;
}

Result<Message> decodeMessage(ByteView body, const Limits& limits)
{
    return Decoder(body, limits).message();
}

} // namespace carnet::sync
