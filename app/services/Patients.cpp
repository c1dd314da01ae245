// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/services/Patients.h"

#include "app/services/Clock.h"
#include "app/services/Records.h"
#include "ledger/encoding/DisplayId.h"
#include "ledger/identity/Card.h"
#include "ledger/record/Duplicates.h"
#include "ledger/record/PartialDate.h"
#include "ledger/record/ResourceIndex.h"

#include <algorithm>

namespace carnet::services {

namespace {

constexpr int kMostCandidates = 500;
constexpr std::size_t kMostDuplicatesShown = 10;

PatientHit hitOf(const storage::PatientLine& line)
{
    return {line.patient,   displayIdOf(line.patient).text(), line.name,    line.sex,
            line.birthDate, line.birthDateEstimated,          line.deceased};
}

PatientHit hitOf(const storage::IndexedPatient& patient)
{
    return {patient.patient,   displayIdOf(patient.patient).text(), patient.name,    patient.sex,
            patient.birthDate, patient.birthDateEstimated,          patient.deceased};
}

std::string today()
{
    return record::dateTimeText(nowMs()).substr(0, 10);
}

/// The form of a stored Patient; one that came from elsewhere and does not fit the form still has its name.
record::PatientForm formOf(const storage::IndexedPatient& patient)
{
    const Result<record::PatientForm> form = record::patientFormOf(patient.resource);
    if (form) {
        return *form;
    }
    record::PatientForm named;
    named.name = patient.name;
    return named;
}

/// The least and the greatest patient id with a display id's 35 bits (Ids.h, displayIdOf).
std::pair<PatientId, PatientId> rangeOf(const DisplayId& display)
{
    PatientId lowest{};
    PatientId highest;
    highest.fill(0xFF);
    for (int bit = 0; bit < 35; ++bit) {
        const auto mask = static_cast<std::uint8_t>(0x80 >> (bit % 8));
        const std::size_t byte = static_cast<std::size_t>(bit / 8);
        if ((display.value() >> (34 - bit)) & 1) {
            lowest[byte] = static_cast<std::uint8_t>(lowest[byte] | mask);
        } else {
            highest[byte] = static_cast<std::uint8_t>(highest[byte] & ~mask);
        }
    }
    return {lowest, highest};
}

} // namespace

Patients::Patients(Session& session) : m_session(session) {}

Result<std::vector<PossibleDuplicate>> Patients::possibleDuplicates(const record::PatientForm& form)
{
    const Result<void> allowed = m_session.require(Capability::ReadDemographics);
    if (!allowed) {
        return tl::unexpected<Error>(allowed.error());
    }
    const record::DuplicateFields fields = record::duplicateFieldsOf(form);
    storage::DuplicateKeys keys;
    keys.sounds = record::duplicateSearchKeys(fields);
    keys.phones = fields.phones;
    if (fields.birthDate) {
        const int spread = fields.birthDateEstimated ? 5 : 1;
        for (int year = fields.birthDate->year() - spread; year <= fields.birthDate->year() + spread;
             ++year) {
            keys.birthYears.push_back(year);
        }
    }
    storage::PatientIndex& index = *m_session.vaults().desk.patients;
    Result<std::vector<PatientId>> candidates = index.candidates(keys, kMostCandidates);
    if (!candidates) {
        return tl::unexpected<Error>(candidates.error());
    }
    for (const record::PatientIdentifier& identifier : fields.identifiers) {
        const Result<std::vector<PatientId>> same = index.withIdentifier(identifier);
        if (!same) {
            return tl::unexpected<Error>(same.error());
        }
        candidates->insert(candidates->end(), same->begin(), same->end());
    }
    std::sort(candidates->begin(), candidates->end());
    candidates->erase(std::unique(candidates->begin(), candidates->end()), candidates->end());

    std::vector<PossibleDuplicate> duplicates;
    for (const PatientId& candidate : *candidates) {
        const Result<std::optional<storage::IndexedPatient>> row = index.find(candidate);
        if (!row) {
            return tl::unexpected<Error>(row.error());
        }
        if (!*row) {
            continue;
        }
        record::DuplicateScore score =
            record::compareForDuplicate(fields, record::duplicateFieldsOf(formOf(**row)));
        if (score.isPossible()) {
            duplicates.push_back({hitOf(**row), score.score, std::move(score.reasons)});
        }
    }
    std::sort(duplicates.begin(), duplicates.end(),
              [](const PossibleDuplicate& a, const PossibleDuplicate& b) { return a.score > b.score; });
    if (duplicates.size() > kMostDuplicatesShown) {
        duplicates.resize(kMostDuplicatesShown);
    }
    return duplicates;
}

Result<RegisteredPatient> Patients::registerPatient(const record::PatientForm& form,
                                                    const RegistrationOptions& options)
{
    const Result<void> allowed = m_session.require(Capability::RegisterPatients);
    if (!allowed) {
        return tl::unexpected<Error>(allowed.error());
    }
    Result<record::CheckedPatient> checked = record::checkPatient(form, today());
    if (!checked) {
        return tl::unexpected<Error>(checked.error());
    }
    Result<std::vector<PossibleDuplicate>> duplicates = possibleDuplicates(checked->form);
    if (!duplicates) {
        return tl::unexpected<Error>(duplicates.error());
    }
    if (options.refuseDuplicates && !duplicates->empty()) {
        const PossibleDuplicate& first = duplicates->front();
        return failure(ErrorKind::Refused, "possible-duplicate",
                       "A patient who may be the same is registered already: " + first.patient.name + ", "
                           + first.patient.displayId + ". Nobody was registered.");
    }
    const PatientSecret secret = PatientSecret::generate();
    RegisteredPatient registered;
    if (options.cardPin) {
        const Result<Card> card =
            Card::seal(m_session.ledger().federation(), secret, toText(options.cardPin->view()));
        if (!card) {
            return tl::unexpected<Error>(card.error());
        }
        registered.cardText = card->text();
        const Result<void> kept =
            options.beforeSigning ? options.beforeSigning(registered.cardText) : Result<void>();
        if (!kept) {
            return tl::unexpected<Error>(kept.error());
        }
    }
    Content content;
    const std::string uuid = patientUuid(secret.patientId());
    content.resources.push_back(
        {"urn:uuid:" + uuid, toBytes(viewOf(record::patientResource(checked->form, uuid)))});
    const std::int64_t timeMs = nowMs();
    const Result<Registration> registration =
        authorRegistration(m_session.signer(), timeMs, secret,
                           options.cardPin ? chain::Custody::Patient : chain::Custody::Clinic,
                           m_session.clinicRoleKeys(), std::move(content));
    if (!registration) {
        return tl::unexpected<Error>(registration.error());
    }
    Result<AppendedBlock> block = m_session.ledger().append(std::span(&registration->entry, 1), timeMs);
    if (!block) {
        return tl::unexpected<Error>(block.error());
    }
    registered.patient = registration->patient;
    registered.displayId = displayIdOf(registration->patient).text();
    registered.possibleDuplicates = std::move(*duplicates);
    registered.warnings = std::move(checked->warnings);
    registered.block = std::move(*block);
    // Durable by now; a list that cannot follow is brought up at the next unlock.
    (void)m_session.indexNew();
    return registered;
}

Result<std::vector<PatientHit>> Patients::find(const std::string& text, int limit)
{
    const Result<void> allowed = m_session.require(Capability::ReadDemographics);
    if (!allowed) {
        return tl::unexpected<Error>(allowed.error());
    }
    const Result<std::vector<storage::PatientLine>> lines =
        m_session.vaults().desk.patients->search(text, limit);
    if (!lines) {
        return tl::unexpected<Error>(lines.error());
    }
    std::vector<PatientHit> hits;
    for (const storage::PatientLine& line : *lines) {
        hits.push_back(hitOf(line));
    }
    return hits;
}

Result<PatientId> Patients::resolve(const std::string& typed)
{
    const Result<void> allowed = m_session.require(Capability::ReadDemographics);
    if (!allowed) {
        return tl::unexpected<Error>(allowed.error());
    }
    storage::PatientIndex& index = *m_session.vaults().desk.patients;
    if (const Result<DisplayId> display = DisplayId::parse(typed)) {
        const auto [lowest, highest] = rangeOf(*display);
        const Result<std::vector<PatientId>> found = index.patientsBetween(lowest, highest, 2);
        if (!found) {
            return tl::unexpected<Error>(found.error());
        }
        if (found->size() == 1) {
            return found->front();
        }
        if (found->size() > 1) {
            return failure(ErrorKind::Refused, "ambiguous-id",
                           "Two patients share the short id " + typed + ". Use the long one (pat-…).");
        }
        return failure(ErrorKind::Refused, "unknown-id",
                       "There is no patient with the id " + typed + " here.");
    }
    const Result<IdPrefix> prefix = IdPrefix::parse(IdKind::Patient, typed);
    if (!prefix) {
        return tl::unexpected<Error>(prefix.error());
    }
    const Result<std::vector<PatientId>> found =
        index.patientsBetween(prefix->lowest(), prefix->highest(), 2);
    if (!found) {
        return tl::unexpected<Error>(found.error());
    }
    if (found->size() == 1) {
        return found->front();
    }
    return found->empty() ? prefix->unknown() : prefix->ambiguous();
}

Result<PatientDetails> Patients::show(const PatientId& patient)
{
    const Result<void> allowed = m_session.require(Capability::ReadDemographics);
    if (!allowed) {
        return tl::unexpected<Error>(allowed.error());
    }
    storage::PatientIndex& index = *m_session.vaults().desk.patients;
    const Result<std::optional<storage::IndexedPatient>> row = index.find(patient);
    if (!row) {
        return tl::unexpected<Error>(row.error());
    }
    if (!*row) {
        return failure(ErrorKind::Refused, "unknown-id", "There is no patient with this id here.");
    }
    const Result<std::vector<storage::IndexedLink>> links = index.linksOf(patient);
    if (!links) {
        return tl::unexpected<Error>(links.error());
    }
    PatientDetails details;
    details.hit = hitOf(**row);
    details.form = formOf(**row);
    details.resource = (*row)->resource;
    details.custodied = (*row)->custodied;
    for (const storage::IndexedLink& link : *links) {
        if (!link.undoneBy) {
            details.links.push_back({link.link, link.patient == patient ? link.other : link.patient});
        }
    }
    return details;
}

Result<AppendedBlock> Patients::write(chain::EntryType type, const PatientId& patient, Content content)
{
    const Result<void> allowed = m_session.require(Capability::RegisterPatients);
    if (!allowed) {
        return tl::unexpected<Error>(allowed.error());
    }
    const Result<WritableSubject> subject = writableSubject(*m_session.vaults().desk.keys, patient);
    if (!subject) {
        return tl::unexpected<Error>(subject.error());
    }
    const std::int64_t timeMs = nowMs();
    const CategoryContent part{Category::Demographics, std::move(content)};
    const Result<AuthoredEntry> entry =
        authorParts(m_session.signer(), type, timeMs, *subject, std::span(&part, 1));
    if (!entry) {
        return tl::unexpected<Error>(entry.error());
    }
    Result<AppendedBlock> block = m_session.ledger().append(std::span(&*entry, 1), timeMs);
    if (block) {
        (void)m_session.indexNew();
    }
    return block;
}

Result<AppendedBlock> Patients::update(const PatientId& patient, const record::PatientForm& form)
{
    const Result<record::CheckedPatient> checked = record::checkPatient(form, today());
    if (!checked) {
        return tl::unexpected<Error>(checked.error());
    }
    const Result<PatientDetails> before = show(patient);
    if (!before) {
        return tl::unexpected<Error>(before.error());
    }
    const Result<std::string> resource = record::updatedPatientResource(before->resource, checked->form);
    if (!resource) {
        return tl::unexpected<Error>(resource.error());
    }
    Content content;
    content.patient = patient;
    content.resources.push_back({std::nullopt, toBytes(viewOf(*resource))});
    return write(chain::EntryType::PatientUpdate, patient, std::move(content));
}

Result<Hash> Patients::link(const PatientId& patient, const PatientId& other)
{
    if (patient == other) {
        return failure(ErrorKind::Refused, "same-patient",
                       "Both ids are the same patient. Nothing was linked.");
    }
    const Result<PatientDetails> details = show(patient);
    if (!details) {
        return tl::unexpected<Error>(details.error());
    }
    for (const PatientLink& link : details->links) {
        if (link.other == other) {
            return failure(ErrorKind::Refused, "linked-already",
                           "These two patients are linked already, by " + idText(IdKind::Link, link.link)
                               + ".");
        }
    }
    const Result<std::optional<storage::KnownSubject>> target =
        m_session.vaults().desk.keys->findPatient(other);
    if (!target) {
        return tl::unexpected<Error>(target.error());
    }
    if (!*target) {
        return failure(ErrorKind::Refused, "unknown-id", "There is no patient with the second id here.");
    }
    Content content;
    content.relation = Relation{RelationKind::LinksSubject, (*target)->subject, std::string()};
    const Result<AppendedBlock> block = write(chain::EntryType::PatientLink, patient, std::move(content));
    if (!block) {
        return tl::unexpected<Error>(block.error());
    }
    return block->entryIds.front();
}

Result<PatientLink> Patients::unlink(const std::string& typed)
{
    const Result<IdPrefix> prefix = IdPrefix::parse(IdKind::Link, typed);
    if (!prefix) {
        return tl::unexpected<Error>(prefix.error());
    }
    storage::PatientIndex& index = *m_session.vaults().desk.patients;
    const Result<std::vector<Hash>> found = index.linksBetween(prefix->lowest(), prefix->highest(), 2);
    if (!found) {
        return tl::unexpected<Error>(found.error());
    }
    if (found->size() != 1) {
        return found->empty() ? prefix->unknown() : prefix->ambiguous();
    }
    const Result<std::optional<storage::IndexedLink>> link = index.findLink(found->front());
    if (!link || !*link) {
        return link ? prefix->unknown() : tl::unexpected<Error>(link.error());
    }
    if ((*link)->undoneBy) {
        return failure(ErrorKind::Refused, "unlinked-already", "This link was taken back already.");
    }
    Content content;
    content.relation = Relation{RelationKind::TakesBackLink, found->front(), std::string()};
    const Result<AppendedBlock> block =
        write(chain::EntryType::PatientUnlink, (*link)->patient, std::move(content));
    if (!block) {
        return tl::unexpected<Error>(block.error());
    }
    return PatientLink{found->front(), (*link)->other};
}

} // namespace carnet::services
