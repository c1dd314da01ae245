// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/record/Regions.h"

#include "ledger/record/TabTable.h"
#include "ledger/record/TextFolding.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>

namespace carnet::embedded {
std::string_view regionsTsv();
}

namespace carnet::record {

namespace {

std::string upperCase(std::string_view text)
{
    std::string upper(text);
    for (char& c : upper) {
        c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 0x20) : c;
    }
    return upper;
}

bool hasFormOfCode(std::string_view text)
{
    return text.size() > 2 && text[2] == '-' && text[0] >= 'A' && text[0] <= 'Z' && text[1] >= 'A'
        && text[1] <= 'Z';
}

} // namespace

const Regions& Regions::builtIn()
{
    static const Regions regions = [] {
        const Result<TabTable> table = TabTable::parse(embedded::regionsTsv(), {"code", "name", "former"});
        if (!table) { // our own file, checked by our own tests: a bug of the build
            std::fprintf(stderr, "regions.tsv: %s\n", table.error().detail.c_str());
            std::abort();
        }
        Regions read;
        for (std::size_t i = 0; i < table->rowCount(); ++i) {
            const std::string code(table->cell(i, "code"));
            read.m_byCode[code] = i;
            read.m_byName.emplace(foldText(table->cell(i, "name")), i);
            for (const std::string_view former : pieces(table->cell(i, "former"), ';')) {
                if (hasFormOfCode(former)) {
                    read.m_byCode.emplace(std::string(former), i); // never in place of a code in use
                } else {
                    read.m_byName.emplace(foldText(former), i);
                }
            }
            read.m_regions.push_back({code, std::string(table->cell(i, "name")), code.substr(0, 2)});
        }
        return read;
    }();
    return regions;
}

const Region* Regions::byCode(std::string_view code) const
{
    const auto found = m_byCode.find(upperCase(code));
    return found == m_byCode.end() ? nullptr : &m_regions[found->second];
}

const Region* Regions::byName(std::string_view name, std::string_view country) const
{
    const auto isBetter = [](const Region& a, const Region& b) {
        return a.isCountry() != b.isCountry() ? a.isCountry() : a.code < b.code;
    };
    const Region* best = nullptr;
    const auto [first, last] = m_byName.equal_range(foldText(name));
    for (auto each = first; each != last; ++each) {
        const Region& region = m_regions[each->second];
        if ((country.empty() || region.country == country) && (best == nullptr || isBetter(region, *best))) {
            best = &region;
        }
    }
    return best;
}

std::vector<const Region*> Regions::countries() const
{
    std::vector<const Region*> found;
    for (const Region& region : m_regions) {
        if (region.isCountry()) {
            found.push_back(&region);
        }
    }
    std::sort(found.begin(), found.end(),
              [](const Region* a, const Region* b) { return foldText(a->name) < foldText(b->name); });
    return found;
}

std::vector<const Region*> Regions::subdivisionsOf(std::string_view country) const
{
    std::vector<const Region*> found;
    for (const Region& region : m_regions) {
        if (!region.isCountry() && region.country == country) {
            found.push_back(&region);
        }
    }
    std::sort(found.begin(), found.end(),
              [](const Region* a, const Region* b) { return foldText(a->name) < foldText(b->name); });
    return found;
}

} // namespace carnet::record
