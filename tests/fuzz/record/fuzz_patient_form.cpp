// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Whatever a Patient holds: the form that is read from it changes nothing when nothing is changed, and what an update
// writes is read back as the form said. Texts fold to the same when they are folded again.
#include "ledger/record/Duplicates.h"
#include "ledger/record/FhirValidator.h"
#include "ledger/record/JsonScanner.h"
#include "ledger/record/PatientForm.h"
#include "ledger/record/TextFolding.h"
#include "tests/fuzz/Require.h"

#include <string>

using namespace carnet;
using namespace carnet::record;
using fuzz::require;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string text(reinterpret_cast<const char*>(data), size);
    const std::string folded = foldText(text);
    require(foldText(folded) == folded, "folding twice changes nothing");
    require(soundOf(text) == soundOf(folded), "a sound is that of the folded text");

    const Result<PatientForm> form = patientFormOf(text);
    if (!form) {
        return 0;
    }
    require(updatedPatientResource(text, *form).value() == text, "no change leaves the bytes alone");
    const DuplicateFields fields = duplicateFieldsOf(*form);
    const DuplicateScore self = compareForDuplicate(fields, fields);
    require(self.score >= 0 && self.score <= 100, "a score is a percentage");

    PatientForm changed = *form;
    changed.name = "Asha Rao";
    changed.sex = changed.sex == Sex::Female ? Sex::Male : Sex::Female;
    changed.birthDate = "1984";
    changed.birthDateEstimated = true;
    changed.phones.emplace_back("98450 00000");
    changed.identifiers.push_back({"urn:oid:1.2.3", "7"});
    changed.guardian = {"Meera Rao", "MTH", "98450 11111"};
    changed.deceased = !changed.deceased;
    changed.deceasedDate.clear();
    const Result<std::string> updated = updatedPatientResource(text, changed);
    require(updated.has_value(), "a Patient can be updated");
    json::Document document;
    require(!json::scanWhole(*updated, document), "an updated Patient is JSON");
    const Result<PatientForm> again = patientFormOf(*updated);
    require(again.has_value(), "an updated Patient is one");
    require(again->name == changed.name && again->sex == changed.sex && again->birthDate == changed.birthDate
                && again->birthDateEstimated && again->deceased == changed.deceased
                && again->guardian == changed.guardian && again->phones == changed.phones
                && again->identifiers == changed.identifiers,
            "what was changed is read back");

    const Result<CheckedPatient> checked = checkPatient(*form, "2026-05-03");
    if (checked) {
        const std::string own = patientResource(checked->form, "0c0a0000-0000-4000-8000-000000000001");
        json::Document ownDocument;
        require(!json::scanWhole(own, ownDocument), "a Patient of ours is JSON");
        FhirReport report;
        FhirValidator().check(ownDocument, report);
        require(report.accepted && report.issues.empty(),
                "a Patient of ours is R4, and nothing in it is odd");
    }
    return 0;
}
