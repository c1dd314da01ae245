// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/storage/Database.h"

#include "ledger/storage/CipherPage.h"
#include "ledger/storage/Query.h"
#include "ledger/storage/SqlCipherDriver.h"
#include "ledger/storage/StorageError.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QSqlError>
#include <atomic>
#include <sqlcipher/sqlite3.h>

namespace carnet::storage {

namespace {

QString nextConnectionName()
{
    static std::atomic<unsigned> count{0};
    return QStringLiteral("carnet-storage-%1").arg(++count);
}

/// Why SQLCipher would not read the first page: somebody else's key, or damage.
Error whyUnreadable(const ConnectionOptions& options, const crypto::SecretBytes& key, const QSqlError& error)
{
    const Error damaged = storageError(error, options.role);
    QFile file(options.path);
    if (!file.open(QIODevice::ReadOnly) || file.size() < kPageSizeBytes
        || file.size() % kPageSizeBytes != 0) {
        return damaged;
    }
    QByteArray page = file.read(kPageSizeBytes);
    if (page.startsWith("SQLite format 3")) {
        return damaged;
    }
    const auto viewOfArray = [](const QByteArray& array) {
        return ByteView(reinterpret_cast<const std::uint8_t*>(array.constData()),
                        static_cast<std::size_t>(array.size()));
    };
    const CipherPage check(key.view(), viewOfArray(page).first(kFileSaltBytes));
    constexpr std::uint32_t kPagesToTry = 64;
    for (std::uint32_t number = 1; number <= kPagesToTry && page.size() == kPageSizeBytes; ++number) {
        if (check.verifies(viewOfArray(page), number)) {
            return damaged;
        }
        page = file.read(kPageSizeBytes);
    }
    return {
        ErrorKind::Denied, "wrong-key",
        "The key does not open " + inWords(options.role)
            + ". Nothing was changed. The file may belong to another profile, or its beginning is damaged: restore it from a backup.",
        damaged.detail};
}

} // namespace

Database::Database(ConnectionOptions options)
    : m_options(std::move(options))
    , m_connectionName(nextConnectionName())
    , m_thread(std::this_thread::get_id())
{
}

Database::~Database()
{
    if (m_sql.isValid()) {
        // What could not be copied stays in the log, which the next opening reads.
        (void)close();
    }
}

Result<std::unique_ptr<Database>> Database::open(const ConnectionOptions& options,
                                                 const crypto::SecretBytes& key)
{
    std::unique_ptr<Database> database(new Database(options));
    if (Result<void> opened = database->openFile(key); !opened) {
        return tl::unexpected(opened.error());
    }
    return database;
}

Result<void> Database::openFile(const crypto::SecretBytes& key)
{
    SqlCipherDriver::registerOnce();
    m_sql = QSqlDatabase::addDatabase(SqlCipherDriver::driverName(), m_connectionName);
    m_sql.setDatabaseName(m_options.path);
    SqlCipherOpening opening;
    opening.vfs = m_options.vfs;
    opening.mayCreate = isWriter() && m_options.mayCreate;
    opening.busyTimeoutMs = m_options.busyTimeoutMs;
    opening.checkpointOnClose = isWriter();
    driver()->setReader(!isWriter());
    driver()->setOpening(std::move(opening), key.clone());
    if (!m_sql.open()) {
        const Error error = errorOf(m_sql.lastError());
        if (error.slug == "missing" && isWriter() && m_options.mayCreate
            && QFileInfo(m_options.path).dir().exists()) {
            // SQLite tries once more for reading only, and the errno is that of the second try.
            return tl::unexpected(storageError(SQLITE_READONLY, 0, error.detail, m_options.role));
        }
        return tl::unexpected(error);
    }
    if (isWriter() && driver()->connection().isReadOnly()) {
        return tl::unexpected(storageError(SQLITE_READONLY, 0, "the file may only be read", m_options.role));
    }
    if (Result<void> cipher = configureCipher(); !cipher) {
        return cipher;
    }
    QSqlQuery firstPage = newQuery();
    if (!firstPage.exec(QStringLiteral("SELECT count(*) FROM sqlite_schema"))) {
        const QSqlError error = firstPage.lastError();
        if ((sqliteCodeOf(error) & 0xff) == SQLITE_NOTADB) {
            return tl::unexpected(whyUnreadable(m_options, key, error));
        }
        return tl::unexpected(errorOf(error));
    }
    firstPage.finish();
    return configureConnection();
}

Result<void> Database::configureCipher()
{
    Query version(*this, QStringLiteral("PRAGMA cipher_version"));
    const Result<bool> row = version.next();
    if (!row || !*row || version.text(0).empty()) {
        // A plain SQLite knows no such pragma, takes the key without a word and would write everything in
        // clear.
        return failure(ErrorKind::Unavailable, "not-encrypted",
                       "This computer's database library cannot encrypt, so Carnet did not open "
                           + inWords(m_options.role) + ". Install SQLCipher and start Carnet again.");
    }
    version.finish();
    // Every parameter is stated, so that another build's defaults cannot change the file. The key is raw: no
    // KDF runs over it, but PBKDF2's algorithm still makes the HMAC key. cipher_memory_security would lock
    // and wipe each page buffer at a third of the speed.
    const QString statements[] = {
        QStringLiteral("PRAGMA cipher_log_level = NONE"),
        QStringLiteral("PRAGMA cipher_memory_security = OFF"),
        QStringLiteral("PRAGMA cipher_page_size = %1").arg(kPageSizeBytes),
        QStringLiteral("PRAGMA cipher_use_hmac = ON"),
        QStringLiteral("PRAGMA cipher_hmac_algorithm = HMAC_SHA256"),
        QStringLiteral("PRAGMA cipher_kdf_algorithm = PBKDF2_HMAC_SHA256"),
        QStringLiteral("PRAGMA kdf_iter = 256000"),
        QStringLiteral("PRAGMA cipher_plaintext_header_size = 0"),
    };
    for (const QString& statement : statements) {
        if (Result<void> done = run(statement); !done) {
            return done;
        }
    }
    return {};
}

Result<void> Database::configureConnection()
{
    QStringList statements = {
        // What a sort spills would otherwise lie on the disk in clear.
        QStringLiteral("PRAGMA temp_store = MEMORY"),
        // Decrypted pages stay in memory of our own; the defect of the WAL reset is kept away from mapped
        // files as well.
        QStringLiteral("PRAGMA mmap_size = 0"),
        QStringLiteral("PRAGMA cache_size = -%1").arg(m_options.cacheKiB),
        QStringLiteral("PRAGMA foreign_keys = ON"),
        QStringLiteral("PRAGMA recursive_triggers = OFF"),
        // Erasure must mean it: what is deleted is overwritten, in the file as in the log's next use.
        QStringLiteral("PRAGMA secure_delete = ON"),
    };
    if (isWriter()) {
        const char* synchronous = "FULL";
        if (m_options.durability != Durability::Full) {
            synchronous = m_options.durability == Durability::Normal ? "NORMAL" : "OFF";
        }
        statements << QStringLiteral("PRAGMA auto_vacuum = NONE")
                   << QStringLiteral("PRAGMA journal_mode = WAL")
                   << QStringLiteral("PRAGMA synchronous = %1").arg(QLatin1String(synchronous))
                   << QStringLiteral("PRAGMA wal_autocheckpoint = %1").arg(m_options.checkpointEveryPages)
                   << QStringLiteral("PRAGMA journal_size_limit = 0");
    } else {
        statements << QStringLiteral("PRAGMA query_only = ON")
                   << QStringLiteral("PRAGMA wal_autocheckpoint = 0");
    }
    for (const QString& statement : statements) {
        if (Result<void> done = run(statement); !done) {
            return done;
        }
    }
    return {};
}

Result<void> Database::close()
{
    checkThread();
    Result<void> result;
    if (m_sql.isOpen()) {
        driver()->rollbackTransaction();
        if (isWriter() && !m_broken) {
            result = run(QStringLiteral("PRAGMA wal_checkpoint(TRUNCATE)"));
        }
        m_sql.close();
    }
    m_sql = QSqlDatabase();
    QSqlDatabase::removeDatabase(m_connectionName);
    return result;
}

Result<void> Database::run(const QString& sql)
{
    Query query(*this, sql);
    return query.run();
}

Result<void> Database::checkpoint()
{
    return run(QStringLiteral("PRAGMA wal_checkpoint(PASSIVE)"));
}

Result<int> Database::schemaVersion()
{
    Query query(*this, QStringLiteral("PRAGMA user_version"));
    const Result<std::optional<std::int64_t>> value = readInteger(query);
    if (!value) {
        return tl::unexpected(value.error());
    }
    return static_cast<int>(value->value_or(0));
}

QSqlQuery Database::newQuery()
{
    checkThread();
    QSqlQuery query(m_sql);
    query.setForwardOnly(true);
    return query;
}

Error Database::errorOf(const QSqlError& error)
{
    const int code = sqliteCodeOf(error);
    if (code == SQLITE_IOERR_FSYNC || code == SQLITE_IOERR_DIR_FSYNC) {
        // A disk that failed once to make bytes durable may say yes the next time and have dropped them.
        m_broken = true;
    }
    return storageError(error, m_options.role);
}

void Database::checkThread() const
{
    if (std::this_thread::get_id() != m_thread) {
        qFatal("a database connection was used from another thread than the one that opened it");
    }
}

SqlCipherDriver* Database::driver() const
{
    return static_cast<SqlCipherDriver*>(m_sql.driver());
}

Transaction::Transaction(Database& database) : m_database(database) {}

Transaction::~Transaction()
{
    if (m_active) {
        m_database.m_inTransaction = false;
        m_database.driver()->rollbackTransaction();
    }
}

Result<void> Transaction::begin()
{
    m_database.checkThread();
    Q_ASSERT_X(!m_database.m_inTransaction, "Transaction::begin", "transactions are not nested");
    if (m_database.m_broken) {
        return failure(
            ErrorKind::Unavailable, "disk-error",
            "The disk did not confirm that the last change to " + inWords(m_database.role())
                + " was written, so nothing more is written now. Check the disk and start Carnet again.");
    }
    if (!m_database.driver()->beginTransaction()) {
        return tl::unexpected(m_database.errorOf(m_database.driver()->lastError()));
    }
    m_active = true;
    m_database.m_inTransaction = true;
    return {};
}

Result<void> Transaction::commit()
{
    Q_ASSERT_X(m_active, "Transaction::commit", "begin() comes first");
    m_active = false;
    m_database.m_inTransaction = false;
    if (!m_database.driver()->commitTransaction()) {
        const Error error = m_database.errorOf(m_database.driver()->lastError());
        m_database.driver()->rollbackTransaction();
        return tl::unexpected(error);
    }
    return {};
}

} // namespace carnet::storage
