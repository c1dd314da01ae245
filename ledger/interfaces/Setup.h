// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/interfaces/Request.h"

#include <QStringList>
#include <QVector>

class QObject;

namespace carnet::interfaces {

/// What a new clinic, the first of its federation, is made of.
struct NewClinic {
    QString federationName; ///< empty: the clinic's name
    QString clinicName;
    QString region; ///< ISO 3166-2, or empty
    QString stationName;
    QString user; ///< what the administrator types to unlock
    QString fullName;
    QStringList otherRoles; ///< besides "admin": "doctor", "nurse"
};

struct CreatedClinic {
    QString clinicName;
    QString user;
    QString recoveryCode; ///< for paper: it is nowhere else, and it is not told again
};

struct DemoClinic {
    QString folder;
    QStringList users;
    QString password; ///< of all of them
    qint64 patients = 0;
};

/// How well a password stands against guessing.
struct PasswordStrength {
    int level = 0;  ///< 0 refused, 1 weak, 2 fair, 3 good, 4 strong
    QString advice; ///< a sentence; empty where there is nothing to say
};

/// A country (ISO 3166-1) or a part of one (ISO 3166-2).
struct RegionName {
    QString code;
    QString name;
};

/// The first start of an installation. Threads and contexts as in Ledger.h.
class Setup {
public:
    virtual ~Setup() = default;

    /// Whether the profile folder holds a profile. A folder that holds something else, or a damaged profile, is "true": the unlock says what
    /// is wrong with it.
    virtual Request hasProfile(QObject* context, Answer<bool> answer) = 0;

    /// Makes the profile. Fails with "weak-password", "bad-name", "bad-region", "bad-user-name", "profile-exists"; then nothing was made.
    virtual Request createClinic(QObject* context, const NewClinic& clinic, const QString& password,
                                 Answer<CreatedClinic> answer) = 0;

    /// Writes the recovery kit as a text file that only its owner reads.
    virtual Request saveRecoveryKit(QObject* context, const CreatedClinic& clinic, const QString& file,
                                    Answer<bool> answer) = 0;

    /// Makes a clinic of invented patients in a folder beside the profile's, or finds the one made before, and works on it from then on.
    virtual Request openDemo(QObject* context, OnProgress progress, Answer<DemoClinic> answer) = 0;

    /// An estimate, in microseconds; any thread.
    virtual PasswordStrength assessPassword(const QString& password, const QString& user) const = 0;

    /// All countries by name; with a country, its parts.
    virtual Request regions(QObject* context, const QString& country, Answer<QVector<RegionName>> answer) = 0;
};

} // namespace carnet::interfaces
