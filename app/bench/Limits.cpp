// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/bench/Limits.h"

#include "app/services/Parallel.h"
#include "ledger/crypto/AesGcm.h"
#include "ledger/crypto/Random.h"
#include "ledger/crypto/SecretBytes.h"
#include "ledger/crypto/Sha256.h"
#include "ledger/storage/Database.h"
#include "ledger/storage/Query.h"

#include <QDir>
#include <QFile>
#include <atomic>
#include <sodium.h>
#include <thread>
#ifdef Q_OS_WIN
#include <io.h>
#else
#include <unistd.h>
#endif

namespace carnet::bench {

namespace {

constexpr double kSeconds = 1.0;
constexpr std::size_t kChunk = std::size_t{64} << 10;

bool syncData(const QFile& file)
{
#if defined(Q_OS_WIN)
    return _commit(file.handle()) == 0;
#elif defined(Q_OS_MACOS)
    return ::fsync(file.handle()) == 0;
#else
    return ::fdatasync(file.handle()) == 0;
#endif
}

/// Runs `work` for a second in this thread, with bytes per call.
template <typename Work>
Measurement measureChunks(const char* op, Work work)
{
    Measurement result;
    result.op = QString::fromLatin1(op);
    QElapsedTimer timer;
    timer.start();
    while (secondsOf(timer) < kSeconds) {
        work();
        ++result.n;
    }
    result.seconds = secondsOf(timer);
    result.bytes = result.n * static_cast<qint64>(kChunk);
    result.addNumber("mb_per_second", static_cast<double>(result.bytes) / 1e6 / result.seconds);
    return result;
}

} // namespace

Result<Measurement> limitFsync(const QString& folder)
{
    QFile file(QDir(folder).filePath(QStringLiteral("limit-fsync")));
    if (!file.open(QIODevice::WriteOnly | QIODevice::Unbuffered)) {
        return failure(ErrorKind::Unavailable, "cannot-write",
                       "The folder for measuring cannot be written to.");
    }
    const QByteArray page(4096, 'x');
    Measurement result;
    result.op = QStringLiteral("fsync");
    Latencies latencies;
    QElapsedTimer timer;
    timer.start();
    while (secondsOf(timer) < kSeconds) {
        QElapsedTimer each;
        each.start();
        if (file.write(page) != page.size() || !syncData(file)) {
            return failure(ErrorKind::Unavailable, "disk-error", "The disk did not take what was measured.");
        }
        latencies.add(secondsOf(each) * 1000);
        ++result.n;
    }
    result.seconds = secondsOf(timer);
    result.bytes = result.n * page.size();
    result.setLatencies(latencies);
    file.remove();
    return result;
}

Result<Measurement> limitEd25519Verify()
{
    const std::size_t cores = std::max(1u, std::thread::hardware_concurrency());
    std::atomic<qint64> count{0};
    std::atomic<bool> allVerified{true};
    QElapsedTimer timer;
    timer.start();
    services::inParallel(cores, [&](std::size_t) {
        ByteArray<crypto_sign_PUBLICKEYBYTES> publicKey{};
        ByteArray<crypto_sign_SECRETKEYBYTES> secretKey{};
        ByteArray<crypto_sign_BYTES> signature{};
        const ByteArray<400> message = crypto::randomArray<400>();
        crypto_sign_keypair(publicKey.data(), secretKey.data());
        crypto_sign_detached(signature.data(), nullptr, message.data(), message.size(), secretKey.data());
        while (secondsOf(timer) < kSeconds) {
            if (crypto_sign_verify_detached(signature.data(), message.data(), message.size(),
                                            publicKey.data())
                != 0) {
                allVerified = false;
            }
            count.fetch_add(1, std::memory_order_relaxed);
        }
    });
    Measurement result;
    result.op = QStringLiteral("ed25519-verify");
    result.n = count;
    result.seconds = secondsOf(timer);
    result.bytes = result.n * 400;
    result.addNumber("cores", static_cast<double>(cores));
    if (!allVerified) {
        return failure(ErrorKind::Fault, "bad-signature", "A signature that was just made did not verify.");
    }
    return result;
}

Result<Measurement> limitSqlcipherInsert(const QString& folder, int rowsPerCommit)
{
    storage::ConnectionOptions options;
    options.path = QDir(folder).filePath(QStringLiteral("limit-insert-%1.db").arg(rowsPerCommit));
    Result<std::unique_ptr<storage::Database>> database =
        storage::Database::open(options, crypto::SecretBytes::random(32));
    Result<void> done = database ? (*database)->run(QStringLiteral(
                            "CREATE TABLE row(number INTEGER PRIMARY KEY, content BLOB NOT NULL)"))
                                 : tl::unexpected<Error>(database.error());
    Bytes content(1000);
    crypto::randomBytes(content);
    Measurement result;
    result.op = QStringLiteral("sqlcipher-insert");
    Latencies latencies;
    QElapsedTimer timer;
    timer.start();
    while (done && secondsOf(timer) < kSeconds) {
        QElapsedTimer each;
        each.start();
        storage::Transaction transaction(**database);
        done = transaction.begin();
        storage::Query insert(**database, QStringLiteral("INSERT INTO row(content) VALUES(?)"));
        for (int i = 0; done && i < rowsPerCommit; ++i) {
            done = insert.bind(ByteView(content)).run();
        }
        if (done) {
            done = transaction.commit();
        }
        latencies.add(secondsOf(each) * 1000);
        result.n += rowsPerCommit;
    }
    if (!done) {
        return tl::unexpected<Error>(done.error());
    }
    result.seconds = secondsOf(timer);
    result.bytes = result.n * static_cast<qint64>(content.size());
    result.setLatencies(latencies);
    result.addNumber("rows_per_commit", rowsPerCommit);
    done = (*database)->close();
    QFile::remove(options.path);
    return result;
}

Result<Measurement> limitSha256()
{
    Bytes chunk(kChunk, 7);
    return measureChunks("sha256", [&chunk] {
        const Hash hash = crypto::sha256(chunk);
        chunk[0] = hash[0];
    });
}

Result<Measurement> limitAesGcm()
{
    const ByteArray<32> key = crypto::randomArray<32>();
    const ByteArray<12> nonce = crypto::randomArray<12>();
    Bytes chunk(kChunk, 7);
    return measureChunks("aes-gcm", [&] {
        const Bytes sealed = crypto::aesGcmSeal(key, nonce, {}, chunk);
        chunk[0] = sealed[0];
    });
}

} // namespace carnet::bench
