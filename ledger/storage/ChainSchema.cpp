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

} // namespace

Result<void> prepareChainSchema(Database& database)
{
    const Migration steps[] = {{1, firstStep()}};
    return migrate(database, steps);
}

} // namespace carnet::storage
