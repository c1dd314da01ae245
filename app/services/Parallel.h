// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <functional>

namespace carnet::services {

/// Calls work(0) … work(count - 1), each once, on all cores and in this thread, and returns when all are done. The calls must not depend on
/// each other, and must not throw. Not for the window's thread.
void inParallel(std::size_t count, const std::function<void(std::size_t)>& work);

} // namespace carnet::services
