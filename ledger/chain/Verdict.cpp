// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/chain/Verdict.h"

#include <array>

namespace carnet::chain {

namespace {

struct Wording {
    std::string_view word;
    std::string_view sentence;
};

constexpr std::array<Wording, kBlockFaultCount> kBlockFaults{{
    {"encoding", "The block's bytes are damaged, or were not written by Carnet."},
    {"version",
     "The block was written by a newer version of Carnet; it is kept, but nothing after it can be read."},
    {"federation", "The block belongs to another federation."},
    {"link", "The block does not follow the block before it."},
    {"seen-heads",
     "The block names a block of another chain that is not the one we hold, or goes back behind one."},
    {"station", "The block's station is not enrolled for its chain."},
    {"founding", "The federation's first block does not begin as it must."},
    {"signature", "The station's signature does not fit the block."},
    {"fork",
     "The station signed two different blocks for one place in its chain, so nothing more of it is accepted."},
    {"count", "The block does not carry as many entries as it says."},
    {"root", "The block's entries are not those that its station signed."},
    {"entry", "An entry is damaged, or belongs to another chain or federation."},
    {"entry-signature", "An author's signature does not fit the entry."},
    {"part", "A sealed part is not the one that the entry's author signed."},
}};

constexpr std::array<Wording, kVoidReasonCount> kVoidReasons{{
    {"body", "The entry does not have the form of its type."},
    {"kind", "An author of this kind may not write this type of entry."},
    {"nonce", "The author used the entry's number before: the entry is a copy."},
    {"author", "The author was not enrolled at the clinic when this was written."},
    {"revoked", "The author, the station or the clinic had been revoked."},
    {"role", "The author did not have the role that this type of entry needs."},
    {"proof", "A key that the entry names does not agree with it."},
    {"subject", "What the entry is about did not exist yet, or exists already."},
    {"epoch", "The entry is sealed under keys that were not made for its patient."},
    {"reference", "The entry refers to something that its author's station did not have."},
}};

} // namespace

std::string_view wordOf(BlockFault fault) noexcept
{
    return kBlockFaults[static_cast<std::size_t>(fault)].word;
}

std::string_view sentenceOf(BlockFault fault) noexcept
{
    return kBlockFaults[static_cast<std::size_t>(fault)].sentence;
}

std::string_view wordOf(VoidReason reason) noexcept
{
    return kVoidReasons[static_cast<std::size_t>(reason)].word;
}

std::string_view sentenceOf(VoidReason reason) noexcept
{
    return kVoidReasons[static_cast<std::size_t>(reason)].sentence;
}

std::string_view wordOf(EntryState state) noexcept
{
    switch (state) {
    case EntryState::Valid: return "valid";
    case EntryState::Void: return "void";
    case EntryState::Quarantined: return "quarantined";
    case EntryState::Unknown: return "unknown";
    }
    return "unknown";
}

} // namespace carnet::chain
