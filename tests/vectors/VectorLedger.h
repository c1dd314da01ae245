// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/LedgerFixture.h"

#include <map>

namespace carnet::test {

/// The ledger of the vectors: several clinics, four stations, every type, every status, each reason for a void entry.
class VectorLedger {
public:
    VectorLedger();

    LedgerFixture f;
    TestPerson doctor{"Doctor"};
    TestPerson nurse{"Nurse"};
    TestPerson reception{"Reception"};
    TestPerson southAdmin{"South administrator"};
    TestStation second{"north-2"};
    TestStation south{"south-1"};
    TestStation restored{"south-2"};
    Hash southClinic{};
    TestPatient patient;
    SignedEntry record;                ///< by the doctor at South, one laboratory part; the receipt's entry
    std::map<Hash, std::string> names; ///< what each entry is there for

    /// A checkpoint of a station's chain as it is, cosigned by South's station where the chain is another's.
    Bytes checkpoint(const TestStation& station) const;
    /// The whole ledger as an export file.
    Bytes exportFile() const;
    /// The first blocks of the ledger and one more, as an export file without checkpoints.
    Bytes exportWith(const chain::ExportedBlock& last) const;
    /// A receipt for `record`.
    Bytes receipt() const;

private:
    SignedEntry named(std::string_view name, SignedEntry entry);
    void enrolPeople();
    void registerPatient();
    void writeRecords();
    void writeVoidEntries();
    void revoke();
    void vote();
    void restore();
};

/// Every file of tests/data/vectors/ledger, by name.
std::map<std::string, Bytes> makeVectors();

} // namespace carnet::test
