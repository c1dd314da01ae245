// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/crypto/Initialise.h"
#include "ledger/crypto/Sha256.h"
#include "ledger/record/DemoClinic.h"
#include "ledger/record/Duplicates.h"
#include "ledger/record/PartialDate.h"
#include "ledger/record/TextFolding.h"
#include "tests/unit/record/VisitFixture.h"

#include <QElapsedTimer>
#include <QHash>
#include <QSet>
#include <QTest>

#include <algorithm>

using namespace carnet;
using namespace carnet::record;

namespace {

constexpr const char* kToday = "2026-05-03";

std::string everythingOf(const DemoClinic& clinic, std::uint64_t index)
{
    std::string text = patientResource(clinic.patient(index), fixture::kPatient);
    for (const DemoVisit& visit : clinic.visits(index)) {
        text += visit.dateTime + visit.bodyJson;
    }
    return text;
}

VisitContext contextOf(const PatientForm& form)
{
    VisitContext with = fixture::context(form.sex, form.birthDate.c_str());
    with.dateTime = "2026-05-03T18:30:00+05:30";
    return with;
}

} // namespace

class TestDemoClinic : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void isTheSameForTheSameSeed()
    {
        const DemoClinic one(42, kToday);
        const DemoClinic same(42, kToday);
        const DemoClinic other(43, kToday);
        int differing = 0;
        for (std::uint64_t i = 0; i < 200; ++i) {
            QCOMPARE(everythingOf(one, i), everythingOf(same, i));
            differing += everythingOf(one, i) != everythingOf(other, i) ? 1 : 0;
        }
        QVERIFY(differing > 195);
        // Any order of asking gives the same.
        const std::string late = everythingOf(one, 1'000'003);
        everythingOf(one, 5);
        QCOMPARE(everythingOf(one, 1'000'003), late);
    }
    void isTheSameOnEveryMachine()
    {
        const DemoClinic clinic(1, kToday);
        crypto::Sha256 digest;
        for (std::uint64_t i = 0; i < 500; ++i) {
            const std::string text = everythingOf(clinic, i);
            digest.update(viewOf(text));
        }
        const Hash hash = digest.finish();
        const QByteArray hex =
            QByteArray(reinterpret_cast<const char*>(hash.data()), int(hash.size())).toHex();
        QCOMPARE(hex, QByteArray("b2e43602deb0e5d181c9bb53c718f13920c46be814250f72b1945b23e4f05df1"));
    }
    void everyPatientCanBeRegistered()
    {
        const DemoClinic clinic(7, kToday);
        for (std::uint64_t i = 0; i < 3000; ++i) {
            const PatientForm form = clinic.patient(i);
            const Result<CheckedPatient> checked = checkPatient(form, kToday);
            QVERIFY2(checked.has_value(), checked ? "" : checked.error().message.c_str());
            QVERIFY2(checked->warnings.empty(),
                     checked->warnings.empty() ? "" : checked->warnings.front().c_str());
            QCOMPARE(patientResource(checked->form, fixture::kPatient),
                     patientResource(form, fixture::kPatient));
        }
    }
    void everyVisitCanBeRecorded()
    {
        const DemoClinic clinic(7, kToday);
        const PartialDate today = PartialDate::parse(kToday).value();
        int visits = 0;
        QHash<QByteArray, int> types;
        QHash<QByteArray, int> keys;
        int flags = 0;
        for (std::uint64_t i = 0; i < 2000; ++i) {
            const PatientForm form = clinic.patient(i);
            std::string before;
            const std::vector<DemoVisit> made = clinic.visits(i);
            QVERIFY(!made.empty());
            for (const DemoVisit& visit : made) {
                QVERIFY(visit.dateTime > before);
                before = visit.dateTime;
                QVERIFY(!dayOfDateTime(visit.dateTime)->isSurelyAfter(today));
                const Result<VisitBody> body = parseVisitBody(visit.bodyJson);
                QVERIFY2(body.has_value(), visit.bodyJson.c_str());
                QCOMPARE(toJson(*body), visit.bodyJson);
                const auto resources = buildVisit(*body, contextOf(form));
                QVERIFY2(resources.has_value(),
                         resources ? "" : (resources.error().message + visit.bodyJson).c_str());
                for (const VisitResource& resource : *resources) {
                    ++types[QByteArray::fromStdString(resource.type)];
                    flags += resource.json.find("v3-ObservationInterpretation") != std::string::npos ? 1 : 0;
                }
                for (const VisitObservation& observation : body->observations) {
                    ++keys[QByteArray::fromStdString(observation.key)];
                }
                ++visits;
            }
        }
        QVERIFY2(visits > 6000, std::to_string(visits).c_str());
        QVERIFY(types.size() == 7);
        QVERIFY(flags > 1000);
        for (const std::string& key : Catalogue::builtIn().panels().front().observations) {
            QVERIFY2(key == "age" || keys.value(QByteArray::fromStdString(key)) > 100, key.c_str());
        }
        for (const char* key : {"hiv_ab", "edd", "fetal_hr", "ua_wbc", "plt", "smoking", "tsh"}) {
            QVERIFY2(keys.value(key) > 0, key);
        }
    }
    void itsCodesAreWhatTheySay()
    {
        const DemoClinic clinic(9, kToday);
        QSet<QByteArray> withoutSystem;
        for (std::uint64_t i = 0; i < 1000; ++i) {
            for (const DemoVisit& visit : clinic.visits(i)) {
                const auto resources =
                    buildVisit(parseVisitBody(visit.bodyJson).value(), contextOf(clinic.patient(i)));
                QVERIFY(resources);
                for (const VisitResource& resource : *resources) {
                    for (const char* path :
                         {"code/coding/0", "vaccineCode/coding/0", "medicationCodeableConcept/coding/0"}) {
                        const QJsonObject coding = fixture::at(resource, path).toObject();
                        if (!coding.isEmpty() && coding.value(QLatin1String("system")).toString().isEmpty()) {
                            withoutSystem.insert(coding.value(QLatin1String("code")).toString().toUtf8());
                        }
                        const QString system = coding.value(QLatin1String("system")).toString();
                        QVERIFY2(resource.type != "Condition" || coding.isEmpty()
                                     || system.contains(QLatin1String("snomed")),
                                 resource.json.c_str());
                        QVERIFY2(resource.type != "MedicationRequest" || coding.isEmpty()
                                     || system.contains(QLatin1String("atc")),
                                 resource.json.c_str());
                    }
                }
            }
        }
        QVERIFY2(withoutSystem.isEmpty(), withoutSystem.isEmpty() ? "" : withoutSystem.begin()->constData());
    }
    void looksLikeAClinic()
    {
        const DemoClinic clinic(3, kToday);
        const std::uint64_t count = 3000;
        QHash<QByteArray, int> phones;
        QSet<QByteArray> regions;
        QSet<QByteArray> records;
        int withScript = 0;
        int women = 0;
        int children = 0;
        int guardians = 0;
        int estimated = 0;
        int dead = 0;
        std::size_t visits = 0;
        for (std::uint64_t i = 0; i < count; ++i) {
            const PatientForm form = clinic.patient(i);
            for (const std::string& phone : form.phones) {
                ++phones[QByteArray::fromStdString(phone)];
            }
            regions.insert(QByteArray::fromStdString(form.address.region));
            records.insert(QByteArray::fromStdString(form.identifiers.front().value));
            const std::string folded = foldText(form.name);
            const bool isLatin = std::all_of(folded.begin(), folded.end(), [](char c) { return c > 0; });
            withScript += isLatin ? 0 : 1;
            women += form.sex == Sex::Female ? 1 : 0;
            const auto age =
                ageInYears(PartialDate::parse(form.birthDate).value(), PartialDate::parse(kToday).value());
            children += age && *age < 17 ? 1 : 0;
            guardians += form.guardian.isEmpty() ? 0 : 1;
            estimated += form.birthDateEstimated ? 1 : 0;
            dead += form.deceased ? 1 : 0;
            visits += clinic.visits(i).size();
        }
        QVERIFY(records.size() == int(count));
        int shared = 0;
        for (const int owners : std::as_const(phones)) {
            shared += owners > 1 ? owners : 0;
        }
        const int wholeCount = int(count);
        QVERIFY2(shared > wholeCount / 4, std::to_string(shared).c_str());
        QVERIFY2(regions.size() >= 20, std::to_string(regions.size()).c_str());
        QVERIFY2(withScript > wholeCount / 8 && withScript < wholeCount / 2,
                 std::to_string(withScript).c_str());
        QVERIFY2(women > wholeCount * 4 / 10 && women < wholeCount * 6 / 10, std::to_string(women).c_str());
        QVERIFY2(children > wholeCount / 20, std::to_string(children).c_str());
        QVERIFY(guardians >= children / 2);
        QVERIFY(estimated > wholeCount / 20);
        QVERIFY(dead > 0 && dead < wholeCount / 20);
        QVERIFY2(visits > count * 3 && visits < count * 12, std::to_string(visits).c_str());
    }
    void familiesAreNoDuplicates()
    {
        // Neighbours in the numbering share phone, address and name; the search for duplicates must not cry
        // out at each.
        const DemoClinic clinic(5, kToday);
        int found = 0;
        int pairs = 0;
        for (std::uint64_t i = 0; i < 1200; ++i) {
            const DuplicateFields one = duplicateFieldsOf(clinic.patient(i));
            for (std::uint64_t j = i + 1; j < i + 5; ++j) {
                found += compareForDuplicate(one, duplicateFieldsOf(clinic.patient(j))).isPossible() ? 1 : 0;
                ++pairs;
            }
        }
        QVERIFY2(found * 200 < pairs, (std::to_string(found) + " of " + std::to_string(pairs)).c_str());
    }
    void isFast()
    {
        const DemoClinic clinic(11, kToday);
        QElapsedTimer timer;
        timer.start();
        std::size_t visits = 0;
        std::size_t bytes = 0;
        for (std::uint64_t i = 0; timer.elapsed() < 1000; ++i) {
            bytes += clinic.patient(i).name.size();
            for (const DemoVisit& visit : clinic.visits(i)) {
                bytes += visit.bodyJson.size();
                ++visits;
            }
        }
        const double seconds = double(timer.nsecsElapsed()) / 1e9;
        qInfo("%.0f visits and %.1f MB of JSON a second", double(visits) / seconds,
              double(bytes) / seconds / 1e6);
        QVERIFY(double(visits) / seconds > 2000); // 20,000 on a quiet machine without sanitizers
    }
};

QTEST_APPLESS_MAIN(TestDemoClinic)
#include "tst_democlinic.moc"
