// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// The words of a patient as the full-text index of desk.db holds them, and the questions that are put to it.
///
/// SQLite's own trigram tokenizer answers nothing below three letters and knows no beginnings of words. So
/// the index is given its tokens: of each folded word the word itself (=kumar), its beginning of up to three
/// letters (^k ^ku ^kum), and every run of one, two and three letters (k u m … kum uma mar), and exact keys
/// (~…). A letter is a code point, so the same holds in every script.
namespace carnet::storage {

/// One patient's words, folded (record::foldedWords).
struct SearchWords {
    std::vector<std::string> names; ///< of all names
    std::vector<std::string>
        others; ///< phones, identifiers, birth date, display id: letters and digits without punctuation
    std::vector<std::string> keys; ///< matched whole only: sounds of names, the ends of phones
};

/// The tokens, separated by blanks, each once.
std::string tokensOf(const SearchWords& words);

/// The words as one text to check and rank candidates by: every word after a blank, names before a line's
/// end, others after.
std::string searchText(const SearchWords& words);

/// What somebody typed, cut into at most eight folded words of at most 40 letters.
std::vector<std::string> searchTerms(std::string_view typed);

/// Full-text expressions that every patient matches who has, for each term, a word that begins with it, or
/// that contains it. Some that match do not (the runs may come from different places): rankOf tells.
QString beginningExpression(std::span<const std::string> terms);
QString containingExpression(std::span<const std::string> terms);
/// A patient with this key.
QString keyExpression(std::string_view key);

/// How well a patient's searchText answers the terms: 0 where a term is in no word; the better the answer,
/// the higher. A whole word beats a beginning, a beginning beats a middle, a name beats the rest, except that
/// four last digits are as good as a beginning.
int rankOf(std::string_view searchText, std::span<const std::string> terms);

} // namespace carnet::storage
