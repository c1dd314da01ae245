// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/base/Bytes.h"
#include "ledger/base/Error.h"
#include "ledger/crypto/Ed25519.h"

#include <optional>
#include <string>
#include <vector>

namespace carnet::storage {

class Database;

/// A checkpoint of a chain with one witness's cosignature.
struct StoredCosignature {
    Hash chain{};
    std::uint64_t size = 0; ///< leaves of the tree that the checkpoint states
    Hash witness{};         ///< the chain of the station that cosigned
    std::int64_t timeMs = 0;
    Bytes note; ///< the signed note: the chain's own station's signature and this witness's
};

/// How much of a chain this station has cosigned.
struct CosignedTree {
    std::uint64_t size = 0;
    Hash root{};
};

/// What another station said that it holds durably of a chain.
struct Holding {
    Hash chain{};
    Hash holder{};          ///< the holder's own chain
    std::uint64_t size = 0; ///< leaves
    std::int64_t timeMs = 0;
};

/// Where another station answers.
struct StoredPeer {
    std::string address; ///< "192.168.1.20:9440", "[fd00::1]:9440", "clinic.example:9440"
    std::optional<crypto::PublicKey> station;
    std::int64_t lastSyncMs = 0;
    std::uint64_t behind = 0; ///< leaves that it had and this station had not, when last compared
    std::uint64_t ahead = 0;  ///< the other way round
    std::string state;        ///< in words, as last seen
};

/// What chain.db keeps of the other stations beside their blocks: cosignatures, holdings, addresses. Each call that
/// writes is one durable transaction. On the ledger thread, over the one writer connection, which must outlive it.
/// Every function may fail with the errors of Database.
class NetworkStore {
public:
    explicit NetworkStore(Database& database) : m_database(database) {}

    /// Replaces a cosignature of the same chain, size and witness only where the new one is earlier.
    Result<void> putCosignature(const StoredCosignature& cosignature);
    /// The cosignatures of a chain at this tree size or above, smallest first.
    Result<std::vector<StoredCosignature>> cosignatures(const Hash& chain, std::uint64_t fromSize);
    /// The greatest tree that each witness cosigned of a chain.
    Result<std::vector<StoredCosignature>> latestCosignatures(const Hash& chain);

    /// What this station cosigned last of a chain.
    Result<std::optional<CosignedTree>> cosigned(const Hash& chain);
    /// To be called before the cosignature is disclosed. Refused "older-tree" where a greater tree was cosigned, and
    /// "other-root" where one of the same size with another root was: nothing is changed then.
    Result<void> setCosigned(const Hash& chain, const CosignedTree& tree);

    /// Notes what another station holds; less than what it said before is passed over.
    Result<void> putHoldings(const std::vector<Holding>& holdings);
    Result<std::vector<Holding>> holdings(const Hash& chain);

    Result<std::vector<StoredPeer>> peers();
    /// Adds the peer, or replaces what is known of the one at the same address.
    Result<void> putPeer(const StoredPeer& peer);
    /// False where there is none at this address.
    Result<bool> removePeer(const std::string& address);

private:
    Database& m_database;
};

} // namespace carnet::storage
