// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/carnetctl/RemoteCall.h"

#include "app/carnetctl/LocalSocket.h"

#include <QLocalSocket>

namespace carnet::cli {

namespace {

constexpr int kConnectTimeoutMs = 5'000;
constexpr int kPollMs = 100;

tl::unexpected<Error> lostHolder()
{
    return failure(
        ErrorKind::Unavailable, "lost-holder",
        "The program that has this profile open ended while it worked. What it had reported is done; look for the rest.");
}

/// One call: the same socket carries it again with each secret that turns out to be needed.
class HolderCall {
public:
    HolderCall(QLocalSocket& socket, Streams& streams, Secrets& secrets,
               const services::Cancellation& cancellation)
        : m_socket(socket)
        , m_streams(streams)
        , m_secrets(secrets)
        , m_cancellation(cancellation)
    {
    }

    Result<int> run(const QStringList& line)
    {
        m_call.line = line;
        m_call.errorIsTerminal = m_streams.errorIsTerminal();
        const Result<int> code = converse();
        m_call.forgetSecrets();
        return code;
    }

private:
    Result<int> converse()
    {
        send(FrameKind::Call, encodeCall(m_call));
        bool cancelled = false;
        while (true) {
            if (m_cancellation.isWanted() && !cancelled) {
                cancelled = true;
                send(FrameKind::Cancel, {});
            }
            Frame frame;
            const Result<bool> taken = takeFrame(m_socket, frame);
            if (!taken) {
                return tl::unexpected<Error>(taken.error());
            }
            if (!*taken) {
                if (!m_socket.waitForReadyRead(kPollMs) && m_socket.state() != QLocalSocket::ConnectedState
                    && m_socket.bytesAvailable() == 0) {
                    return lostHolder();
                }
                continue;
            }
            switch (frame.kind) {
            case FrameKind::Out: m_streams.writeOut(frame.payload); break;
            case FrameKind::Error: m_streams.writeError(frame.payload); break;
            case FrameKind::SecretWanted: {
                const Result<void> answered = answer(frame.payload);
                if (!answered) {
                    return tl::unexpected<Error>(answered.error());
                }
                break;
            }
            case FrameKind::Done: return frame.payload.toInt();
            case FrameKind::Call:
            case FrameKind::Cancel: return lostHolder();
            }
        }
    }

    Result<void> answer(const QByteArray& payload)
    {
        const auto wanted = decodeSecretWanted(payload);
        if (!wanted) {
            return tl::unexpected<Error>(wanted.error());
        }
        const Result<crypto::SecretBytes> secret = m_secrets.read(wanted->first, wanted->second);
        if (!secret) {
            return tl::unexpected<Error>(secret.error());
        }
        m_call.secrets.insert(wanted->first,
                              QByteArray(reinterpret_cast<const char*>(secret->view().data()),
                                         static_cast<int>(secret->size())));
        send(FrameKind::Call, encodeCall(m_call));
        return {};
    }

    void send(FrameKind kind, QByteArray payload)
    {
        QByteArray frame = encodeFrame(kind, payload);
        m_socket.write(frame);
        while (m_socket.bytesToWrite() > 0 && m_socket.waitForBytesWritten(kConnectTimeoutMs)) {
        }
        payload.fill('\0');
        frame.fill('\0');
    }

    QLocalSocket& m_socket;
    Streams& m_streams;
    Secrets& m_secrets;
    const services::Cancellation& m_cancellation;
    CallFrame m_call;
};

} // namespace

Result<std::optional<int>> callHolder(const QString& profileFolder, const CommandSpec& command,
                                      const Arguments& arguments, Streams& streams, Secrets& secrets,
                                      const services::Cancellation& cancellation)
{
    const QString name = localSocketName(profileFolder);
    if (name.isEmpty()) {
        return std::optional<int>();
    }
    QLocalSocket socket;
    socket.connectToServer(name);
    if (!socket.waitForConnected(kConnectTimeoutMs)) {
        return std::optional<int>();
    }
    const Result<int> code =
        HolderCall(socket, streams, secrets, cancellation).run(absoluteLine(command, arguments));
    if (!code) {
        return tl::unexpected<Error>(code.error());
    }
    return std::optional<int>(*code);
}

} // namespace carnet::cli
