// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/record/demo/DemoPeople.h"

#include "ledger/record/PartialDate.h"
#include "ledger/record/demo/DemoNames.h"
#include "ledger/record/demo/DemoStream.h"

#include <algorithm>

namespace carnet::record::demo {

namespace {

// Numbers come in blocks, and a block is parted into households, so that any number leads to its family at once.
constexpr std::uint64_t kBlock = 12;

struct Place {
    std::uint64_t householdFirst = 0; // number of its first member
    int position = 0;                 // among its members
    int size = 1;
};

Place placeOf(std::uint64_t seed, std::uint64_t index)
{
    constexpr int kSizes[] = {1, 1, 2, 2, 3, 4, 4, 5};
    DemoStream stream(seed, DemoPurpose::Block, index / kBlock);
    const int offset = static_cast<int>(index % kBlock);
    for (int first = 0;;) {
        const int size = std::min(stream.pick(kSizes), static_cast<int>(kBlock) - first);
        if (offset < first + size) {
            return {index - static_cast<std::uint64_t>(offset - first), offset - first, size};
        }
        first += size;
    }
}

enum class Writing { NativeFirst, LatinFirst, LatinOnly };

struct Household {
    const DemoCulture* culture = nullptr;
    const DemoTown* town = nullptr;
    std::size_t family = 0; // index in the culture's family names
    Writing writing = Writing::LatinOnly;
    std::string street;
    std::string phone;
    int pinCode = 0;
    int headAge = 0;
    bool isHeadMale = true;
    int firstGiven = 0; // members go on from here, so that no two of them have one name
};

// Ten digits that begin with 00 are no number of India's plan: nobody can be called.
std::string inventedPhone(DemoStream& stream)
{
    const std::string digits = std::to_string(100'000'000 + stream.below(100'000'000)).substr(1);
    return "+91 00" + digits.substr(0, 3) + ' ' + digits.substr(3);
}

const DemoCulture& pickCulture(DemoStream& stream)
{
    int total = 0;
    for (const DemoCulture& culture : cultures()) {
        total += culture.weight;
    }
    int left = stream.below(total);
    for (const DemoCulture& culture : cultures()) {
        left -= culture.weight;
        if (left < 0) {
            return culture;
        }
    }
    return cultures().front();
}

Household householdOf(std::uint64_t seed, const Place& place)
{
    constexpr std::string_view kStreets[] = {"Gandhi Road", "Station Road",  "Temple Street",
                                             "Market Road", "Lake Road",     "School Street",
                                             "Mill Road",   "Church Street", "Mosque Road",
                                             "Ring Road",   "Hospital Road", "Old Bus Stand Road"};
    DemoStream stream(seed, DemoPurpose::Household, place.householdFirst);
    Household household;
    household.culture = &pickCulture(stream);
    household.town = &stream.pick(household.culture->towns);
    household.family =
        static_cast<std::size_t>(stream.below(static_cast<int>(household.culture->families.size())));
    const bool hasScript = !household.culture->families.front().native.empty();
    const int writing = stream.below(100);
    household.writing = !hasScript || writing >= 65 ? Writing::LatinOnly
        : writing < 25                              ? Writing::NativeFirst
                                                    : Writing::LatinFirst;
    household.street = std::to_string(stream.between(1, 240)) + ", " + std::string(stream.pick(kStreets));
    household.phone = inventedPhone(stream);
    household.pinCode = household.town->pinCode + stream.below(30);
    household.headAge = place.size == 1 ? stream.between(18, 84) : stream.between(25, 68);
    household.isHeadMale = stream.chance(55);
    household.firstGiven = stream.below(100);
    return household;
}

struct Role {
    bool isMale = true;
    int age = 0;
};

Role roleOf(const Household& household, int position, DemoStream& stream)
{
    if (position == 0) {
        return {household.isHeadMale, household.headAge};
    }
    if (position == 1) {
        return {!household.isHeadMale, std::max(19, household.headAge + stream.between(-6, 6))};
    }
    if (position == 4 && household.headAge < 60) {
        return {stream.chance(40), household.headAge + stream.between(22, 29)}; // a grandparent
    }
    return {stream.chance(51), std::max(0, household.headAge - stream.between(21, 34))};
}

struct FullName {
    std::string latin;
    std::string native;
    std::string given;
    std::string family;
};

FullName nameOfMember(const Household& household, int position, bool isMale)
{
    const DemoCulture& culture = *household.culture;
    const auto givenNames = isMale ? culture.men : culture.women;
    const DemoName& given =
        givenNames[static_cast<std::size_t>(household.firstGiven + position) % givenNames.size()];
    const auto families =
        !isMale && !culture.familiesOfWomen.empty() ? culture.familiesOfWomen : culture.families;
    const DemoName& family = families[household.family];
    FullName name;
    name.given = given.latin;
    name.family = family.latin;
    switch (culture.order) {
    case NameOrder::GivenFamily:
        name.latin = name.given + ' ' + name.family;
        name.native = std::string(given.native) + ' ' + std::string(family.native);
        break;
    case NameOrder::FamilyGiven:
        name.latin = name.family + ' ' + name.given;
        name.native = std::string(family.native) + std::string(given.native);
        break;
    case NameOrder::InitialGiven:
        name.latin = std::string(1, family.latin.front()) + ". " + name.given;
        name.native = std::string(family.native) + ' ' + std::string(given.native);
        name.family.clear();
        break;
    }
    return name;
}

DemoStream personStream(std::uint64_t seed, std::uint64_t index)
{
    return {seed, DemoPurpose::Person, index};
}

void fillName(PatientForm& form, const Household& household, const FullName& name)
{
    if (household.writing == Writing::NativeFirst) {
        form.name = name.native;
        form.otherNames = {name.latin};
        return;
    }
    form.name = name.latin;
    form.given = name.given;
    form.family = name.family;
    if (household.writing == Writing::LatinFirst) {
        form.otherNames = {name.native};
    }
}

void fillBirthDate(PatientForm& form, int birthDay, DemoStream& stream)
{
    constexpr std::size_t kYear = 4;
    constexpr std::size_t kMonth = 7;
    form.birthDate = PartialDate::ofDay(birthDay).toText();
    const int precision = stream.below(100);
    if (precision < 12) {
        form.birthDate.resize(kYear);
        form.birthDateEstimated = true;
    } else if (precision < 20) {
        form.birthDate.resize(kYear);
    } else if (precision < 26) {
        form.birthDate.resize(kMonth);
    }
}

} // namespace

DemoPerson demoPerson(std::uint64_t seed, int today, std::uint64_t index)
{
    constexpr int kMajority = 18;
    const Place place = placeOf(seed, index);
    const Household household = householdOf(seed, place);
    DemoStream stream = personStream(seed, index);
    const Role role = roleOf(household, place.position, stream);
    const FullName name = nameOfMember(household, place.position, role.isMale);

    DemoPerson person;
    PatientForm& form = person.form;
    fillName(form, household, name);
    form.sex = role.isMale ? Sex::Male : Sex::Female;
    person.birthDay = today - role.age * 1461 / 4 - stream.below(365);
    person.lastDay = today;
    person.ageYears = role.age;
    fillBirthDate(form, person.birthDay, stream);
    if (role.age >= 65 && stream.chance(4)) {
        person.deathDay = today - stream.between(5, 300);
        person.lastDay = *person.deathDay - 1;
        form.deceased = true;
        form.deceasedDate = PartialDate::ofDay(*person.deathDay).toText();
    }
    const int phone = stream.below(100);
    if (phone < 60) {
        form.phones = {household.phone};
    } else if (phone < 94) {
        form.phones = {inventedPhone(stream)};
    }
    form.address = {household.street,
                    std::string(household.town->name),
                    {},
                    std::to_string(household.pinCode),
                    std::string(household.town->region),
                    "IN"};
    const std::string number = std::to_string(10'000'000 + index);
    form.identifiers = {
        {"https://carnet.example/demo/record-number", 'D' + number.substr(number.size() > 8 ? 0 : 1)}};
    if (role.age < kMajority && place.position > 0) {
        DemoStream head = personStream(seed, place.householdFirst);
        const Role headRole = roleOf(household, 0, head);
        form.guardian = {nameOfMember(household, 0, headRole.isMale).latin, headRole.isMale ? "FTH" : "MTH",
                         household.phone};
    }
    return person;
}

} // namespace carnet::record::demo
