// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/base/Error.h"

#include <string_view>
#include <unordered_map>
#include <vector>

namespace carnet::record {

/// A table of resources/: UTF-8 lines, the first that is no comment (#) names the columns, cells are
/// separated by tabs and not quoted. The text must outlive the table. Any thread.
class TabTable {
public:
    /// Refused ("bad-table", with the line in the detail) where a row has another number of cells than there
    /// are columns, or a wanted column is missing.
    static Result<TabTable> parse(std::string_view text,
                                  std::initializer_list<std::string_view> wantedColumns);

    std::size_t rowCount() const { return m_rows.size(); }
    /// The cell of a wanted column.
    std::string_view cell(std::size_t row, std::string_view column) const;

private:
    std::unordered_map<std::string_view, std::size_t> m_columns;
    std::vector<std::vector<std::string_view>> m_rows;
};

/// The pieces between separators; none for an empty text.
std::vector<std::string_view> pieces(std::string_view text, char separator);

} // namespace carnet::record
