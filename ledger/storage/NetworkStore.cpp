// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/storage/NetworkStore.h"

#include "ledger/storage/Database.h"
#include "ledger/storage/Rows.h"

namespace carnet::storage {

namespace {

StoredCosignature cosignatureOf(const Query& row)
{
    return {row.array<32>(0), row.unsignedInteger(1), row.array<32>(2), row.integer(3), row.bytes(4)};
}

} // namespace

Result<void> NetworkStore::putCosignature(const StoredCosignature& cosignature)
{
    Query put(
        m_database,
        QStringLiteral("INSERT INTO cosignature(chain, size, witness, time, note) VALUES(?, ?, ?, ?, ?) "
                       "ON CONFLICT(chain, size, witness) DO UPDATE SET time = excluded.time, note = "
                       "excluded.note WHERE excluded.time < cosignature.time"));
    put.bind(ByteView(cosignature.chain)).bind(cosignature.size).bind(ByteView(cosignature.witness));
    return put.bind(cosignature.timeMs).bind(ByteView(cosignature.note)).run();
}

Result<std::vector<StoredCosignature>> NetworkStore::cosignatures(const Hash& chain, std::uint64_t fromSize)
{
    Query query(m_database,
                QStringLiteral("SELECT chain, size, witness, time, note FROM cosignature WHERE chain = ? AND "
                               "size >= ? ORDER BY size, witness"));
    query.bind(ByteView(chain)).bind(fromSize);
    return allRows<StoredCosignature>(query, cosignatureOf);
}

Result<std::vector<StoredCosignature>> NetworkStore::latestCosignatures(const Hash& chain)
{
    Query query(
        m_database,
        QStringLiteral("SELECT chain, max(size), witness, time, note FROM cosignature WHERE chain = ? "
                       "GROUP BY witness ORDER BY witness"));
    query.bind(ByteView(chain));
    return allRows<StoredCosignature>(query, cosignatureOf);
}

Result<std::optional<CosignedTree>> NetworkStore::cosigned(const Hash& chain)
{
    Query query(m_database, QStringLiteral("SELECT size, root FROM cosigned WHERE chain = ?"));
    query.bind(ByteView(chain));
    return firstRow<CosignedTree>(query, [](const Query& row) {
        return CosignedTree{row.unsignedInteger(0), row.array<32>(1)};
    });
}

Result<void> NetworkStore::setCosigned(const Hash& chain, const CosignedTree& tree)
{
    const Result<std::optional<CosignedTree>> before = cosigned(chain);
    if (!before) {
        return tl::unexpected(before.error());
    }
    if (*before && tree.size < (*before)->size) {
        return failure(ErrorKind::Refused, "older-tree",
                       "This station has witnessed a later state of the chain already.");
    }
    if (*before && tree.size == (*before)->size && tree.root != (*before)->root) {
        return failure(
            ErrorKind::Fault, "other-root",
            "This station has witnessed another state of the chain at the same size: one of the two "
            "histories is false.");
    }
    Query put(m_database,
              QStringLiteral("INSERT OR REPLACE INTO cosigned(chain, size, root) VALUES(?, ?, ?)"));
    return put.bind(ByteView(chain)).bind(tree.size).bind(ByteView(tree.root)).run();
}

Result<void> NetworkStore::putHoldings(const std::vector<Holding>& holdings)
{
    Transaction transaction(m_database);
    if (Result<void> begun = transaction.begin(); !begun) {
        return begun;
    }
    Query put(
        m_database,
        QStringLiteral("INSERT INTO holding(chain, holder, size, time) VALUES(?, ?, ?, ?) ON "
                       "CONFLICT(chain, holder) DO UPDATE SET size = excluded.size, time = excluded.time "
                       "WHERE excluded.size > holding.size"));
    for (const Holding& holding : holdings) {
        put.bind(ByteView(holding.chain)).bind(ByteView(holding.holder));
        if (Result<void> done = put.bind(holding.size).bind(holding.timeMs).run(); !done) {
            return done;
        }
    }
    return transaction.commit();
}

Result<std::vector<Holding>> NetworkStore::holdings(const Hash& chain)
{
    Query query(
        m_database,
        QStringLiteral("SELECT chain, holder, size, time FROM holding WHERE chain = ? ORDER BY holder"));
    query.bind(ByteView(chain));
    return allRows<Holding>(query, [](const Query& row) {
        return Holding{row.array<32>(0), row.array<32>(1), row.unsignedInteger(2), row.integer(3)};
    });
}

Result<std::vector<StoredPeer>> NetworkStore::peers()
{
    Query query(m_database,
                QStringLiteral(
                    "SELECT address, station, last_sync, behind, ahead, state FROM peer ORDER BY address"));
    return allRows<StoredPeer>(query, [](const Query& row) {
        StoredPeer peer;
        peer.address = row.text(0);
        if (!row.isNull(1)) {
            peer.station = row.array<32>(1);
        }
        peer.lastSyncMs = row.integer(2);
        peer.behind = row.unsignedInteger(3);
        peer.ahead = row.unsignedInteger(4);
        peer.state = row.text(5);
        return peer;
    });
}

Result<void> NetworkStore::putPeer(const StoredPeer& peer)
{
    Query put(m_database,
              QStringLiteral("INSERT OR REPLACE INTO peer(address, station, last_sync, behind, ahead, state) "
                             "VALUES(?, ?, ?, ?, ?, ?)"));
    put.bindText(peer.address);
    peer.station ? put.bind(ByteView(*peer.station)) : put.bindNull();
    return put.bind(peer.lastSyncMs).bind(peer.behind).bind(peer.ahead).bindText(peer.state).run();
}

Result<bool> NetworkStore::removePeer(const std::string& address)
{
    Query remove(m_database, QStringLiteral("DELETE FROM peer WHERE address = ?"));
    if (Result<void> done = remove.bindText(address).run(); !done) {
        return tl::unexpected(done.error());
    }
    return remove.rowsChanged() > 0;
}

} // namespace carnet::storage
