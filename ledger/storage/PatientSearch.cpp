// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/storage/Database.h"
#include "ledger/storage/PatientIndex.h"
#include "ledger/storage/Query.h"
#include "ledger/storage/Rows.h"
#include "ledger/storage/SearchTokens.h"

#include <algorithm>
#include <limits>
#include <unordered_set>

/// PatientIndex::search.
namespace carnet::storage {

namespace {

/// How many candidates are read and ranked for a list of 50: enough that the best are among them, few enough
/// that a keystroke's answer takes a few milliseconds.
constexpr std::size_t kRanked = 300;
/// Behind every word that begins with a term, in the order of bytes.
constexpr std::string_view kLastLetter = "\xF4\x8F\xBF\xBF";

std::size_t unlimited(int limit)
{
    return limit <= 0 ? std::numeric_limits<std::size_t>::max() : static_cast<std::size_t>(limit);
}

std::int64_t sqlLimit(std::size_t limit)
{
    return limit > std::numeric_limits<std::int32_t>::max() ? -1 : static_cast<std::int64_t>(limit);
}

PatientLine lineAt(const Query& row)
{
    return {row.array<16>(0), row.text(1),         row.text(2),
            row.text(3),      row.integer(4) != 0, row.integer(5) != 0};
}

} // namespace

/// A candidate that does match.
struct PatientIndex::Hit {
    int rank = 0;
    PatientId patient{};
};

Result<std::vector<PatientLine>> PatientIndex::search(std::string_view text, int limit)
{
    const std::vector<std::string> terms = searchTerms(text);
    if (terms.empty()) {
        const bool isBlank = text.find_first_not_of(" \t\r\n") == std::string_view::npos;
        return isBlank ? listByName(limit) : Result<std::vector<PatientLine>>(std::vector<PatientLine>());
    }
    const std::size_t wanted = unlimited(limit);
    const std::size_t pool = limit <= 0 ? wanted : std::max(kRanked, wanted * 2);
    // Beginnings of words first: they are the better answers, and there are few reads to the first 50 of
    // them. Middles of words only fill up.
    std::vector<std::int64_t> numbers;
    if (terms.size() == 1) {
        if (Result<void> done = collectByWord(terms.front(), limit <= 0 ? pool : wanted, numbers); !done) {
            return tl::unexpected(done.error());
        }
    } else if (Result<void> done = collect(beginningExpression(terms), pool, numbers); !done) {
        return tl::unexpected(done.error());
    }
    std::vector<Hit> hits;
    if (Result<void> done = rank(numbers, terms, hits); !done) {
        return tl::unexpected(done.error());
    }
    if (hits.size() < wanted) {
        const std::unordered_set<std::int64_t> seen(numbers.begin(), numbers.end());
        std::vector<std::int64_t> more;
        if (Result<void> done = collect(containingExpression(terms), pool, more); !done) {
            return tl::unexpected(done.error());
        }
        std::erase_if(more, [&seen](std::int64_t number) { return seen.contains(number); });
        if (Result<void> done = rank(more, terms, hits); !done) {
            return tl::unexpected(done.error());
        }
    }
    std::stable_sort(hits.begin(), hits.end(), [](const Hit& a, const Hit& b) { return a.rank > b.rank; });
    hits.resize(std::min(hits.size(), wanted));
    return linesOf(hits);
}

Result<std::vector<PatientLine>> PatientIndex::listByName(int limit)
{
    Query query(
        m_database,
        QStringLiteral("SELECT patient, name, sex, birth_date, estimated, deceased FROM patient ORDER BY "
                       "name_key, patient LIMIT ?"));
    query.bind(sqlLimit(unlimited(limit)));
    return allRows<PatientLine>(query, lineAt);
}

/// Patients with a word that begins with the term, in the order of the words: the term itself first, then by
/// the alphabet.
Result<void> PatientIndex::collectByWord(const std::string& term, std::size_t limit,
                                         std::vector<std::int64_t>& numbers)
{
    Query query(m_database, QStringLiteral("SELECT doc FROM patient_word WHERE term >= ? AND term <= ?"));
    query.bindText('=' + term).bindText('=' + term + std::string(kLastLetter));
    std::unordered_set<std::int64_t> seen;
    while (numbers.size() < limit) {
        const Result<bool> row = query.next();
        if (!row) {
            return tl::unexpected(row.error());
        }
        if (!*row) {
            break;
        }
        if (const std::int64_t number = query.integer(0); seen.insert(number).second) {
            numbers.push_back(number);
        }
    }
    return {};
}

Result<void> PatientIndex::collect(const QString& expression, std::size_t limit,
                                   std::vector<std::int64_t>& numbers)
{
    Query query(m_database,
                QStringLiteral("SELECT rowid FROM patient_text WHERE patient_text MATCH ? LIMIT ?"));
    query.bindText(expression.toStdString()).bind(sqlLimit(limit));
    for (;;) {
        const Result<bool> row = query.next();
        if (!row) {
            return tl::unexpected(row.error());
        }
        if (!*row) {
            return {};
        }
        numbers.push_back(query.integer(0));
    }
}

Result<void> PatientIndex::rank(std::span<const std::int64_t> numbers, std::span<const std::string> terms,
                                std::vector<Hit>& hits)
{
    Query query(m_database, QStringLiteral("SELECT words, patient FROM patient_search WHERE number = ?"));
    for (const std::int64_t number : numbers) {
        const Result<bool> row = query.bind(number).next();
        if (!row) {
            return tl::unexpected(row.error());
        }
        if (*row) {
            const ByteView words = query.view(0);
            const int rank = rankOf({reinterpret_cast<const char*>(words.data()), words.size()}, terms);
            if (rank > 0) {
                hits.push_back({rank, query.array<16>(1)});
            }
        }
        query.finish();
    }
    return {};
}

Result<std::vector<PatientLine>> PatientIndex::linesOf(std::span<const Hit> hits)
{
    Query query(
        m_database,
        QStringLiteral("SELECT patient, name, sex, birth_date, estimated, deceased FROM patient WHERE "
                       "patient = ?"));
    std::vector<PatientLine> lines;
    for (const Hit& hit : hits) {
        query.bind(ByteView(hit.patient));
        const Result<std::optional<PatientLine>> line = firstRow<PatientLine>(query, lineAt);
        if (!line) {
            return tl::unexpected(line.error());
        }
        if (*line) {
            lines.push_back(**line);
        }
    }
    return lines;
}

} // namespace carnet::storage
