// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/services/Profile.h"
#include "ledger/chain/ExportFile.h"

namespace carnet::services {

/// One chain, for people and scripts.
struct ChainStatus {
    Hash chain{};
    std::string clinicName;
    std::string stationName;
    crypto::PublicKey station{};
    std::uint64_t size = 0;   ///< leaves of the tree
    std::uint64_t height = 0; ///< of the newest block
    Hash head{};
    Hash root{};
    std::optional<std::uint64_t>
        verifiedHeight;                 ///< up to here everything was verified from the bytes on disk
    std::vector<std::string> witnesses; ///< other clinics that cosigned the chain at its present size
    std::string
        state; ///< "active", "provisional", "forked", "retired"; "stopped" where this station leaves it
};

Result<std::vector<ChainStatus>> ledgerStatus(LocalLedger& ledger);

/// Where chain.db keeps the height up to which a chain was verified.
std::string verifiedKey(const Hash& chain);

/// When everything was last verified without a fault; nothing where it never was.
Result<std::optional<std::int64_t>> lastVerifiedMs(storage::ChainReader& store);

/// Something that does not follow the rules.
struct LedgerFault {
    Hash chain{};
    std::uint64_t height = 0;
    std::string what; ///< the format's word, then a sentence
};

struct VerificationReport {
    bool complete = true; ///< false where it was cancelled
    std::uint64_t chains = 0;
    std::uint64_t blocks = 0;
    std::uint64_t entries = 0;
    std::uint64_t signatures = 0;
    std::uint64_t voidEntries =
        0; ///< entries that do not count, and are shown as such; no fault of the ledger
    double seconds = 0;
    std::vector<LedgerFault> faults;

    bool ok() const { return faults.empty() && complete; }
};

/// Computes the state of the whole ledger again from the bytes on disk, with every link, root, signature and rule of FORMAT.md, on all cores.
/// `full` compares every sealed part with its header as well, and every page of chain.db with its authentication code.
/// What is found stands in the report; an error only says that nothing could be looked at.
Result<VerificationReport> verifyLedger(LocalLedger& ledger, bool full, const ProgressFunction& progress,
                                        const Cancellation& cancellation);

struct LedgerExport {
    std::uint64_t blocks = 0;
    std::uint64_t entries = 0;
    std::uint64_t bytes = 0;
};

/// Writes an export file (FORMAT.md §7): all chains, or one and what it rests on. The file appears whole or not at all.
Result<LedgerExport> exportLedger(LocalLedger& ledger, const QString& file, const std::optional<Hash>& chain,
                                  const ProgressFunction& progress, const Cancellation& cancellation);

/// The same bytes, piece by piece. Errors: the sink's, those of chain.db, Refused "interrupted".
Result<LedgerExport> writeLedger(LocalLedger& ledger, const chain::ExportSink& sink,
                                 const std::optional<Hash>& chain, const ProgressFunction& progress,
                                 const Cancellation& cancellation);

/// The chain of a "chn-…" id or its beginning. Errors: Usage "bad-id"; Refused "unknown-id", "ambiguous-id".
Result<Hash> resolveChain(LocalLedger& ledger, const std::string& typed);

struct EntryHeaderView {
    Hash id{};
    chain::EntryHeader header;
    std::string authorName;
    std::string status; ///< "valid", "void (role)", "quarantined", "unknown"
    std::size_t partsHeld = 0;
};

struct BlockReport {
    Hash chain{};
    std::uint64_t height = 0;
    Hash hash{};
    std::optional<Hash> previous;
    std::uint64_t timeMs = 0;
    std::uint64_t treeSize = 0;
    Hash root{};
    bool signatureOk = false;
    std::vector<EntryHeaderView> entries;
};

/// One block with its entries' headers. Refused "unknown-block".
Result<BlockReport> blockReport(LocalLedger& ledger, const Hash& chain, std::uint64_t height);

class Session;

struct RebuiltVault {
    std::string vault; ///< "desk", "clinical"
    std::int64_t entries = 0;
    double seconds = 0;
    Hash digest{};
    bool same = false; ///< as before
};

/// Drops the projections of the vaults that the session opens and makes them again from the chain. Errors: those of the vaults; Refused
/// "interrupted" (the next unlock goes on).
Result<std::vector<RebuiltVault>> rebuildVaults(Session& session, const ProgressFunction& progress,
                                                const Cancellation& cancellation);

} // namespace carnet::services
