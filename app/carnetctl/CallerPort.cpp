// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/carnetctl/CallerPort.h"

namespace carnet::cli {

namespace {

constexpr int kMostQueuedBytes = 8 * 1'024 * 1'024;
constexpr unsigned long kMostWaitMs = 5'000;

} // namespace

CallerPort::CallerPort(QObject& caller, std::function<void()> handOn)
    : m_caller(&caller)
    , m_handOn(std::move(handOn))
{
}

bool CallerPort::flush()
{
    const QMutexLocker lock(&m_mutex);
    return m_caller != nullptr;
}

void CallerPort::send(FrameKind kind, const QByteArray& payload)
{
    const QMutexLocker lock(&m_mutex);
    while (m_caller && m_queued.size() > kMostQueuedBytes) {
        if (!m_taken.wait(&m_mutex, kMostWaitMs)) {
            m_caller = nullptr;
            m_cancellation.cancel();
        }
    }
    if (!m_caller) {
        return;
    }
    m_queued += encodeFrame(kind, payload);
    m_commandDone = m_commandDone || kind == FrameKind::Done;
    QMetaObject::invokeMethod(m_caller, m_handOn, Qt::QueuedConnection);
}

QByteArray CallerPort::takeQueued()
{
    const QMutexLocker lock(&m_mutex);
    QByteArray queued;
    queued.swap(m_queued);
    m_taken.wakeAll();
    return queued;
}

bool CallerPort::takeCommandDone()
{
    const QMutexLocker lock(&m_mutex);
    return std::exchange(m_commandDone, false);
}

void CallerPort::callerGone()
{
    const QMutexLocker lock(&m_mutex);
    m_caller = nullptr;
    m_cancellation.cancel();
    m_taken.wakeAll();
}

} // namespace carnet::cli
