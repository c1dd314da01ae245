// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/interfaces/Request.h"

#include <utility>

namespace carnet::interfaces {

Request Request::start()
{
    Request request;
    request.m_cancelled = std::make_shared<std::atomic<bool>>(false);
    request.m_stopped = std::make_shared<std::atomic<bool>>(false);
    return request;
}

void Request::cancel() const
{
    if (m_cancelled) {
        m_cancelled->store(true);
        m_stopped->store(true);
    }
}

bool Request::isCancelled() const
{
    return m_cancelled && m_cancelled->load();
}

void Request::stop() const
{
    if (m_stopped) {
        m_stopped->store(true);
    }
}

bool Request::isStopped() const
{
    return m_stopped && m_stopped->load();
}

Subscription::Subscription(std::function<void()> end) : m_end(std::move(end)) {}

Subscription::~Subscription()
{
    if (m_end) {
        m_end();
    }
}

Subscription::Subscription(Subscription&& other) noexcept : m_end(std::exchange(other.m_end, nullptr)) {}

Subscription& Subscription::operator=(Subscription&& other) noexcept
{
    if (this != &other) {
        if (m_end) {
            m_end();
        }
        m_end = std::exchange(other.m_end, nullptr);
    }
    return *this;
}

} // namespace carnet::interfaces
