// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/services/Clock.h"
#include "app/services/FileWriter.h"
#include "app/services/Invitation.h"
#include "app/services/JoinMessages.h"
#include "ledger/transport/TlsSetup.h"

#include <QEventLoop>

namespace carnet::services {

namespace {

constexpr std::size_t kPieceBytes = 65'536;
constexpr int kLookMs = 100;

class Fetch {
public:
    Fetch(const Invitation& invitation, ByteView request, const QString& file)
        : m_invitation(invitation)
        , m_request(request)
        , m_file(file, FileAccess::OwnerOnly)
    {
    }

    Result<void> run(const QSslConfiguration& configuration, const Cancellation& cancellation)
    {
        transport::Connection connection(m_invitation.address.host, m_invitation.address.port, configuration,
                                         transport::ConnectionLimits{});
        m_connection = &connection;
        QObject::connect(&connection, &transport::Connection::ready, &m_loop, [this] { ask(); });
        QObject::connect(&connection, &transport::Connection::arrived, &m_loop, [this] { read(); });
        QObject::connect(
            &connection, &transport::Connection::closed, &m_loop,
            [this](const QString& slug, const QString& sentence) {
                end(failure(ErrorKind::Unavailable, slug.toStdString(),
                            (m_invitation.address.text() + QStringLiteral(": ") + sentence).toStdString()));
            });
        QTimer look;
        QObject::connect(&look, &QTimer::timeout, &m_loop, [&] {
            if (cancellation.isWanted()) {
                end(failure(ErrorKind::Refused, "interrupted",
                            "The joining was interrupted. The same call begins again."));
            } else if (m_silentMs += kLookMs; m_silentMs > kJoinAnswerMs) {
                end(failure(ErrorKind::Unavailable, "no-answer",
                            "The other side does not answer. Try again."));
            }
        });
        look.start(kLookMs);
        if (!m_ended) {
            m_loop.exec();
        }
        connection.abort();
        return m_result;
    }

private:
    void end(Result<void> result)
    {
        if (!m_ended) {
            m_ended = true;
            m_result = std::move(result);
            m_loop.quit();
        }
    }

    void ask()
    {
        if (Invitation::nameOf(*m_connection->station()) != m_invitation.station) {
            // Not a byte of the secret goes to somebody else.
            return end(failure(
                ErrorKind::Denied, "other-station",
                "Another station answers at the address of this invitation. Nothing was sent to it."));
        }
        m_connection->write(joinMessage(JoinAsk{m_invitation.secret, toBytes(m_request)}.encode()));
    }

    void read()
    {
        m_silentMs = 0;
        for (Bytes piece = m_connection->read(kPieceBytes); !piece.empty() && !m_ended;
             piece = m_connection->read(kPieceBytes)) {
            if (m_size) {
                take(piece);
                continue;
            }
            append(m_input, piece);
            const Result<std::optional<Bytes>> message = takeJoinMessage(m_input);
            const Result<JoinAnswer> answer =
                message && *message ? JoinAnswer::decode(**message) : Result<JoinAnswer>(JoinAnswer{});
            if (!message || !answer) {
                return end(tl::unexpected<Error>(message ? answer.error() : message.error()));
            }
            if (!*message) {
                continue;
            }
            if (!answer->slug.empty()) {
                return end(failure(answer->slug == "wrong-secret" ? ErrorKind::Denied : ErrorKind::Refused,
                                   answer->slug, answer->sentence));
            }
            m_size = answer->size;
            const Result<void> opened = m_file.open();
            if (!opened) {
                return end(opened);
            }
            take(std::exchange(m_input, {}));
        }
    }

    void take(ByteView piece)
    {
        m_got += piece.size();
        Result<void> written = m_got <= *m_size
            ? m_file.write(piece)
            : failure(ErrorKind::Fault, "bad-message",
                      "The other side sends more than it said. Nothing was kept.");
        if (written && m_got == *m_size) {
            written = m_file.commit();
            return end(written);
        }
        if (!written) {
            end(written);
        }
    }

    const Invitation& m_invitation;
    ByteView m_request;
    FileWriter m_file;
    transport::Connection* m_connection = nullptr;
    QEventLoop m_loop;
    Bytes m_input;
    std::optional<std::uint64_t> m_size;
    std::uint64_t m_got = 0;
    int m_silentMs = 0;
    bool m_ended = false;
    Result<void> m_result;
};

} // namespace

Result<void> fetchAdmission(const Invitation& invitation, const crypto::SigningKey& station, ByteView request,
                            const QString& file, const Cancellation& cancellation)
{
    const Result<void> ready = transport::checkTlsBackend();
    const Result<transport::StationCertificate> certificate =
        ready ? transport::makeStationCertificate(station, nowMs()) : tl::unexpected<Error>(ready.error());
    if (!certificate) {
        return tl::unexpected<Error>(certificate.error());
    }
    return Fetch(invitation, request, file).run(transport::tlsConfiguration(*certificate), cancellation);
}

} // namespace carnet::services
