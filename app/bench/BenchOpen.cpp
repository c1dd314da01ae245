// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/bench/BenchClinic.h"
#include "app/bench/Benches.h"
#include "app/services/Clock.h"
#include "app/services/Patients.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>

#include <algorithm>

namespace carnet::bench {

namespace {

constexpr std::size_t kPerBlock = 100;
constexpr std::size_t kPatientsPerBlock = 4'000;
constexpr qint64 kEntriesPerPatient = 10;

/// A closed profile of n entries: a patient for each ten, records for the rest.
Result<void> makeProfile(const QString& folder, qint64 n)
{
    const Result<std::unique_ptr<BenchClinic>> clinic = BenchClinic::makeAt(folder);
    if (!clinic) {
        return tl::unexpected<Error>(clinic.error());
    }
    qint64 left = n;
    for (qint64 patients = std::max<qint64>(n / kEntriesPerPatient, 1); patients > 0;) {
        const auto count = static_cast<std::size_t>(std::min<qint64>(patients, kPatientsPerBlock));
        const Result<void> added = (*clinic)->addPatients(count);
        if (!added) {
            return added;
        }
        patients -= static_cast<qint64>(count);
        left -= static_cast<qint64>(count);
    }
    while (left > 0) {
        const auto count = static_cast<std::size_t>(std::min<qint64>(left, kPerBlock));
        const Result<std::vector<services::AuthoredEntry>> entries = (*clinic)->authorRecords(count);
        const Result<services::AppendedBlock> block = entries
            ? (*clinic)->ledger().append(*entries, services::nowMs())
            : tl::unexpected<Error>(entries.error());
        if (!block) {
            return tl::unexpected<Error>(block.error());
        }
        left -= static_cast<qint64>(count);
    }
    const Result<void> indexed = (*clinic)->session().indexNew();
    return indexed ? (*clinic)->close() : indexed;
}

/// The measurement of another process of this program.
Result<Measurement> measuredByChild(const QString& profile, qint64 n)
{
    QProcess child;
    child.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    child.start(
        QCoreApplication::applicationFilePath(),
        {QStringLiteral("--json"), QStringLiteral("open-profile"), QStringLiteral("--profile-dir"), profile});
    if (!child.waitForFinished(-1) || child.exitCode() != 0) {
        return failure(ErrorKind::Unavailable, "no-child", "The measuring process did not come to its end.");
    }
    const QJsonObject json = QJsonDocument::fromJson(child.readAllStandardOutput()).object();
    Measurement result;
    result.op = QStringLiteral("open");
    result.n = n;
    result.seconds = json.value(QStringLiteral("seconds")).toDouble();
    result.rssMb = json.value(QStringLiteral("rss_mb")).toDouble();
    for (const char* const key :
         {"profile_ms", "unlock_ms", "key_derivation_ms", "first_list_ms", "resident_mb", "chain_db_mb"}) {
        result.addNumber(key, json.value(QLatin1String(key)).toDouble());
    }
    return result;
}

} // namespace

Result<Measurement> benchOpen(const BenchOptions& options)
{
    const qint64 n = options.n.value_or(10'000);
    const QTemporaryDir temporary(QDir(options.parent).filePath(QStringLiteral("carnet-bench-XXXXXX")));
    if (!temporary.isValid()) {
        return failure(ErrorKind::Unavailable, "cannot-write",
                       "No temporary folder can be made in " + options.parent.toStdString() + ".");
    }
    const QString making = temporary.filePath(QStringLiteral("profile"));
    const QString kept = QDir(options.parent).filePath(QStringLiteral("carnet-bench-profile-%1").arg(n));
    if (options.keepProfiles && QDir(kept).exists()) {
        return measuredByChild(kept, n);
    }
    const Result<void> made = makeProfile(making, n);
    if (!made) {
        return tl::unexpected<Error>(made.error());
    }
    // Under its name it is whole.
    const bool isKept = options.keepProfiles && QDir().rename(making, kept);
    return measuredByChild(isKept ? kept : making, n);
}

Result<Measurement> benchOpenProfile(const BenchOptions& options)
{
    QElapsedTimer timer;
    timer.start();
    const Result<std::unique_ptr<services::Profile>> profile = services::Profile::open(options.parent);
    const double profileSeconds = secondsOf(timer);
    if (!profile) {
        return tl::unexpected<Error>(profile.error());
    }
    timer.start();
    const Result<UnlockedSlot> slot = (*profile)->keyring().change([](Keyring& keyring) {
        return keyring.unlock(BenchClinic::user(), toText(BenchClinic::password().view()), services::nowMs());
    });
    const double keySeconds = secondsOf(timer);
    timer.start();
    const Result<std::unique_ptr<services::Session>> session = slot
        ? (*profile)->unlock(BenchClinic::user(), BenchClinic::password())
        : tl::unexpected<Error>(slot.error());
    const double unlockSeconds = secondsOf(timer);
    if (!session) {
        return tl::unexpected<Error>(session.error());
    }
    timer.start();
    const Result<std::vector<services::PatientHit>> hits = services::Patients(**session).find("", 50);
    const double listSeconds = secondsOf(timer);
    if (!hits) {
        return tl::unexpected<Error>(hits.error());
    }
    Measurement result;
    result.op = QStringLiteral("open-profile");
    result.n = static_cast<qint64>((*profile)->ledger().state().entryCount());
    result.seconds = profileSeconds + std::max(0.0, unlockSeconds - keySeconds) + listSeconds;
    result.addNumber("profile_ms", profileSeconds * 1000);
    result.addNumber("unlock_ms", unlockSeconds * 1000);
    result.addNumber("key_derivation_ms", keySeconds * 1000);
    result.addNumber("first_list_ms", listSeconds * 1000);
    result.addNumber("resident_mb", residentMemoryMb());
    result.addNumber("chain_db_mb",
                     static_cast<double>(QFileInfo((*profile)->paths().chainDatabase).size()) / 1e6);
    return result;
}

} // namespace carnet::bench
