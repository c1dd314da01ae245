// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/base/Bytes.h"
#include "ledger/base/Error.h"

#include <QStringList>
#include <map>

namespace carnet::storage {

class Database;

/// What a vault holds that follows from the chain and the keys: a set of tables, and how far along each chain
/// they are. It can be dropped and comes back the same. Other tables of the vault (drafts) are not touched.
/// It belongs to its database's thread.
class Projection {
public:
    /// `tables` are those of the stores that live in this vault; `emptying` are statements that empty what
    /// follows from the tables and is not in the digest, such as a full-text index.
    Projection(Database& database, QStringList tables, QStringList emptying = {});

    static QStringList schema();

    /// Height of the first block of the chain that is not indexed yet.
    Result<std::uint64_t> position(const Hash& chain);
    /// The same of all chains of which something is indexed.
    Result<std::map<Hash, std::uint64_t>> positions();
    /// To be called in the transaction that indexed the blocks below `height`.
    Result<void> setPosition(const Hash& chain, std::uint64_t height);

    /// Empties the tables and sets all positions to 0, in the caller's transaction.
    Result<void> drop();

    /// SHA-256 over every row of every table, in the order of the tables' names and primary keys, columns
    /// with their types and lengths: equal content gives an equal digest on every machine, whatever the order
    /// in which it was written.
    Result<Hash> digest();

private:
    Database& m_database;
    QStringList m_tables;
    QStringList m_emptying;
};

} // namespace carnet::storage
