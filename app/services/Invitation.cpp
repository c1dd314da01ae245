// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/services/Invitation.h"

#include "app/services/Clock.h"
#include "app/services/Files.h"
#include "app/services/JoinMessages.h"
#include "ledger/chain/JoinRequest.h"
#include "ledger/crypto/ConstantTime.h"
#include "ledger/crypto/Random.h"
#include "ledger/crypto/Sha256.h"
#include "ledger/encoding/Base32.h"
#include "ledger/encoding/CborReader.h"
#include "ledger/identity/Context.h"
#include "ledger/transport/TlsSetup.h"

namespace carnet::services {

namespace {

constexpr std::string_view kPrefix = "carnet";
constexpr std::size_t kChecksumBytes = 4;
constexpr std::size_t kMostAddressBytes = 300;
constexpr int kMostWrongSecrets = 3;

tl::unexpected<Error> badCode()
{
    return failure(ErrorKind::Usage, "bad-code",
                   "This is no invitation code, or there is a typing error in it. Copy it as a whole.");
}

} // namespace

ByteArray<16> Invitation::nameOf(const crypto::PublicKey& station)
{
    cbor::Writer writer = contextArray("invitation-station", 1);
    writer.bytes(station);
    const Hash hash = hashOf(writer);
    ByteArray<16> name{};
    std::copy_n(hash.begin(), name.size(), name.begin());
    return name;
}

std::string Invitation::code() const
{
    cbor::Writer writer;
    writer.array(4).unsignedInt(0).bytes(station).bytes(secret).text(address.text().toStdString());
    Bytes bytes = writer.take();
    append(bytes, ByteView(crypto::sha256(bytes)).first(kChecksumBytes));
    return std::string(kPrefix) + "-" + base32Encode(bytes);
}

Result<Invitation> Invitation::parse(const std::string& typed)
{
    std::string text;
    for (const char c : typed) {
        if (c != ' ' && c != '-' && c != '\n' && c != '\r' && c != '\t') {
            text += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
        }
    }
    if (text.rfind(kPrefix, 0) != 0) {
        return badCode();
    }
    const Result<Bytes> bytes = base32Decode(text.substr(kPrefix.size()));
    if (!bytes || bytes->size() <= kChecksumBytes) {
        return badCode();
    }
    const ByteView body = ByteView(*bytes).first(bytes->size() - kChecksumBytes);
    if (!equal(ByteView(crypto::sha256(body)).first(kChecksumBytes), ByteView(*bytes).last(kChecksumBytes))) {
        return badCode();
    }
    cbor::Reader reader(body);
    (void)reader.array(4);
    (void)reader.unsignedInt(0);
    const Result<ByteArray<16>> station = reader.fixedBytes<16>();
    const Result<ByteArray<16>> secret = reader.fixedBytes<16>();
    const Result<std::string> address = reader.text(kMostAddressBytes);
    if (!reader.end()) {
        return badCode();
    }
    const Result<transport::PeerAddress> parsed =
        transport::PeerAddress::parse(QString::fromStdString(*address));
    if (!parsed) {
        return badCode();
    }
    return Invitation{*parsed, *station, *secret};
}

InvitationHost::InvitationHost(Session& administrator, Done done)
    : m_session(administrator)
    , m_done(std::move(done))
{
}

InvitationHost::~InvitationHost()
{
    if (m_connection != nullptr) {
        m_connection->abort();
    }
}

Result<std::unique_ptr<InvitationHost>> InvitationHost::start(Session& administrator,
                                                              const transport::PeerAddress& listen,
                                                              const QString& advertised, Done done)
{
    const Result<void> allowed = administrator.require(Capability::Administer);
    const Result<void> ready = allowed ? transport::checkTlsBackend() : allowed;
    if (!ready) {
        return tl::unexpected<Error>(ready.error());
    }
    std::unique_ptr<InvitationHost> host(new InvitationHost(administrator, std::move(done)));
    const Result<void> listening = host->listen(listen, advertised);
    if (!listening) {
        return tl::unexpected<Error>(listening.error());
    }
    return host;
}

Result<void> InvitationHost::listen(const transport::PeerAddress& address, const QString& advertised)
{
    const crypto::SigningKey& station = m_session.ledger().station().signing();
    Result<transport::StationCertificate> certificate = transport::makeStationCertificate(station, nowMs());
    if (!certificate) {
        return tl::unexpected<Error>(certificate.error());
    }
    m_certificate = std::move(*certificate);
    const QHostAddress host(address.host);
    if (host.isNull()) {
        return failure(ErrorKind::Usage, "bad-address",
                       "--listen takes an address of this computer in numbers, such as 0.0.0.0:0.");
    }
    m_listener =
        std::make_unique<transport::Listener>([this] { return transport::tlsConfiguration(m_certificate); },
                                              transport::ListenerLimits{}, transport::ConnectionLimits{});
    connect(m_listener.get(), &transport::Listener::accepted, this, &InvitationHost::accept);
    const Result<void> started = m_listener->start(host, address.port);
    if (!started) {
        return started;
    }
    m_invitation.address = {advertised, m_listener->serverPort()};
    m_invitation.station = Invitation::nameOf(station.publicKey());
    m_invitation.secret = crypto::randomArray<16>();
    return {};
}

void InvitationHost::accept(transport::Connection* connection)
{
    connection->setParent(this);
    if (m_connection != nullptr || m_admitted || m_endsWith) {
        connection->finish();
        return;
    }
    m_connection = connection;
    m_input.clear();
    connect(connection, &transport::Connection::arrived, this, &InvitationHost::read);
    connect(connection, &transport::Connection::roomGrew, this, &InvitationHost::sendMore);
    connect(connection, &transport::Connection::closed, this, [this, connection] {
        connection->deleteLater();
        if (m_connection == connection) {
            drop();
        }
        if (m_endsWith) {
            end(std::move(*m_endsWith));
        }
    });
    // Who connects and says nothing makes nobody wait for long.
    QTimer::singleShot(kJoinAnswerMs, connection, [this, connection] {
        if (m_connection == connection && !m_admitted) {
            connection->abort();
            connection->deleteLater();
            drop();
        }
    });
    read();
}

void InvitationHost::drop()
{
    m_connection = nullptr;
    m_input.clear();
    if (m_admitted) {
        // The one who was admitted has gone: with the whole file, or to fetch it again by the same code or as a file.
        const bool isWhole = m_file.isOpen() && m_file.atEnd();
        end(isWhole
                ? Result<Admitted>(std::move(*m_admitted))
                : failure(
                    ErrorKind::Unavailable, "interrupted-line",
                    "The line broke before the admission had arrived. It was admitted: invite again, or hand over the file of \"admit\"."));
    }
}

void InvitationHost::read()
{
    if (m_connection == nullptr || m_admitted) {
        return;
    }
    append(m_input, m_connection->read(kMostJoinMessageBytes));
    const Result<std::optional<Bytes>> message = takeJoinMessage(m_input);
    if (!message) {
        return refuse(message.error().slug, message.error().message);
    }
    if (*message) {
        answer(**message);
    }
}

void InvitationHost::answer(ByteView message)
{
    const Result<JoinAsk> ask = JoinAsk::decode(message);
    if (!ask) {
        return refuse(ask.error().slug, ask.error().message);
    }
    if (!crypto::equalInConstantTime(ask->secret, m_invitation.secret)) {
        refuse("wrong-secret", "The invitation does not hold, or was used already.");
        if (++m_wrongSecrets >= kMostWrongSecrets) {
            m_listener->close();
            m_endsWith = failure(
                ErrorKind::Denied, "wrong-secret",
                "Somebody tried wrong secrets at this address, so the invitation was withdrawn. Nobody was admitted.");
        }
        return;
    }
    m_folder = std::make_unique<QTemporaryDir>();
    const QString request = m_folder->filePath(QStringLiteral("request"));
    const QString admission = m_folder->filePath(QStringLiteral("admission"));
    const Result<chain::JoinRequest> opened = chain::openJoinRequest(ask->request);
    const Result<void> written =
        opened ? writeFileDurably(request, ask->request) : tl::unexpected<Error>(opened.error());
    if (!written) {
        return refuse(written.error().slug, written.error().message);
    }
    JoinOptions options;
    Result<Admitted> admitted = opened->clinic() ? admitClinic(m_session, request, admission, options)
                                                 : admitStation(m_session, request, admission, options);
    if (!admitted) {
        return refuse(admitted.error().slug, admitted.error().message);
    }
    if (!admitted->admitted) {
        refuse("not-yet",
               "Other clinics decide as well. The request is with them: ask for the admission as a file.");
        m_endsWith = std::move(admitted);
        return;
    }
    m_file.setFileName(admission);
    if (!m_file.open(QIODevice::ReadOnly)) {
        return refuse("cannot-read", "The admission cannot be read at the other side.");
    }
    m_admitted = std::move(*admitted);
    m_connection->write(joinMessage(JoinAnswer{static_cast<std::uint64_t>(m_file.size()), {}, {}}.encode()));
    sendMore();
}

void InvitationHost::sendMore()
{
    while (m_connection != nullptr && m_admitted && !m_file.atEnd() && m_connection->room() > 0) {
        const QByteArray piece = m_file.read(static_cast<qint64>(m_connection->room()));
        m_connection->write(ByteView(reinterpret_cast<const std::uint8_t*>(piece.constData()),
                                     static_cast<std::size_t>(piece.size())));
    }
}

void InvitationHost::refuse(const std::string& slug, const std::string& sentence)
{
    if (m_connection != nullptr) {
        m_connection->write(joinMessage(JoinAnswer{0, slug, sentence}.encode()));
        m_connection->finish();
        m_connection = nullptr;
        m_input.clear();
    }
}

void InvitationHost::end(Result<Admitted> result)
{
    m_listener->close();
    if (m_done) {
        std::exchange(m_done, {})(std::move(result));
    }
}

} // namespace carnet::services
