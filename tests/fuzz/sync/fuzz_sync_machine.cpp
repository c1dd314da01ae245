// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
// A node and a peer that says anything: the input is a list of steps, each a byte that says what and some bytes of
// material. Frames come raw, or well formed with wrong contents; the host's answers come in any order, too.
#include "ledger/sync/ReplicaNode.h"
#include "tests/fuzz/Require.h"

using namespace carnet;
using namespace carnet::sync;
using carnet::fuzz::require;

namespace {

class Input {
public:
    Input(const std::uint8_t* data, std::size_t size) : m_left(data, size) {}
    bool isEmpty() const { return m_left.empty(); }
    std::uint8_t byte()
    {
        if (m_left.empty()) {
            return 0;
        }
        const std::uint8_t value = m_left.front();
        m_left = m_left.subspan(1);
        return value;
    }
    std::uint64_t number() { return byte() < 250 ? byte() % 8 : std::uint64_t{byte()} << (byte() % 40); }
    Bytes bytes(std::size_t size)
    {
        const ByteView taken = m_left.first(std::min(size, m_left.size()));
        m_left = m_left.subspan(taken.size());
        return toBytes(taken);
    }
    /// One of a few chains, of which the first is the node's own.
    Hash chain()
    {
        Hash hash{};
        hash.fill(static_cast<std::uint8_t>(byte() % 5 * 40));
        return hash;
    }

private:
    ByteView m_left;
};

Hash filled(std::uint8_t with)
{
    Hash hash;
    hash.fill(with);
    return hash;
}

ChainHead headFrom(Input& input)
{
    ChainHead head{input.chain(), 1 + input.number(), 0, filled(1), filled(input.byte() % 3), {}};
    head.treeSize = head.blocks * 2;
    if (input.byte() % 4 == 0) {
        head.forkHeight = input.number() % head.blocks;
    }
    return head;
}

class Run {
public:
    explicit Run(Input input)
        : m_input(input)
        , m_node({filled(7), filled(8), filled(0), filled(9)},
                 {ChainHead{filled(40), 3, 9, filled(1), filled(2), {}}}, limits())
    {
    }

    void go()
    {
        const auto role = m_input.byte() % 2 == 0 ? sync::Role::Initiator : sync::Role::Acceptor;
        m_session = m_node.open(role, std::nullopt, {}, m_now);
        if (m_input.byte() % 8 != 0) {
            send(Hello{kProtocolVersion, filled(7), filled(3), filled(80), {}});
            m_node.peerChecked(m_session, PeerIdentity{filled(3), filled(80), filled(4)});
            send(Welcome{});
        }
        while (!m_input.isEmpty()) {
            step();
            look();
        }
        m_node.disconnected(m_session, m_now);
        look();
    }

private:
    static Limits limits()
    {
        Limits limits;
        limits.waitingBytes = 20'000;
        limits.wantedBytes = 8'000;
        limits.wantBytes = 2'000;
        limits.blockBytes = 5'000;
        limits.heads = 8;
        return limits;
    }

    void send(const Message& message) { m_node.receive(m_session, encodeFrame(message), m_now); }

    void step()
    {
        switch (m_input.byte() % 16) {
        case 0: m_node.receive(m_session, m_input.bytes(m_input.byte()), m_now); break;
        case 1: {
            const Bytes body = m_input.bytes(m_input.byte());
            Bytes frame{0, 0, 0, static_cast<std::uint8_t>(body.size())};
            append(frame, body);
            m_node.receive(m_session, frame, m_now);
            break;
        }
        case 2: send(Heads{{headFrom(m_input)}}); break;
        case 3: send(Digest{HeadVector().digest()}); break;
        case 4:
            send(Want{1 + m_input.number(), m_input.chain(), m_input.number(), 1 + m_input.number(),
                      m_input.number() * 100, static_cast<Depth>(m_input.byte() % 3)});
            break;
        case 5: {
            // A block that decodes as a block item, for some request.
            const Bytes item = encodeBlockItem(
                {m_input.bytes(m_input.byte() % 64), {{m_input.bytes(m_input.byte() % 16), {}}}});
            send(Piece{m_input.number(), m_input.chain(), m_input.number(), item.size(), 0, item});
            break;
        }
        case 6: send(WantEnd{m_input.number()}); break;
        case 7: send(Evidence{m_input.bytes(m_input.byte()), m_input.bytes(m_input.byte())}); break;
        case 8: send(Cosigned{m_input.number(), m_input.bytes(8)}); break;
        case 9: send(CosignRequest{1 + m_input.number(), m_input.bytes(8), m_input.number(), {}}); break;
        case 10: {
            const std::size_t most = m_input.byte() * std::size_t{64};
            require(m_node.takeOutput(m_session, most, m_now).size() <= most,
                    "no more is given than can be taken");
            break;
        }
        case 11:
            m_now += m_input.byte() * 500;
            m_node.tick(m_now);
            break;
        case 12: m_node.localHeadsChanged(std::vector{headFrom(m_input)}); break;
        case 13: {
            std::vector<chain::ExportedBlock> blocks;
            for (int i = m_input.byte() % 4; i > 0; --i) {
                blocks.push_back({m_input.bytes(m_input.byte() % 32), {}});
            }
            m_node.blocksLoaded(m_input.byte() % 2 == 0 ? m_session : 0, m_input.number(), std::move(blocks));
            break;
        }
        case 14: answerBatch(); break;
        default: (void)m_node.requestParts(m_input.chain(), m_input.number());
        }
    }

    void answerBatch()
    {
        std::vector<chain::ApplyResult> results;
        for (int i = m_input.byte() % 4; i > 0; --i) {
            switch (m_input.byte() % 5) {
            case 0: results.emplace_back(chain::BlockAccepted{}); break;
            case 1: results.emplace_back(chain::BlockHeld{}); break;
            case 2: results.emplace_back(chain::BlockWaiting{m_input.chain(), m_input.number()}); break;
            case 3: {
                chain::BlockRejected rejected;
                rejected.fault = static_cast<chain::BlockFault>(m_input.byte() % chain::kBlockFaultCount);
                results.emplace_back(rejected);
                break;
            }
            default: results.emplace_back(chain::BlockForked{});
            }
        }
        m_node.blocksStored(1 + m_input.number(), results);
    }

    /// What must hold whatever was said.
    void look()
    {
        for (const Command& command : m_node.takeCommands()) {
            if (const auto* load = std::get_if<LoadBlocks>(&command)) {
                require(load->maxBlocks > 0, "nothing is loaded in vain");
                require(load->fromHeight + load->maxBlocks <= m_node.heads().blocks(load->chain),
                        "nothing is disclosed that is not durable");
            } else if (const auto* store = std::get_if<StoreBlocks>(&command)) {
                require(!store->blocks.empty(), "no empty batch");
                require(!m_isClosed, "nothing is stored of a peer after its session");
            } else if (std::holds_alternative<Close>(command)) {
                require(!m_isClosed, "a session ends once");
                m_isClosed = true;
            }
        }
    }

    Input m_input;
    std::int64_t m_now = 1'000;
    ReplicaNode m_node;
    SessionId m_session = 0;
    bool m_isClosed = false;
};

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    Run(Input(data, size)).go();
    return 0;
}
