// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/interfaces/Visits.h"

#include <QHash>
#include <QScrollArea>

class QCheckBox;
class QGridLayout;
class QLineEdit;
class QPushButton;
class QStandardItemModel;
class QVBoxLayout;

namespace carnet::ui {

class LinesEdit;
class NoteEdit;
class ObservationRow;
class VisitPanel;

/// The form of a visit: one scrolling column of values in panels that fold, then problems, allergies, medicines and the note. Tab and Enter go
/// down the values. It keeps what is typed and knows nothing of checking, saving or signing.
class VisitSheet final : public QScrollArea {
    Q_OBJECT
public:
    explicit VisitSheet(QWidget* parent = nullptr);

    void setStart(const interfaces::VisitStart& start);
    void setWords(const interfaces::VisitWords& words);
    /// Shows ranges, flags and what cannot be.
    void setReview(const interfaces::VisitReview& review);
    interfaces::VisitForm form() const;
    /// The first value, or the first one that has a problem.
    void focusFirst();
    void focusProblem();
    /// Puts what the patient takes into the list of what is prescribed, in one step.
    void repeatMedicines();
    /// Forgets everything.
    void clear();

Q_SIGNALS:
    void edited();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void makePanels(const interfaces::VisitStart& start);
    void makeSearch();
    void makeLines(const interfaces::VisitStart& start);
    VisitPanel* addPanel(const QString& name);
    void openPanel(const QString& key);
    ObservationRow* addRow(VisitPanel& panel, const QString& key);
    void addObservation(const QString& key);
    void addFound(const QString& text);
    void takeValue(const ObservationRow& row);
    void fillFrom(const interfaces::VisitForm& form);
    void orderTabs();
    void watch(QLineEdit* field);
    void enterPressed();

    interfaces::VisitForm m_form; ///< what the sheet has no field for: patient, date, corrected entry
    QHash<QString, interfaces::ObservationItem> m_items;
    QHash<QString, interfaces::PanelItem> m_panels;
    QStringList m_order; ///< keys of the values in the order in which their rows came
    QHash<QString, interfaces::VisitValue> m_values;
    QMultiHash<QString, ObservationRow*> m_rows;
    QHash<QString, VisitPanel*> m_open;
    QStringList m_repeatable;
    QString m_ageText;
    interfaces::VisitReview m_review;

    QWidget* m_column = nullptr;
    QVBoxLayout* m_layout = nullptr;
    QVBoxLayout* m_panelPlace = nullptr;
    VisitPanel* m_more = nullptr; ///< observations that were added one by one
    QGridLayout* m_chips = nullptr;
    QHash<QString, QPushButton*> m_chipOf;
    QLineEdit* m_reason = nullptr;
    QLineEdit* m_search = nullptr;
    QStandardItemModel* m_found = nullptr;
    LinesEdit* m_problems = nullptr;
    LinesEdit* m_allergies = nullptr;
    QCheckBox* m_noAllergies = nullptr;
    LinesEdit* m_medicines = nullptr;
    LinesEdit* m_prescriptions = nullptr;
    QPushButton* m_repeat = nullptr;
    NoteEdit* m_note = nullptr;
};

} // namespace carnet::ui
