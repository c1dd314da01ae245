// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/bench/BenchClinic.h"
#include "app/bench/Benches.h"
#include "app/bench/InventedBundles.h"
#include "app/services/CarnetServices.h"
#include "ui/MainWindow.h"
#include "ui/theme/Theme.h"

#include <QApplication>
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

/// One run of the window: it unlocks, imports, verifies and ends, while somebody looks for patients all the time.
class WindowRun final : public QObject {
public:
    WindowRun(const QString& profile, QStringList files)
        : m_files(std::move(files))
        , m_services(profile)
        , m_window(m_services.carnet(), profile, QString())
    {
        connect(&m_poll, &QTimer::timeout, this, &WindowRun::unlock);
        connect(&m_typing, &QTimer::timeout, this, &WindowRun::type);
    }

    Result<Measurement> run()
    {
        m_window.show();
        m_timer.start();
        m_poll.start(kTickMs * 10);
        QCoreApplication::exec();
        return m_result;
    }

private:
    /// Looks again and again whether the next page is there.
    void unlock()
    {
        auto* password = child<QLineEdit>(m_window, "unlockPassword");
        m_search = child<QLineEdit>(m_window, "patientSearch");
        if (!password || !m_search || m_timer.elapsed() > kUnlockMs) {
            end(failure(ErrorKind::Fault, "no-window", "The window did not come to the patients."));
        } else if (m_search->isVisible()) {
            m_poll.stop();
            importFiles();
        } else if (!m_hasTyped && password->isVisible() && password->isEnabled()) {
            m_hasTyped = true;
            password->setText(QString::fromStdString(toText(BenchClinic::password().view())));
            press(password, Qt::Key_Return);
        }
    }

    void type()
    {
        static constexpr const char* kTexts[] = {"a", "as", "ash", "", "m", "me", "98", "19"};
        m_search->setText(QString::fromLatin1(kTexts[m_keys % 8]));
        ++m_keys;
    }

    void importFiles()
    {
        m_stalls.emplace();
        m_timer.restart();
        m_typing.start(kKeyMs);
        (void)m_services.carnet().imports.importFiles(
            this, m_files, [](const interfaces::JobProgress&) {},
            [this](const interfaces::Outcome<interfaces::ImportReport>& report) {
                m_importSeconds = secondsOf(m_timer);
                if (report) {
                    verify();
                } else {
                    end(failure(ErrorKind::Fault, report.error().slug.toStdString(),
                                report.error().message.toStdString()));
                }
            });
    }

    void verify()
    {
        (void)m_services.carnet().chains.verify(
            this, true, [](const interfaces::JobProgress&) {},
            [this](const interfaces::Outcome<interfaces::VerificationSummary>& summary) {
                if (!summary || !summary->faults.isEmpty()) {
                    end(failure(ErrorKind::Fault, "not-verified", "What was imported did not verify."));
                    return;
                }
                Measurement result;
                result.op = QStringLiteral("gui-stall-window");
                result.n = summary->entries;
                result.seconds = secondsOf(m_timer);
                m_stalls->addTo(result);
                result.addNumber("keys", m_keys);
                result.addNumber("verify_seconds", result.seconds - m_importSeconds);
                end(std::move(result));
            });
    }

    void end(Result<Measurement> result)
    {
        m_result = std::move(result);
        m_poll.stop();
        m_typing.stop();
        QCoreApplication::quit();
    }

    QStringList m_files;
    services::CarnetServices m_services;
    ui::MainWindow m_window;
    QLineEdit* m_search = nullptr;
    bool m_hasTyped = false;
    int m_keys = 0;
    double m_importSeconds = 0;
    QTimer m_poll;
    QTimer m_typing;
    QElapsedTimer m_timer;
    std::optional<Stalls> m_stalls;
    Result<Measurement> m_result = failure(ErrorKind::Fault, "no-window", "The window was closed.");
};

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
    const QDir fileFolder(folder.filePath(QString::fromLatin1(kFiles)));
    QStringList files;
    for (const QString& name : fileFolder.entryList(QDir::Files, QDir::Name)) {
        files += fileFolder.filePath(name);
    }
    ui::applyTheme(*qApp, ui::Shade::Light);
    return WindowRun(profile, files).run();
}

} // namespace carnet::bench
