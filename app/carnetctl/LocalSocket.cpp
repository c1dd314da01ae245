// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/carnetctl/LocalSocket.h"

#include <QCryptographicHash>
#include <QDataStream>
#include <QDir>
#include <QIODevice>
#include <QtEndian>

namespace carnet::cli {

namespace {

constexpr quint32 kMostFrameBytes = 4 * 1'024 * 1'024;
constexpr int kHeaderBytes = 5;
#ifndef Q_OS_WIN
/// sockaddr_un holds 108 bytes with the zero, on the BSDs 104.
constexpr int kMostPathBytes = 103;
#endif

tl::unexpected<Error> badFrame()
{
    return failure(ErrorKind::Refused, "bad-frame",
                   "The other program on this profile does not speak Carnet's language.");
}

} // namespace

void CallFrame::forgetSecrets()
{
    for (QByteArray& secret : secrets) {
        secret.fill('\0');
    }
    secrets.clear();
}

QString localSocketName(const QString& profileFolder)
{
    const QDir folder(QDir(profileFolder).canonicalPath());
#ifdef Q_OS_WIN
    // A pipe has no folder; its name must still be this profile's alone.
    return QStringLiteral("carnet-")
        + QString::fromLatin1(
               QCryptographicHash::hash(folder.path().toLower().toUtf8(), QCryptographicHash::Sha256)
                   .toHex()
                   .left(32));
#else
    const QString path = folder.filePath(QStringLiteral("socket"));
    return path.toUtf8().size() <= kMostPathBytes ? path : QString();
#endif
}

QByteArray encodeFrame(FrameKind kind, const QByteArray& payload)
{
    QByteArray frame(kHeaderBytes, '\0');
    qToBigEndian(static_cast<quint32>(payload.size()), frame.data());
    frame[4] = static_cast<char>(kind);
    return frame + payload;
}

QByteArray encodeCall(const CallFrame& call)
{
    QByteArray payload;
    QDataStream stream(&payload, QIODevice::WriteOnly);
    stream.setVersion(QDataStream::Qt_5_15);
    stream << call.line << call.errorIsTerminal << call.secrets;
    return payload;
}

Result<CallFrame> decodeCall(const QByteArray& payload)
{
    CallFrame call;
    QDataStream stream(payload);
    stream.setVersion(QDataStream::Qt_5_15);
    stream >> call.line >> call.errorIsTerminal >> call.secrets;
    if (stream.status() != QDataStream::Ok || !stream.atEnd()) {
        return badFrame();
    }
    return call;
}

QByteArray encodeSecretWanted(const QString& option, const QString& prompt)
{
    QByteArray payload;
    QDataStream stream(&payload, QIODevice::WriteOnly);
    stream.setVersion(QDataStream::Qt_5_15);
    stream << option << prompt;
    return payload;
}

Result<std::pair<QString, QString>> decodeSecretWanted(const QByteArray& payload)
{
    std::pair<QString, QString> wanted;
    QDataStream stream(payload);
    stream.setVersion(QDataStream::Qt_5_15);
    stream >> wanted.first >> wanted.second;
    if (stream.status() != QDataStream::Ok || !stream.atEnd()) {
        return badFrame();
    }
    return wanted;
}

Result<bool> takeFrame(QIODevice& device, Frame& frame)
{
    if (device.bytesAvailable() < kHeaderBytes) {
        return false;
    }
    const QByteArray header = device.peek(kHeaderBytes);
    const quint32 size = qFromBigEndian<quint32>(header.constData());
    const auto kind = static_cast<quint8>(header[4]);
    if (size > kMostFrameBytes || kind < static_cast<quint8>(FrameKind::Call)
        || kind > static_cast<quint8>(FrameKind::Done)) {
        return badFrame();
    }
    if (device.bytesAvailable() < kHeaderBytes + static_cast<qint64>(size)) {
        return false;
    }
    device.read(kHeaderBytes);
    frame.kind = static_cast<FrameKind>(kind);
    frame.payload = device.read(static_cast<qint64>(size));
    return true;
}

} // namespace carnet::cli
