// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/services/AdmissionFile.h"

#include "app/services/FileWriter.h"
#include "ledger/encoding/CborReader.h"
#include "ledger/encoding/CborWriter.h"

namespace carnet::services {

namespace {

/// The head of a byte string, at most (RFC 8949 §3).
constexpr qint64 kHeadBytes = 9;

} // namespace

Result<void> writeAdmission(LocalLedger& ledger, const chain::Admission& admission,
                            const crypto::SigningKey& administrator, const QString& path,
                            const ProgressFunction& progress, const Cancellation& cancellation)
{
    FileWriter file(path);
    cbor::Writer object;
    object.bytes(chain::signAdmission(admission, administrator));
    Result<void> written = file.open();
    if (written) {
        written = file.write(object.view());
    }
    if (written) {
        const Result<LedgerExport> exported = writeLedger(
            ledger, [&](ByteView bytes) { return file.write(bytes); }, std::nullopt, progress, cancellation);
        written = exported ? file.commit() : tl::unexpected<Error>(exported.error());
    }
    return written;
}

AdmissionReader::AdmissionReader(const QString& path)
    : m_file(path)
    , m_ledger([this](std::span<std::uint8_t> buffer) -> Result<std::size_t> {
        const qint64 got =
            m_file.read(reinterpret_cast<char*>(buffer.data()), static_cast<qint64>(buffer.size()));
        if (got < 0) {
            return failure(ErrorKind::Unavailable, "cannot-read",
                           QStringLiteral("The file %1 cannot be read: %2.")
                               .arg(m_file.fileName(), m_file.errorString())
                               .toStdString());
        }
        return static_cast<std::size_t>(got);
    })
{
}

Result<std::unique_ptr<AdmissionReader>> AdmissionReader::open(const QString& path)
{
    std::unique_ptr<AdmissionReader> reader(new AdmissionReader(path));
    if (!reader->m_file.exists()) {
        return failure(ErrorKind::Unavailable, "no-file",
                       QStringLiteral("There is no file %1.").arg(path).toStdString());
    }
    if (!reader->m_file.open(QIODevice::ReadOnly)) {
        return failure(ErrorKind::Unavailable, "cannot-read",
                       QStringLiteral("The file %1 cannot be read: %2.")
                           .arg(path, reader->m_file.errorString())
                           .toStdString());
    }
    const QByteArray begin = reader->m_file.peek(static_cast<qint64>(chain::kMaxAdmissionBytes) + kHeadBytes);
    const ByteView view(reinterpret_cast<const std::uint8_t*>(begin.constData()),
                        static_cast<std::size_t>(begin.size()));
    cbor::Reader items(view);
    const Result<ByteView> object = items.bytes(chain::kMaxAdmissionBytes);
    Result<chain::Admission> admission = chain::openAdmission(object ? *object : ByteView());
    if (!admission) {
        return tl::unexpected<Error>(admission.error());
    }
    reader->m_admission = std::move(*admission);
    reader->m_file.seek(static_cast<qint64>(items.position()));
    return reader;
}

} // namespace carnet::services
