// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/sync/ChainHead.h"

#include "ledger/crypto/Sha256.h"
#include "ledger/encoding/CborWriter.h"

namespace carnet::sync {

ChainHead headOf(const chain::ChainView& view)
{
    return {view.chain, view.blocks, view.treeSize, view.root, view.head, view.forkHeight};
}

std::size_t groupOf(const Hash& chain) noexcept
{
    return chain.front() / (256 / kHeadGroups);
}

const ChainHead* HeadVector::find(const Hash& chain) const
{
    const auto found = m_heads.find(chain);
    return found == m_heads.end() ? nullptr : &found->second;
}

std::uint64_t HeadVector::blocks(const Hash& chain) const
{
    const ChainHead* head = find(chain);
    return head == nullptr ? 0 : head->blocks;
}

HeadDigest HeadVector::digest() const
{
    std::array<cbor::Writer, kHeadGroups> groups;
    for (const auto& [chain, head] : m_heads) {
        cbor::Writer& writer = groups[groupOf(chain)];
        writer.bytes(chain);
        if (head.forkHeight) {
            writer.null().unsignedInt(*head.forkHeight);
        } else {
            writer.unsignedInt(head.blocks).bytes(head.head);
        }
    }
    HeadDigest digest;
    for (std::size_t group = 0; group < kHeadGroups; ++group) {
        digest[group] = crypto::sha256(groups[group].view());
    }
    return digest;
}

} // namespace carnet::sync
