// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/bench/BenchClinic.h"
#include "app/bench/Benches.h"
#include "app/bench/InventedBundles.h"
#include "app/services/CarnetServices.h"
#include "ui/MainWindow.h"
#include "ui/theme/Theme.h"

#include <QApplication>
#include <QComboBox>
#include <QDir>
#include <QJsonDocument>
#include <QJsonObject>
#include <QKeyEvent>
#include <QLineEdit>
#include <QProcess>
#include <QTimer>
#include <algorithm>
#include <optional>

namespace carnet::bench {

namespace {

constexpr int kTickMs = 5;
constexpr int kKeyMs = 250; ///< a person types so fast while the import runs
constexpr int kUnlockMs = 120'000;
const char* const kProfile = "profile";
const char* const kFiles = "files";

/// How long the event loop of this thread did not come round, each time that it should have.
class Stalls final : public QObject {
public:
    Stalls()
    {
        m_timer.setTimerType(Qt::PreciseTimer);
        m_timer.setInterval(kTickMs);
        connect(&m_timer, &QTimer::timeout, this, [this] {
            const double gap = static_cast<double>(m_clock.nsecsElapsed()) / 1e6;
            m_clock.restart();
            m_gaps.add(gap);
            m_longest = std::max(m_longest, gap);
            m_over16 += gap > 16 ? 1 : 0;
            m_over50 += gap > 50 ? 1 : 0;
        });
        m_clock.start();
        m_timer.start();
    }
    void addTo(Measurement& result) const
    {
        result.addNumber("longest_gap_ms", m_longest);
        result.addNumber("p99_gap_ms", m_gaps.percentile(0.99).value_or(0));
        result.addNumber("p999_gap_ms", m_gaps.percentile(0.999).value_or(0));
        result.addNumber("gaps_over_16_ms", m_over16);
        result.addNumber("gaps_over_50_ms", m_over50);
    }

private:
    QTimer m_timer;
    QElapsedTimer m_clock;
    Latencies m_gaps;
    double m_longest = 0;
    int m_over16 = 0;
    int m_over50 = 0;
};

/// Lets events come until `isDone`, or the time is over.
bool waitFor(const std::function<bool()>& isDone, std::optional<qint64> mostMs = std::nullopt)
{
    QElapsedTimer timer;
    timer.start();
    while (!isDone()) {
        if (mostMs && timer.elapsed() > *mostMs) {
            return false;
        }
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents, kTickMs * 10);
    }
    return true;
}

template <typename T>
T* child(QWidget& window, const char* name)
{
    return window.findChild<T*>(QString::fromLatin1(name));
}

void press(QWidget* widget, Qt::Key key)
{
    QKeyEvent down(QEvent::KeyPress, key, Qt::NoModifier);
    QCoreApplication::sendEvent(widget, &down);
}

tl::unexpected<Error> noWindow(const char* what)
{
    return failure(ErrorKind::Fault, "no-window", std::string("The window did not come so far: ") + what);
}

Result<void> unlock(QWidget& window)
{
    const auto* password = child<QLineEdit>(window, "unlockPassword");
    if (!password || !waitFor([&] { return password->isVisible() && password->isEnabled(); }, kUnlockMs)) {
        return noWindow("unlocking");
    }
    auto* field = child<QLineEdit>(window, "unlockPassword");
    field->setText(QString::fromStdString(toText(BenchClinic::password().view())));
    press(field, Qt::Key_Return);
    const auto* search = child<QLineEdit>(window, "patientSearch");
    return search && waitFor([&] { return search->isVisible(); }, kUnlockMs) ? Result<void>()
                                                                             : noWindow("the patients");
}

/// The measurement as one line of JSON, from a process of its own.
Result<QJsonObject> measuredByChild(const QString& folder)
{
    QProcess process;
    process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    process.start(QCoreApplication::applicationFilePath(),
                  {QStringLiteral("--json"), QStringLiteral("gui-stall-window"),
                   QStringLiteral("--profile-dir"), folder});
    if (!process.waitForFinished(-1) || process.exitCode() != 0) {
        return failure(ErrorKind::Unavailable, "no-child", "The measuring process did not come to its end.");
    }
    return QJsonDocument::fromJson(process.readAllStandardOutput()).object();
}

} // namespace

Result<Measurement> benchGuiStall(const BenchOptions& options)
{
    const qint64 n = options.n.value_or(100'000);
    const QTemporaryDir temporary(QDir(options.parent).filePath(QStringLiteral("carnet-bench-XXXXXX")));
    const QString files = temporary.filePath(QString::fromLatin1(kFiles));
    if (!temporary.isValid() || !QDir().mkpath(files)) {
        return failure(ErrorKind::Unavailable, "cannot-write",
                       "No temporary folder can be made in " + options.parent.toStdString() + ".");
    }
    const Result<std::unique_ptr<BenchClinic>> clinic =
        BenchClinic::makeAt(temporary.filePath(QString::fromLatin1(kProfile)));
    const Result<void> closed = clinic ? (*clinic)->close() : tl::unexpected<Error>(clinic.error());
    const Result<QStringList> written =
        closed ? inventedBundles(files, 1, n) : tl::unexpected<Error>(closed.error());
    const Result<QJsonObject> json =
        written ? measuredByChild(temporary.path()) : tl::unexpected<Error>(written.error());
    if (!json) {
        return tl::unexpected<Error>(json.error());
    }
    Measurement result;
    result.op = QStringLiteral("gui-stall");
    result.n = static_cast<qint64>(json->value(QStringLiteral("n")).toDouble());
    result.seconds = json->value(QStringLiteral("seconds")).toDouble();
    result.rssMb = json->value(QStringLiteral("rss_mb")).toDouble();
    for (const char* const key : {"longest_gap_ms", "p99_gap_ms", "p999_gap_ms", "gaps_over_16_ms",
                                  "gaps_over_50_ms", "keys", "verify_seconds"}) {
        result.addNumber(key, json->value(QLatin1String(key)).toDouble());
    }
    return result;
}

Result<Measurement> benchGuiStallWindow(const BenchOptions& options)
{
    const QDir folder(options.parent);
    const QString profile = folder.filePath(QString::fromLatin1(kProfile));
    QDir fileFolder(folder.filePath(QString::fromLatin1(kFiles)));
    QStringList files;
    for (const QString& name : fileFolder.entryList(QDir::Files, QDir::Name)) {
        files += fileFolder.filePath(name);
    }
    ui::applyTheme(*qApp, ui::Shade::Light);
    services::CarnetServices services(profile);
    ui::MainWindow window(services.carnet(), profile, QString());
    window.show();
    if (const Result<void> unlocked = unlock(window); !unlocked) {
        return tl::unexpected<Error>(unlocked.error());
    }
    auto* search = child<QLineEdit>(window, "patientSearch");

    // Somebody looks for patients all the time.
    int keys = 0;
    QTimer typing;
    QObject::connect(&typing, &QTimer::timeout, &window, [&keys, search] {
        static constexpr const char* kTexts[] = {"a", "as", "ash", "", "m", "me", "98", "19"};
        search->setText(QString::fromLatin1(kTexts[keys % 8]));
        ++keys;
    });
    typing.start(kKeyMs);

    const Stalls stalls;
    QElapsedTimer timer;
    timer.start();
    std::optional<interfaces::Outcome<interfaces::ImportReport>> imported;
    (void)services.carnet().imports.importFiles(
        &window, files, [](const interfaces::JobProgress&) {},
        [&imported](const interfaces::Outcome<interfaces::ImportReport>& report) { imported = report; });
    waitFor([&imported] { return imported.has_value(); });
    const double importSeconds = secondsOf(timer);
    if (!*imported) {
        return failure(ErrorKind::Fault, imported->error().slug.toStdString(),
                       imported->error().message.toStdString());
    }
    std::optional<interfaces::Outcome<interfaces::VerificationSummary>> verified;
    (void)services.carnet().chains.verify(
        &window, true, [](const interfaces::JobProgress&) {},
        [&verified](const interfaces::Outcome<interfaces::VerificationSummary>& summary) {
            verified = summary;
        });
    waitFor([&verified] { return verified.has_value(); });
    if (!*verified || !(*verified)->faults.isEmpty()) {
        return failure(ErrorKind::Fault, "not-verified", "What was imported did not verify.");
    }
    Measurement result;
    result.op = QStringLiteral("gui-stall-window");
    result.n = (*verified)->entries;
    result.seconds = secondsOf(timer);
    stalls.addTo(result);
    result.addNumber("keys", keys);
    result.addNumber("verify_seconds", result.seconds - importSeconds);
    return result;
}

} // namespace carnet::bench
