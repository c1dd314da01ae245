// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/interfaces/Registry.h"
#include "ledger/interfaces/Setup.h"
#include "ui/models/RowsModel.h"
#include "ui/pages/Page.h"

#include <QTimer>

class QCheckBox;
class QComboBox;
class QLabel;
class QLineEdit;
class QTableView;

namespace carnet::ui {

/// Registers a patient, or changes the demographics of one. While one types, who may be the same person stands below the form, before anything
/// is saved.
class RegisterPage final : public Page {
    Q_OBJECT
public:
    RegisterPage(interfaces::Registry& registry, interfaces::Setup& setup, QWidget* parent = nullptr);

    /// An empty form; `name` is what was searched for.
    void startNew(const QString& name);
    /// The form of a patient.
    void startEdit(const QString& patientId);

    QString helpText() const override;
    void activate() override;
    void clear() override;

    /// A birth date from what was typed: a date, "about 40 years", "8 months". Empty where it says none; `estimated` where it was an age.
    static QString birthDateOf(const QString& typed, const QDate& today, bool& estimated);

private:
    QWidget* makeForm();
    QWidget* makeDuplicates();
    interfaces::PatientFields fields() const;
    void show(const interfaces::PatientFields& fields);
    void askRegions(const QString& country, const QString& wanted);
    void checkSoon();
    void check();
    void showChecked(const interfaces::CheckedPatientForm& checked);
    void save();
    void say(const QString& sentence, const char* look);
    void openDuplicate();

    interfaces::Registry& m_registry;
    interfaces::Setup& m_setup;
    interfaces::Request m_check;
    interfaces::Request m_save;
    interfaces::Request m_regions;
    QTimer m_soon;
    QString m_patientId;              ///< whom the form changes, or empty
    interfaces::PatientFields m_held; ///< what the form does not show is kept from here
    bool m_duplicatesSeen = false;
    QWidget* m_column = nullptr;
    QLabel* m_title;
    QLineEdit* m_name = nullptr;
    QComboBox* m_sex = nullptr;
    QLineEdit* m_born = nullptr;
    QLabel* m_bornWords = nullptr;
    QLineEdit* m_phone = nullptr;
    QLineEdit* m_phone2 = nullptr;
    QLineEdit* m_otherNames = nullptr;
    QLineEdit* m_address = nullptr;
    QLineEdit* m_city = nullptr;
    QLineEdit* m_district = nullptr;
    QLineEdit* m_postalCode = nullptr;
    QComboBox* m_country = nullptr;
    QComboBox* m_region = nullptr;
    QLineEdit* m_abha = nullptr;
    QLineEdit* m_idSystem = nullptr;
    QLineEdit* m_idValue = nullptr;
    QLineEdit* m_guardian = nullptr;
    QComboBox* m_relationship = nullptr;
    QLineEdit* m_guardianPhone = nullptr;
    QCheckBox* m_deceased = nullptr;
    QLineEdit* m_deceasedDate = nullptr;
    QLabel* m_message;
    QWidget* m_duplicatePanel = nullptr;
    QTableView* m_duplicateTable = nullptr;
    RowsModel<interfaces::DuplicateRow>* m_duplicates = nullptr;
    QAction* m_saveAction;
};

} // namespace carnet::ui
