// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/services/LocalLedger.h"
#include "tests/support/LedgerFixture.h"

#include <QTemporaryDir>

namespace carnet::test {

/// The station of a second clinic as a fixture's ledger knows it, with chain.db in a temporary folder: opened, it holds every
/// block that the fixture had when it was made, the own chain's first one among them.
class MemberLedger {
public:
    /// Admits a clinic of that name with an administrator, enrols its station and writes its first block, all in the fixture.
    MemberLedger(LedgerFixture& fixture, const std::string& clinicName);

    /// Opens chain.db, or opens it again after closing.
    Result<void> open();
    void close() { m_ledger.reset(); }

    services::LocalLedger& ledger() { return *m_ledger; }
    QString path() const { return m_folder.filePath(QStringLiteral("chain.db")); }

    TestPerson administrator;
    TestStation station;
    Hash clinic{};

private:
    QTemporaryDir m_folder;
    Bytes m_keys;
    std::unique_ptr<services::LocalLedger> m_ledger;
};

} // namespace carnet::test
