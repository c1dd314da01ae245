// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/storage/RunIndex.h"

#include "ledger/storage/Database.h"
#include "ledger/storage/Query.h"

#include <algorithm>
#include <memory>

namespace carnet::storage {

namespace {

constexpr std::int64_t kRecent = 1024;
constexpr std::size_t kFan = 4;
constexpr std::size_t kPairBytes = 14;
/// As many pairs as leave the row on one page of 4,096 bytes.
constexpr std::size_t kPairsPerPage = 280;

/// SQLite compares signed integers: this keeps the order of unsigned ones.
std::int64_t ordered(std::uint64_t key)
{
    return static_cast<std::int64_t>(key ^ (std::uint64_t{1} << 63));
}

std::uint64_t unordered(std::int64_t key)
{
    return static_cast<std::uint64_t>(key) ^ (std::uint64_t{1} << 63);
}

void putPair(Bytes& to, const RunIndex::Pair& pair)
{
    for (int shift = 56; shift >= 0; shift -= 8) {
        to.push_back(static_cast<std::uint8_t>(pair.key >> shift));
    }
    for (int shift = 40; shift >= 0; shift -= 8) {
        to.push_back(static_cast<std::uint8_t>(pair.value >> shift));
    }
}

RunIndex::Pair pairAt(ByteView page, std::size_t index)
{
    const ByteView bytes = page.subspan(index * kPairBytes, kPairBytes);
    RunIndex::Pair pair;
    for (std::size_t i = 0; i < 8; ++i) {
        pair.key = pair.key << 8 | bytes[i];
    }
    for (std::size_t i = 8; i < kPairBytes; ++i) {
        pair.value = pair.value << 8 | bytes[i];
    }
    return pair;
}

} // namespace

/// The pairs of one run, in order.
class RunIndex::RunReader {
public:
    RunReader(RunIndex& index, std::int64_t run)
        : m_query(index.m_database, index.sql("SELECT data FROM %1_page WHERE run = ? ORDER BY first"))
    {
        m_query.bind(run);
    }
    /// Moves to the next pair; false after the last one.
    Result<bool> next()
    {
        while (m_at >= m_count) {
            const Result<bool> row = m_query.next();
            if (!row || !*row) {
                return row;
            }
            m_page = m_query.bytes(0);
            m_count = m_page.size() / kPairBytes;
            m_at = 0;
        }
        m_pair = pairAt(m_page, m_at++);
        return true;
    }
    const Pair& pair() const { return m_pair; }

private:
    Query m_query;
    Bytes m_page;
    std::size_t m_at = 0;
    std::size_t m_count = 0;
    Pair m_pair;
};

/// Collects sorted pairs into the pages of a run.
class RunIndex::PageWriter {
public:
    PageWriter(RunIndex& index, std::int64_t run)
        : m_insert(index.m_database, index.sql("INSERT INTO %1_page(run, first, data) VALUES(?, ?, ?)"))
        , m_run(run)
    {
        m_page.reserve(kPairsPerPage * kPairBytes);
    }
    Result<void> put(const Pair& pair)
    {
        // Equal keys stay on one page, so that a page is found by its first key alone.
        if (m_page.size() >= kPairsPerPage * kPairBytes && pair.key != m_last) {
            if (Result<void> done = finish(); !done) {
                return done;
            }
        }
        if (m_page.empty()) {
            m_first = pair.key;
        }
        m_last = pair.key;
        putPair(m_page, pair);
        return {};
    }
    Result<void> finish()
    {
        if (m_page.empty()) {
            return {};
        }
        Result<void> done = m_insert.bind(m_run).bind(ordered(m_first)).bind(ByteView(m_page)).run();
        m_page.clear();
        return done;
    }

private:
    Query m_insert;
    std::int64_t m_run;
    Bytes m_page;
    std::uint64_t m_first = 0;
    std::uint64_t m_last = 0;
};

RunIndex::RunIndex(Database& database, QString name) : m_database(database), m_name(std::move(name)) {}

QStringList RunIndex::schema(const QString& name)
{
    return {
        QStringLiteral(
            "CREATE TABLE %1_recent(key INTEGER NOT NULL, value INTEGER NOT NULL, PRIMARY KEY(key, value)) "
            "WITHOUT ROWID")
            .arg(name),
        QStringLiteral(
            "CREATE TABLE %1_run(number INTEGER PRIMARY KEY AUTOINCREMENT, level INTEGER NOT NULL)")
            .arg(name),
        QStringLiteral(
            "CREATE TABLE %1_page(number INTEGER PRIMARY KEY, run INTEGER NOT NULL, first INTEGER NOT NULL, "
            "data BLOB NOT NULL)")
            .arg(name),
        QStringLiteral("CREATE UNIQUE INDEX %1_page_place ON %1_page(run, first)").arg(name),
    };
}

QString RunIndex::sql(const char* text) const
{
    return QString::fromLatin1(text).arg(m_name);
}

Result<void> RunIndex::insert(std::span<const Pair> pairs)
{
    // Counted anew each time: a rolled-back transaction would leave a remembered number wrong.
    Query insert(m_database, sql("INSERT OR IGNORE INTO %1_recent(key, value) VALUES(?, ?)"));
    for (const Pair& pair : pairs) {
        if (Result<void> done = insert.bind(ordered(pair.key)).bind(pair.value).run(); !done) {
            return done;
        }
    }
    Query count(m_database, sql("SELECT count(*) FROM %1_recent"));
    const auto recent = readInteger(count);
    if (!recent) {
        return tl::unexpected(recent.error());
    }
    if (recent->value_or(0) < kRecent) {
        return {};
    }
    if (Result<void> done = flushRecent(); !done) {
        return done;
    }
    for (int level = 0;; ++level) {
        const auto runs = runsAt(level);
        if (!runs) {
            return tl::unexpected(runs.error());
        }
        if (runs->size() < kFan) {
            return {};
        }
        if (Result<void> done = mergeLevel(level); !done) {
            return done;
        }
    }
}

Result<void> RunIndex::flushRecent()
{
    const Result<std::int64_t> run = newRun(0);
    if (!run) {
        return tl::unexpected(run.error());
    }
    PageWriter writer(*this, *run);
    Query rows(m_database, sql("SELECT key, value FROM %1_recent ORDER BY key, value"));
    for (;;) {
        const Result<bool> row = rows.next();
        if (!row) {
            return tl::unexpected(row.error());
        }
        if (!*row) {
            break;
        }
        if (Result<void> done = writer.put({unordered(rows.integer(0)), rows.unsignedInteger(1)}); !done) {
            return done;
        }
    }
    if (Result<void> done = writer.finish(); !done) {
        return done;
    }
    return m_database.run(sql("DELETE FROM %1_recent"));
}

Result<void> RunIndex::mergeLevel(int level)
{
    const auto runs = runsAt(level);
    if (!runs) {
        return tl::unexpected(runs.error());
    }
    const Result<std::int64_t> target = newRun(level + 1);
    if (!target) {
        return tl::unexpected(target.error());
    }
    std::vector<std::unique_ptr<RunReader>> readers;
    for (const std::int64_t run : *runs) {
        auto reader = std::make_unique<RunReader>(*this, run);
        const Result<bool> first = reader->next();
        if (!first) {
            return tl::unexpected(first.error());
        }
        if (*first) {
            readers.push_back(std::move(reader));
        }
    }
    PageWriter writer(*this, *target);
    while (!readers.empty()) {
        const auto smallest =
            std::min_element(readers.begin(), readers.end(),
                             [](const auto& a, const auto& b) { return a->pair() < b->pair(); });
        if (Result<void> done = writer.put((*smallest)->pair()); !done) {
            return done;
        }
        const Result<bool> more = (*smallest)->next();
        if (!more) {
            return tl::unexpected(more.error());
        }
        if (!*more) {
            readers.erase(smallest);
        }
    }
    if (Result<void> done = writer.finish(); !done) {
        return done;
    }
    for (const std::int64_t run : *runs) {
        if (Result<void> done = removeRun(run); !done) {
            return done;
        }
    }
    return {};
}

Result<std::vector<std::int64_t>> RunIndex::runsAt(int level)
{
    Query query(m_database, sql("SELECT number FROM %1_run WHERE level = ? ORDER BY number"));
    query.bind(level);
    std::vector<std::int64_t> runs;
    for (;;) {
        const Result<bool> row = query.next();
        if (!row) {
            return tl::unexpected(row.error());
        }
        if (!*row) {
            return runs;
        }
        runs.push_back(query.integer(0));
    }
}

Result<std::int64_t> RunIndex::newRun(int level)
{
    Query query(m_database, sql("INSERT INTO %1_run(level) VALUES(?)"));
    if (Result<void> done = query.bind(level).run(); !done) {
        return tl::unexpected(done.error());
    }
    return query.lastInsertId();
}

Result<void> RunIndex::removeRun(std::int64_t run)
{
    Query pages(m_database, sql("DELETE FROM %1_page WHERE run = ?"));
    if (Result<void> done = pages.bind(run).run(); !done) {
        return done;
    }
    Query row(m_database, sql("DELETE FROM %1_run WHERE number = ?"));
    return row.bind(run).run();
}

Result<std::vector<RunIndex::Pair>> RunIndex::find(std::uint64_t first, std::uint64_t last, std::size_t limit)
{
    std::vector<Pair> found;
    Query recent(m_database,
                 sql("SELECT key, value FROM %1_recent WHERE key BETWEEN ? AND ? ORDER BY key, value"));
    recent.bind(ordered(first)).bind(ordered(last));
    for (;;) {
        const Result<bool> row = recent.next();
        if (!row) {
            return tl::unexpected(row.error());
        }
        if (!*row) {
            break;
        }
        found.push_back({unordered(recent.integer(0)), recent.unsignedInteger(1)});
    }
    Query runs(m_database, sql("SELECT number FROM %1_run"));
    for (;;) {
        const Result<bool> row = runs.next();
        if (!row) {
            return tl::unexpected(row.error());
        }
        if (!*row) {
            break;
        }
        if (Result<void> done = findInRun(runs.integer(0), first, last, found); !done) {
            return tl::unexpected(done.error());
        }
    }
    std::sort(found.begin(), found.end());
    found.erase(std::unique(found.begin(), found.end()), found.end());
    if (found.size() > limit) {
        found.resize(limit);
    }
    return found;
}

Result<void> RunIndex::findInRun(std::int64_t run, std::uint64_t first, std::uint64_t last,
                                 std::vector<Pair>& found)
{
    // From the last page that begins at or before `first`; where none does, from the run's first page on.
    Query pages(m_database,
                sql("SELECT data FROM %1_page WHERE run = ?1 AND first >= coalesce("
                    "(SELECT max(first) FROM %1_page WHERE run = ?1 AND first <= ?2), ?2) AND first <= ?3 "
                    "ORDER BY first"));
    pages.bind(run).bind(ordered(first)).bind(ordered(last));
    for (;;) {
        const Result<bool> row = pages.next();
        if (!row) {
            return tl::unexpected(row.error());
        }
        if (!*row) {
            return {};
        }
        const ByteView page = pages.view(0);
        const std::size_t count = page.size() / kPairBytes;
        // The first pair of the page that is not below `first`.
        std::size_t low = 0;
        std::size_t high = count;
        while (low < high) {
            const std::size_t middle = (low + high) / 2;
            if (pairAt(page, middle).key < first) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        for (; low < count; ++low) {
            const Pair pair = pairAt(page, low);
            if (pair.key > last) {
                return {};
            }
            found.push_back(pair);
        }
    }
}

} // namespace carnet::storage
