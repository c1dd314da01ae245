// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/bench/Run.h"

#include "app/bench/Benches.h"
#include "app/bench/Limits.h"
#include "ledger/crypto/Initialise.h"

#include <QDir>
#include <QStorageInfo>
#include <QTemporaryDir>
#include <cstdio>
#include <functional>

namespace carnet::bench {

namespace {

using Bench = std::function<Result<Measurement>(const BenchOptions&)>;

struct NamedBench {
    QString name;
    Bench run;
};

/// A limit that writes does so in a temporary folder of its own.
Result<Measurement> inTemporary(const BenchOptions& options,
                                const std::function<Result<Measurement>(const QString&)>& limit)
{
    const QTemporaryDir folder(QDir(options.parent).filePath(QStringLiteral("carnet-bench-XXXXXX")));
    if (!folder.isValid()) {
        return failure(ErrorKind::Unavailable, "cannot-write",
                       "No temporary folder can be made in " + options.parent.toStdString() + ".");
    }
    return limit(folder.path());
}

const std::vector<NamedBench>& benches()
{
    static const std::vector<NamedBench> list{
        {QStringLiteral("append"), benchAppend},
        {QStringLiteral("append-batch"), benchAppendBatch},
        {QStringLiteral("import"), benchImport},
        {QStringLiteral("verify"), benchVerify},
        {QStringLiteral("rebuild"), benchRebuild},
        {QStringLiteral("search"), benchSearch},
        {QStringLiteral("open"), benchOpen},
        {QStringLiteral("open-profile"), benchOpenProfile},
        {QStringLiteral("gui-stall"), benchGuiStall},
        {QStringLiteral("gui-stall-window"), benchGuiStallWindow},
        {QStringLiteral("sync"), benchSync},
        {QStringLiteral("push-latency"), benchPushLatency},
        {QStringLiteral("serve-profile"), benchServeProfile},
        {QStringLiteral("follow-profile"), benchFollowProfile},
        {QStringLiteral("fsync"),
         [](const BenchOptions& options) { return inTemporary(options, limitFsync); }},
        {QStringLiteral("ed25519-verify"), [](const BenchOptions&) { return limitEd25519Verify(); }},
        {QStringLiteral("sqlcipher-insert"),
         [](const BenchOptions& options) {
             return inTemporary(options,
                                [](const QString& folder) { return limitSqlcipherInsert(folder, 1); });
         }},
        {QStringLiteral("sha256"), [](const BenchOptions&) { return limitSha256(); }},
        {QStringLiteral("aes-gcm"), [](const BenchOptions&) { return limitAesGcm(); }},
    };
    return list;
}

struct Wanted {
    bool asJson = false;
    std::vector<const NamedBench*> benches;
    BenchOptions options;
};

QString namesInWords()
{
    QStringList names;
    for (const NamedBench& bench : benches()) {
        names += bench.name;
    }
    return names.join(QStringLiteral(", "));
}

Result<const NamedBench*> benchOf(const QString& name)
{
    for (const NamedBench& bench : benches()) {
        if (bench.name == name) {
            return &bench;
        }
    }
    return failure(ErrorKind::Usage, "unknown-name",
                   "There is no measurement \"" + name.toStdString()
                       + "\". There are: " + namesInWords().toStdString() + ".");
}

Result<Wanted> parse(const QStringList& arguments)
{
    Wanted wanted;
    wanted.options.parent = QDir::tempPath();
    for (int i = 0; i < arguments.size(); ++i) {
        const QString& argument = arguments.at(i);
        if (argument == QLatin1String("--json")) {
            wanted.asJson = true;
        } else if (argument == QLatin1String("--n")) {
            bool ok = false;
            const qint64 n = arguments.value(++i).toLongLong(&ok);
            if (!ok || n < 1 || n > 100'000'000) {
                return failure(ErrorKind::Usage, "bad-number", "--n takes a number from 1 to 100000000.");
            }
            wanted.options.n = n;
        } else if (argument == QLatin1String("--profile-dir")) {
            wanted.options.parent = arguments.value(++i);
            if (wanted.options.parent.isEmpty() || !QDir().mkpath(wanted.options.parent)) {
                return failure(ErrorKind::Usage, "bad-folder",
                               "--profile-dir takes a folder that can be written to.");
            }
        } else if (argument == QLatin1String("--peer")) {
            wanted.options.peer = arguments.value(++i);
        } else if (argument == QLatin1String("--keep")) {
            wanted.options.keepProfiles = true;
        } else if (argument.startsWith(QLatin1Char('-'))) {
            return failure(ErrorKind::Usage, "unknown-option",
                           "There is no option " + argument.toStdString() + ".");
        } else {
            const Result<const NamedBench*> bench = benchOf(argument);
            if (!bench) {
                return tl::unexpected<Error>(bench.error());
            }
            wanted.benches.push_back(*bench);
        }
    }
    if (wanted.benches.empty()) {
        return failure(
            ErrorKind::Usage, "no-name",
            "usage: carnet-bench [--json] NAME... [--n N] [--profile-dir DIR] [--keep]\nNAME is one of: "
                + namesInWords().toStdString() + ".");
    }
    return wanted;
}

void print(std::FILE* stream, const QByteArray& bytes)
{
    std::fwrite(bytes.constData(), 1, static_cast<std::size_t>(bytes.size()), stream);
    std::fflush(stream);
}

int fail(const Error& error)
{
    QByteArray line = "carnet-bench: " + QByteArray::fromStdString(error.message);
    if (!error.detail.empty()) {
        line += " (" + QByteArray::fromStdString(error.detail) + ")";
    }
    print(stderr, line + "\n");
    return error.kind == ErrorKind::Usage ? 2 : 1;
}

Result<Measurement> measure(const NamedBench& bench, const BenchOptions& options)
{
    resetPeakMemory();
    Result<Measurement> result = bench.run(options);
    if (result) {
        // What was measured in a process of its own says how much that one held.
        result->rssMb = result->rssMb > 0 ? result->rssMb : peakMemoryMb();
        // A figure of a busy machine, or of a disk in memory, is not mistaken for another then.
        if (const std::optional<double> load = loadAverage()) {
            result->addNumber("load_average", *load);
        }
        result->addText("file_system", QString::fromLatin1(QStorageInfo(options.parent).fileSystemType()));
    }
    return result;
}

} // namespace

int runBench(const QStringList& arguments)
{
    const Result<Wanted> wanted = parse(arguments);
    if (!wanted) {
        return fail(wanted.error());
    }
    const Result<void> ready = crypto::initialise();
    if (!ready) {
        return fail(ready.error());
    }
    std::vector<Measurement> measurements;
    for (const NamedBench* bench : wanted->benches) {
        const Result<Measurement> result = measure(*bench, wanted->options);
        if (!result) {
            return fail(result.error());
        }
        if (wanted->asJson) {
            print(stdout, result->toJson() + "\n");
        } else {
            measurements.push_back(*result);
        }
    }
    if (!wanted->asJson) {
        print(stdout, tableOf(measurements));
    }
    return 0;
}

} // namespace carnet::bench
