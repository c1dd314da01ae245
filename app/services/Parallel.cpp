// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/services/Parallel.h"

#include <algorithm>
#include <atomic>
#include <thread>
#include <vector>

namespace carnet::services {

void inParallel(std::size_t count, const std::function<void(std::size_t)>& work)
{
    std::atomic<std::size_t> next{0};
    const auto takeNext = [&] {
        for (std::size_t i = next.fetch_add(1); i < count; i = next.fetch_add(1)) {
            work(i);
        }
    };
    const std::size_t helpers =
        std::min<std::size_t>(std::max(1u, std::thread::hardware_concurrency()), count);
    std::vector<std::thread> threads;
    for (std::size_t i = 1; i < helpers; ++i) {
        threads.emplace_back(takeNext);
    }
    takeNext();
    for (std::thread& thread : threads) {
        thread.join();
    }
}

} // namespace carnet::services
