// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/base/Error.h"

#include <QString>
#include <QStringList>
#include <cstdint>
#include <span>
#include <vector>

namespace carnet::storage {

class Database;

/// A multi-map from 64-bit fingerprints of hashes to 48-bit numbers, inside a database.
///
/// A B-tree over hashes would touch one random page for each entry: at a million entries, a hundred pages
/// encrypted and written for each block. So new pairs go into a small table, and every kRecent of them become
/// a sorted *run* of full pages; kFan runs of one level are merged into one of the next. Fourteen bytes a
/// pair, each written a few times, in order.
///
/// Two hashes may share a fingerprint: the caller compares the whole hash. Values are unique per fingerprint.
class RunIndex {
public:
    struct Pair {
        std::uint64_t key = 0;
        std::uint64_t value = 0; ///< below 2^48

        friend auto operator<=>(const Pair&, const Pair&) = default;
    };

    /// `name` begins the names of its tables.
    RunIndex(Database& database, QString name);

    /// The statements that make the tables, for a migration.
    static QStringList schema(const QString& name);

    /// Adds pairs. Inside the caller's transaction.
    Result<void> insert(std::span<const Pair> pairs);
    /// Every pair whose key is from `first` to `last`, both included, sorted; at most `limit`.
    Result<std::vector<Pair>> find(std::uint64_t first, std::uint64_t last, std::size_t limit);

private:
    class RunReader;
    class PageWriter;
    Result<void> flushRecent();
    Result<void> mergeLevel(int level);
    Result<std::vector<std::int64_t>> runsAt(int level);
    Result<std::int64_t> newRun(int level);
    Result<void> removeRun(std::int64_t run);
    Result<void> findInRun(std::int64_t run, std::uint64_t first, std::uint64_t last,
                           std::vector<Pair>& found);
    QString sql(const char* text) const;

    Database& m_database;
    QString m_name;
};

} // namespace carnet::storage
