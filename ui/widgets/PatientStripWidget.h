// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/interfaces/Values.h"

#include <QFrame>

class QLabel;

namespace carnet::ui {

class ElidedLabel;

/// Whose chart this is: name, sex, age, birth date, id, and allergies where the person reads them. It stands above the tabs and never scrolls.
class PatientStripWidget final : public QFrame {
    Q_OBJECT
public:
    /// Object names begin with `id`.
    explicit PatientStripWidget(QWidget* parent = nullptr, const QString& id = QStringLiteral("strip"));

    void setStrip(const interfaces::PatientStrip& strip);
    void clear();

private:
    void setAllergies(const interfaces::PatientStrip& strip);

    ElidedLabel* m_name;
    QLabel* m_facts;
    ElidedLabel* m_allergies;
    ElidedLabel* m_contact;
};

} // namespace carnet::ui
