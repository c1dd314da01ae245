// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/carnetctl/CommandServer.h"
#include "app/carnetctl/Commands.h"
#include "app/carnetctl/Words.h"
#include "app/services/Clock.h"
#include "app/services/Node.h"

#include <QCoreApplication>

namespace carnet::cli {

namespace {

constexpr int kLookForInterruptMs = 50;
/// A flood of refused connections must not fill the disk with its log.
constexpr int kMostLogLinesPerSecond = 20;

/// Writes what the node notices to standard error, a line each.
class NoticeLog {
public:
    explicit NoticeLog(Streams& streams) : m_streams(streams) {}

    void write(const transport::LinkNotice& notice)
    {
        const std::int64_t second = services::nowMs() / 1000;
        if (second != m_second) {
            if (m_leftOut > 0) {
                line(QStringLiteral("%1 more lines of this kind were left out.").arg(m_leftOut));
            }
            m_second = second;
            m_lines = 0;
            m_leftOut = 0;
        }
        if (++m_lines > kMostLogLinesPerSecond) {
            ++m_leftOut;
            return;
        }
        QString text = notice.peer;
        if (notice.station) {
            text += QStringLiteral(" ") + shownId(IdKind::Station, *notice.station).left(16);
        }
        text += text.isEmpty() ? QString() : QStringLiteral(": ");
        text += notice.slug + QStringLiteral(": ") + notice.sentence;
        if (!notice.detail.isEmpty()) {
            text += QStringLiteral(" (") + notice.detail + QStringLiteral(")");
        }
        line(text);
    }

private:
    void line(const QString& text)
    {
        m_streams.writeError(
            (shownTime(services::nowMs()) + QLatin1Char(' ') + text + QLatin1Char('\n')).toUtf8());
    }

    Streams& m_streams;
    std::int64_t m_second = 0;
    int m_lines = 0;
    int m_leftOut = 0;
};

/// The server for other processes, in a thread of its own: a long command must not keep its own caller's output waiting.
class CommandThread {
public:
    CommandThread(services::Profile& profile, QObject& profileThread, std::function<void()> commandDone)
        : m_commandDone(std::move(commandDone))
        , m_profileThread(profileThread)
    {
        m_thread.setObjectName(QStringLiteral("commands"));
        m_context.moveToThread(&m_thread);
        m_thread.start();
        QMetaObject::invokeMethod(
            &m_context,
            [this, &profile] {
                m_server = std::make_unique<CommandServer>([this, &profile](CommandServer::Job job) {
                    QMetaObject::invokeMethod(
                        &m_profileThread, [&profile, job = std::move(job)] { job(profile); },
                        Qt::QueuedConnection);
                });
                QObject::connect(m_server.get(), &CommandServer::commandDone, &m_profileThread,
                                 [this] { m_commandDone(); });
                m_listening = m_server->listen(profile.paths().folder);
            },
            Qt::BlockingQueuedConnection);
    }
    ~CommandThread()
    {
        QMetaObject::invokeMethod(
            &m_context, [this] { m_server.reset(); }, Qt::BlockingQueuedConnection);
        m_thread.quit();
        m_thread.wait();
    }
    CommandThread(const CommandThread&) = delete;
    CommandThread& operator=(const CommandThread&) = delete;

    const Result<void>& listening() const { return m_listening; }

private:
    std::function<void()> m_commandDone;
    QObject& m_profileThread;
    QThread m_thread;
    QObject m_context;
    std::unique_ptr<CommandServer> m_server; ///< made and destroyed in m_thread
    Result<void> m_listening;
};

Result<int> serve(Context& context)
{
    services::NodeOptions options;
    const QString listen = context.arguments().value(
        QStringLiteral("listen"), QStringLiteral("0.0.0.0:%1").arg(transport::kDefaultPort));
    const Result<transport::PeerAddress> address = transport::PeerAddress::parse(listen);
    if (!address) {
        return tl::unexpected<Error>(address.error());
    }
    options.listen = *address;
    options.discovery = !context.arguments().has(QStringLiteral("no-discovery"));
    const Result<services::Profile*> opened = context.profile();
    if (!opened) {
        return tl::unexpected<Error>(opened.error());
    }
    services::Profile& profile = **opened;
    Result<std::unique_ptr<services::Node>> started = services::Node::start(profile.ledger(), options);
    if (!started) {
        return tl::unexpected<Error>(started.error());
    }
    services::Node& node = **started;
    profile.setNode(&node);

    NoticeLog log(context.output().streams());
    QObject::connect(&node, &services::Node::noticed, &node,
                     [&log](const transport::LinkNotice& notice) { log.write(notice); });
    QTimer interrupts;
    QObject::connect(&interrupts, &QTimer::timeout, &interrupts, [&context] {
        if (context.cancellation().isWanted()) {
            QCoreApplication::quit();
        }
    });
    interrupts.start(kLookForInterruptMs);

    Fields fields;
    fields.text("listening", node.listening()->text())
        .text("station", shownId(IdKind::Station, profile.ledger().station().signing().publicKey()));
    {
        const CommandThread commands(profile, node, [&node] { node.reloadPeers(); });
        if (!commands.listening()) {
            const Error& error = commands.listening().error();
            log.write({{}, {}, qs(error.slug), qs(error.message), qs(error.detail)});
        }
        context.output().single(fields);
        context.output().finish();
        QCoreApplication::exec();
    }
    // Calls that still wait in this thread are destroyed with the node, and their callers told.
    profile.setNode(nullptr);
    started->reset();
    return 0;
}

} // namespace

Command serveCommand()
{
    CommandSpec spec{
        QStringLiteral("serve"),
        {},
        0,
        0,
        {{QStringLiteral("listen")}, {QStringLiteral("no-discovery"), false}},
        QStringLiteral(
            "Keeps this profile in step with its peers until it is interrupted; lets others connect.")};
    spec.needsOwnProcess = true;
    return {spec, serve};
}

} // namespace carnet::cli
