// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

namespace carnet::crypto::detail {

/// Computes the standards' test vectors with every primitive. Empty where all are right, else the name of the first
/// that is wrong. May throw what a primitive throws.
std::string firstWrongAnswer();

} // namespace carnet::crypto::detail
