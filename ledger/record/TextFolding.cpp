// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/record/TextFolding.h"

#include "ledger/record/Utf8Text.h"

#include <algorithm>

namespace carnet::record {

namespace {

constexpr char32_t kDropped = 0;
constexpr char32_t kBlank = U' ';

bool within(char32_t c, char32_t first, char32_t last)
{
    return c >= first && c <= last;
}

// The base letter of each Latin letter from U+00C0 and from U+1E00 on; a point where there is none.
constexpr std::string_view kLatinFromC0 = "aaaaaa.ceeeeiiiidnooooo.ouuuuy..aaaaaa.ceeeeiiiidnooooo.ouuuuy.y"
                                          "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiii..jjkkkllllll."
                                          ".llnnnnnn.nnoooooo..rrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs"
                                          "bbbb..occdddd.eeeffgg.iikkl.mnnooo..ppr..s..tttuuuvyyzz........."
                                          ".............aaiioouuuuuuuuuueaaaa..ggggkkoooo..j...gg..nnaa...."
                                          "aaaaeeeeiiiioooorrrruuuussttyyhhnd..zzaaeeooooooooyylntj..acclts"
                                          "z..buveejjqqrryy";
constexpr std::string_view kLatinFrom1E00 =
    "aabbbbbbccddddddddddeeeeeeeeeeffgghhhhhhhhhhiiiikkkkkkllllllllmm"
    "mmmmnnnnnnnnoooooooopppprrrrrrrrssssssssssttttttttuuuuuuuuuuvvvv"
    "wwwwwwwwwwxxxxyyzzzzzzhtwy.sss..aaaaaaaaaaaaaaaaaaaaaaaaeeeeeeee"
    "eeeeeeeeiiiioooooooooooooooooooooooouuuuuuuuuuuuuuyyyyyyyy......";

// Latin letters that are two, and those that lost their twin above. Empty where the code point is none of
// them.
std::string_view latinPair(char32_t c)
{
    switch (c) {
    case 0xC6:
    case 0xE6:
    case 0x1E2:
    case 0x1E3:
    case 0x1FC:
    case 0x1FD: return "ae";
    case 0xDE:
    case 0xFE: return "th";
    case 0xDF:
    case 0x1E9E: return "ss";
    case 0x132:
    case 0x133: return "ij";
    case 0x13F:
    case 0x140: return "l";
    case 0x149: return "n";
    case 0x152:
    case 0x153: return "oe";
    case 0x1C4:
    case 0x1C5:
    case 0x1C6:
    case 0x1F1:
    case 0x1F2:
    case 0x1F3: return "dz";
    case 0x1C7:
    case 0x1C8:
    case 0x1C9: return "lj";
    case 0x1CA:
    case 0x1CB:
    case 0x1CC: return "nj";
    case 0x1FE:
    case 0x1FF: return "o";
    default: return {};
    }
}

char32_t foldGreek(char32_t c)
{
    switch (c) {
    case 0x386:
    case 0x3AC: return 0x3B1;
    case 0x388:
    case 0x3AD: return 0x3B5;
    case 0x389:
    case 0x3AE: return 0x3B7;
    case 0x38A:
    case 0x3AF:
    case 0x390:
    case 0x3AA:
    case 0x3CA: return 0x3B9;
    case 0x38C:
    case 0x3CC: return 0x3BF;
    case 0x38E:
    case 0x3CD:
    case 0x3B0:
    case 0x3AB:
    case 0x3CB: return 0x3C5;
    case 0x38F:
    case 0x3CE: return 0x3C9;
    case 0x3C2: return 0x3C3;
    default: return within(c, 0x391, 0x3A9) && c != 0x3A2 ? c + 0x20 : c;
    }
}

char32_t foldCyrillic(char32_t c)
{
    if (within(c, 0x410, 0x42F)) {
        c += 0x20;
    } else if (within(c, 0x400, 0x40F)) {
        c += 0x50;
    } else if (c == 0x4C0) {
        c = 0x4CF;
    } else if (within(c, 0x4C1, 0x4CE)) {
        c += c & 1;
    } else if (within(c, 0x460, 0x481) || within(c, 0x48A, 0x4BF) || within(c, 0x4D0, 0x52F)) {
        c |= 1;
    }
    switch (c) {
    case 0x439: return 0x438; // short i
    case 0x450:
    case 0x451: return 0x435;
    case 0x453: return 0x433;
    case 0x457: return 0x456;
    case 0x45C: return 0x43A;
    case 0x45D: return 0x438;
    case 0x45E: return 0x443;
    default: return within(c, 0x483, 0x489) ? kDropped : c;
    }
}

char32_t foldHebrew(char32_t c)
{
    if (c == 0x5BE || c == 0x5C0 || c == 0x5C3 || c == 0x5C6 || c == 0x5F3 || c == 0x5F4) {
        return kBlank;
    }
    return within(c, 0x591, 0x5C7) ? kDropped : c;
}

char32_t foldArabic(char32_t c)
{
    if (within(c, 0x660, 0x669)) {
        return U'0' + (c - 0x660);
    }
    if (within(c, 0x6F0, 0x6F9)) {
        return U'0' + (c - 0x6F0);
    }
    if (c == 0x640 || within(c, 0x610, 0x61A) || within(c, 0x64B, 0x65F) || c == 0x670
        || within(c, 0x6D6, 0x6ED)) {
        return c == 0x6D5 ? 0x647 : kDropped;
    }
    switch (c) {
    case 0x60C:
    case 0x60D:
    case 0x61B:
    case 0x61F:
    case 0x6D4:
    case 0x66A:
    case 0x66B:
    case 0x66C:
    case 0x66D: return kBlank;
    case 0x622:
    case 0x623:
    case 0x625:
    case 0x671: return 0x627; // alef
    case 0x624: return 0x648;
    case 0x626:
    case 0x649:
    case 0x6CC: return 0x64A; // yeh
    case 0x629:
    case 0x6BE:
    case 0x6C1:
    case 0x6C2:
    case 0x6D5: return 0x647; // heh
    case 0x6A9: return 0x643; // kaf
    default: return c;
    }
}

// The scripts of India from Devanagari to Malayalam stand one behind the other in blocks of 128 with the same
// order within.
char32_t foldIndic(char32_t c)
{
    const char32_t offset = c & 0x7F;
    if (within(offset, 0x66, 0x6F)) {
        return U'0' + (offset - 0x66);
    }
    if (c == 0x964 || c == 0x965) {
        return kBlank; // danda
    }
    if (offset == 0x3C) {
        return kDropped; // nukta
    }
    if (offset == 0x01) {
        return c + 1; // chandrabindu is anusvara
    }
    switch (c) {
    case 0x929: return 0x928;
    case 0x931: return 0x930;
    case 0x934: return 0x933;
    case 0x958: return 0x915;
    case 0x959: return 0x916;
    case 0x95A: return 0x917;
    case 0x95B: return 0x91C;
    case 0x95C: return 0x921;
    case 0x95D: return 0x922;
    case 0x95E: return 0x92B;
    case 0x95F: return 0x92F;
    case 0x9DC: return 0x9A1;
    case 0x9DD: return 0x9A2;
    case 0x9DF: return 0x9AF;
    case 0xA33: return 0xA32;
    case 0xA36: return 0xA38;
    case 0xA59: return 0xA16;
    case 0xA5A: return 0xA17;
    case 0xA5B: return 0xA1C;
    case 0xA5E: return 0xA2B;
    case 0xB5C: return 0xB21;
    case 0xB5D: return 0xB22;
    default: return c;
    }
}

bool isDroppedMark(char32_t c)
{
    return within(c, 0x300, 0x36F) || within(c, 0x1AB0, 0x1AFF) || within(c, 0x1DC0, 0x1DFF)
        || within(c, 0x20D0, 0x20FF) || within(c, 0xFE00, 0xFE0F) || within(c, 0xFE20, 0xFE2F) || c == 0xAD
        || within(c, 0x200B, 0x200F) || within(c, 0x202A, 0x202E) || within(c, 0x2060, 0x206F) || c == 0xFEFF
        || c == 0xFFFD || c == U'\'' || c == 0x2018 || c == 0x2019 || c == 0x2BB || c == 0x2BC || c == U'`'
        || c == 0xB4;
}

char32_t foldAscii(char32_t c)
{
    if (within(c, U'A', U'Z')) {
        return c + 0x20;
    }
    return within(c, U'a', U'z') || within(c, U'0', U'9') ? c : kBlank;
}

// One code point for one; kDropped for none.
char32_t foldOne(char32_t c)
{
    if (isDroppedMark(c)) {
        return kDropped;
    }
    if (within(c, 0xFF01, 0xFF5E)) {
        c -= 0xFEE0; // full width
        return c == U'\'' || c == U'`' ? kDropped : foldAscii(c);
    }
    if (c < 0x80) {
        return foldAscii(c);
    }
    if (c < 0xC0) {
        return c == 0xAA ? U'a' : c == 0xBA ? U'o' : c == 0xB5 ? U'u' : kBlank;
    }
    if (c == 0xD7 || c == 0xF7) {
        return kBlank;
    }
    if (c < 0xC0 + kLatinFromC0.size() && kLatinFromC0[c - 0xC0] != '.') {
        return static_cast<char32_t>(kLatinFromC0[c - 0xC0]);
    }
    if (within(c, 0x1E00, 0x1EFF) && kLatinFrom1E00[c - 0x1E00] != '.') {
        return static_cast<char32_t>(kLatinFrom1E00[c - 0x1E00]);
    }
    if (within(c, 0x370, 0x3FF)) {
        return foldGreek(c);
    }
    if (within(c, 0x400, 0x52F)) {
        return foldCyrillic(c);
    }
    if (within(c, 0x531, 0x556)) {
        return c + 0x30; // Armenian
    }
    if (within(c, 0x591, 0x5F4)) {
        return foldHebrew(c);
    }
    if (within(c, 0x600, 0x6FF)) {
        return foldArabic(c);
    }
    if (within(c, 0x900, 0xD7F)) {
        return foldIndic(c);
    }
    if (within(c, 0x1C90, 0x1CBF)) {
        return c - 0x1C90 + 0x10D0; // Georgian capitals
    }
    if (within(c, 0x2000, 0x2BFF) || within(c, 0x3000, 0x3003) || within(c, 0x3008, 0x3020) || c == 0x30FB
        || within(c, 0xFF5F, 0xFF65)) {
        return kBlank;
    }
    return c;
}

bool isWhiteSpace(char32_t c)
{
    return c <= 0x20 || c == 0x7F || within(c, 0x80, 0xA0) || c == 0x1680 || within(c, 0x2000, 0x200A)
        || c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F || c == 0x3000 || c == 0xFEFF;
}

} // namespace

std::string simplified(std::string_view text)
{
    std::string result;
    result.reserve(text.size());
    bool blankDue = false;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t start = at;
        const char32_t c = nextCodePoint(text, at);
        if (isWhiteSpace(c)) {
            blankDue = !result.empty();
            continue;
        }
        if (blankDue) {
            result.push_back(' ');
            blankDue = false;
        }
        result.append(text.substr(start, at - start));
    }
    return result;
}

std::string foldText(std::string_view text)
{
    std::string result;
    result.reserve(text.size());
    bool blankDue = false;
    const auto put = [&result, &blankDue](auto&& append) {
        if (blankDue) {
            result.push_back(' ');
            blankDue = false;
        }
        append();
    };
    for (std::size_t at = 0; at < text.size();) {
        const char32_t c = nextCodePoint(text, at);
        if (const std::string_view pair = latinPair(c); !pair.empty()) {
            put([&result, pair] { result.append(pair); });
            continue;
        }
        const char32_t folded = foldOne(c);
        if (folded == kBlank) {
            blankDue = !result.empty();
        } else if (folded != kDropped) {
            put([&result, folded] { appendCodePoint(result, folded); });
        }
    }
    return result;
}

std::vector<std::string> foldedWords(std::string_view text)
{
    const std::string folded = foldText(text);
    std::vector<std::string> words;
    for (std::size_t at = 0; at < folded.size();) {
        const std::size_t end = std::min(folded.find(' ', at), folded.size());
        words.push_back(folded.substr(at, end - at));
        at = end + 1;
    }
    return words;
}

std::string digitsOf(std::string_view text)
{
    std::string digits;
    for (std::size_t at = 0; at < text.size();) {
        const char32_t folded = foldOne(nextCodePoint(text, at));
        if (within(folded, U'0', U'9')) {
            digits.push_back(static_cast<char>(folded));
        }
    }
    return digits;
}

} // namespace carnet::record
