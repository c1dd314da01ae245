// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/chain/BlockBuilder.h"
#include "ledger/chain/LedgerViews.h"
#include "ledger/chain/Precheck.h"

#include <memory>

namespace carnet::chain {

namespace detail {
struct State;
}

/// The block was taken in.
struct BlockAccepted {
    std::uint64_t firstLeaf = 0;       ///< leaf index of the first entry
    std::vector<EntryStatus> statuses; ///< of the entries, in order
    std::vector<Hash> quarantined;     ///< ids of earlier entries that this block quarantined
    std::vector<Hash> released;        ///< ids of earlier entries that count again
};
/// The very same block is there already. Nothing was looked at but its hash.
struct BlockHeld {};
/// The block rests on one that is not there yet. Apply it again when that one has come.
struct BlockWaiting {
    Hash chain{};
    std::uint64_t height = 0;
};
/// The block breaks a rule; nothing changed. What follows it in its chain cannot be applied either.
struct BlockRejected {
    BlockFault fault = BlockFault::Encoding;
    std::optional<std::size_t> entry; ///< index of the entry at fault, where one is
    std::string detail;               ///< for the log
    /// Only with SeenHeads: the block that is named, where another one is here. If its station really signed it, it is evidence of
    /// a fork: apply it, then this block again.
    std::optional<SeenHead> conflict;

    /// The failure as an Error: Fault, the format's word as slug, a sentence for a person.
    Error error() const;
};
/// Evidence: the station signed two blocks at one height. The first stays; the chain takes nothing from there on.
struct BlockForked {
    Hash chain{};
    std::uint64_t height = 0;
    Hash first{};
    Hash second{};
    std::vector<Hash> quarantined; ///< ids of entries that this evidence quarantined
};

using ApplyResult = std::variant<BlockAccepted, BlockHeld, BlockWaiting, BlockRejected, BlockForked>;

/// Some bytes of a snapshot. Pieces of one log follow each other; a final one never changes again, so a store that
/// has it need not write it a second time.
struct SnapshotPiece {
    std::uint32_t log = 0;
    std::uint32_t number = 0;
    bool isFinal = false;
    Bytes bytes;
};
/// Which pieces a store has: for each log, how many final ones.
using SnapshotMark = std::vector<std::uint32_t>;

/// The one deterministic function of FORMAT.md §3.3 and §5.2: blocks in, statuses out. The same blocks give the same
/// statuses in whatever order they arrive (only a fork depends on which of its blocks came first).
///
/// An entry is judged by its causal past, which the state knows as one number for each chain and block. So a block can
/// be judged when it arrives, whatever else is there already. All is in memory: about 85 bytes for each entry, 72 for
/// each block, some 60 for each subject and each epoch: a million entries of 100,000 patients take about 100 MB.
///
/// Not thread-safe: one thread applies; several may read while none applies.
class LedgerState {
public:
    /// The empty ledger of a federation.
    explicit LedgerState(const Hash& federation);
    ~LedgerState();
    LedgerState(LedgerState&&) noexcept;
    LedgerState& operator=(LedgerState&&) noexcept;

    /// The cheap half of verification, in order: link, seen heads, station, root, and each entry's status. What is not
    /// accepted changes nothing, but for the flag of a fork.
    ApplyResult apply(const PrecheckedBlock& block);

    const Hash& federation() const noexcept;

    // Chains
    std::vector<ChainView> chains() const;
    std::optional<ChainView> chain(const Hash& chain) const;
    /// Where the chain stands, to append to it; nothing where it has no block, or is frozen by a fork.
    std::optional<ChainTip> tip(const Hash& chain) const;
    /// The chains that station.enrol and station.restore entries made known, whether they have blocks or not; each once.
    std::vector<StationView> stations() const;
    /// The block at a height.
    std::optional<BlockView> block(const Hash& chain, std::uint64_t height) const;
    /// The heads of all chains but one, as a block of that one may name them. Of a chain whose fork is not resolved it is the last
    /// block that both branches share, since others may hold the other branch.
    std::vector<SeenHead> headsFor(const Hash& ownChain) const;
    /// What a revocation written now accepts of each chain: all that is here, ascending by chain. A forked chain ends before
    /// the fork, unless that is resolved; chains that are sealed end at the seal. Whoever knows when a key was stolen lowers them.
    std::vector<AcceptedSize> acceptedNow() const;
    /// The size after the block of that height, and the root there; nothing where the block is not here.
    std::optional<AcceptedSize> acceptedAfter(const Hash& chain, std::uint64_t height) const;

    // Entries
    /// The status of an entry, now; nothing where it is not there.
    std::optional<EntryStatus> status(const Hash& entry) const;
    std::optional<EntryView> entry(const Hash& entry) const;
    /// The entry at a leaf of a chain's tree; nothing where the leaf is a preamble or is not there.
    std::optional<EntryView> entryAt(const Hash& chain, std::uint64_t leafIndex) const;
    std::uint64_t entryCount() const noexcept;
    std::uint64_t blockCount() const noexcept;
    /// Whether the first is in the causal past of the second; false where one is not there.
    bool restsOn(const Hash& laterEntry, const Hash& earlierEntry) const;

    // Membership, as all that is here says
    std::optional<FederationView> federationView() const;
    /// The clinics that were admitted, suspended ones, too, the founding clinic first.
    std::vector<ClinicView> clinics() const;
    std::optional<ClinicView> clinic(const Hash& clinic) const;
    /// What is or was put to the vote, in a causal order; the founding clinic's own decisions among them.
    std::vector<ProposalView> proposals() const;
    std::optional<ProposalView> proposal(const Hash& entry) const;
    /// The clinics that would decide about a clinic.admit or clinic.suspend written now: by a majority of them.
    std::vector<Hash> deciders() const;
    std::vector<PractitionerView> practitioners() const;
    std::vector<PractitionerView> practitionersOf(const Hash& clinic) const;
    std::optional<PractitionerView> practitioner(const Hash& clinic, const crypto::PublicKey& key) const;
    /// What an entry by this person at this clinic could be written with now; empty where the person is not enrolled or
    /// revoked, or the clinic is suspended.
    Roles effectiveRoles(const Hash& clinic, const crypto::PublicKey& key) const;
    /// The keys of the greatest generation of each group.
    std::vector<RoleKey> roleKeys(const Hash& clinic) const;

    /// The membership entries that a receipt for this entry needs (FORMAT.md §8), in order: from the genesis to the entry's
    /// author and station, and to the stations of `alsoChains`. Empty where the entry is not there.
    std::vector<Hash> membershipPath(const Hash& entry, std::span<const Hash> alsoChains = {}) const;

    // Subjects
    bool knowsSubject(const Hash& subject) const;
    /// The epochs of a subject in a causal order.
    std::vector<EpochView> epochs(const Hash& subject) const;
    std::optional<EpochView> epoch(const Hash& epoch) const;
    std::uint64_t subjectCount() const noexcept;

    // Snapshot
    /// What a store must write to restore this state, when it has what `since` says (empty: nothing). About 110 MB at a
    /// million entries, of which at most some hundred kilobytes are not final.
    std::vector<SnapshotPiece> snapshot(const SnapshotMark& since = {}) const;
    /// What a store has after it wrote everything that snapshot() gave.
    SnapshotMark snapshotMark() const;
    /// The state again, from all pieces in any order. It takes no signature and no hash on trust from outside:
    /// the pieces must come from this program's own authenticated store. Fault "bad-snapshot". A million entries take about
    /// a third of a second.
    static Result<LedgerState> restore(const Hash& federation, std::vector<SnapshotPiece> pieces);

    /// About how many bytes the state occupies.
    std::size_t memoryBytes() const;

private:
    explicit LedgerState(std::unique_ptr<detail::State> state);

    std::unique_ptr<detail::State> m_state;
};

} // namespace carnet::chain
