// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/interfaces/Request.h"
#include "ledger/interfaces/Values.h"

class QObject;

namespace carnet::interfaces {

/// A member of the clinic's staff who can unlock this station.
struct StaffRow {
    QString user;
    QString fullName;
    QString did; ///< did:key of the person's signing key
    QString licence;
    QStringList roles;
    QString state; ///< "active", "revoked", "not-enrolled"
    bool isSelf = false;
};

struct NewStaffMember {
    QString user;
    QString fullName;
    QString licence;
    QStringList roles;
};

/// Who works here. Threads and contexts as in Ledger.h; errors of all: "locked"; of those that change something also "no-right".
class Staff {
public:
    virtual ~Staff() = default;

    virtual Request list(QObject* context, Answer<QVector<StaffRow>> answer) = 0;

    /// Enrols a person on the ledger. Fails with "user-exists", "bad-user-name", "weak-password", "bad-name".
    virtual Request add(QObject* context, const NewStaffMember& member, const QString& password,
                        Answer<StaffRow> answer) = 0;

    /// Revokes a person and makes new keys for the roles that the person had. Fails with "unknown-user", "own-user",
    /// "last-administrator".
    virtual Request revoke(QObject* context, const QString& user, const QString& reason,
                           Answer<StaffRow> answer) = 0;

    /// Changes the password of whoever is unlocked. Fails with "weak-password", "wrong-password".
    virtual Request changePassword(QObject* context, const QString& current, const QString& next,
                                   Answer<bool> answer) = 0;
};

} // namespace carnet::interfaces
