// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/storage/SearchTokens.h"

#include "ledger/record/TextFolding.h"

#include <QStringList>
#include <algorithm>

namespace carnet::storage {

namespace {

constexpr std::size_t kGramLetters = 3;
constexpr std::size_t kMaxTerms = 8;
constexpr std::size_t kMaxTermLetters = 40;

bool isInside(char byte)
{
    return (static_cast<unsigned char>(byte) & 0xC0) == 0x80;
}

/// Where each letter of a word begins, and its end.
std::vector<std::size_t> letterStarts(std::string_view word)
{
    std::vector<std::size_t> starts;
    for (std::size_t i = 0; i < word.size(); ++i) {
        if (!isInside(word[i])) {
            starts.push_back(i);
        }
    }
    starts.push_back(word.size());
    return starts;
}

void addGrams(std::string_view word, const std::vector<std::size_t>& starts, std::size_t letters,
              std::vector<std::string>& to)
{
    for (std::size_t i = 0; i + letters < starts.size(); ++i) {
        to.emplace_back(word.substr(starts[i], starts[i + letters] - starts[i]));
    }
}

void addWord(std::string_view word, std::vector<std::string>& tokens)
{
    const std::vector<std::size_t> starts = letterStarts(word);
    tokens.push_back('=' + std::string(word));
    for (std::size_t letters = 1; letters <= kGramLetters; ++letters) {
        if (letters < starts.size()) {
            tokens.push_back('^' + std::string(word.substr(0, starts[letters])));
        }
        addGrams(word, starts, letters, tokens);
    }
}

QString quoted(const std::string& token)
{
    return QLatin1Char('"') + QString::fromStdString(token) + QLatin1Char('"');
}

QString allOf(const std::vector<std::string>& tokens)
{
    QStringList parts;
    for (const std::string& token : tokens) {
        parts.append(quoted(token));
    }
    parts.removeDuplicates();
    return parts.join(QStringLiteral(" AND "));
}

int rankOfTerm(std::string_view names, std::string_view others, const std::string& term)
{
    const std::string beginning = ' ' + term;
    const auto isWhole = [&](std::string_view text, std::size_t at) {
        const std::size_t end = at + beginning.size();
        return end == text.size() || text[end] == ' ';
    };
    int best = 0;
    for (const auto& [text, whole, start] : {std::tuple(names, 100, 80), std::tuple(others, 90, 60)}) {
        for (std::size_t at = text.find(beginning); at != std::string_view::npos;
             at = text.find(beginning, at + 1)) {
            best = std::max(best, isWhole(text, at) ? whole : start);
        }
    }
    if (best > 0) {
        return best;
    }
    if (names.find(term) != std::string_view::npos) {
        return 40;
    }
    std::size_t at = others.find(term);
    for (; at != std::string_view::npos; at = others.find(term, at + 1)) {
        const std::size_t end = at + term.size();
        best = std::max(best, term.size() >= 4 && (end == others.size() || others[end] == ' ') ? 60 : 20);
    }
    return best;
}

} // namespace

std::string tokensOf(const SearchWords& words)
{
    std::vector<std::string> tokens;
    for (const std::string& word : words.names) {
        addWord(word, tokens);
    }
    for (const std::string& word : words.others) {
        addWord(word, tokens);
    }
    for (const std::string& key : words.keys) {
        tokens.push_back('~' + key);
    }
    std::sort(tokens.begin(), tokens.end());
    tokens.erase(std::unique(tokens.begin(), tokens.end()), tokens.end());
    std::string text;
    for (const std::string& token : tokens) {
        text += token;
        text += ' ';
    }
    return text;
}

std::string searchText(const SearchWords& words)
{
    std::string text;
    for (const std::string& word : words.names) {
        text += ' ' + word;
    }
    text += '\n';
    for (const std::string& word : words.others) {
        text += ' ' + word;
    }
    return text;
}

std::vector<std::string> searchTerms(std::string_view typed)
{
    constexpr std::size_t kMaxTypedBytes = 1000;
    std::vector<std::string> terms = record::foldedWords(typed.substr(0, kMaxTypedBytes));
    if (terms.size() > kMaxTerms) {
        terms.resize(kMaxTerms);
    }
    for (std::string& term : terms) {
        const std::vector<std::size_t> starts = letterStarts(term);
        if (starts.size() - 1 > kMaxTermLetters) {
            term.resize(starts[kMaxTermLetters]);
        }
    }
    return terms;
}

QString beginningExpression(std::span<const std::string> terms)
{
    std::vector<std::string> tokens;
    for (const std::string& term : terms) {
        const std::vector<std::size_t> starts = letterStarts(term);
        tokens.push_back('^' + term.substr(0, starts[std::min(kGramLetters, starts.size() - 1)]));
        if (starts.size() - 1 > kGramLetters) {
            addGrams(term, starts, kGramLetters, tokens);
        }
    }
    return allOf(tokens);
}

QString containingExpression(std::span<const std::string> terms)
{
    std::vector<std::string> tokens;
    for (const std::string& term : terms) {
        const std::vector<std::size_t> starts = letterStarts(term);
        addGrams(term, starts, std::min(kGramLetters, starts.size() - 1), tokens);
    }
    return allOf(tokens);
}

QString keyExpression(std::string_view key)
{
    return quoted('~' + std::string(key));
}

int rankOf(std::string_view searchText, std::span<const std::string> terms)
{
    const std::size_t border = std::min(searchText.find('\n'), searchText.size());
    const std::string_view names = searchText.substr(0, border);
    const std::string_view others =
        border < searchText.size() ? searchText.substr(border + 1) : std::string_view();
    int rank = 0;
    for (const std::string& term : terms) {
        const int each = rankOfTerm(names, others, term);
        if (each == 0) {
            return 0;
        }
        rank += each;
    }
    return rank;
}

} // namespace carnet::storage
