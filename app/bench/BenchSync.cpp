// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/bench/BenchClinic.h"
#include "app/bench/Benches.h"
#include "app/bench/Limits.h"
#include "app/services/Clock.h"
#include "app/services/Joining.h"
#include "app/services/Node.h"

#include <QCoreApplication>
#include <QDir>
#include <QEventLoop>
#include <QProcess>
#include <chrono>
#include <cstdio>

namespace carnet::bench {

namespace {

constexpr std::size_t kPerBlock = 100;
constexpr qint64 kPatience = 600'000;

/// A clock that two processes of one machine share.
std::int64_t monotonicNs()
{
    using namespace std::chrono;
    return duration_cast<nanoseconds>(steady_clock::now().time_since_epoch()).count();
}

/// Runs the event loop until the condition holds. False after ten minutes.
bool waitFor(const std::function<bool()>& condition)
{
    QEventLoop loop;
    QElapsedTimer timer;
    timer.start();
    while (!condition() && timer.elapsed() < kPatience) {
        loop.processEvents(QEventLoop::WaitForMoreEvents | QEventLoop::AllEvents, 20);
    }
    return condition();
}

/// Two clinics of one federation, each with a profile of its own.
struct TwoClinics {
    QTemporaryDir folder;
    std::unique_ptr<BenchClinic> first;
    QString secondProfile;

    explicit TwoClinics(const QString& parent)
        : folder(QDir(parent).filePath(QStringLiteral("carnet-bench-XXXXXX")))
    {
    }
};

Result<void> joinSecond(TwoClinics& clinics)
{
    const QString request = clinics.folder.filePath(QStringLiteral("request"));
    const QString admission = clinics.folder.filePath(QStringLiteral("admission"));
    clinics.secondProfile = clinics.folder.filePath(QStringLiteral("second"));
    services::NewClinic wanted;
    wanted.clinicName = "Second clinic";
    wanted.stationName = "second";
    wanted.adminUser = BenchClinic::user();
    wanted.adminFullName = "Dr Second";
    wanted.adminRoles = {Role::Admin, Role::Doctor};
    const Result<services::MadeRequest> requested =
        services::requestClinic(clinics.secondProfile, wanted, BenchClinic::password(), request);
    const Result<services::Admitted> admitted = requested
        ? services::admitClinic(clinics.first->session(), request, admission, {})
        : tl::unexpected<Error>(requested.error());
    const Result<services::Joined> joined = admitted
        ? services::acceptAdmission(
            clinics.secondProfile, admission, std::string(BenchClinic::user()),
            [](const std::string&) { return Result<crypto::SecretBytes>(BenchClinic::password()); }, {})
        : tl::unexpected<Error>(admitted.error());
    return joined ? Result<void>() : tl::unexpected<Error>(joined.error());
}

Result<std::unique_ptr<TwoClinics>> makeTwo(const QString& parent, std::size_t patients)
{
    auto clinics = std::make_unique<TwoClinics>(parent);
    Result<std::unique_ptr<BenchClinic>> first =
        BenchClinic::makeAt(clinics->folder.filePath(QStringLiteral("first")));
    if (!first) {
        return tl::unexpected<Error>(first.error());
    }
    clinics->first = std::move(*first);
    // Joined while the ledger is small: what is measured has to come over the network.
    Result<void> made = joinSecond(*clinics);
    if (made) {
        made = clinics->first->addPatients(patients);
    }
    return made ? Result<std::unique_ptr<TwoClinics>>(std::move(clinics))
                : tl::unexpected<Error>(made.error());
}

Result<qint64> appendRecords(BenchClinic& clinic, qint64 count)
{
    qint64 bytes = 0;
    for (qint64 left = count; left > 0;) {
        const auto now = static_cast<std::size_t>(std::min<qint64>(left, kPerBlock));
        const Result<std::vector<services::AuthoredEntry>> entries = clinic.authorRecords(now);
        const Result<services::AppendedBlock> block = entries
            ? clinic.ledger().append(*entries, services::nowMs())
            : tl::unexpected<Error>(entries.error());
        if (!block) {
            return tl::unexpected<Error>(block.error());
        }
        bytes += sealedBytesOf(*entries);
        left -= static_cast<qint64>(now);
    }
    return bytes;
}

/// Another process of this program, which says a line when it is ready, and ends when its standard input does.
class Helper {
public:
    Helper(const QString& name, const QString& profile, const QString& address = {})
    {
        m_process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        QStringList arguments{name, QStringLiteral("--profile-dir"), profile};
        if (!address.isEmpty()) {
            arguments << QStringLiteral("--peer") << address;
        }
        m_process.start(QCoreApplication::applicationFilePath(), arguments);
    }
    ~Helper()
    {
        m_process.closeWriteChannel();
        if (!m_process.waitForFinished(10'000)) {
            m_process.kill();
            m_process.waitForFinished();
        }
    }
    Helper(const Helper&) = delete;
    Helper& operator=(const Helper&) = delete;

    std::optional<QByteArray> line()
    {
        if (!waitFor([this] { return m_process.canReadLine() || m_process.state() == QProcess::NotRunning; })
            || !m_process.canReadLine()) {
            return std::nullopt;
        }
        return m_process.readLine().trimmed();
    }

private:
    QProcess m_process;
};

tl::unexpected<Error> noHelper()
{
    return failure(ErrorKind::Unavailable, "no-child", "The other process did not do its part.");
}

const Measurement& slowerOf(const Measurement& one, const Measurement& other)
{
    return one.rate() < other.rate() ? one : other;
}

/// Ends the event loop when standard input is at its end, as when the parent has gone.
class UntilInputEnds : public QThread {
public:
    void run() override
    {
        while (std::fgetc(stdin) != EOF) {
        }
        QMetaObject::invokeMethod(QCoreApplication::instance(), &QCoreApplication::quit,
                                  Qt::QueuedConnection);
    }
};

void say(const QByteArray& line)
{
    std::fwrite(line.constData(), 1, static_cast<std::size_t>(line.size()), stdout);
    std::fputc('\n', stdout);
    std::fflush(stdout);
}

Result<Measurement> runHelper(const BenchOptions& options, const services::NodeOptions& nodeOptions,
                              const std::function<void(services::Node&)>& begin)
{
    const Result<std::unique_ptr<services::Profile>> profile = services::Profile::open(options.parent);
    if (!profile) {
        return tl::unexpected<Error>(profile.error());
    }
    {
        const Result<std::unique_ptr<services::Node>> node =
            services::Node::start((*profile)->ledger(), nodeOptions);
        if (!node) {
            return tl::unexpected<Error>(node.error());
        }
        begin(**node);
        UntilInputEnds input;
        input.start();
        QCoreApplication::exec();
        input.wait();
    }
    const Result<void> closed = (*profile)->close();
    return closed ? Result<Measurement>(Measurement()) : tl::unexpected<Error>(closed.error());
}

} // namespace

Result<Measurement> benchServeProfile(const BenchOptions& options)
{
    services::NodeOptions node;
    node.listen = transport::PeerAddress{QStringLiteral("127.0.0.1"), 0};
    return runHelper(options, node,
                     [](services::Node& running) { say(running.listening()->text().toUtf8()); });
}

Result<Measurement> benchFollowProfile(const BenchOptions& options)
{
    const Result<transport::PeerAddress> peer = transport::PeerAddress::parse(options.peer);
    if (!peer) {
        return tl::unexpected<Error>(peer.error());
    }
    services::NodeOptions node;
    node.dialStoredPeers = false;
    node.dial = {*peer};
    return runHelper(options, node, [](services::Node& running) {
        QObject::connect(&running, &services::Node::arrived, &running, [](quint64, quint64) {
            say("arrived " + QByteArray::number(qint64{monotonicNs()}));
        });
        const auto wasInSync = std::make_shared<bool>(false);
        QObject::connect(&running, &services::Node::linksChanged, &running, [&running, wasInSync] {
            if (!*wasInSync && !running.links().empty() && running.links().front().isInSync()) {
                *wasInSync = true;
                say("in-sync");
            }
        });
    });
}

Result<Measurement> benchSync(const BenchOptions& options)
{
    const qint64 n = options.n.value_or(10'000);
    const Result<std::unique_ptr<TwoClinics>> clinics =
        makeTwo(options.parent, static_cast<std::size_t>(std::clamp<qint64>(n / 10, 1, 4'000)));
    const Result<qint64> bytes =
        clinics ? appendRecords(*(*clinics)->first, n) : tl::unexpected<Error>(clinics.error());
    if (!bytes) {
        return tl::unexpected<Error>(bytes.error());
    }
    TwoClinics& two = **clinics;
    const chain::ChainView wanted = *two.first->ledger().state().chain(two.first->ledger().place().chain);
    const Result<void> closed = two.first->close();
    const Result<Measurement> verifyLimit =
        closed ? limitEd25519Verify() : tl::unexpected<Error>(closed.error());
    const Result<Measurement> storeLimit =
        verifyLimit ? limitSqlcipherInsert(two.folder.path(), static_cast<int>(kPerBlock)) : verifyLimit;
    const Result<std::unique_ptr<services::Profile>> second =
        storeLimit ? services::Profile::open(two.secondProfile) : tl::unexpected<Error>(storeLimit.error());
    if (!second) {
        return tl::unexpected<Error>(second.error());
    }
    Helper server(QStringLiteral("serve-profile"), two.folder.filePath(QStringLiteral("first")));
    const std::optional<QByteArray> address = server.line();
    const Result<transport::PeerAddress> peer =
        transport::PeerAddress::parse(QString::fromLatin1(address.value_or(QByteArray())));
    if (!peer) {
        return noHelper();
    }
    services::LocalLedger& ledger = (*second)->ledger();
    const std::uint64_t before = ledger.state().entryCount();
    services::NodeOptions nodeOptions;
    nodeOptions.dialStoredPeers = false;
    nodeOptions.dial = {*peer};
    QElapsedTimer timer;
    timer.start();
    const Result<std::unique_ptr<services::Node>> node = services::Node::start(ledger, nodeOptions);
    if (!node) {
        return tl::unexpected<Error>(node.error());
    }
    // The state is durable: a batch that cannot be stored is not in it.
    if (!waitFor([&] { return ledger.state().chain(wanted.chain)->head == wanted.head; })) {
        return noHelper();
    }
    Measurement result;
    result.op = QStringLiteral("sync");
    result.seconds = secondsOf(timer);
    result.n = static_cast<qint64>(ledger.state().entryCount() - before);
    result.bytes = *bytes;
    const Measurement& limit = slowerOf(*verifyLimit, *storeLimit);
    result.setLimit(limit);
    result.addNumber("ed25519_verify_rate", verifyLimit->rate());
    result.addNumber("sqlcipher_insert_rate", storeLimit->rate());
    result.addNumber("blocks", static_cast<double>((*node)->counters().blocksIn));
    return result;
}

Result<Measurement> benchPushLatency(const BenchOptions& options)
{
    const qint64 n = options.n.value_or(200);
    const Result<std::unique_ptr<TwoClinics>> clinics = makeTwo(options.parent, 10);
    const Result<Measurement> limit =
        clinics ? limitFsync((*clinics)->folder.path()) : tl::unexpected<Error>(clinics.error());
    if (!limit) {
        return tl::unexpected<Error>(limit.error());
    }
    TwoClinics& two = **clinics;
    const Result<std::vector<services::AuthoredEntry>> entries =
        two.first->authorRecords(static_cast<std::size_t>(n));
    services::NodeOptions nodeOptions;
    nodeOptions.listen = transport::PeerAddress{QStringLiteral("127.0.0.1"), 0};
    const Result<std::unique_ptr<services::Node>> node = entries
        ? services::Node::start(two.first->ledger(), nodeOptions)
        : tl::unexpected<Error>(entries.error());
    if (!node) {
        return tl::unexpected<Error>(node.error());
    }
    Helper follower(QStringLiteral("follow-profile"), two.secondProfile, (*node)->listening()->text());
    for (std::optional<QByteArray> line = follower.line(); line != QByteArray("in-sync");
         line = follower.line()) {
        if (!line) {
            return noHelper();
        }
    }
    Latencies latencies;
    QElapsedTimer timer;
    timer.start();
    for (const services::AuthoredEntry& entry : *entries) {
        const std::int64_t saved = monotonicNs();
        const Result<services::AppendedBlock> block =
            two.first->ledger().append(std::span(&entry, 1), services::nowMs());
        if (!block) {
            return tl::unexpected<Error>(block.error());
        }
        const std::optional<QByteArray> line = follower.line();
        if (!line || !line->startsWith("arrived ")) {
            return noHelper();
        }
        latencies.add(static_cast<double>(line->mid(8).toLongLong() - saved) / 1e6);
    }
    Measurement result;
    result.op = QStringLiteral("push-latency");
    result.n = n;
    result.seconds = secondsOf(timer);
    result.setLatencies(latencies);
    result.setLimit(*limit);
    return result;
}

} // namespace carnet::bench
