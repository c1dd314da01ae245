// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/record/Duplicates.h"

#include "ledger/record/PatientElements.h"
#include "ledger/record/TextFolding.h"
#include "ledger/record/Utf8Text.h"

#include <algorithm>
#include <cstdlib>

namespace carnet::record {

namespace {

// How alike two names are, in hundredths.
constexpr int kSameWord = 100;
constexpr int kAlmostSameWord = 90; // one letter more, less or other
constexpr int kSameSound = 80;      // Lakshmi, Laxmi
constexpr int kInitial = 60;        // S. for Suresh
constexpr int kSimilarName = 70;

std::u32string codePointsOf(const std::string& text)
{
    std::u32string points;
    for (std::size_t at = 0; at < text.size();) {
        points.push_back(nextCodePoint(text, at));
    }
    return points;
}

// At most one letter inserted, dropped or replaced, or two neighbours exchanged.
bool isAlmost(const std::u32string& a, const std::u32string& b)
{
    const std::u32string& longer = a.size() >= b.size() ? a : b;
    const std::u32string& shorter = a.size() >= b.size() ? b : a;
    if (longer.size() - shorter.size() > 1) {
        return false;
    }
    const std::size_t front = static_cast<std::size_t>(
        std::mismatch(shorter.begin(), shorter.end(), longer.begin()).first - shorter.begin());
    if (longer.size() != shorter.size()) {
        return longer.compare(front + 1, std::u32string::npos, shorter, front, std::u32string::npos) == 0;
    }
    if (front == longer.size()
        || longer.compare(front + 1, std::u32string::npos, shorter, front + 1, std::u32string::npos) == 0) {
        return true;
    }
    return front + 1 < longer.size() && longer[front] == shorter[front + 1]
        && longer[front + 1] == shorter[front]
        && longer.compare(front + 2, std::u32string::npos, shorter, front + 2, std::u32string::npos) == 0;
}

int compareWords(const std::string& a, const std::string& b)
{
    constexpr std::size_t kLettersForAlmost = 4; // Rama and Rana are two names
    if (a == b) {
        return kSameWord;
    }
    const std::u32string pointsOfA = codePointsOf(a);
    const std::u32string pointsOfB = codePointsOf(b);
    if ((pointsOfA.size() == 1 || pointsOfB.size() == 1) && pointsOfA.front() == pointsOfB.front()) {
        return kInitial;
    }
    if (std::min(pointsOfA.size(), pointsOfB.size()) > kLettersForAlmost && isAlmost(pointsOfA, pointsOfB)) {
        return kAlmostSameWord;
    }
    const std::string sound = soundOf(a);
    return sound.size() > 1 && sound == soundOf(b) ? kSameSound : 0;
}

// Each word of the shorter name finds its best partner in the longer one; what finds none pulls down. A word
// that only the longer name has (a father's name) pulls down a little.
int compareNames(const std::vector<std::string>& a, const std::vector<std::string>& b)
{
    const std::vector<std::string>& shorter = a.size() <= b.size() ? a : b;
    const std::vector<std::string>& longer = a.size() <= b.size() ? b : a;
    if (shorter.empty()) {
        return 0;
    }
    constexpr int kExtraWord = 8;
    constexpr int kMostExtra = 24;
    std::vector<bool> isTaken(longer.size(), false);
    std::vector<bool> isDone(shorter.size(), false);
    int sum = 0;
    bool hasWholeWord = false;
    for (std::size_t round = 0; round < shorter.size(); ++round) {
        int best = -1;
        std::size_t left = 0;
        std::size_t right = 0;
        for (std::size_t i = 0; i < shorter.size(); ++i) {
            for (std::size_t j = 0; j < longer.size() && !isDone[i]; ++j) {
                const int alike = isTaken[j] ? -1 : compareWords(shorter[i], longer[j]);
                if (alike > best) {
                    best = alike;
                    left = i;
                    right = j;
                }
            }
        }
        isDone[left] = true;
        isTaken[right] = true;
        sum += best;
        hasWholeWord = hasWholeWord || best > kInitial;
    }
    if (!hasWholeWord) {
        return 0; // initials alone say nothing
    }
    const int extra = std::min(kMostExtra, kExtraWord * static_cast<int>(longer.size() - shorter.size()));
    return std::max(0, sum / static_cast<int>(shorter.size()) - extra);
}

int compareAllNames(const DuplicateFields& a, const DuplicateFields& b)
{
    int best = 0;
    for (const std::vector<std::string>& one : a.names) {
        for (const std::vector<std::string>& other : b.names) {
            best = std::max(best, compareNames(one, other));
        }
    }
    return best;
}

// The last ten digits: with and without the country's code a number is the same.
std::string_view lastDigits(std::string_view digits)
{
    constexpr std::size_t kNational = 10;
    return digits.size() > kNational ? digits.substr(digits.size() - kNational) : digits;
}

bool sharePhone(const DuplicateFields& a, const DuplicateFields& b)
{
    constexpr std::size_t kFewestDigits = 6;
    for (const std::string& one : a.phones) {
        for (const std::string& other : b.phones) {
            if (lastDigits(one).size() >= kFewestDigits && lastDigits(one) == lastDigits(other)) {
                return true;
            }
        }
    }
    return false;
}

enum class Dates { Unknown, Same, Compatible, Close, Exchanged, Different };

Dates compareDates(const DuplicateFields& a, const DuplicateFields& b)
{
    if (!a.birthDate || !b.birthDate) {
        return Dates::Unknown;
    }
    const PartialDate& one = *a.birthDate;
    const PartialDate& other = *b.birthDate;
    if (one == other && one.isFull() && !a.birthDateEstimated && !b.birthDateEstimated) {
        return Dates::Same;
    }
    if (!one.isSurelyAfter(other) && !other.isSurelyAfter(one)) {
        return Dates::Compatible; // 1984 and 1984-05-17
    }
    const int years = std::abs(one.year() - other.year());
    constexpr int kEstimateYears = 3;
    if ((a.birthDateEstimated || b.birthDateEstimated) && years <= kEstimateYears) {
        return Dates::Compatible;
    }
    if (one.isFull() && other.isFull()) {
        const bool isExchanged =
            one.year() == other.year() && one.month() == other.day() && one.day() == other.month();
        const int differences =
            (one.year() != other.year()) + (one.month() != other.month()) + (one.day() != other.day());
        if (isExchanged) {
            return Dates::Exchanged;
        }
        if (differences == 1) {
            return Dates::Close;
        }
    }
    return years <= 1 ? Dates::Close : Dates::Different;
}

bool contradictSex(const DuplicateFields& a, const DuplicateFields& b)
{
    const auto isKnown = [](Sex sex) { return sex == Sex::Male || sex == Sex::Female; };
    return isKnown(a.sex) && isKnown(b.sex) && a.sex != b.sex;
}

} // namespace

DuplicateFields duplicateFieldsOf(const PatientForm& form)
{
    DuplicateFields fields;
    const auto addName = [&fields](std::string_view name) {
        std::vector<std::string> words = foldedWords(name);
        if (!words.empty()
            && std::find(fields.names.begin(), fields.names.end(), words) == fields.names.end()) {
            fields.names.push_back(std::move(words));
        }
    };
    addName(form.name);
    addName(form.given + ' ' + form.family);
    for (const std::string& name : form.otherNames) {
        addName(name);
    }
    fields.sex = form.sex;
    fields.birthDate = PartialDate::parse(form.birthDate);
    fields.birthDateEstimated = form.birthDateEstimated;
    for (const std::string& phone : form.phones) {
        fields.phones.push_back(digitsOf(phone));
    }
    for (PatientIdentifier identifier : form.identifiers) {
        if (isAbhaSystem(identifier.system)) {
            identifier.system = kAbhaSystem; // its other name is the same register
            if (identifier.value.find('@') == std::string::npos) {
                identifier.value = digitsOf(identifier.value);
            }
        }
        fields.identifiers.push_back(std::move(identifier));
    }
    return fields;
}

DuplicateScore compareForDuplicate(const DuplicateFields& a, const DuplicateFields& b)
{
    // Weights: an identifier is nearly proof; a name alone, however common or rare, never reaches the
    // threshold, and neither does a phone alone, which a family shares; a name with a date or a phone does.
    DuplicateScore result;
    const int names = compareAllNames(a, b);
    const Dates dates = compareDates(a, b);
    const bool hasSameIdentifier =
        std::any_of(a.identifiers.begin(), a.identifiers.end(), [&b](const PatientIdentifier& identifier) {
            return std::find(b.identifiers.begin(), b.identifiers.end(), identifier) != b.identifiers.end();
        });
    if (hasSameIdentifier) {
        result.score += 75;
        result.reasons.emplace_back("same identifier");
    }
    if (names >= kSimilarName) {
        result.score += names * 45 / 100;
        result.reasons.emplace_back(names == kSameWord ? "same name" : "similar name");
    }
    switch (dates) {
    case Dates::Same:
        result.score += 30;
        result.reasons.emplace_back("same birth date");
        break;
    case Dates::Compatible:
        result.score += 18;
        result.reasons.emplace_back("birth dates that fit");
        break;
    case Dates::Exchanged:
        result.score += 20;
        result.reasons.emplace_back("birth dates with day and month exchanged");
        break;
    case Dates::Close:
        result.score += 8;
        result.reasons.emplace_back("birth dates that are close");
        break;
    case Dates::Different: result.score -= 30; break;
    case Dates::Unknown: break;
    }
    if (sharePhone(a, b)) {
        result.score += 25;
        result.reasons.emplace_back("same phone");
    }
    if (contradictSex(a, b)) {
        result.score -= 25;
    }
    // Whatever contradicts it, two charts with one identifier must be looked at.
    result.score = std::clamp(result.score, hasSameIdentifier ? DuplicateScore::kPossible : 0, 100);
    return result;
}

std::vector<std::string> duplicateSearchKeys(const DuplicateFields& fields)
{
    std::vector<std::string> keys;
    for (const std::vector<std::string>& name : fields.names) {
        for (const std::string& word : name) {
            std::string sound = soundOf(word);
            if (sound.size() > 1 && std::find(keys.begin(), keys.end(), sound) == keys.end()) {
                keys.push_back(std::move(sound));
            }
        }
    }
    return keys;
}

} // namespace carnet::record
