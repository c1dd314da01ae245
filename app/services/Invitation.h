// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/services/Joining.h"
#include "ledger/transport/Listener.h"
#include "ledger/transport/PeerAddress.h"
#include "ledger/transport/StationCertificate.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTimer>

namespace carnet::services {

/// What an invitation code says: where somebody waits, which station that is, and the secret that is good for one joining.
struct Invitation {
    transport::PeerAddress address;
    ByteArray<16>
        station{}; ///< the first half of H("invitation-station", station key): 128 bits that nobody can meet with another key
    ByteArray<16> secret{};

    /// "carnet-" and base32 with four bytes that find a typing error.
    std::string code() const;
    /// Spaces, dashes, line breaks and capitals do not matter. Usage "bad-code".
    static Result<Invitation> parse(const std::string& typed);

    static ByteArray<16> nameOf(const crypto::PublicKey& station);
};

/// Waits at an address for the one who has the code, admits what that one asks for in the name of an administrator who is
/// unlocked here, and sends the admission over TLS (transport/TRANSPORT.md §1 and §2). A wrong secret ends the connection, and three of them the
/// invitation. It needs an event loop and the session's thread, and must go before the session.
class InvitationHost : public QObject {
    Q_OBJECT
public:
    using Done = std::function<void(Result<Admitted>)>;

    /// `advertised` is the address in the code, where it differs from that of the listener (port 0 there: the listener's). `done` is called once.
    /// Errors: Denied "no-right"; Unavailable "cannot-listen"; Fault "tls-backend".
    static Result<std::unique_ptr<InvitationHost>> start(Session& administrator,
                                                         const transport::PeerAddress& listen,
                                                         const QString& advertised, Done done);

    ~InvitationHost() override;
    const Invitation& invitation() const { return m_invitation; }

private:
    InvitationHost(Session& administrator, Done done);
    Result<void> listen(const transport::PeerAddress& address, const QString& advertised);
    void accept(transport::Connection* connection);
    void read();
    void answer(ByteView message);
    void refuse(const std::string& slug, const std::string& sentence);
    void sendMore();
    void drop();
    void end(Result<Admitted> result);

    Session& m_session;
    Done m_done;
    Invitation m_invitation;
    transport::StationCertificate m_certificate;
    std::unique_ptr<transport::Listener> m_listener;
    std::unique_ptr<QTemporaryDir> m_folder;       ///< for the admission, until it is sent
    transport::Connection* m_connection = nullptr; ///< one at a time
    Bytes m_input;
    QFile m_file;
    std::optional<Admitted> m_admitted;
    std::optional<Result<Admitted>> m_endsWith; ///< once the last word has reached the other side
    int m_wrongSecrets = 0;
};

/// Hands a request to who made the invitation, and writes the admission that comes back to a file. Runs an event loop until then: never in the
/// window's thread. Errors: Unavailable "unreachable", "interrupted-line"; Denied "other-station" where somebody else answers at the address,
/// "wrong-secret"; what the other side refused; those of the disk.
Result<void> fetchAdmission(const Invitation& invitation, const crypto::SigningKey& station, ByteView request,
                            const QString& file, const Cancellation& cancellation);

} // namespace carnet::services
