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

/// A request that is under way. Whoever asked may drop it: the work goes on unless it is cancelled.
/// Every function may be called from any thread.
class Request {
public:
    Request() = default;
    static Request start();

    /// No answer comes after this; long work stops at the next place where nothing is lost.
    void cancel() const;
    bool isCancelled() const;

private:
    std::shared_ptr<std::atomic<bool>> m_cancelled;
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
