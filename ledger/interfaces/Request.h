// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <atomic>
#include <functional>
#include <memory>
#include <tl/expected.hpp>

namespace carnet::interfaces {

/// Why something did not happen, as a person reads it.
struct Failure {
    QString slug;    ///< stable word: "wrong-password"
    QString message; ///< whole sentences: what happened, what it means, what to do now
};

/// A value or a Failure.
template <typename T>
using Outcome = tl::expected<T, Failure>;

/// Receives the answer to a request, exactly once, in the thread of the request's context object; never, if
/// the context object is gone or the request was cancelled by then.
template <typename T>
using Answer = std::function<void(Outcome<T>)>;

/// How far long work is.
struct JobProgress {
    QString step; ///< what is being done, in words
    qint64 done = 0;
    qint64 total = 0; ///< 0 where it is not known yet
    qint64 elapsedMs = 0;
};

/// Told some ten times a second at most, in the thread of the request's context object, and never after the answer.
using OnProgress = std::function<void(const JobProgress&)>;

/// A request that is under way. Whoever asked may drop it: the work goes on unless it is cancelled.
/// Every function may be called from any thread.
class Request {
public:
    Request() = default;
    static Request start();

    /// No answer comes after this; long work stops at the next place where nothing is lost.
    void cancel() const;
    bool isCancelled() const;

    /// Long work stops at the next place where nothing is lost; its answer comes and says how far it got.
    void stop() const;
    bool isStopped() const;
    /// What long work looks at: true once the request was stopped or cancelled. Null where nothing was asked.
    std::shared_ptr<std::atomic<bool>> stopFlag() const { return m_stopped; }

private:
    std::shared_ptr<std::atomic<bool>> m_cancelled;
    std::shared_ptr<std::atomic<bool>> m_stopped;
};

/// Ends a subscription when it goes (the idea of a scoped handle: whoever listens decides for how long).
class Subscription {
public:
    Subscription() = default;
    explicit Subscription(std::function<void()> end);
    ~Subscription();
    Subscription(Subscription&& other) noexcept;
    Subscription& operator=(Subscription&& other) noexcept;
    Subscription(const Subscription&) = delete;
    Subscription& operator=(const Subscription&) = delete;

private:
    std::function<void()> m_end;
};

} // namespace carnet::interfaces
