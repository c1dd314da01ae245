// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/record/FhirValidator.h"
#include "ledger/record/JsonScanner.h"
#include "ledger/record/ResourceIndex.h"
#include "ledger/record/ResourceRoles.h"
#include "tests/unit/record/VisitFixture.h"

#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

using namespace carnet;
using namespace carnet::record;
using namespace carnet::record::fixture;

namespace {

// A value that the observation takes, in one of its units: the middle of what is plausible, not far from
// normal.
std::string valueFor(const ObservationDefinition& definition, const UnitRule* unit, bool abnormal)
{
    switch (definition.kind) {
    case ValueKind::Panel: return "118/76";
    case ValueKind::Coded:
    case ValueKind::Ordinal: return definition.answers.front().text;
    case ValueKind::Text: return "Pale yellow";
    case ValueKind::Titre: return abnormal ? "1:320" : "1:40";
    case ValueKind::Date: return "2026-01-31";
    case ValueKind::Quantity: break;
    }
    const Limits& plausible = definition.plausible;
    const Limits& normal = definition.reference.empty() ? definition.referenceMale : definition.reference;
    Decimal canonical = *plausible.high;
    if (!abnormal && normal.high) {
        canonical = *normal.high;
    } else if (!abnormal && normal.low) {
        canonical = *normal.low;
    } else if (!abnormal) {
        canonical = Decimal::quotient(*plausible.low + *plausible.high, 2, 3).normalized();
    }
    if (unit == &definition.units.front()) {
        return canonical.toText();
    }
    return Catalogue::fromCanonical(*unit, canonical * Decimal::parse("0.999").value(), 5).toText();
}

std::vector<VisitResource> visit(const VisitBody& body, const VisitContext& with)
{
    auto resources = buildVisit(body, with);
    if (!resources) {
        qFatal("%s", resources.error().message.c_str());
    }
    return std::move(*resources);
}

// A visit with one of everything but most of the observations.
VisitBody fullBody()
{
    VisitBody body;
    body.date = "2026-05-02";
    body.observations = {{"sbp", "90", "mmHg"},          {"ua_wbc", "2-4", "/hpf"},
                         {"ua_rbc", "TNTC", ""},         {"egfr", ">60", "mL/min/1.73m2"},
                         {"tsh", "<0.01", "mIU/L"},      {"plt", "2.50", "lakh/cumm"},
                         {"hiv_ab", "Non-reactive", ""}, {"widal_o", "1:320", ""},
                         {"smoking", "never", ""}};
    body.conditions = {{"Type 2 diabetes mellitus", "44054006", "", "", "2014"},
                       {"Asthma", "J45", "", "resolved", ""},
                       {"Fatigue", "", "", "", ""}};
    body.noKnownAllergies = true;
    body.medications = {
        {"Metformin", "A10BA02", "", "500 mg", "oral", "twice daily", "", "", false},
        {"Amoxicillin", "", "", "1 capsule", "oral", "1-1-1", "5 days", "", true},
        {"Paracetamol", "161", "", "", "", "SOS", "", "", true},
        {"Insulin glargine", "", "", "10 units", "subcutaneous", "at night", "", "intended", false},
        {"Warfarin", "", "", "", "", "", "", "stopped", false}};
    body.immunizations = {{"Tetanus toxoid", "35", "", "", "L-1", "2"}, {"BCG", "", "", "1980", "", ""}};
    body.procedures = {{"Suture of wound", "", "", "", ""},
                       {"Appendectomy", "80146002", "", "2001-07", "completed"}};
    body.note = "Feels well.\nमधुमेह नियंत्रण में।";
    return body;
}

PatientForm patient(Sex sex, const char* birthDate, bool isEstimated)
{
    PatientForm form;
    form.name = "Asha Rao";
    form.otherNames = {"आशा राव"};
    form.sex = sex;
    form.birthDate = birthDate;
    form.birthDateEstimated = isEstimated;
    form.phones = {"+91 98450 00000"};
    form.address = {"12 Lake Road", "Mysuru", "Mysuru", "570001", "IN-OR", ""};
    form.identifiers = {{std::string(kAbhaSystem), "22-7225-4829-5255"}, {"urn:oid:1.2.3", "A 1"}};
    form.guardian = {"Meera Rao", "mother", "98450 11111"};
    form.deceasedDate = "2026-05-03";
    return checkPatient(form, "2026-05-03").value().form;
}

} // namespace

class TestVisitBundle : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everyResourceIsValidR4()
    {
        QTemporaryDir folder;
        QStringList files;
        const auto keep = [&folder, &files](const QByteArray& bundle) {
            files << folder.filePath(QStringLiteral("bundle-%1.json").arg(files.size()));
            QFile file(files.back());
            return file.open(QIODevice::WriteOnly) && file.write(bundle) == bundle.size();
        };
        // Every observation in every unit that it can have, normal and not, for a woman and for a child.
        const std::size_t mostUnits = 6;
        for (std::size_t unit = 0; unit < mostUnits; ++unit) {
            VisitBody body;
            for (const ObservationDefinition& definition : Catalogue::builtIn().observations()) {
                const bool hasUnit = unit < definition.units.size();
                if (definition.key == "bp_panel" || (unit > 0 && !hasUnit)
                    || (definition.key == "sbp" || definition.key == "dbp")) {
                    continue;
                }
                const UnitRule* rule = hasUnit ? &definition.units[unit] : nullptr;
                body.observations.push_back(
                    {definition.key, valueFor(definition, rule, unit == 1), rule ? rule->ucum : ""});
            }
            body.observations.push_back({"bp_panel", "190/125", unit == 0 ? "mmHg" : "mm[Hg]"});
            const bool isChild = unit == 2;
            const VisitContext with = context(Sex::Female, isChild ? "2020" : "1980-05-17");
            QVERIFY(keep(
                bundleOf(visit(body, with),
                         patientResource(patient(with.sex, with.birthDate.c_str(), isChild), kPatient))));
        }
        // Everything else that a visit can say.
        VisitBody body = fullBody();
        QVERIFY(keep(
            bundleOf(visit(body, context()), patientResource(patient(Sex::Female, "1980", true), kPatient))));
        body.noKnownAllergies = false;
        body.allergies = {{"Penicillin", "91936005", "", "high", "Rash"}, {"Dust", "", "", "", ""}};
        QVERIFY(keep(bundleOf(visit(body, context()),
                              patientResource(patient(Sex::Unknown, "1980-05", false), kPatient))));

        QProcess validator;
        validator.start(QStringLiteral(CARNET_SOURCE_DIR "/scripts/validate-fhir"),
                        QStringList(QStringLiteral("--strict-refs")) + files);
        QVERIFY(validator.waitForFinished(240'000));
        const int notOnThisMachine = 77;
        if (validator.exitCode() == notOnThisMachine) {
            QSKIP(validator.readAllStandardError().constData());
        }
        const QByteArray report = validator.readAllStandardOutput();
        QVERIFY2(validator.exitCode() == 0, report.left(6000).constData());
        QCOMPARE(report.count('\n'), files.size());
        int resources = 0;
        for (const QByteArray& line : report.trimmed().split('\n')) {
            const QJsonObject told = QJsonDocument::fromJson(line).object();
            QVERIFY2(told.value(QLatin1String("valid")).toBool(), line.left(4000).constData());
            const QJsonArray warnings = told.value(QLatin1String("warnings")).toArray();
            QVERIFY2(warnings.isEmpty(), line.left(4000).constData());
            resources += told.value(QLatin1String("entries")).toInt();
        }
        QVERIFY2(resources > 500, std::to_string(resources).c_str());
    }
    void theImporterReadsItAlike()
    {
        // What this program writes, its own importer must take without a word, and put into the same
        // category.
        std::vector<VisitResource> resources = visit(fullBody(), context());
        resources.push_back({Category::Demographics, "Patient", kPatient,
                             patientResource(patient(Sex::Female, "1980", true), kPatient)});
        int flags = 0;
        int noneKnown = 0;
        for (const VisitResource& resource : resources) {
            json::Document document;
            QVERIFY(!json::scanWhole(resource.json, document));
            FhirReport report;
            FhirValidator().check(document, report);
            QVERIFY2(report.accepted && report.issues.empty(),
                     report.issues.empty() ? "" : report.issues.front().sentence().c_str());
            QCOMPARE(categoryOf(document.root()), resource.category);
            const ResourceIndex index = indexResource(document.root());
            QCOMPARE(index.type, resource.type);
            QCOMPARE(index.id, resource.id);
            QVERIFY2(!index.title.empty(), resource.json.c_str());
            const bool isOfPatient = resource.type != "Patient";
            QVERIFY(!isOfPatient || index.date.exists());
            QVERIFY(!isOfPatient || index.subject == std::string("urn:uuid:") + kPatient);
            flags += index.observation && !index.observation->interpretation.empty() ? 1 : 0;
            noneKnown += index.absence == IndexedAbsence::NoneKnown ? 1 : 0;
            if (index.patient) {
                QCOMPARE(index.patient->displayName(), std::string("Asha Rao"));
                QVERIFY(index.patient->birthDateEstimated);
                QCOMPARE(index.patient->phones(), std::vector<std::string>{"+91 98450 00000"});
            }
        }
        QCOMPARE(flags, 2); // the low TSH and the high titre
        QCOMPARE(noneKnown, 1);
    }
    void theValidatorSeesAFault()
    {
        // The counterpart: a resource of ours with one wrong code must not pass.
        QTemporaryDir folder;
        VisitBody body;
        body.observations = {{"hb", "13", "g/dL"}};
        QByteArray bundle =
            bundleOf(visit(body, context()), patientResource(patient(Sex::Female, "1980", true), kPatient));
        bundle.replace("\"status\":\"final\"", "\"status\":\"done\"");
        QFile file(folder.filePath(QStringLiteral("forged.json")));
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(bundle) == bundle.size());
        file.close();
        QProcess validator;
        validator.start(QStringLiteral(CARNET_SOURCE_DIR "/scripts/validate-fhir"), {file.fileName()});
        QVERIFY(validator.waitForFinished(240'000));
        if (validator.exitCode() == 77) {
            QSKIP(validator.readAllStandardError().constData());
        }
        QCOMPARE(validator.exitCode(), 1);
    }
};

QTEST_APPLESS_MAIN(TestVisitBundle)
#include "tst_visitbundle.moc"
