// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/interfaces/Setup.h"
#include "ledger/interfaces/Staff.h"
#include "ui/models/RowsModel.h"
#include "ui/pages/Page.h"

class QCheckBox;
class QLabel;
class QLineEdit;
class QStackedWidget;
class QTableView;

namespace carnet::ui {

/// Who works at this clinic: the list, a panel to add somebody, a panel to revoke somebody. For administrators.
class StaffPage final : public Page {
    Q_OBJECT
public:
    StaffPage(interfaces::Staff& staff, interfaces::Setup& setup, QWidget* parent = nullptr);

    QString helpText() const override;
    void activate() override;
    void refresh() override;
    void clear() override;
    bool goBack() override;

private:
    enum Panel { NoPanel, AddPanel, RevokePanel };
    QWidget* makeAdd();
    QWidget* makeRevoke();
    void show(const QVector<interfaces::StaffRow>& rows);
    void openPanel(Panel panel);
    void showStrength();
    void add();
    void revoke();
    void say(const QString& sentence, const char* look);
    const interfaces::StaffRow* current() const;
    void emptyFields();

    interfaces::Staff& m_staff;
    interfaces::Setup& m_setup;
    interfaces::Request m_list;
    interfaces::Request m_change;
    RowsModel<interfaces::StaffRow>* m_model = nullptr;
    QTableView* m_table;
    QStackedWidget* m_panels;
    QLabel* m_message;
    QLineEdit* m_fullName = nullptr;
    QLineEdit* m_user = nullptr;
    QLineEdit* m_licence = nullptr;
    QVector<QCheckBox*> m_roles;
    QLineEdit* m_password = nullptr;
    QLabel* m_strength = nullptr;
    QLabel* m_whom = nullptr;
    QLineEdit* m_reason = nullptr;
    QAction* m_addAction;
    QAction* m_revokeAction;
};

} // namespace carnet::ui
