// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>
#include <string_view>

namespace carnet::record::demo {

/// A name in Latin letters and in the script of its people; the second is empty where Latin is their script.
struct DemoName {
    std::string_view latin;
    std::string_view native;
};

struct DemoTown {
    std::string_view name;
    std::string_view region; ///< ISO 3166-2
    int pinCode;             ///< of its first post office
};

enum class NameOrder {
    GivenFamily,
    FamilyGiven,  ///< written together in the own script
    InitialGiven, ///< the father's initial before the name
};

/// People of one language, with names that are common among them. Any combination of them is an accident.
struct DemoCulture {
    std::string_view language; ///< BCP 47
    int weight;                ///< how many of a hundred or so families
    NameOrder order;
    std::span<const DemoName> men;
    std::span<const DemoName> women;
    std::span<const DemoName> families;
    std::span<const DemoName> familiesOfWomen; ///< empty where they are the same
    std::span<const DemoTown> towns;
};

std::span<const DemoCulture> cultures();

} // namespace carnet::record::demo
