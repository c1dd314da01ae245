// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/carnetctl/CommandServer.h"

#include "app/carnetctl/CallerPort.h"
#include "app/carnetctl/Commands.h"

#include <QLocalSocket>

namespace carnet::cli {

namespace {

constexpr int kMostCallers = 16;
constexpr qint64 kMostSocketBytes = 1'024 * 1'024;

/// Secrets that came with the call. What is missing is remembered, so that the caller can be asked.
class CallSecrets final : public Secrets {
public:
    explicit CallSecrets(const CallFrame& call) : m_call(call) {}

    Result<crypto::SecretBytes> read(const QString& option, const QString& prompt) override
    {
        const auto found = m_call.secrets.constFind(option);
        if (found == m_call.secrets.constEnd()) {
            m_wanted = std::pair(option, prompt);
            return failure(ErrorKind::Usage, "secret-wanted", "The caller is asked for a password or PIN.");
        }
        return crypto::SecretBytes::fromView(
            ByteView(reinterpret_cast<const std::uint8_t*>(found->constData()),
                     static_cast<std::size_t>(found->size())));
    }
    const std::optional<std::pair<QString, QString>>& wanted() const { return m_wanted; }

private:
    const CallFrame& m_call;
    std::optional<std::pair<QString, QString>> m_wanted;
};

/// One call on its way to the profile's thread and through it. Where it is dropped instead, the caller is told.
class Call {
public:
    Call(std::shared_ptr<CallerPort> port, CallFrame frame)
        : m_port(std::move(port))
        , m_frame(std::move(frame))
    {
    }
    ~Call()
    {
        m_frame.forgetSecrets();
        if (!m_answered) {
            m_port->writeError(
                "carnetctl: The program that has this profile open is closing. Nothing was changed.\n");
            done(exitCodeOf(ErrorKind::Unavailable));
        }
    }
    Call(const Call&) = delete;
    Call& operator=(const Call&) = delete;

    void run(services::Profile& profile)
    {
        m_port->setErrorIsTerminal(m_frame.errorIsTerminal);
        const Result<Arguments> arguments = parseArguments(m_frame.line, allSpecs());
        if (!arguments) {
            Output(false, *m_port).error(arguments.error());
            return done(exitCodeOf(arguments.error().kind));
        }
        CallSecrets secrets(m_frame);
        Context context(*arguments, *m_port, secrets, profile, m_port->cancellation());
        const Result<int> result = commandOf(*arguments)->run(context);
        if (!result && secrets.wanted()) {
            m_answered = true;
            m_port->send(FrameKind::SecretWanted,
                         encodeSecretWanted(secrets.wanted()->first, secrets.wanted()->second));
            return;
        }
        done(finishCommand(context, result));
    }

private:
    void done(int code)
    {
        m_answered = true;
        m_port->send(FrameKind::Done, QByteArray::number(code));
    }

    std::shared_ptr<CallerPort> m_port;
    CallFrame m_frame;
    bool m_answered = false;
};

/// One connected caller, in the server's thread.
class Caller final : public QObject {
public:
    Caller(QLocalSocket* socket, CommandServer& server, const CommandServer::RunWithProfile& runWithProfile)
        : QObject(&server)
        , m_socket(socket)
        , m_server(server)
        , m_runWithProfile(runWithProfile)
        , m_port(std::make_shared<CallerPort>(*this, [this] { handOn(); }))
    {
        socket->setParent(this);
        connect(socket, &QLocalSocket::readyRead, this, [this] { receive(); });
        connect(socket, &QLocalSocket::bytesWritten, this, [this] { handOn(); });
        connect(socket, &QLocalSocket::disconnected, this, &QObject::deleteLater);
    }
    ~Caller() override { m_port->callerGone(); }

private:
    void receive()
    {
        Frame frame;
        while (true) {
            const Result<bool> taken = takeFrame(*m_socket, frame);
            if (!taken) {
                m_socket->abort();
                return;
            }
            if (!*taken) {
                return;
            }
            if (frame.kind == FrameKind::Cancel) {
                m_port->cancellation().cancel();
                continue;
            }
            Result<CallFrame> call = decodeCall(frame.payload);
            frame.payload.fill('\0');
            if (frame.kind != FrameKind::Call || !call) {
                m_socket->abort();
                return;
            }
            const auto job = std::make_shared<Call>(m_port, std::move(*call));
            m_runWithProfile([job](services::Profile& profile) { job->run(profile); });
        }
    }

    void handOn()
    {
        while (m_socket->bytesToWrite() < kMostSocketBytes) {
            const QByteArray bytes = m_port->takeQueued();
            if (bytes.isEmpty()) {
                break;
            }
            m_socket->write(bytes);
        }
        if (m_port->takeCommandDone()) {
            Q_EMIT m_server.commandDone();
        }
    }

    QLocalSocket* m_socket;
    CommandServer& m_server;
    const CommandServer::RunWithProfile& m_runWithProfile;
    std::shared_ptr<CallerPort> m_port;
};

} // namespace

CommandServer::CommandServer(RunWithProfile runWithProfile, QObject* parent)
    : QObject(parent)
    , m_runWithProfile(std::move(runWithProfile))
{
    m_server.setSocketOptions(QLocalServer::UserAccessOption);
    m_server.setMaxPendingConnections(kMostCallers);
    connect(&m_server, &QLocalServer::newConnection, this, [this] {
        while (QLocalSocket* socket = m_server.nextPendingConnection()) {
            new Caller(socket, *this, m_runWithProfile); // a child of this; it goes when its socket closes
        }
    });
}

CommandServer::~CommandServer() = default;

Result<void> CommandServer::listen(const QString& profileFolder)
{
    const QString name = localSocketName(profileFolder);
    if (!name.isEmpty()) {
        QLocalServer::removeServer(
            name); // of a process that did not end in order: the lock says that none is there
        if (m_server.listen(name)) {
            return {};
        }
    }
    return failure(
        ErrorKind::Unavailable, "no-socket",
        "Other programs cannot work on this profile while it is open here: no local socket can be made in its folder.",
        (name.isEmpty() ? QStringLiteral("path too long") : m_server.errorString()).toStdString());
}

} // namespace carnet::cli
