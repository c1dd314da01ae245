// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/base/Bytes.h"
#include "ledger/base/Error.h"

#include <QStringList>

namespace carnet::storage {

class Database;

/// The entries in which role keys of a clinic were handed to its staff (practitioner.enrol, practitioner.change, role.rotate): where a
/// person finds the wraps that are meant for them. A projection of public data; it belongs to its database's thread.
class StaffEntries {
public:
    explicit StaffEntries(Database& database);

    static QStringList schema();
    static QStringList projectionTables();

    Result<void> put(const Hash& clinic, const Hash& entry);
    Result<std::vector<Hash>> entriesOf(const Hash& clinic);

private:
    Database& m_database;
};

} // namespace carnet::storage
