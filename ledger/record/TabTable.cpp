// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/record/TabTable.h"

#include <algorithm>

namespace carnet::record {

std::vector<std::string_view> pieces(std::string_view text, char separator)
{
    std::vector<std::string_view> found;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find(separator), text.size());
        found.push_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return found;
}

Result<TabTable> TabTable::parse(std::string_view text, std::initializer_list<std::string_view> wantedColumns)
{
    TabTable table;
    std::size_t lineNumber = 0;
    for (const std::string_view line : pieces(text, '\n')) {
        ++lineNumber;
        if (line.empty() || line.front() == '#') {
            continue;
        }
        std::vector<std::string_view> cells = pieces(line, '\t');
        if (table.m_columns.empty()) {
            for (std::size_t i = 0; i < cells.size(); ++i) {
                table.m_columns.emplace(cells[i], i);
            }
            continue;
        }
        if (cells.size() + 1 == table.m_columns.size() && line.back() == '\t') {
            cells.emplace_back(); // the last cell is empty
        }
        if (cells.size() != table.m_columns.size()) {
            return failure(ErrorKind::Refused, "bad-table", "A table of the program is damaged.",
                           "line " + std::to_string(lineNumber));
        }
        table.m_rows.push_back(std::move(cells));
    }
    for (const std::string_view column : wantedColumns) {
        if (!table.m_columns.contains(column)) {
            return failure(ErrorKind::Refused, "bad-table", "A table of the program is damaged.",
                           "no column " + std::string(column));
        }
    }
    return table;
}

std::string_view TabTable::cell(std::size_t row, std::string_view column) const
{
    return m_rows[row][m_columns.at(column)];
}

} // namespace carnet::record
