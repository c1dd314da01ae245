// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/services/Session.h"

#include <map>

namespace carnet::services {

/// Brings a session's vaults up to the chain: opens what the person's role keys open and writes the projections. It only adds what follows
/// from the chain and the keys, so that indexing again, or in other pieces, gives the same tables. Belongs to the session's thread.
class Indexer {
public:
    explicit Indexer(Session& session);

    /// Indexes every block that a vault does not have yet, in pieces that are each one transaction of both vaults. Stops between two pieces when
    /// cancelled; the next call goes on there.
    Result<void> run(const ProgressFunction& progress, const Cancellation& cancellation);

private:
    struct Target {
        bool desk = false;
        bool clinical = false;
    };
    struct OpenedEntry;
    struct SubjectWraps;

    /// How far along a chain each vault is: the first height that it has not.
    struct Position {
        std::uint64_t desk = 0;
        std::uint64_t clinical = 0;
    };

    Result<void> dropStale();
    Result<void> readPositions();
    Result<void> indexBlocks(const std::vector<storage::StoredBlock>& blocks);
    Result<void> indexBlock(const storage::StoredBlock& block, Target target);
    Result<void> indexEntry(const storage::StoredBlock& block, std::uint32_t index, Target target);
    Result<void> indexEpoch(const chain::ParsedEntry& parsed, const storage::StoredEntry& entry,
                            Target target);
    Result<void> indexDemographics(const chain::ParsedEntry& parsed, const storage::StoredEntry& entry);
    Result<void> indexLink(const chain::ParsedEntry& parsed, const storage::StoredEntry& entry);
    Result<void> indexRecord(const chain::ParsedEntry& parsed, const storage::StoredBlock& block,
                             std::uint32_t index);
    Result<CategoryKeys> openEpochWraps(const chain::ParsedEntry& parsed, const storage::StoredEntry& entry,
                                        RoleGroup group, std::optional<PatientSecret>& secret);
    Result<std::vector<OpenedPart>> openParts(const chain::ParsedEntry& parsed,
                                              const storage::StoredEntry& entry,
                                              storage::SubjectKeyStore& keys, std::string& fault);

    Session& m_session;
    std::map<Hash, Position> m_positions;
};

} // namespace carnet::services
