// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Measures the stores beside their physical limits. Not a test: it asserts nothing.
//     bench_storage chain [ENTRIES]      append, read, find, prove; bytes for each entry
//     bench_storage search [PATIENTS]    index and search, with a stated set of queries
#include "BlockMaker.h"
#include "ledger/crypto/Initialise.h"
#include "ledger/storage/ChainStore.h"
#include "ledger/storage/Database.h"
#include "ledger/storage/Migrations.h"
#include "ledger/storage/PatientIndex.h"
#include "ledger/storage/Projection.h"

#include <QCoreApplication>
#include <QDir>
#include <QElapsedTimer>
#include <QFileInfo>
#include <QTemporaryDir>
#include <algorithm>
#include <cstdio>
#include <unistd.h>

using namespace carnet;
using namespace carnet::storage;

namespace {

double seconds(const QElapsedTimer& timer)
{
    return static_cast<double>(timer.nsecsElapsed()) / 1e9;
}

/// Processor time of this thread: what a quiet machine would take, on one that is busy.
double processorSeconds()
{
    timespec time{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) / 1e9;
}

template <typename T>
T must(Result<T> result)
{
    if (!result) {
        std::fprintf(stderr, "%s (%s)\n", result.error().message.c_str(), result.error().detail.c_str());
        std::exit(1);
    }
    if constexpr (!std::is_void_v<T>) {
        return std::move(*result);
    }
}

void printPercentiles(const char* what, std::vector<double> milliseconds)
{
    std::sort(milliseconds.begin(), milliseconds.end());
    const auto at = [&](double part) {
        return milliseconds[static_cast<std::size_t>(part * static_cast<double>(milliseconds.size() - 1))];
    };
    std::printf("%-44s p50 %8.3f ms   p99 %8.3f ms   max %8.3f ms   (%zu)\n", what, at(0.5), at(0.99),
                milliseconds.back(), milliseconds.size());
}

std::unique_ptr<Database> openFile(const QString& path, FileRole role, Access access = Access::Write)
{
    ConnectionOptions options;
    options.path = path;
    options.role = role;
    options.access = access;
    return must(Database::open(options, crypto::SecretBytes::fromView(Bytes(32, 3))));
}

void measureLimits(const QDir& dir)
{
    QFile file(dir.filePath(QStringLiteral("fsync")));
    if (!file.open(QIODevice::WriteOnly | QIODevice::Unbuffered)) {
        return;
    }
    const QByteArray page(4096, 'x');
    QElapsedTimer timer;
    timer.start();
    int syncs = 0;
    for (; seconds(timer) < 1; ++syncs) {
        file.write(page);
        ::fdatasync(file.handle());
    }
    std::printf("limit fsync                     %9.0f /s (4 KiB appended each)\n", syncs / seconds(timer));
    auto database = openFile(dir.filePath(QStringLiteral("limit.db")), FileRole::Chain);
    must(database->run(QStringLiteral("CREATE TABLE t(i INTEGER PRIMARY KEY, b BLOB)")));
    const Bytes row(1000, 7);
    for (const int grouped : {1, 100}) {
        int rows = 0;
        timer.start();
        while (seconds(timer) < 2) {
            Transaction transaction(*database);
            must(transaction.begin());
            Query insert(*database, QStringLiteral("INSERT INTO t(b) VALUES(?)"));
            for (int i = 0; i < grouped; ++i, ++rows) {
                must(insert.bind(ByteView(row)).run());
            }
            must(transaction.commit());
        }
        std::printf("limit sqlcipher-insert          %9.0f rows/s (1,000 bytes, %d for each FULL commit)\n",
                    rows / seconds(timer), grouped);
    }
}

qint64 sizeOf(const QString& path)
{
    return QFileInfo(path).size();
}

void benchChain(int wanted)
{
    const QTemporaryDir temporary(QDir::currentPath() + QStringLiteral("/bench-XXXXXX"));
    const QDir dir(temporary.path());
    measureLimits(dir);
    const QString path = dir.filePath(QStringLiteral("chain.db"));
    auto database = openFile(path, FileRole::Chain);
    auto store = must(ChainStore::open(*database));

    BlockMaker single(1);
    std::vector<StoredBlock> blocks;
    for (int i = 0; i < 1000; ++i) {
        blocks.push_back(single.next(1));
    }
    std::vector<double> times;
    QElapsedTimer timer;
    QElapsedTimer each;
    timer.start();
    for (const StoredBlock& block : blocks) {
        each.start();
        must(store->append({&block, 1}));
        times.push_back(seconds(each) * 1000);
    }
    std::printf("append one entry per commit     %9.0f entries/s\n", 1000 / seconds(timer));
    printPercentiles("append one entry per commit", times);
    must(store.get() ? database->close() : Result<void>());
    store.reset();
    database = openFile(path, FileRole::Chain);
    store = must(ChainStore::open(*database));

    const qint64 before = sizeOf(path);
    BlockMaker maker(2);
    std::vector<Hash> ids;
    std::size_t payload = 0;
    std::size_t exact = 0;
    double spent = 0;
    double window = 0;
    times.clear();
    const int perBlock = 100;
    for (int entries = 0; entries < wanted;) {
        blocks.clear();
        for (int i = 0; i < 10; ++i) {
            blocks.push_back(maker.next(perBlock));
        }
        for (const StoredBlock& block : blocks) {
            exact += block.bytes.size();
            for (const StoredEntry& entry : block.entries) {
                payload += 600;
                exact += entry.bytes.size() + entry.parts.front()->size();
            }
            ids.push_back(block.entries[static_cast<std::size_t>(entries) % perBlock].id);
            each.start();
            must(store->append({&block, 1}));
            times.push_back(seconds(each) * 1000);
            spent += seconds(each);
            window += seconds(each);
            entries += perBlock;
        }
        if (entries % 100'000 == 0) {
            std::printf("append-batch up to %8d      %9.0f entries/s\n", entries, 100'000 / window);
            window = 0;
        }
    }
    std::printf("append-batch (100 per commit)   %9.0f entries/s over %d\n", wanted / spent, wanted);
    printPercentiles("append-batch, one block of 100", times);
    must(database->close());
    store.reset();
    const auto stored = static_cast<double>(sizeOf(path) - before);
    std::printf(
        "bytes for each entry: file %.1f, payload %.1f, beyond the payload %.1f (of these the format %.1f, as it is "
        "replicated)\n",
        stored / wanted, static_cast<double>(payload) / wanted,
        (stored - static_cast<double>(payload)) / wanted, static_cast<double>(exact - payload) / wanted);

    timer.start();
    database = openFile(path, FileRole::Chain);
    store = must(ChainStore::open(*database));
    std::printf("open                            %9.2f ms\n", seconds(timer) * 1000);
    timer.start();
    auto cursor = store->allBlocks(Depth::Parts);
    StoredBlock block;
    std::size_t read = 0;
    while (must(cursor.next(block))) {
        read += block.entries.size();
    }
    std::printf("stream with parts               %9.0f entries/s\n",
                static_cast<double>(read) / seconds(timer));
    std::shuffle(ids.begin(), ids.end(), std::mt19937(1));
    ids.resize(std::min<std::size_t>(ids.size(), 2000));
    times.clear();
    std::vector<double> proofTimes;
    const ChainHead head = *must(store->head(maker.chain()));
    const auto nodes = store->nodes(maker.chain());
    for (const Hash& id : ids) {
        each.start();
        const auto found = must(store->entry(id, Depth::Parts));
        times.push_back(seconds(each) * 1000);
        each.start();
        const auto proof = must(merkle::inclusionProof(found->leafIndex, head.treeSize, nodes));
        proofTimes.push_back(seconds(each) * 1000);
        if (!merkle::verifyInclusion(found->leafIndex, head.treeSize, id, proof, head.treeRoot)) {
            std::printf("a proof does not verify\n");
        }
    }
    printPercentiles("entry by id, with its parts", times);
    printPercentiles("inclusion proof", proofTimes);
}

/// Patients as a clinic in India has them: few surnames, many spellings, some names in other scripts.
class PatientMaker {
public:
    IndexedPatient next()
    {
        IndexedPatient patient;
        for (auto& byte : patient.patient) {
            byte = static_cast<std::uint8_t>(m_random());
        }
        static const char* const kOnset[] = {"k", "r", "s", "m", "n",  "p",  "v",  "l",  "t",  "d",
                                             "j", "b", "g", "h", "sh", "ch", "kr", "pr", "bh", "y"};
        static const char* const kVowel[] = {"a", "i", "u", "e", "o", "aa", "ee", "ai"};
        static const char* const kEnd[] = {"n", "sh", "l", "r", "t", "", "", "", "m", "v"};
        const auto syllables = [this](std::size_t count) {
            std::string word;
            for (std::size_t i = 0; i < count; ++i) {
                word += kOnset[skewed(20)];
                word += kVowel[skewed(8)];
            }
            word += kEnd[skewed(10)];
            word[0] = static_cast<char>(word[0] - 32);
            return word;
        };
        static const char* const kSurnames[] = {
            "Kumar", "Singh", "Devi",  "Sharma", "Patel",     "Khan",  "Reddy",  "Nair",   "Das",  "Rao",
            "Gupta", "Begum", "Yadav", "Iyer",   "Fernandes", "Joshi", "Shaikh", "Pillai", "Bose", "Gowda"};
        static const char* const kScripts[] = {"राम कुमार", "लक्ष्मी देवी", "सुनीता शर्मा", "محمد علي",
                                               "ಕುಮಾರ್ ಗೌಡ", "முருகன்",    "王小明",     "Мария Иванова"};
        patient.name = syllables(2 + m_random() % 2) + " "
            + (m_random() % 3 != 0 ? std::string(kSurnames[skewed(20)]) : syllables(2 + m_random() % 2));
        if (m_random() % 10 == 0) {
            patient.otherNames.push_back(kScripts[m_random() % 8]);
        }
        patient.sex = m_random() % 2 != 0 ? "female" : "male";
        char date[16];
        std::snprintf(date, sizeof date, "%u-%02u-%02u", static_cast<unsigned>(1930 + m_random() % 95),
                      static_cast<unsigned>(1 + m_random() % 12), static_cast<unsigned>(1 + m_random() % 28));
        patient.birthDate = m_random() % 4 == 0 ? std::string(date, 4) : std::string(date);
        patient.phones.push_back("+91 " + digits(10));
        patient.identifiers.push_back({"https://healthid.ndhm.gov.in", digits(14)});
        patient.address = "12, Main Road";
        patient.region = "IN-KA";
        patient.resource.assign(900, 'r');
        return patient;
    }

private:
    /// Small numbers more often, as with names.
    std::size_t skewed(std::size_t count)
    {
        const double unit = static_cast<double>(m_random()) / 4294967296.0;
        return static_cast<std::size_t>(unit * unit * static_cast<double>(count));
    }
    std::string digits(int count)
    {
        std::string text(1, static_cast<char>('6' + m_random() % 4));
        while (static_cast<int>(text.size()) < count) {
            text += static_cast<char>('0' + m_random() % 10);
        }
        return text;
    }
    std::mt19937 m_random{42};
};

void benchSearch(int patients, const QString& keep)
{
    const QTemporaryDir temporary(QDir::currentPath() + QStringLiteral("/bench-XXXXXX"));
    const QString path = keep.isEmpty() ? temporary.filePath(QStringLiteral("desk.db")) : keep;
    const bool isNew = !QFileInfo::exists(path);
    std::vector<IndexedPatient> sample;
    auto database = openFile(path, FileRole::Desk);
    const Migration steps[] = {{1, PatientIndex::schema() + Projection::schema()}};
    must(migrate(*database, steps));
    PatientMaker maker;
    QElapsedTimer timer;
    double spent = 0;
    {
        PatientIndex index(*database);
        std::vector<IndexedPatient> some;
        for (int done = 0; done < patients; done += static_cast<int>(some.size())) {
            some.clear();
            for (int i = 0; i < 1000 && done + i < patients; ++i) {
                some.push_back(maker.next());
            }
            sample.push_back(some[some.size() / 2]);
            if (!isNew) {
                continue;
            }
            const double start = processorSeconds();
            Transaction transaction(*database);
            must(transaction.begin());
            for (const IndexedPatient& patient : some) {
                must(index.put(patient));
            }
            must(transaction.commit());
            spent += processorSeconds() - start;
        }
    }
    if (isNew) {
        std::printf("index patients                  %9.0f /s of processor time over %d\n", patients / spent,
                    patients);
        timer.start();
        Transaction transaction(*database);
        must(transaction.begin());
        PatientIndex index(*database);
        must(index.put(maker.next()));
        must(transaction.commit());
        std::printf("index one more, durable         %9.2f ms\n", seconds(timer) * 1000);
    }
    must(database->close());
    std::printf("desk.db                         %9.1f MB, %.0f bytes for each patient\n",
                static_cast<double>(sizeOf(path)) / 1e6, static_cast<double>(sizeOf(path)) / patients);
    database = openFile(path, FileRole::Desk, Access::Read);
    PatientIndex index(*database);
    timer.start();
    (void)must(index.search("", 50));
    std::printf("first list by name              %9.2f ms\n", seconds(timer) * 1000);

    std::mt19937 random(7);
    std::vector<std::pair<const char*, std::vector<std::string>>> sets;
    const auto pick = [&]() -> const IndexedPatient& { return sample[random() % sample.size()]; };
    const auto part = [&](const std::string& text, std::size_t length, bool atStart) {
        const std::size_t most = text.size() > length ? text.size() - length : 0;
        return text.substr(atStart ? 0 : random() % (most + 1), length);
    };
    const auto given = [](const IndexedPatient& patient) {
        return patient.name.substr(0, patient.name.find(' '));
    };
    const auto family = [](const IndexedPatient& patient) {
        return patient.name.substr(patient.name.find(' ') + 1);
    };
    std::vector<std::string> letters;
    for (char c = 'a'; c <= 'z'; ++c) {
        letters.emplace_back(1, c);
    }
    std::vector<std::string> pairs;
    for (char c = 'a'; c <= 'z'; ++c) {
        for (char d = 'a'; d <= 'z'; ++d) {
            pairs.push_back(std::string{c, d});
        }
    }
    sets.emplace_back("one letter, a to z", letters);
    sets.emplace_back("two letters, aa to zz", pairs);
    const auto add = [&](const char* name, auto&& make) {
        std::vector<std::string> queries;
        for (int i = 0; i < 300; ++i) {
            queries.push_back(make());
        }
        sets.emplace_back(name, queries);
    };
    add("three letters that begin a name", [&] { return part(given(pick()), 3, true); });
    add("three letters inside a name", [&] { return part(given(pick()), 3, false); });
    add("five letters inside a name", [&] { return part(given(pick()), 5, false); });
    add("a whole given name", [&] { return given(pick()); });
    add("a whole surname", [&] { return family(pick()); });
    add("given name and surname's first two",
        [&] { return given(pick()) + " " + part(family(pick()), 2, true); });
    add("two beginnings of two letters",
        [&] { return part(given(pick()), 2, true) + " " + part(family(pick()), 2, true); });
    add("name and birth year", [&] {
        const auto& p = pick();
        return given(p) + " " + p.birthDate.substr(0, 4);
    });
    add("surname and birth year", [&] {
        const auto& p = pick();
        return family(p) + " " + p.birthDate.substr(0, 4);
    });
    add("last four digits of a phone", [&] { return pick().phones[0].substr(10); });
    add("whole phone", [&] { return pick().phones[0].substr(4); });
    add("six digits of an identifier", [&] { return part(pick().identifiers[0].value, 6, false); });
    add("two digits", [&] { return part(pick().phones[0].substr(4), 2, false); });
    add("birth year", [&] { return pick().birthDate.substr(0, 4); });
    add("display id, first four", [&] { return displayIdOf(pick().patient).text().substr(0, 4); });
    add("Devanagari, two letters", [&] { return std::string("कु"); });
    add("nothing matches", [&] { return part(given(pick()), 3, true) + "xqz"; });
    add("two that never meet", [&] { return std::string("kumar sharma"); });

    std::vector<double> all;
    std::vector<double> allProcessor;
    for (const auto& [name, queries] : sets) {
        std::vector<double> times;
        std::size_t hits = 0;
        for (const std::string& query : queries) {
            timer.start();
            const double start = processorSeconds();
            hits += must(index.search(query, 50)).size();
            times.push_back((processorSeconds() - start) * 1000);
            allProcessor.push_back(times.back());
            all.push_back(seconds(timer) * 1000);
        }
        printPercentiles((std::string(name) + ", hits " + std::to_string(hits / queries.size())).c_str(),
                         times);
    }
    printPercentiles("all queries, processor time", allProcessor);
    printPercentiles("all queries, wall time", all);
}

} // namespace

int main(int argc, char** argv)
{
    const QCoreApplication application(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    must(crypto::initialise());
    const QString what = arguments.value(1);
    const int count = arguments.value(2, QStringLiteral("100000")).toInt();
    if (what == QLatin1String("chain")) {
        benchChain(count);
    } else if (what == QLatin1String("search")) {
        benchSearch(count, arguments.value(3));
    } else {
        std::fprintf(stderr, "usage: bench_storage chain|search [N] [FILE]\n");
        return 2;
    }
    return 0;
}
