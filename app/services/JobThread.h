// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>

class QThread;

namespace carnet::services {

/// A named thread that runs jobs one after another, in the order in which they were posted. A job catches what it throws.
class JobThread {
public:
    enum class Kind {
        Short, ///< may run within a long job, where that one lets it
        Alone, ///< never within another
    };
    using Job = std::function<void()>;

    explicit JobThread(const QString& name);
    ~JobThread();
    JobThread(const JobThread&) = delete;
    JobThread& operator=(const JobThread&) = delete;

    /// From any thread. False once the thread is stopping: the job is dropped.
    bool post(Kind kind, Job job);

    /// For a long job, on this thread, where it is between two steps: runs the short jobs that wait, up to the first of another kind.
    void letShortJobsRun();

    /// From any thread but this one: takes no more jobs, drops what has not begun, runs the last job and waits for the end. Once only.
    void stop(Job last);

private:
    struct Waiting {
        Kind kind;
        Job job;
    };
    void loop();

    std::mutex m_mutex;
    std::condition_variable m_wake;
    std::deque<Waiting> m_waiting;
    bool m_stopping = false;
    std::unique_ptr<QThread> m_thread;
};

} // namespace carnet::services
