// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/services/JobThread.h"

#include <QThread>

namespace carnet::services {

JobThread::JobThread(const QString& name) : m_thread(QThread::create([this] { loop(); }))
{
    m_thread->setObjectName(name);
    m_thread->start();
}

JobThread::~JobThread()
{
    stop([] {});
}

bool JobThread::post(Kind kind, Job job)
{
    {
        const std::lock_guard lock(m_mutex);
        if (m_stopping) {
            return false;
        }
        m_waiting.push_back({kind, std::move(job)});
    }
    m_wake.notify_one();
    return true;
}

void JobThread::letShortJobsRun()
{
    for (;;) {
        Job job;
        {
            const std::lock_guard lock(m_mutex);
            if (m_stopping || m_waiting.empty() || m_waiting.front().kind != Kind::Short) {
                return;
            }
            job = std::move(m_waiting.front().job);
            m_waiting.pop_front();
        }
        job();
    }
}

void JobThread::stop(Job last)
{
    {
        const std::lock_guard lock(m_mutex);
        if (m_stopping) {
            return;
        }
        m_stopping = true;
        m_waiting.clear();
        m_waiting.push_back({Kind::Alone, std::move(last)});
    }
    m_wake.notify_one();
    m_thread->wait();
}

void JobThread::loop()
{
    for (;;) {
        Job job;
        {
            std::unique_lock lock(m_mutex);
            m_wake.wait(lock, [this] { return !m_waiting.empty() || m_stopping; });
            if (m_waiting.empty()) {
                return;
            }
            job = std::move(m_waiting.front().job);
            m_waiting.pop_front();
        }
        job();
    }
}

} // namespace carnet::services
