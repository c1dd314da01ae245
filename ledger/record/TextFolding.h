// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace carnet::record {

/// Without white space at both ends and with single blanks inside; line ends count as white space. Valid
/// UTF-8 in, valid UTF-8 out. Any thread.
std::string simplified(std::string_view text);

/// The form in which two spellings of a word are equal for a search: letters in lower case (Latin, Greek,
/// Cyrillic, Armenian, Georgian), diacritics of Latin, Greek and Cyrillic removed, full-width forms narrowed,
/// digits of Arabic and Indic scripts as 0 to 9, Arabic and Hebrew vowel points, tatweel and zero-width
/// joiners dropped, variants of alef, yeh and heh made one, nukta letters as their base; punctuation and
/// white space become single blanks. The script stays: आशा stays आशा. Folding twice changes nothing. Bytes
/// that are not UTF-8 are dropped. Any thread.
std::string foldText(std::string_view text);

/// The words of a folded text.
std::vector<std::string> foldedWords(std::string_view text);

/// The Latin skeleton of one word's sound, for names that people write in several ways and scripts:
/// "Lakshmi", "Laxmi" and लक्ष्मी are equal, so are "Mohammed", "Muhammad" and محمد. Made for finding possible
/// duplicates, where a wrong hit costs a glance; never for telling people apart. Words of scripts that it has
/// no table for stay as folded. Any thread.
std::string soundOf(std::string_view word);

/// The digits in a text in their order, digits of Arabic and Indic scripts as 0 to 9. Any thread.
std::string digitsOf(std::string_view text);

} // namespace carnet::record
