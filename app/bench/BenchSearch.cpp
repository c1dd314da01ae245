// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/bench/BenchClinic.h"
#include "app/bench/Benches.h"
#include "app/services/Clock.h"
#include "app/services/Patients.h"
#include "app/services/Records.h"
#include "app/services/ResourceRows.h"
#include "ledger/crypto/Random.h"
#include "ledger/identity/Ids.h"
#include "ledger/record/DemoClinic.h"
#include "ledger/record/PartialDate.h"
#include "ledger/storage/Query.h"

#include <algorithm>
#include <random>

namespace carnet::bench {

namespace {

constexpr int kHits = 50;
constexpr int kQueriesPerSet = 100;
constexpr std::size_t kPerTransaction = 1'000;

struct QuerySet {
    const char* key;
    std::vector<std::string> queries;
};

/// Puts patients into the list as the indexer does, from their FHIR resource, but without a ledger under them: 100,000 registrations would take
/// many minutes and change nothing in what is measured. A sample of them goes to `sample`.
Result<void> fill(storage::Database& database, storage::PatientIndex& index, qint64 patients,
                  std::vector<storage::IndexedPatient>& sample)
{
    const record::DemoClinic people(1, record::dateTimeText(services::nowMs()).substr(0, 10));
    for (qint64 done = 0; done < patients;) {
        storage::Transaction transaction(database);
        Result<void> put = transaction.begin();
        for (std::size_t i = 0; put && i < kPerTransaction && done < patients; ++i, ++done) {
            storage::KnownSubject subject;
            subject.patient = crypto::randomArray<16>();
            const std::string json = record::patientResource(people.patient(static_cast<std::uint64_t>(done)),
                                                             services::patientUuid(subject.patient));
            const std::optional<storage::IndexedPatient> row =
                services::patientRow(subject, Hash{}, {std::nullopt, toBytes(viewOf(json))});
            if (!row) {
                return failure(ErrorKind::Fault, "no-patient", "An invented patient could not be read.");
            }
            put = index.put(*row);
            if (done % 97 == 0) {
                sample.push_back(*row);
            }
        }
        put = put ? transaction.commit() : put;
        if (!put) {
            return put;
        }
    }
    return {};
}

/// Queries that receptionists type, made from the patients of a sample.
class QueryMaker {
public:
    explicit QueryMaker(const std::vector<storage::IndexedPatient>& sample) : m_sample(sample) {}

    std::vector<QuerySet> all()
    {
        QuerySet letters{"one_letter", {}};
        QuerySet pairs{"two_letters", {}};
        for (char first = 'a'; first <= 'z'; ++first) {
            letters.queries.emplace_back(1, first);
            for (char second = 'a'; second <= 'z'; ++second) {
                pairs.queries.push_back({first, second});
            }
        }
        std::vector<QuerySet> sets{letters, pairs};
        sets.push_back(set("three_letters_first", [this] { return asciiWord().substr(0, 3); }));
        sets.push_back(set("three_letters_inside", [this] { return part(asciiWord(), 3); }));
        sets.push_back(set("five_letters_inside", [this] { return part(asciiWord(), 5); }));
        sets.push_back(set("whole_name", [this] { return pick().name; }));
        sets.push_back(set("word_and_year", [this] { return firstWord(pick().name) + " " + year(); }));
        sets.push_back(set("year", [this] { return year(); }));
        sets.push_back(set("phone_four_digits", [this] { return lastDigits(phone(), 4); }));
        sets.push_back(set("phone_whole", [this] { return lastDigits(phone(), 10); }));
        sets.push_back(set("two_digits", [this] { return part(lastDigits(phone(), 10), 2); }));
        sets.push_back(set("identifier", [this] { return identifier(); }));
        sets.push_back(
            set("display_id_first", [this] { return displayIdOf(pick().patient).text().substr(0, 4); }));
        sets.push_back(set("no_hit", [this] { return asciiWord().substr(0, 3) + "xqz"; }));
        return sets;
    }

private:
    template <typename Make>
    static QuerySet set(const char* key, Make make)
    {
        QuerySet result{key, {}};
        for (int i = 0; i < kQueriesPerSet; ++i) {
            result.queries.push_back(make());
        }
        return result;
    }

    const storage::IndexedPatient& pick() { return m_sample[m_random() % m_sample.size()]; }

    static std::string firstWord(const std::string& text) { return text.substr(0, text.find(' ')); }

    /// A name whose bytes are letters, so that a piece of it is text again; of some sample without one, the last that was tried.
    std::string asciiWord()
    {
        std::string word;
        for (int tries = 0; tries < 50; ++tries) {
            word = firstWord(pick().name);
            if (word.size() >= 3 && std::all_of(word.begin(), word.end(), [](char c) {
                    return static_cast<unsigned char>(c) < 0x80;
                })) {
                return word;
            }
        }
        return "ram";
    }

    std::string part(const std::string& text, std::size_t length)
    {
        const std::size_t most = text.size() > length ? text.size() - length : 0;
        return text.substr(m_random() % (most + 1), length);
    }

    std::string year()
    {
        const std::string& date = pick().birthDate;
        return date.size() >= 4 ? date.substr(0, 4) : "1980";
    }

    std::string phone()
    {
        for (int tries = 0; tries < 50; ++tries) {
            if (const auto& phones = pick().phones; !phones.empty()) {
                return phones.front();
            }
        }
        return "9999999999";
    }

    std::string identifier()
    {
        for (int tries = 0; tries < 50; ++tries) {
            if (const auto& identifiers = pick().identifiers; !identifiers.empty()) {
                return part(identifiers.front().value, 6);
            }
        }
        return "123456";
    }

    static std::string lastDigits(const std::string& text, std::size_t count)
    {
        std::string digits;
        for (const char c : text) {
            if (c >= '0' && c <= '9') {
                digits += c;
            }
        }
        return digits.size() > count ? digits.substr(digits.size() - count) : digits;
    }

    const std::vector<storage::IndexedPatient>& m_sample;
    std::mt19937 m_random{7};
};

/// What a list of 50 costs at least: reading so many rows that are spread over the table by their key.
Result<Measurement> limitReadRows(storage::Database& database,
                                  const std::vector<storage::IndexedPatient>& sample)
{
    Measurement result;
    result.op = QStringLiteral("sqlcipher-read-50");
    storage::Query query(database,
                         QStringLiteral("SELECT name, sex, birth_date FROM patient WHERE patient = ?"));
    std::mt19937 random{11};
    QElapsedTimer timer;
    timer.start();
    while (secondsOf(timer) < 1) {
        for (int i = 0; i < kHits; ++i) {
            const Result<bool> read = query.bind(ByteView(sample[random() % sample.size()].patient)).next();
            if (!read) {
                return tl::unexpected<Error>(read.error());
            }
            result.bytes += static_cast<qint64>(query.text(0).size());
            query.finish();
        }
        ++result.n;
    }
    result.seconds = secondsOf(timer);
    return result;
}

} // namespace

Result<Measurement> benchSearch(const BenchOptions& options)
{
    const qint64 n = options.n.value_or(100'000);
    const Result<std::unique_ptr<BenchClinic>> clinic = BenchClinic::make(options.parent);
    if (!clinic) {
        return tl::unexpected<Error>(clinic.error());
    }
    services::DeskVault& desk = (*clinic)->session().vaults().desk;
    std::vector<storage::IndexedPatient> sample;
    QElapsedTimer timer;
    timer.start();
    Result<void> done = fill(*desk.database, *desk.patients, n, sample);
    const double fillSeconds = secondsOf(timer);
    done = done ? desk.database->checkpoint() : done;
    const Result<Measurement> limit =
        done ? limitReadRows(*desk.database, sample) : tl::unexpected<Error>(done.error());
    if (!limit) {
        return tl::unexpected<Error>(limit.error());
    }
    Measurement result;
    result.op = QStringLiteral("search");
    Latencies all;
    services::Patients patients((*clinic)->session());
    std::vector<std::pair<std::string, double>> slowest;
    for (const QuerySet& set : QueryMaker(sample).all()) {
        Latencies latencies;
        for (const std::string& text : set.queries) {
            timer.start();
            const Result<std::vector<services::PatientHit>> hits = patients.find(text, kHits);
            const double milliseconds = secondsOf(timer) * 1000;
            if (!hits) {
                return tl::unexpected<Error>(hits.error());
            }
            latencies.add(milliseconds);
            all.add(milliseconds);
            result.bytes += static_cast<qint64>(text.size());
            ++result.n;
        }
        slowest.emplace_back(std::string(set.key) + "_p99_ms", latencies.percentile(0.99).value_or(0));
    }
    result.seconds = all.total() / 1000;
    result.setLatencies(all);
    result.setLimit(*limit);
    result.addNumber("patients", static_cast<double>(n));
    result.addNumber("index_rate", static_cast<double>(n) / fillSeconds);
    for (const auto& [key, value] : slowest) {
        result.addNumber(key.c_str(), value);
    }
    return result;
}

} // namespace carnet::bench
