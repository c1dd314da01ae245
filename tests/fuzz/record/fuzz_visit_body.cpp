// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Whatever a visit's JSON holds, it is refused with a sentence or becomes resources that the program's own importer
// takes without a word. What was read is written to the same text again.
#include "ledger/record/FhirValidator.h"
#include "ledger/record/JsonScanner.h"
#include "ledger/record/ResourceRoles.h"
#include "ledger/record/VisitBuilder.h"
#include "tests/fuzz/Require.h"

#include <string>

using namespace carnet;
using namespace carnet::record;
using fuzz::require;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string text(reinterpret_cast<const char*>(data), size);
    const Result<VisitBody> body = parseVisitBody(text);
    if (!body) {
        require(body.error().kind == ErrorKind::Refused && body.error().message.ends_with('.'),
                "a refusal is a sentence");
        return 0;
    }
    const Result<VisitBody> again = parseVisitBody(toJson(*body));
    require(again.has_value() && toJson(*again) == toJson(*body), "a body is read as it is written");

    VisitContext context;
    context.patientUuid = "0c0a0000-0000-4000-8000-000000000001";
    context.sex = size % 2 == 0 ? Sex::Female : Sex::Unknown;
    context.birthDate = "1980-05-17";
    context.practitionerUuid = "0c0a0000-0000-4000-8000-000000000003";
    context.practitionerName = "Dr Asha Rao";
    context.dateTime = "2026-05-03T10:15:30+05:30";
    context.nextUuid = seededUuids(1);
    const Result<std::vector<VisitResource>> resources = buildVisit(*body, context);
    if (!resources) {
        const std::string& message = resources.error().message;
        require(message.ends_with('.') || message.ends_with('?'), "a refusal is a sentence");
        return 0;
    }
    require(!resources->empty(), "a visit that is taken holds something");
    for (const VisitResource& resource : *resources) {
        json::Document document;
        require(!json::scanWhole(resource.json, document), "a resource is JSON");
        FhirReport report;
        FhirValidator().check(document, report);
        require(report.accepted && report.issues.empty(), "a resource is R4, and nothing in it is odd");
        require(categoryOf(document.root()) == resource.category, "a resource has one category");
    }
    return 0;
}
