// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/carnetctl/Commands.h"
#include "app/carnetctl/RecoveryOutput.h"
#include "app/carnetctl/Words.h"
#include "app/services/Files.h"
#include "app/services/Invitation.h"
#include "ledger/chain/JoinRequest.h"

#include <QEventLoop>
#include <QNetworkInterface>
#include <QSysInfo>
#include <QTemporaryDir>

namespace carnet::cli {

namespace {

const QString kListen = QStringLiteral("listen");
const QString kAddress = QStringLiteral("address");
const QString kExpires = QStringLiteral("expires");
constexpr int kDefaultExpiresSeconds = 900;
constexpr int kMostExpiresSeconds = 86'400;
constexpr int kLookMs = 100;

/// What others reach this computer by, where nobody said it: its first address that is not its own loop.
QString ownAddress()
{
    for (const QHostAddress& address : QNetworkInterface::allAddresses()) {
        if (!address.isLoopback() && address.protocol() == QAbstractSocket::IPv4Protocol) {
            return address.toString();
        }
    }
    return QStringLiteral("127.0.0.1");
}

/// Waits here until somebody joins: the administrator signs the admission, so it must be unlocked as long as the invitation holds.
Result<int> createInvitation(Context& context)
{
    const Arguments& arguments = context.arguments();
    const Result<transport::PeerAddress> listen =
        transport::PeerAddress::parse(arguments.value(kListen, QStringLiteral("0.0.0.0:0")));
    bool isNumber = true;
    const int expires =
        arguments.has(kExpires) ? arguments.value(kExpires).toInt(&isNumber) : kDefaultExpiresSeconds;
    if (!listen || !isNumber || expires < 1 || expires > kMostExpiresSeconds) {
        return listen ? failure(ErrorKind::Usage, "usage", "--expires takes seconds, 1 to 86400.")
                      : tl::unexpected<Error>(listen.error());
    }
    const Result<services::Session*> session = context.sessionThatMay(Capability::Administer);
    if (!session) {
        return tl::unexpected<Error>(session.error());
    }
    const QHostAddress host(listen->host);
    const QString reached =
        host == QHostAddress::AnyIPv4 || host == QHostAddress::AnyIPv6 ? ownAddress() : listen->host;
    QEventLoop loop;
    Result<services::Admitted> result = failure(
        ErrorKind::Refused, "expired", "Nobody joined while the invitation held. Nobody was admitted.");
    const Result<std::unique_ptr<services::InvitationHost>> invitation = services::InvitationHost::start(
        **session, *listen, arguments.value(kAddress, reached), [&](Result<services::Admitted> admitted) {
            result = std::move(admitted);
            loop.quit();
        });
    if (!invitation) {
        return tl::unexpected<Error>(invitation.error());
    }
    Fields fields;
    fields.text("code", qs((*invitation)->invitation().code()))
        .text("listening", (*invitation)->invitation().address.text())
        .number("expires", expires);
    context.output().single(fields);
    context.output().note(
        QStringLiteral(
            "\nGive this code to the one who joins, and to nobody else. It waits for %1 minutes, and holds once.")
            .arg((expires + 59) / 60));
    context.output().finish();
    QTimer look;
    int waitedMs = 0;
    QObject::connect(&look, &QTimer::timeout, &loop, [&] {
        waitedMs += kLookMs;
        if (context.cancellation().isWanted()) {
            result = failure(ErrorKind::Refused, "interrupted",
                             "The invitation was withdrawn. Nobody was admitted.");
        }
        if (context.cancellation().isWanted() || waitedMs >= expires * 1000) {
            loop.quit();
        }
    });
    look.start(kLookMs);
    loop.exec();
    if (!result) {
        return tl::unexpected<Error>(result.error());
    }
    Fields admitted;
    admitted.text("clinic", shownId(IdKind::Clinic, result->clinic)).boolean("admitted", result->admitted);
    admitted.number("approvals", static_cast<qint64>(result->approvals))
        .number("needed", static_cast<qint64>(result->needed));
    admitted.text("name", qs(result->name)).text("fingerprint", qs(result->fingerprint));
    context.output().single(admitted);
    return 0;
}

/// Makes the request, or takes the one that the profile waits with.
Result<services::MadeRequest> makeRequest(Context& context, const QString& file)
{
    const Arguments& arguments = context.arguments();
    if (arguments.has(QStringLiteral("station"))) {
        return services::requestStation(
            context.profileFolder(),
            arguments.value(QStringLiteral("name"), QSysInfo::machineHostName()).toStdString(), file);
    }
    if (!arguments.has(QStringLiteral("clinic")) || !arguments.has(QStringLiteral("admin"))) {
        return failure(ErrorKind::Usage, "usage",
                       "A new clinic joins with --clinic and --admin, a further workstation with --station.");
    }
    const Result<services::NewClinic> wanted = newClinicOf(arguments);
    const Result<crypto::SecretBytes> password = wanted
        ? context.secrets().read(QStringLiteral("password-file"),
                                 QStringLiteral("New password of %1").arg(qs(wanted->adminUser)))
        : tl::unexpected<Error>(wanted.error());
    return password ? services::requestClinic(context.profileFolder(), *wanted, *password, file)
                    : tl::unexpected<Error>(password.error());
}

Result<int> join(Context& context)
{
    const Arguments& arguments = context.arguments();
    const Result<services::Invitation> invitation =
        services::Invitation::parse(arguments.positionals.front().toStdString());
    const RecoveryOutput recovery(arguments);
    const Result<void> free = invitation ? recovery.check() : tl::unexpected<Error>(invitation.error());
    if (!free) {
        return tl::unexpected<Error>(free.error());
    }
    const QTemporaryDir folder;
    const QString requestFile = folder.filePath(QStringLiteral("request"));
    const QString admissionFile = folder.filePath(QStringLiteral("admission"));
    const Result<services::MadeRequest> made = makeRequest(context, requestFile);
    if (!made) {
        return tl::unexpected<Error>(made.error());
    }
    if (made->recoveryCode.size() != 0) {
        const Result<int> shown = recovery.show(context.output(), made->recoveryCode);
        if (!shown) {
            return shown;
        }
    }
    const services::ProfilePaths paths(context.profileFolder());
    const Result<Bytes> request =
        services::readFile(requestFile, static_cast<qint64>(chain::kMaxJoinRequestBytes));
    const Result<Bytes> key = request
        ? services::readFile(paths.stationKey, static_cast<qint64>(StationKeys::kMostFileBytes))
        : tl::unexpected<Error>(request.error());
    const Result<StationKeys> station = key ? StationKeys::decode(*key) : tl::unexpected<Error>(key.error());
    const Result<void> fetched = station ? services::fetchAdmission(*invitation, station->signing(), *request,
                                                                    admissionFile, context.cancellation())
                                         : tl::unexpected<Error>(station.error());
    if (!fetched) {
        return tl::unexpected<Error>(fetched.error());
    }
    return acceptFile(context, admissionFile);
}

} // namespace

std::vector<Command> inviteCommands()
{
    return {
        {{QStringLiteral("invite create"),
          {},
          0,
          0,
          {{kListen}, {kAddress}, {kExpires}},
          QStringLiteral("Waits for one who joins with the code that it shows, and admits that one.")},
         createInvitation},
        {{QStringLiteral("join"),
          QStringLiteral("CODE"),
          1,
          1,
          {{QStringLiteral("clinic")},
           {QStringLiteral("admin")},
           {QStringLiteral("full-name")},
           {QStringLiteral("role")},
           {QStringLiteral("region")},
           {QStringLiteral("recovery-out")},
           {QStringLiteral("station"), false},
           {QStringLiteral("name")}},
          QStringLiteral(
              "Makes a profile and joins by an invitation: a new clinic, or with --station a workstation."),
          true},
         join},
    };
}

} // namespace carnet::cli
