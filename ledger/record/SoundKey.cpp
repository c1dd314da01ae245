// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/record/TextFolding.h"
#include "ledger/record/Utf8Text.h"

#include <array>
#include <optional>

namespace carnet::record {

namespace {

// A word becomes a row of sounds: consonants in lower case, vowels as one of A, I, U (open, front, back).
constexpr std::string_view kVowels = "AIU";

bool isVowel(char sound)
{
    return kVowels.find(sound) != std::string_view::npos;
}

bool isLabial(char sound)
{
    return sound == 'p' || sound == 'b' || sound == 'm' || sound == 'f';
}

// ---- Latin ----------------------------------------------------------------------------------------------

std::string soundsOfLatin(std::string_view word)
{
    std::string sounds;
    for (std::size_t i = 0; i < word.size(); ++i) {
        const char c = word[i];
        const char next = i + 1 < word.size() ? word[i + 1] : '\0';
        switch (c) {
        case 'a': sounds += 'A'; continue;
        case 'e':
        case 'i': sounds += 'I'; continue;
        case 'o':
        case 'u':
            // Rao is राव, Deo is Dev.
            sounds += i + 1 == word.size() && i > 0 && (word[i - 1] == 'a' || word[i - 1] == 'e') ? 'v' : 'U';
            continue;
        case 'q': sounds += 'k'; break;
        case 'w': sounds += 'v'; break;
        case 'z': sounds += 'j'; break;
        case 'x': sounds += "ks"; break;
        case 'p': sounds += next == 'h' ? 'f' : 'p'; break;
        case 'c':
            sounds += next == 'h' ? 'c' : (next == 'e' || next == 'i' || next == 'y') ? 's' : 'k';
            break;
        case 'h':
            if (i > 0 && std::string_view("bcdgjkprstwz").find(word[i - 1]) != std::string_view::npos) {
                continue; // bh, ch, dh ... were read with the letter before
            }
            sounds += 'h';
            break;
        default: sounds += c; break;
        }
    }
    return sounds;
}

// ---- Scripts of India -----------------------------------------------------------------------------------

// From ka (offset 0x15) to ha (0x39); the blocks from Devanagari to Malayalam agree.
constexpr std::string_view kIndicConsonants = "kkggnccjjnttddnttddnnpfbbmyrrlllvsssh";

std::string soundsOfIndic(const std::u32string& word)
{
    std::string sounds;
    bool inherentVowel = false; // of the consonant that came last
    const auto flush = [&sounds, &inherentVowel] {
        if (inherentVowel) {
            sounds += 'A';
            inherentVowel = false;
        }
    };
    for (std::size_t i = 0; i < word.size(); ++i) {
        const char32_t c = word[i];
        const char32_t offset = c & 0x7F;
        if (offset == 0x4D) { // virama: no vowel after the consonant
            inherentVowel = false;
        } else if (offset >= 0x15 && offset <= 0x39) {
            flush();
            sounds += kIndicConsonants[offset - 0x15];
            inherentVowel = true;
        } else if (offset >= 0x3E && offset <= 0x4C) {
            inherentVowel = false;
            const bool isVocalicR = offset == 0x43 || offset == 0x44;
            sounds += isVocalicR                   ? "rI"
                : offset == 0x3E || offset >= 0x4B ? "A"
                : offset <= 0x40 || offset >= 0x45 ? "I"
                                                   : "U";
        } else if (offset >= 0x05 && offset <= 0x14) {
            flush();
            constexpr std::string_view kIndependent =
                "AAIIUUrUIIIAUUUA"; // a aa i ii u uu r l e e e ai o o o au
            sounds += kIndependent[offset - 0x05];
        } else if (offset == 0x02 || c == 0x0A70) { // anusvara, tippi: the nasal of what follows
            flush();
            const char32_t nextOffset = i + 1 < word.size() ? word[i + 1] & 0x7F : 0;
            const char next =
                nextOffset >= 0x15 && nextOffset <= 0x39 ? kIndicConsonants[nextOffset - 0x15] : '\0';
            sounds += next == 'h' ? "ng" : isLabial(next) ? "m" : "n";
        } else if (c >= 0x0D7A && c <= 0x0D7F) { // Malayalam's letters without a vowel
            flush();
            constexpr std::string_view kChillu = "nnrllk";
            sounds += kChillu[c - 0x0D7A];
        } else if (c == 0x09CE) {
            flush();
            sounds += 't';
        } else if (c == 0x09F0 || c == 0x09F1) { // Assamese
            flush();
            sounds += c == 0x09F0 ? 'r' : 'v';
            inherentVowel = true;
        } else {
            flush();
        }
    }
    return sounds; // the vowel at the end of राम is not heard
}

// ---- Arabic ---------------------------------------------------------------------------------------------

std::optional<char> soundOfArabic(char32_t c, bool isFirst)
{
    switch (c) {
    case 0x627:
    case 0x639: return 'A';                 // alef, ain
    case 0x648: return isFirst ? 'v' : 'U'; // waw
    case 0x64A: return isFirst ? 'y' : 'I'; // yeh
    case 0x6D2: return 'I';
    case 0x628: return 'b';
    case 0x67E: return 'p';
    case 0x62A:
    case 0x637:
    case 0x679: return 't';
    case 0x62B:
    case 0x633:
    case 0x634:
    case 0x635: return 's';
    case 0x62C:
    case 0x630:
    case 0x632:
    case 0x638:
    case 0x698: return 'j';
    case 0x686: return 'c';
    case 0x62D:
    case 0x647: return 'h';
    case 0x62E:
    case 0x642:
    case 0x643: return 'k';
    case 0x62F:
    case 0x636:
    case 0x688: return 'd';
    case 0x631:
    case 0x691: return 'r';
    case 0x63A:
    case 0x6AF: return 'g';
    case 0x641: return 'f';
    case 0x644: return 'l';
    case 0x645: return 'm';
    case 0x646:
    case 0x6BA: return 'n';
    case 0x621: return 'A';
    default: return std::nullopt;
    }
}

// ---- Cyrillic and Greek ---------------------------------------------------------------------------------

std::string_view soundOfCyrillic(char32_t c)
{
    // From a (U+0430) to ya (U+044F).
    static constexpr std::array<std::string_view, 32> kSounds = {
        "A", "b", "v", "g", "d", "I", "j",  "j", "I", "I",  "k", "l", "m", "n", "U", "p",
        "r", "s", "t", "U", "f", "k", "ts", "c", "s", "sc", "",  "I", "",  "I", "U", "A"};
    if (c >= 0x430 && c <= 0x44F) {
        return kSounds[c - 0x430];
    }
    return c == 0x456 ? "I" : c == 0x454 ? "I" : std::string_view();
}

std::string_view soundOfGreek(char32_t c)
{
    // From alpha (U+03B1) to omega (U+03C9).
    static constexpr std::array<std::string_view, 25> kSounds = {
        "A",  "v", "g", "d", "I", "j", "I", "t", "I", "k", "l",  "m", "n",
        "ks", "U", "p", "r", "s", "s", "t", "I", "f", "k", "ps", "U"};
    return c >= 0x3B1 && c <= 0x3C9 ? kSounds[c - 0x3B1] : std::string_view();
}

enum class Script { None, Latin, Indic, Arabic, Cyrillic, Greek, Other };

Script scriptOf(char32_t c)
{
    if (c >= U'0' && c <= U'9') {
        return Script::None;
    }
    if (c < 0x250) {
        return Script::Latin;
    }
    if (c >= 0x3B0 && c <= 0x3CF) {
        return Script::Greek;
    }
    if (c >= 0x430 && c <= 0x45F) {
        return Script::Cyrillic;
    }
    if (c >= 0x621 && c <= 0x6D2) {
        return Script::Arabic;
    }
    return c >= 0x900 && c <= 0xD7F ? Script::Indic : Script::Other;
}

std::optional<std::string> soundsOf(const std::string& folded)
{
    std::u32string letters;
    Script script = Script::None;
    for (std::size_t at = 0; at < folded.size();) {
        letters.push_back(nextCodePoint(folded, at));
        const Script own = scriptOf(letters.back());
        if (own == Script::None || own == Script::Other || (script != Script::None && own != script)) {
            return std::nullopt; // digits, a script without a table, or two scripts in one word
        }
        script = own;
    }
    std::string sounds;
    switch (script) {
    case Script::Latin: return soundsOfLatin(folded);
    case Script::Indic: return soundsOfIndic(letters);
    case Script::Arabic:
        for (std::size_t i = 0; i < letters.size(); ++i) {
            if (const std::optional<char> sound = soundOfArabic(letters[i], i == 0)) {
                sounds += *sound;
            }
        }
        return sounds;
    case Script::Cyrillic:
        for (const char32_t c : letters) {
            sounds += soundOfCyrillic(c);
        }
        return sounds;
    case Script::Greek:
        for (const char32_t c : letters) {
            sounds += soundOfGreek(c);
        }
        return sounds;
    case Script::None:
    case Script::Other: break;
    }
    return std::nullopt;
}

} // namespace

std::string soundOf(std::string_view word)
{
    const std::string folded = foldText(word);
    const std::optional<std::string> sounds = soundsOf(folded);
    if (!sounds) {
        return folded;
    }
    // What is kept: the class of a vowel at the start, and the consonants, doubled ones once; y only at the
    // start, h not at the end.
    std::string key;
    char before = '\0';
    for (std::size_t i = 0; i < sounds->size(); ++i) {
        const char sound = (*sounds)[i];
        const bool isRepeated = sound == before;
        before = sound;
        if (isRepeated || (isVowel(sound) && !key.empty()) || (sound == 'y' && i > 0)) {
            continue;
        }
        const bool onlyVowelsFollow = sounds->find_first_not_of(kVowels, i + 1) == std::string::npos;
        if (sound == 'h' && i > 0 && onlyVowelsFollow) {
            continue;
        }
        key += isVowel(sound) ? static_cast<char>(sound + ('a' - 'A')) : sound;
    }
    return key.empty() ? folded : key;
}

} // namespace carnet::record
