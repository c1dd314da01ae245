// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/carnetctl/CommandServer.h"
#include "app/carnetctl/LocalSocket.h"
#include "app/services/Profile.h"
#include "ledger/crypto/Initialise.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QLocalSocket>
#include <QProcess>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QThread>
#include <QtTest>

using namespace carnet;

namespace {

const QByteArray kPassword = "correct horse battery 7";

struct Called {
    int code = -1;
    QByteArray out;
    QByteArray error;

    QString text(const char* key) const
    {
        return QJsonDocument::fromJson(out.split('\n').value(0))
            .object()
            .value(QLatin1String(key))
            .toString();
    }
};

} // namespace

/// A second carnetctl on a profile that this process holds: real processes, a real socket.
class TestCommandServer : public QObject {
    Q_OBJECT

    QString profile() const { return m_folder.filePath(QStringLiteral("profile")); }

    Called call(const QStringList& line, const QByteArray& input = kPassword + "\n")
    {
        QProcess process;
        process.setWorkingDirectory(m_folder.path());
        process.start(QStringLiteral(CARNETCTL), QStringList{QStringLiteral("--profile"), profile()} + line);
        process.write(input);
        process.closeWriteChannel();
        // The server's socket lives in this thread, so its event loop has to run.
        while (process.state() != QProcess::NotRunning) {
            QCoreApplication::processEvents(QEventLoop::AllEvents, 20);
        }
        return {process.exitCode(), process.readAllStandardOutput(), process.readAllStandardError()};
    }

    QTemporaryDir m_folder;
    QThread m_ledgerThread;
    QObject* m_ledger = nullptr; ///< lives in the ledger thread
    std::unique_ptr<services::Profile> m_profile;
    std::unique_ptr<cli::CommandServer> m_server;

private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase();
    void runsACommandAndHandsItsOutputBack();
    void findsFilesFromTheCallersFolder();
    void asksForEachSecretOnceInTheCallersOrder();
    void refusesAWrongPassword();
    void refusesACommandThatTheRoleMayNot();
    void refusesAMalformedLine();
    void dropsACallerThatSpeaksAnotherLanguage();
    void tellsThatACommandEnded();
    void saysWhoHoldsTheProfileWhereNobodyListens();
};

void TestCommandServer::initTestCase()
{
    QVERIFY(crypto::initialise());
    QVERIFY(m_folder.isValid());
    services::NewFederation wanted;
    wanted.federationName = "Kaveri Basin";
    wanted.clinicName = "Riverside";
    wanted.stationName = "desk 1";
    wanted.adminUser = "asha";
    wanted.adminFullName = "Asha Rao";
    const Result<Roles> roles = Roles::parse("admin,doctor");
    QVERIFY(roles);
    wanted.adminRoles = *roles;
    const auto created = services::createFederation(
        profile(), wanted, crypto::SecretBytes::fromView(viewOf(kPassword.toStdString())));
    QVERIFY2(created, created ? "" : created.error().message.c_str());

    m_ledger = new QObject;
    m_ledger->moveToThread(&m_ledgerThread);
    connect(&m_ledgerThread, &QThread::finished, m_ledger, &QObject::deleteLater);
    m_ledgerThread.start();
    std::string problem;
    QMetaObject::invokeMethod(
        m_ledger,
        [&] {
            auto opened = services::Profile::open(profile());
            if (opened) {
                m_profile = std::move(*opened);
            } else {
                problem = opened.error().message;
            }
        },
        Qt::BlockingQueuedConnection);
    QVERIFY2(m_profile, problem.c_str());
    m_server = std::make_unique<cli::CommandServer>([this](cli::CommandServer::Job job) {
        QMetaObject::invokeMethod(
            m_ledger, [this, job = std::move(job)] { job(*m_profile); }, Qt::QueuedConnection);
    });
    QVERIFY(m_server->listen(profile()));
}

void TestCommandServer::cleanupTestCase()
{
    m_server.reset();
    QMetaObject::invokeMethod(
        m_ledger, [this] { m_profile.reset(); }, Qt::BlockingQueuedConnection);
    m_ledgerThread.quit();
    m_ledgerThread.wait();
}

void TestCommandServer::runsACommandAndHandsItsOutputBack()
{
    const Called registered =
        call({QStringLiteral("patient"), QStringLiteral("register"), QStringLiteral("--name"),
              QStringLiteral("मीरा राव"), QStringLiteral("--sex"), QStringLiteral("female"),
              QStringLiteral("--birth-date"), QStringLiteral("1980-05-17"), QStringLiteral("--password-file"),
              QStringLiteral("-"), QStringLiteral("--json")});
    QVERIFY2(registered.code == 0, registered.error.constData());
    QVERIFY(registered.text("patient").startsWith(QStringLiteral("pat-")));
    const Called found =
        call({QStringLiteral("patient"), QStringLiteral("find"), QStringLiteral("मीरा"),
              QStringLiteral("--password-file"), QStringLiteral("-"), QStringLiteral("--json")});
    QCOMPARE(found.code, 0);
    QCOMPARE(found.text("patient"), registered.text("patient"));
    const Called status =
        call({QStringLiteral("ledger"), QStringLiteral("status"), QStringLiteral("--json")}, {});
    QCOMPARE(status.code, 0);
}

void TestCommandServer::findsFilesFromTheCallersFolder()
{
    QFile password(m_folder.filePath(QStringLiteral("password")));
    QVERIFY(password.open(QIODevice::WriteOnly));
    password.write(kPassword + "\n");
    password.close();
    const Called exported = call({QStringLiteral("export"), QStringLiteral("fhir"), QStringLiteral("--all"),
                                  QStringLiteral("--out"), QStringLiteral("all.json"),
                                  QStringLiteral("--password-file"), QStringLiteral("password")},
                                 {});
    QVERIFY2(exported.code == 0, exported.error.constData());
    QVERIFY(QFile::exists(m_folder.filePath(QStringLiteral("all.json"))));
}

void TestCommandServer::asksForEachSecretOnceInTheCallersOrder()
{
    const Called added =
        call({QStringLiteral("user"), QStringLiteral("add"), QStringLiteral("ravi"),
              QStringLiteral("--full-name"), QStringLiteral("Ravi Kumar"), QStringLiteral("--role"),
              QStringLiteral("reception"), QStringLiteral("--new-password-file"), QStringLiteral("-"),
              QStringLiteral("--password-file"), QStringLiteral("-"), QStringLiteral("--json")},
             QByteArray("another good password 8\n") + kPassword + "\n");
    QVERIFY2(added.code == 0, added.error.constData());
    QCOMPARE(added.text("user"), QStringLiteral("ravi"));
}

void TestCommandServer::refusesAWrongPassword()
{
    const Called found =
        call({QStringLiteral("patient"), QStringLiteral("find"), QString(), QStringLiteral("--user"),
              QStringLiteral("asha"), QStringLiteral("--password-file"), QStringLiteral("-")},
             "a wrong password 99\n");
    QCOMPARE(found.code, 4);
    QVERIFY(found.out.isEmpty());
}

void TestCommandServer::refusesACommandThatTheRoleMayNot()
{
    const Called exported =
        call({QStringLiteral("export"), QStringLiteral("fhir"), QStringLiteral("--all"),
              QStringLiteral("--out"), QStringLiteral("none.json"), QStringLiteral("--user"),
              QStringLiteral("ravi"), QStringLiteral("--password-file"), QStringLiteral("-")},
             "another good password 8\n");
    QCOMPARE(exported.code, 4);
    QVERIFY(!QFile::exists(m_folder.filePath(QStringLiteral("none.json"))));
}

void TestCommandServer::refusesAMalformedLine()
{
    QLocalSocket socket;
    socket.connectToServer(cli::localSocketName(profile()));
    QVERIFY(socket.waitForConnected(5000));
    cli::CallFrame frame;
    frame.line = QStringList{QStringLiteral("receipt"), QStringLiteral("verify")}; // without its file
    socket.write(cli::encodeFrame(cli::FrameKind::Call, cli::encodeCall(frame)));
    QByteArray answer;
    QTRY_VERIFY_WITH_TIMEOUT((answer += socket.readAll()).endsWith("\0062"), 10000);
}

void TestCommandServer::dropsACallerThatSpeaksAnotherLanguage()
{
    QLocalSocket socket;
    socket.connectToServer(cli::localSocketName(profile()));
    QVERIFY(socket.waitForConnected(5000));
    socket.write(QByteArray::fromHex("80000000") + "\x01GET / HTTP/1.1");
    QTRY_VERIFY_WITH_TIMEOUT(socket.state() == QLocalSocket::UnconnectedState, 10000);
}

void TestCommandServer::tellsThatACommandEnded()
{
    QSignalSpy ended(m_server.get(), &cli::CommandServer::commandDone);
    QCOMPARE(call({QStringLiteral("federation"), QStringLiteral("status")}, {}).code, 0);
    QTRY_COMPARE(ended.count(), 1);
}

void TestCommandServer::saysWhoHoldsTheProfileWhereNobodyListens()
{
    m_server.reset();
    const Called status =
        call({QStringLiteral("ledger"), QStringLiteral("status"), QStringLiteral("--json")}, {});
    QCOMPARE(status.code, 5);
    QVERIFY(status.error.contains(QByteArray::number(QCoreApplication::applicationPid())));
}

QTEST_GUILESS_MAIN(TestCommandServer)
#include "tst_command_server.moc"
