// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace carnet::record {

/// Whether a medicine is what an allergy is to, or one of its class, as far as their names tell: "Penicillin" meets "Amoxicillin 500 mg",
/// "Sulfa" meets "Co-trimoxazole". Gives the word that joins them ("penicillins", "metformin"), or nothing. It knows common medicines, not all:
/// silence is no clearance. Any thread.
std::string sharedSubstance(std::string_view allergy, std::string_view medicine);

} // namespace carnet::record
