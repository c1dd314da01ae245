// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/carnetctl/LocalSocket.h"
#include "app/carnetctl/Streams.h"
#include "app/services/Cancellation.h"

#include <QMutex>
#include <QObject>
#include <QWaitCondition>
#include <functional>

namespace carnet::cli {

/// Carries what a command writes from the profile's thread to the thread of its caller's socket, and the caller's wish to stop the other way.
/// A caller that does not read is waited for a few seconds, then it counts as gone. Thread-safe; it may outlive the caller.
class CallerPort final : public Streams {
public:
    /// `handOn` is called in the thread of `caller` after something was queued.
    CallerPort(QObject& caller, std::function<void()> handOn);

    // In the profile's thread
    void writeOut(const QByteArray& bytes) override { send(FrameKind::Out, bytes); }
    void writeError(const QByteArray& bytes) override { send(FrameKind::Error, bytes); }
    bool flush() override;
    bool errorIsTerminal() const override { return m_errorIsTerminal; }
    void setErrorIsTerminal(bool isTerminal) { m_errorIsTerminal = isTerminal; }
    void send(FrameKind kind, const QByteArray& payload);

    // In the caller's thread
    QByteArray takeQueued();
    /// Whether a command ended since the last call.
    bool takeCommandDone();
    void callerGone();

    const services::Cancellation& cancellation() const { return m_cancellation; }

private:
    QMutex m_mutex;
    QWaitCondition m_taken;
    QObject* m_caller; ///< null when it is gone
    std::function<void()> m_handOn;
    QByteArray m_queued;
    bool m_commandDone = false;
    bool m_errorIsTerminal = false;
    services::Cancellation m_cancellation;
};

} // namespace carnet::cli
