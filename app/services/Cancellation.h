// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>
#include <atomic>
#include <functional>
#include <memory>

namespace carnet::services {

/// A wish to stop, shared between whoever may cancel and the work that looks at it between two steps. Copies share the wish.
class Cancellation {
public:
    Cancellation() : m_wanted(std::make_shared<std::atomic<bool>>(false)) {}
    /// Shares somebody else's wish.
    explicit Cancellation(std::shared_ptr<std::atomic<bool>> wanted) : m_wanted(std::move(wanted)) {}
    /// Async-signal-safe, so that a handler of Ctrl-C may call it.
    void cancel() const noexcept { m_wanted->store(true, std::memory_order_relaxed); }
    bool isWanted() const noexcept { return m_wanted->load(std::memory_order_relaxed); }

private:
    std::shared_ptr<std::atomic<bool>> m_wanted;
};

/// How far long work is. `total` 0 means that it is not known yet.
struct Progress {
    qint64 done = 0;
    qint64 total = 0;
};

/// Called in the thread that works, a few times a second at most.
using ProgressFunction = std::function<void(const Progress&)>;

} // namespace carnet::services
