// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/sync/ReplicaNode.h"
#include "tests/support/LedgerFixture.h"

#include <functional>

namespace carnet::test {

/// A host of a ReplicaNode that answers every command at once, from memory.
class LoopHost {
public:
    LoopHost(const LedgerFixture& ledger, const TestStation& station, const Hash& clinic,
             sync::Limits limits = {})
        : state(ledger.federation)
        , identity{ledger.federation, station.key.publicKey(), station.chain, clinic}
        , node(identity, {}, limits)
    {
    }

    /// Puts a block on the "disk" and says so.
    void add(const chain::ExportedBlock& block)
    {
        const chain::PrecheckedBlock checked = prechecked(block);
        const chain::ApplyResult result = state.apply(checked);
        if (std::holds_alternative<chain::BlockAccepted>(result)) {
            chains[checked.preamble().chain].push_back(block);
        } else if (const auto* forked = std::get_if<chain::BlockForked>(&result)) {
            evidence[forked->chain] = {chains.at(forked->chain)[forked->height].block, block.block};
        }
        announce(checked.preamble().chain);
    }
    void add(const std::vector<chain::ExportedBlock>& blocks)
    {
        for (const chain::ExportedBlock& block : blocks) {
            add(block);
        }
    }
    void announce(const Hash& chain)
    {
        if (const auto view = state.chain(chain)) {
            node.localHeadsChanged(std::vector{sync::headOf(*view)});
        }
    }
    std::uint64_t blocks(const Hash& chain) const
    {
        const auto view = state.chain(chain);
        return view ? view->blocks : 0;
    }

    void handleCommands()
    {
        for (auto commands = node.takeCommands(); !commands.empty(); commands = node.takeCommands()) {
            for (sync::Command& command : commands) {
                handle(command);
                log.push_back(std::move(command));
            }
        }
    }

    /// The commands of one kind so far.
    template <typename Kind>
    std::vector<Kind> all() const
    {
        std::vector<Kind> found;
        for (const sync::Command& command : log) {
            if (const auto* one = std::get_if<Kind>(&command)) {
                found.push_back(*one);
            }
        }
        return found;
    }
    /// The word of the first session that was closed here.
    std::string closedWith() const
    {
        const auto closed = all<sync::Close>();
        return closed.empty() ? "" : std::string(wordOf(closed.front().reason));
    }

    chain::LedgerState state;
    sync::LocalIdentity identity;
    sync::ReplicaNode node;
    std::map<Hash, std::vector<chain::ExportedBlock>> chains;
    std::map<Hash, sync::Evidence> evidence;
    std::vector<sync::Command> log;
    std::vector<Bytes> cosignedNotes;
    Hash clinicOfPeers{};
    bool diskIsFull = false;
    std::size_t inBatches = 0; ///< blocks that were handed over to be stored
    /// What a liar does with the blocks that it hands out.
    std::function<void(std::vector<chain::ExportedBlock>&)> lie;

private:
    void handle(sync::Command& command)
    {
        if (const auto* check = std::get_if<sync::CheckPeer>(&command)) {
            node.peerChecked(check->session,
                             sync::PeerIdentity{check->hello.station, check->hello.chain, clinicOfPeers});
        } else if (const auto* wanted = std::get_if<sync::LoadBlocks>(&command)) {
            node.blocksLoaded(wanted->session, wanted->load, load(*wanted));
        } else if (const auto* store = std::get_if<sync::StoreBlocks>(&command)) {
            keep(*store);
        } else if (const auto* fork = std::get_if<sync::LoadEvidence>(&command)) {
            node.evidenceLoaded(fork->session, fork->chain, evidence.at(fork->chain));
        } else if (const auto* came = std::get_if<sync::StoreEvidence>(&command)) {
            add({came->first, {}});
            add({came->second, {}});
        }
    }

    std::vector<chain::ExportedBlock> load(const sync::LoadBlocks& command) const
    {
        std::vector<chain::ExportedBlock> found;
        const auto& blocks = chains.at(command.chain);
        std::size_t bytes = 0;
        for (std::uint64_t at = command.fromHeight;
             at < blocks.size() && found.size() < command.maxBlocks && bytes < command.maxBytes; ++at) {
            found.push_back(blocks[at]);
            if (command.depth == sync::Depth::Block) {
                found.back().entries.clear();
            }
            bytes += sync::sizeOf(found.back());
        }
        if (lie && command.session != 0) {
            lie(found);
        }
        return found;
    }

    void keep(const sync::StoreBlocks& command)
    {
        inBatches += command.blocks.size();
        if (diskIsFull) {
            return node.storeFailed(command.batch,
                                    {ErrorKind::Unavailable, "disk-full", "The disk is full.", {}});
        }
        std::vector<chain::ApplyResult> results;
        for (const chain::ExportedBlock& block : command.blocks) {
            const chain::PrecheckedBlock checked = prechecked(block);
            const Hash chain = checked.preamble().chain;
            results.push_back(state.apply(checked));
            if (std::holds_alternative<chain::BlockAccepted>(results.back())) {
                chains[chain].push_back(block);
            } else if (const auto* forked = std::get_if<chain::BlockForked>(&results.back())) {
                evidence[chain] = {chains.at(chain)[forked->height].block, block.block};
            }
            announce(chain);
        }
        node.blocksStored(command.batch, results);
    }
};

/// A line between two hosts without delay.
struct LoopLine {
    LoopHost& a;
    LoopHost& b;
    sync::SessionId atA = 0;
    sync::SessionId atB = 0;
    std::int64_t now = 1'000;
    std::size_t bytes = 0; ///< both directions

    LoopLine(LoopHost& first, LoopHost& second) : a(first), b(second)
    {
        atA = a.node.open(sync::Role::Initiator, b.identity.station, Bytes(64, 1), now);
        atB = b.node.open(sync::Role::Acceptor, a.identity.station, Bytes(64, 1), now);
    }
    /// Until nobody has anything to say.
    void run()
    {
        bool goesOn = true;
        while (goesOn) {
            a.handleCommands();
            b.handleCommands();
            goesOn = move(a, atA, b, atB);
            goesOn = move(b, atB, a, atA) || goesOn;
        }
    }
    void wait(std::int64_t ms)
    {
        for (std::int64_t end = now + ms; now < end;) {
            now += 1'000;
            a.node.tick(now);
            b.node.tick(now);
            run();
        }
    }
    void cut()
    {
        a.node.disconnected(atA, now);
        b.node.disconnected(atB, now);
    }

private:
    bool move(LoopHost& from, sync::SessionId at, LoopHost& to, sync::SessionId there)
    {
        const Bytes taken = from.node.takeOutput(at, 10'000, now);
        from.handleCommands();
        bytes += taken.size();
        to.node.receive(there, taken, now);
        to.handleCommands();
        return !taken.empty();
    }
};

} // namespace carnet::test
