// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/base/Error.h"
#include "ledger/record/Sex.h"

#include <string>
#include <string_view>
#include <vector>

namespace carnet::record {

struct PatientIdentifier {
    std::string system; ///< a URI
    std::string value;

    friend bool operator==(const PatientIdentifier& a, const PatientIdentifier& b)
    {
        return a.system == b.system && a.value == b.value;
    }
};

/// Systems of identifiers that this program knows by a short name.
inline constexpr std::string_view kAbhaSystem = "https://healthid.ndhm.gov.in";
inline constexpr std::string_view kAbhaSystemAlternate = "https://healthid.abdm.gov.in";

struct PatientAddress {
    std::string text; ///< as written on an envelope, without region and country
    std::string city;
    std::string district;
    std::string postalCode;
    std::string region;  ///< ISO 3166-2 ("IN-KA")
    std::string country; ///< ISO 3166-1 alpha-2; follows from the region

    friend bool operator==(const PatientAddress& a, const PatientAddress& b)
    {
        return a.text == b.text && a.city == b.city && a.district == b.district
            && a.postalCode == b.postalCode && a.region == b.region && a.country == b.country;
    }
    bool isEmpty() const
    {
        return text.empty() && city.empty() && district.empty() && postalCode.empty() && region.empty()
            && country.empty();
    }
};

struct PatientContact {
    std::string name;
    std::string
        relationship; ///< a code of v3-RoleCode that relationshipCodes() lists ("GUARD", "MTH"), or words
    std::string phone;

    friend bool operator==(const PatientContact& a, const PatientContact& b)
    {
        return a.name == b.name && a.relationship == b.relationship && a.phone == b.phone;
    }
    bool isEmpty() const { return name.empty() && relationship.empty() && phone.empty(); }
};

/// A relationship of a guardian or another contact: a code of v3-RoleCode and its word.
struct Relationship {
    std::string_view code;
    std::string_view word;
};

/// The relationships that a form offers, guardian first. Any thread.
std::vector<Relationship> relationships();

/// What is asked at registration. Texts are UTF-8, empty where nothing was given.
struct PatientForm {
    std::string name;                    ///< the whole name as the person writes it, in any script
    std::string family;                  ///< optional: many people have none
    std::string given;                   ///< optional, several in one text
    std::vector<std::string> otherNames; ///< maiden name, another script
    Sex sex = Sex::Unknown;
    std::string birthDate; ///< YYYY[-MM[-DD]]
    bool birthDateEstimated = false;
    std::vector<std::string> phones;
    PatientAddress address;
    std::vector<PatientIdentifier> identifiers;
    PatientContact guardian;
    bool deceased = false;
    std::string deceasedDate; ///< YYYY[-MM[-DD]], or empty where it is not known
};

/// Short name or URI, a bar, the value: "ABHA|22-7225-4829-5255", "https://hospital.example/mrn|123".
/// Refused ("bad-identifier") where the system is neither a URI nor a known short name. Any thread.
Result<PatientIdentifier> parseIdentifier(std::string_view text);

/// "YYYY" from an age in years and today's date; the form then says that it is estimated. Any thread.
std::string birthYearOfAge(int ageYears, std::string_view today);

struct CheckedPatient {
    PatientForm form;                  ///< texts trimmed, region by its current code, ABHA as digits
    std::vector<std::string> warnings; ///< sentences; nothing in them stops a registration
};

/// Checks a form as it was typed. "today" is YYYY-MM-DD. A region may be given by its code, a former code or
/// its name; a guardian's relationship by code or word. Refused, with a sentence: "bad-name", "bad-date",
/// "bad-phone", "bad-region", "bad-address", "bad-identifier", "bad-guardian". An ABHA number whose check
/// digit is wrong is only a warning: numbers in use fail it. For an update, "before" is the form of the
/// patient as held: what is the same there is not checked again, so that an odd phone number of an imported
/// file does not stand in the way of a new address. Any thread.
Result<CheckedPatient> checkPatient(const PatientForm& form, std::string_view today,
                                    const PatientForm* before = nullptr);

/// A FHIR R4 Patient of a checked form, one line of JSON. An estimated birth date carries HL7 Australia's
/// extension date-accuracy-indicator on birthDate (E for each part that is given, U for each that is not);
/// the region's ISO 3166-2 code stands in HL7's extension iso21090-SC-coding on address.state. Both are
/// allowed in any R4 Patient and ignored by who does not know them. Any thread.
std::string patientResource(const PatientForm& form, std::string_view uuid);

/// The fields of a FHIR Patient that the form knows; what it does not know is left aside. Refused
/// ("bad-patient") where the text is not a Patient. Any thread.
Result<PatientForm> patientFormOf(std::string_view fhirJson);

/// A Patient in which the fields that differ between the form of the old resource and the new form are
/// replaced, and all else is kept byte for byte; but the narrative goes, since it would go on telling what
/// was changed. The old text where nothing differs. Refused ("bad-patient") where it is not a Patient. Any
/// thread.
Result<std::string> updatedPatientResource(std::string_view oldFhirJson, const PatientForm& form);

/// A FHIR R4 Practitioner, the target of the references that a visit holds; for exports. Any thread.
std::string practitionerResource(std::string_view uuid, std::string_view name, std::string_view licence = {});

} // namespace carnet::record
