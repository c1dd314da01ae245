// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/interfaces/Values.h"

#include <QScrollArea>

namespace carnet::ui {

class SummarySection;

/// What matters now, in one column: allergies, problems, medicines, immunizations.
class SummaryTab final : public QScrollArea {
    Q_OBJECT
public:
    explicit SummaryTab(QWidget* parent = nullptr);

    void setChart(const interfaces::Chart& chart);

private:
    SummarySection* m_allergies;
    SummarySection* m_problems;
    SummarySection* m_medicines;
    SummarySection* m_immunizations;
};

} // namespace carnet::ui
