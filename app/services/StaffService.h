// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/interfaces/Staff.h"

namespace carnet::services {

class Core;

/// Who works here.
class StaffService final : public interfaces::Staff {
public:
    explicit StaffService(Core& core) : m_core(core) {}

    interfaces::Request list(QObject* context,
                             interfaces::Answer<QVector<interfaces::StaffRow>> answer) override;
    interfaces::Request add(QObject* context, const interfaces::NewStaffMember& member,
                            const QString& password,
                            interfaces::Answer<interfaces::StaffRow> answer) override;
    interfaces::Request revoke(QObject* context, const QString& user, const QString& reason,
                               interfaces::Answer<interfaces::StaffRow> answer) override;
    interfaces::Request changePassword(QObject* context, const QString& current, const QString& next,
                                       interfaces::Answer<bool> answer) override;

private:
    Core& m_core;
};

} // namespace carnet::services
