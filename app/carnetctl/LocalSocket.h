// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/base/Error.h"

#include <QByteArray>
#include <QMap>
#include <QString>
#include <QStringList>

class QIODevice;

/// How a second carnetctl speaks to the process that holds the profile: a socket in the profile's folder (a named pipe on Windows), which only
/// the account that runs the holder may open. Frames are a length of four bytes, most significant first, a kind of one byte, and a
/// QDataStream of version Qt 5.15. The caller sends one Call; the holder answers with output and one Done, or with SecretWanted,
/// after which the caller asks the person and sends the Call again with that secret in it.
namespace carnet::cli {

enum class FrameKind : quint8 {
    Call = 1,         ///< to the holder: CallFrame
    Cancel = 2,       ///< to the holder: nothing; the caller's disappearing means the same
    Out = 3,          ///< to the caller: bytes for its standard output
    Error = 4,        ///< to the caller: bytes for its standard error
    SecretWanted = 5, ///< to the caller: option and prompt, two QStrings
    Done = 6,         ///< to the caller: exit code, qint32
};

/// A command line that stands on its own: every file is named by an absolute path.
struct CallFrame {
    QStringList line;
    bool errorIsTerminal = false;
    QMap<QString, QByteArray> secrets; ///< by option; zeroed by forgetSecrets()

    void forgetSecrets();
};

struct Frame {
    FrameKind kind = FrameKind::Done;
    QByteArray payload;
};

/// The socket's name, for QLocalServer and QLocalSocket. Empty where the platform allows no socket there, because the folder's path is too long.
QString localSocketName(const QString& profileFolder);

QByteArray encodeFrame(FrameKind kind, const QByteArray& payload = {});
QByteArray encodeCall(const CallFrame& call);
/// Error: Refused "bad-frame".
Result<CallFrame> decodeCall(const QByteArray& payload);
QByteArray encodeSecretWanted(const QString& option, const QString& prompt);
/// Error: Refused "bad-frame".
Result<std::pair<QString, QString>> decodeSecretWanted(const QByteArray& payload);

/// Takes one whole frame from the front of what has arrived, if one is there. Error: Refused "bad-frame" where its length or kind is none.
Result<bool> takeFrame(QIODevice& device, Frame& frame);

} // namespace carnet::cli
