// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/record/Catalogue.h"
#include "ledger/record/ResourceWriter.h"
#include "ledger/record/VisitBuilder.h"

namespace carnet::record {

/// The observations of one visit on their way to FHIR. An object serves one visit.
class ObservationBuilder {
public:
    /// "effective" is the date or dateTime of the visit, checked; all references must outlive the builder.
    ObservationBuilder(const Catalogue& catalogue, const VisitContext& context, std::string_view effective,
                       PatientTraits traits);

    /// Checks all of them, and makes a resource of each; systolic and diastolic pressure become one.
    /// Errors as buildVisit says.
    Result<std::vector<VisitResource>> build(const std::vector<VisitObservation>& observations);

private:
    /// A number in a unit of the catalogue.
    struct Measured {
        const ObservationDefinition* definition = nullptr;
        const UnitRule* unit = nullptr;
        std::string unitWords;  // as typed
        std::string comparator; // "<", "<=", ">=", ">", or empty
        std::string digits;     // as typed
        Decimal value;
    };

    Result<std::vector<VisitObservation>> withPanelsSplit(
        const std::vector<VisitObservation>& observations) const;
    Result<void> checkKeys(const std::vector<VisitObservation>& observations) const;
    Result<Measured> measure(const ObservationDefinition& definition,
                             const VisitObservation& observation) const;
    Result<VisitResource> resourceOf(const VisitObservation& observation) const;
    Result<VisitResource> pressureOf(const VisitObservation* systolic,
                                     const VisitObservation* diastolic) const;

    Result<void> writeValue(ResourceWriter& writer, const ObservationDefinition& definition,
                            const VisitObservation& observation, std::string& loinc) const;
    Result<void> writeTitre(ResourceWriter& writer, const ObservationDefinition& definition,
                            const VisitObservation& observation) const;
    Result<void> writeDate(ResourceWriter& writer, const ObservationDefinition& definition,
                           const VisitObservation& observation) const;
    Result<void> writeAnswer(ResourceWriter& writer, const ObservationDefinition& definition,
                             const VisitObservation& observation) const;
    void writeMeasured(ResourceWriter& writer, const Measured& measured) const;
    void writeQuantity(ResourceWriter& writer, std::string_view name, const Measured& measured,
                       std::string_view digits) const;
    void writeFlag(ResourceWriter& writer, Flag flag) const;
    Flag flagOf(const Measured& measured) const;
    void writeHead(ResourceWriter& writer, const ObservationDefinition& definition, std::string_view id,
                   std::string_view loinc) const;

    const Catalogue& m_catalogue;
    const VisitContext& m_context;
    std::string_view m_effective;
    PatientTraits m_traits;
};

} // namespace carnet::record
