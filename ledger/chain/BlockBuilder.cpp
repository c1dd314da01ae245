// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/chain/BlockBuilder.h"

#include "ledger/chain/Entry.h"

#include <algorithm>

namespace carnet::chain {

namespace {

tl::unexpected<Error> refused(std::string detail)
{
    return failure(ErrorKind::Refused, "bad-block", "These entries cannot be put into a block.",
                   std::move(detail));
}

Result<void> checkEntries(const ChainTip& tip, std::span<const ByteView> entries)
{
    if (entries.empty() || entries.size() > kMaxBlockEntries) {
        return refused("no entry, or more than 4,096");
    }
    for (const ByteView bytes : entries) {
        const Result<ParsedEntry> entry = parseEntry(bytes);
        if (!entry) {
            return refused(entry.error().detail);
        }
        if (entry->header.chain != tip.chain) {
            return refused("an entry for another chain");
        }
    }
    return {};
}

Result<void> checkSeenHeads(const ChainTip& tip, const std::vector<SeenHead>& heads)
{
    if (heads.size() > kMaxSeenHeads) {
        return refused("more than 4,096 seen heads");
    }
    for (std::size_t i = 0; i < heads.size(); ++i) {
        if (heads[i].chain == tip.chain || (i > 0 && heads[i].chain == heads[i - 1].chain)) {
            return refused("a seen head of the own chain, or two of one chain");
        }
        const auto named = tip.namedHeads.find(heads[i].chain);
        if (named != tip.namedHeads.end() && heads[i].height < named->second) {
            return refused("a seen head lower than one named before");
        }
    }
    return {};
}

} // namespace

ChainTip ChainTip::ofNewChain(const Hash& federation, const Hash& chain)
{
    ChainTip tip;
    tip.federation = federation;
    tip.chain = chain;
    return tip;
}

Result<BuiltBlock> buildBlock(const ChainTip& tip, std::span<const ByteView> entries,
                              std::vector<SeenHead> seenHeads, std::uint64_t timeMs,
                              const crypto::SigningKey& station)
{
    std::ranges::sort(seenHeads, {}, &SeenHead::chain);
    if (const Result<void> fits = checkEntries(tip, entries); !fits) {
        return tl::unexpected<Error>(fits.error());
    }
    if (const Result<void> fits = checkSeenHeads(tip, seenHeads); !fits) {
        return tl::unexpected<Error>(fits.error());
    }
    if (tip.tree.size() + entries.size() + 1 > kMaxChainLeaves || timeMs > kMaxUint) {
        return refused("the chain is full, or the time is not a time");
    }
    BuiltBlock built;
    built.tip = tip;
    built.firstLeaf = tip.tree.size();
    built.leaves.reserve(entries.size() + 1);
    for (const ByteView entry : entries) {
        built.leaves.push_back(entryIdOf(entry));
        built.tip.tree.append(built.leaves.back());
    }
    for (const SeenHead& head : seenHeads) {
        built.tip.namedHeads[head.chain] = head.height;
    }
    built.preamble = encodePreamble({tip.federation, tip.chain, station.publicKey(), tip.height, tip.previous,
                                     timeMs, entries.size(), std::move(seenHeads)});
    built.leaves.push_back(merkle::leafHash(built.preamble));
    built.tip.tree.append(built.leaves.back());
    built.block = signBlock(built.preamble, built.tip.tree.size(), built.tip.tree.root(), station);
    built.hash = blockHashOf(built.block);
    built.tip.previous = built.hash;
    ++built.tip.height;
    return built;
}

} // namespace carnet::chain
