// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/storage/ChainSchema.h"

#include "ledger/storage/Migrations.h"
#include "ledger/storage/RunIndex.h"

namespace carnet::storage {

namespace {

QStringList firstStep()
{
    // Chains and blocks have small local numbers: a hash is stored once. What is read for lists stands before
    // the long blobs, since SQLite reads a row from its front.
    return QStringList{
               QStringLiteral(
                   "CREATE TABLE chain(number INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, height INTEGER NOT "
                   "NULL, head BLOB NOT NULL, entries INTEGER NOT NULL, tree BLOB NOT NULL, root BLOB NOT NULL, "
                   "state TEXT NOT NULL DEFAULT '')"),
               QStringLiteral(
                   "CREATE TABLE block(number INTEGER PRIMARY KEY, chain INTEGER NOT NULL REFERENCES "
                   "chain(number), height INTEGER NOT NULL, first_leaf INTEGER NOT NULL, entries INTEGER NOT "
                   "NULL, hash BLOB NOT NULL, preamble_leaf BLOB NOT NULL, body BLOB NOT NULL)"),
               QStringLiteral("CREATE UNIQUE INDEX block_place ON block(chain, height)"),
               QStringLiteral("CREATE UNIQUE INDEX block_leaf ON block(chain, first_leaf)"),
               // The key is block number * 4096 + index in the block of the first entry whose parts the row
               // holds.
               QStringLiteral("CREATE TABLE part_segment(key INTEGER PRIMARY KEY, data BLOB NOT NULL)"),
               QStringLiteral("CREATE TABLE tile(key INTEGER PRIMARY KEY, nodes BLOB NOT NULL)"),
               QStringLiteral(
                   "CREATE TABLE entry_note(block INTEGER NOT NULL, entry INTEGER NOT NULL, slug TEXT NOT NULL, "
                   "detail TEXT NOT NULL, PRIMARY KEY(block, entry)) WITHOUT ROWID"),
               QStringLiteral("CREATE TABLE meta(key TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID"),
           }
    + RunIndex::schema(QStringLiteral("entry"));
}

/// What came from other stations beside the blocks of the chains.
QStringList secondStep()
{
    return QStringList{
        // Evidence: a block for whose height the chain holds another one. Its entries' parts lie in one segment.
        QStringLiteral(
            "CREATE TABLE fork_block(number INTEGER PRIMARY KEY, chain BLOB NOT NULL, height INTEGER NOT NULL, "
            "hash BLOB NOT NULL UNIQUE, preamble_leaf BLOB NOT NULL, body BLOB NOT NULL, parts BLOB NOT NULL)"),
        QStringLiteral("CREATE INDEX fork_block_place ON fork_block(chain, height)"),
        // A checkpoint of a chain with one cosignature, as it arrived; the witness is named by its chain.
        QStringLiteral(
            "CREATE TABLE cosignature(chain BLOB NOT NULL, size INTEGER NOT NULL, witness BLOB NOT "
            "NULL, time INTEGER NOT NULL, note BLOB NOT NULL, PRIMARY KEY(chain, size, witness)) "
            "WITHOUT ROWID"),
        // The greatest tree that this station cosigned, of each chain.
        QStringLiteral("CREATE TABLE cosigned(chain BLOB PRIMARY KEY, size INTEGER NOT NULL, root BLOB NOT "
                       "NULL) WITHOUT ROWID"),
        // How much of a chain another station says that it holds durably.
        QStringLiteral(
            "CREATE TABLE holding(chain BLOB NOT NULL, holder BLOB NOT NULL, size INTEGER NOT NULL, "
            "time INTEGER NOT NULL, PRIMARY KEY(chain, holder)) WITHOUT ROWID"),
        // Where other stations answer; the station is known from the first meeting on.
        QStringLiteral(
            "CREATE TABLE peer(address TEXT PRIMARY KEY, station BLOB, last_sync INTEGER NOT NULL "
            "DEFAULT 0, behind INTEGER NOT NULL DEFAULT 0, ahead INTEGER NOT NULL DEFAULT 0, state "
            "TEXT NOT NULL DEFAULT '') WITHOUT ROWID"),
    };
}

} // namespace

Result<void> prepareChainSchema(Database& database)
{
    const Migration steps[] = {{1, firstStep()}, {2, secondStep()}};
    return migrate(database, steps);
}

} // namespace carnet::storage
