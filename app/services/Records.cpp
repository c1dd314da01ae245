// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/services/Records.h"

#include "app/services/Standing.h"
#include "ledger/chain/Block.h"
#include "ledger/identity/Ids.h"
#include "ledger/record/ImportPlan.h"
#include "ledger/record/PartialDate.h"
#include "ledger/record/PatientForm.h"
#include "ledger/record/Uuid.h"
#include "ledger/record/VisitBuilder.h"

#include <map>

namespace carnet::services {

namespace {

/// A patient's or a practitioner's FHIR id within a visit: a UUID that follows from the id, the same at every clinic.
std::string uuidOf(ByteView id)
{
    static constexpr char digits[] = "0123456789abcdef";
    std::string text;
    for (std::size_t i = 0; i < 16; ++i) {
        if (i == 4 || i == 6 || i == 8 || i == 10) {
            text += '-';
        }
        std::uint8_t byte = id[i];
        if (i == 6) {
            byte = static_cast<std::uint8_t>((byte & 0x0F)
                                             | 0x80); // RFC 9562 §5.8: made from the program's own data
        } else if (i == 8) {
            byte = static_cast<std::uint8_t>((byte & 0x3F) | 0x80);
        }
        text += digits[byte >> 4];
        text += digits[byte & 15];
    }
    return text;
}

} // namespace

std::string patientUuid(const PatientId& patient)
{
    return uuidOf(patient);
}

std::string practitionerUuid(const crypto::PublicKey& key)
{
    return uuidOf(key);
}

std::vector<CategoryContent> visitParts(const std::vector<record::VisitResource>& resources,
                                        const std::optional<Relation>& relation)
{
    std::map<Category, Content> byCategory;
    for (const record::VisitResource& resource : resources) {
        Content& content = byCategory[resource.category];
        content.relation = relation;
        content.resources.push_back({"urn:uuid:" + resource.id, toBytes(viewOf(resource.json))});
    }
    std::vector<CategoryContent> parts;
    for (auto& [category, content] : byCategory) {
        parts.push_back({category, std::move(content)});
    }
    return parts;
}

namespace {

/// Parts without resources that say something about a record, in each category that it has: whoever reads a part of it is told.
std::vector<CategoryContent> partsSaying(const Relation& relation, const RecordView& about)
{
    std::map<Category, Content> byCategory;
    for (const RecordView::Resource& resource : about.resources) {
        byCategory[resource.category].relation = relation;
    }
    if (byCategory.empty()) {
        byCategory[Category::Notes].relation = relation;
    }
    std::vector<CategoryContent> parts;
    for (auto& [category, content] : byCategory) {
        parts.push_back({category, std::move(content)});
    }
    return parts;
}

/// The resource with every reference to one patient turned into one to another; all other bytes stay.
Bytes withSubject(const Bytes& json, const std::string& fromUuid, const std::string& toUuid)
{
    std::string text = toText(json);
    const std::string from = "\"urn:uuid:" + fromUuid + '"';
    const std::string to = "\"urn:uuid:" + toUuid + '"';
    for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
        text.replace(at, from.size(), to);
    }
    return toBytes(viewOf(text));
}

} // namespace

Records::Records(Session& session) : m_session(session) {}

Result<ClinicalVault*> Records::clinical(Capability capability) const
{
    const Result<void> allowed = m_session.require(capability);
    if (!allowed) {
        return tl::unexpected<Error>(allowed.error());
    }
    if (!m_session.vaults().clinical) {
        return failure(ErrorKind::Denied, "no-right",
                       "This person's password does not open clinical records.");
    }
    return &*m_session.vaults().clinical;
}

Result<record::VisitContext> Records::visitContext(const PatientId& patient, std::int64_t timeMs) const
{
    const Result<std::optional<storage::IndexedPatient>> row =
        m_session.vaults().desk.patients->find(patient);
    if (!row) {
        return tl::unexpected<Error>(row.error());
    }
    if (!*row) {
        return failure(ErrorKind::Refused, "unknown-id", "There is no patient with this id here.");
    }
    record::VisitContext context;
    context.patientUuid = patientUuid(patient);
    context.sex = record::sexFromName((*row)->sex).value_or(record::Sex::Unknown);
    context.birthDate = (*row)->birthDate;
    context.practitionerUuid = practitionerUuid(m_session.slot().keys.id());
    context.practitionerName = m_session.fullName();
    context.dateTime = record::dateTimeText(timeMs);
    context.nextUuid = record::randomUuids();
    return context;
}

Result<RecordView> Records::add(const PatientId& patient, const record::VisitBody& body, std::int64_t timeMs)
{
    return writeVisit(patient, chain::EntryType::RecordAdd, body, std::nullopt, timeMs);
}

Result<RecordView> Records::writeVisit(const PatientId& patient, chain::EntryType type,
                                       const record::VisitBody& body, const std::optional<Relation>& relation,
                                       std::int64_t timeMs)
{
    const Result<ClinicalVault*> vault = clinical(Capability::WriteRecords);
    if (!vault) {
        return tl::unexpected<Error>(vault.error());
    }
    const Result<record::VisitContext> context = visitContext(patient, timeMs);
    if (!context) {
        return tl::unexpected<Error>(context.error());
    }
    const Result<std::vector<record::VisitResource>> resources = record::buildVisit(body, *context);
    if (!resources) {
        return tl::unexpected<Error>(resources.error());
    }
    return write(patient, type, timeMs, visitParts(*resources, relation));
}

Result<RecordView> Records::addFhir(const PatientId& patient, ByteView json)
{
    const Result<ClinicalVault*> vault = clinical(Capability::WriteRecords);
    if (!vault) {
        return tl::unexpected<Error>(vault.error());
    }
    record::ImportSet set;
    set.add("record", json);
    const record::ImportPlan plan = std::move(set).plan();
    const record::ImportFileReport& report = plan.files().front();
    if (!report.rejected.empty()) {
        const record::RejectedResource& first = report.rejected.front();
        return failure(ErrorKind::Refused, "bad-fhir",
                       "The FHIR file was not added: " + first.reason
                           + (first.where == "file" ? std::string() : " (" + first.where + ")")
                           + " Nothing was written.");
    }
    std::map<Category, Content> byCategory;
    for (std::uint32_t i = 0; i < plan.resourceCount(); ++i) {
        const record::PlannedResource resource = plan.resource(i);
        if (resource.type == "Patient") {
            return failure(
                ErrorKind::Refused, "bad-fhir",
                "The FHIR file holds a Patient. Use \"import fhir\" for files with patients, or \"patient update\".");
        }
        byCategory[resource.category].resources.push_back(
            {resource.fullUrl.empty() ? resource.assignedFullUrl : resource.fullUrl,
             toBytes(resource.bytes)});
    }
    if (byCategory.empty()) {
        return failure(ErrorKind::Refused, "bad-fhir", "The FHIR file holds no resource.");
    }
    std::vector<CategoryContent> parts;
    for (auto& [category, content] : byCategory) {
        parts.push_back({category, std::move(content)});
    }
    return write(patient, chain::EntryType::RecordAdd, nowMs(), std::move(parts));
}

Result<RecordView> Records::forAmending(const Hash& record, const std::string& reason) const
{
    const Result<ClinicalVault*> vault = clinical(Capability::WriteRecords);
    if (!vault) {
        return tl::unexpected<Error>(vault.error());
    }
    if (reason.find_first_not_of(" \t\r\n") == std::string::npos) {
        return failure(ErrorKind::Refused, "no-reason",
                       "What is said about a signed record needs a reason. Give one in a few words.");
    }
    Result<RecordView> view = show(record);
    if (!view) {
        return view;
    }
    const bool isRecord = view->type == chain::nameOf(chain::EntryType::RecordAdd)
        || view->type == chain::nameOf(chain::EntryType::RecordCorrect);
    if (!isRecord || (view->relation && view->relation->kind == RelationKind::EnteredInError)) {
        return failure(ErrorKind::Refused, "not-a-record",
                       "This entry is no record of a visit or of results, so it cannot be corrected.");
    }
    if (view->correctedBy) {
        return failure(ErrorKind::Refused, "corrected-already",
                       "This record was corrected already, by " + idText(IdKind::Record, *view->correctedBy)
                           + ". Correct that one.");
    }
    if (view->enteredInError) {
        return failure(ErrorKind::Refused, "in-error-already",
                       "This record was marked as entered in error already. Nothing was changed.");
    }
    return view;
}

Result<RecordView> Records::correct(const Hash& record, const record::VisitBody& body,
                                    const std::string& reason, std::int64_t timeMs)
{
    const Result<RecordView> original = forAmending(record, reason);
    if (!original) {
        return original;
    }
    return writeVisit(original->patient, chain::EntryType::RecordCorrect, body,
                      Relation{RelationKind::Corrects, record, reason}, timeMs);
}

Result<RecordView> Records::markInError(const Hash& record, const std::string& reason)
{
    const Result<RecordView> original = forAmending(record, reason);
    if (!original) {
        return original;
    }
    return write(original->patient, chain::EntryType::RecordCorrect, nowMs(),
                 partsSaying({RelationKind::EnteredInError, record, reason}, *original));
}

Result<RecordView> Records::move(const Hash& record, const PatientId& to, const std::string& reason)
{
    const Result<RecordView> original = forAmending(record, reason);
    if (!original) {
        return original;
    }
    if (original->patient == to) {
        return failure(ErrorKind::Refused, "same-patient",
                       "The record is in this patient's chart already. Nothing was changed.");
    }
    std::map<Category, Content> byCategory;
    for (const RecordView::Resource& resource : original->resources) {
        Content& content = byCategory[resource.category];
        content.relation = Relation{RelationKind::MovedFrom, record, reason};
        content.source = original->source;
        content.resources.push_back(
            {resource.fullUrl, withSubject(resource.json, patientUuid(original->patient), patientUuid(to))});
    }
    std::vector<CategoryContent> parts;
    for (auto& [category, content] : byCategory) {
        parts.push_back({category, std::move(content)});
    }
    const std::int64_t timeMs = nowMs();
    const Result<AuthoredEntry> mark =
        author(original->patient, chain::EntryType::RecordCorrect, timeMs,
               partsSaying({RelationKind::EnteredInError, record, reason}, *original));
    const Result<AuthoredEntry> moved =
        mark ? author(to, chain::EntryType::RecordAdd, timeMs, parts) : tl::unexpected<Error>(mark.error());
    if (!moved) {
        return tl::unexpected<Error>(moved.error());
    }
    // Both or none: a record that is in no chart, or valid in two, would be worse than one in the wrong chart.
    const std::vector<AuthoredEntry> both{*mark, *moved};
    return append(to, both, timeMs);
}

Result<WritableSubject> writableSubject(storage::SubjectKeyStore& keys, const PatientId& patient)
{
    const Result<std::optional<storage::KnownSubject>> known = keys.findPatient(patient);
    if (!known) {
        return tl::unexpected<Error>(known.error());
    }
    if (!*known) {
        return failure(ErrorKind::Denied, "no-key",
                       "This person holds no key of the patient's, so nothing can be read or written.");
    }
    Result<CategoryKeys> held = keys.keysOf((*known)->subject, (*known)->epoch);
    if (!held) {
        return tl::unexpected<Error>(held.error());
    }
    return WritableSubject{(*known)->subject, (*known)->epoch, std::move(*held)};
}

Result<AuthoredEntry> Records::author(const PatientId& patient, chain::EntryType type, std::int64_t timeMs,
                                      const std::vector<CategoryContent>& parts) const
{
    const Result<WritableSubject> subject = writableSubject(*m_session.vaults().clinical->keys, patient);
    if (!subject) {
        return tl::unexpected<Error>(subject.error());
    }
    return authorParts(m_session.signer(), type, timeMs, *subject, parts);
}

Result<RecordView> Records::write(const PatientId& patient, chain::EntryType type, std::int64_t timeMs,
                                  const std::vector<CategoryContent>& parts)
{
    const Result<AuthoredEntry> entry = author(patient, type, timeMs, parts);
    return entry ? append(patient, std::span(&*entry, 1), timeMs) : tl::unexpected<Error>(entry.error());
}

Result<RecordView> Records::append(const PatientId& patient, std::span<const AuthoredEntry> entries,
                                   std::int64_t timeMs)
{
    const Result<AppendedBlock> block = m_session.ledger().append(entries, timeMs);
    if (!block) {
        return tl::unexpected<Error>(block.error());
    }
    // The record is durable from here on. If the index cannot follow now, the next unlock brings it up to the chain.
    const Result<void> indexed = m_session.indexNew();
    if (!indexed) {
        RecordView view;
        view.record = entries.back().id;
        view.patient = patient;
        view.chain = block->chain;
        view.height = block->height;
        view.blockHash = block->hash;
        view.author = m_session.slot().keys.id();
        view.authorName = m_session.fullName();
        view.timeMs = timeMs;
        return view;
    }
    return show(entries.back().id);
}

Result<Hash> Records::resolve(const std::string& typed) const
{
    const Result<IdPrefix> prefix = IdPrefix::parse(IdKind::Record, typed);
    if (!prefix) {
        return tl::unexpected<Error>(prefix.error());
    }
    const Result<ClinicalVault*> vault = clinical(Capability::ReadClinical);
    if (!vault) {
        return tl::unexpected<Error>(vault.error());
    }
    const Result<std::vector<Hash>> found =
        (*vault)->index->entriesBetween(prefix->lowest(), prefix->highest(), 2);
    if (!found) {
        return tl::unexpected<Error>(found.error());
    }
    if (found->size() > 1) {
        return prefix->ambiguous();
    }
    if (found->size() == 1) {
        return found->front();
    }
    if (prefix->isWhole()) {
        Hash id{};
        std::copy(prefix->lowest().begin(), prefix->lowest().end(), id.begin());
        if (m_session.ledger().state().entry(id)) {
            return failure(ErrorKind::Denied, "no-key",
                           "The entry is on the ledger, but no key of this person's opens it.");
        }
    }
    return prefix->unknown();
}

Result<std::vector<RecordView>> Records::list(const PatientId& patient,
                                              std::optional<Category> category) const
{
    const Result<ClinicalVault*> vault = clinical(Capability::ReadClinical);
    if (!vault) {
        return tl::unexpected<Error>(vault.error());
    }
    const Result<std::vector<storage::IndexedRecord>> records = (*vault)->index->recordsOf(patient, category);
    if (!records) {
        return tl::unexpected<Error>(records.error());
    }
    std::vector<RecordView> views;
    for (const storage::IndexedRecord& record : *records) {
        Result<RecordView> view = viewOfRecord(record);
        if (!view) {
            return tl::unexpected<Error>(view.error());
        }
        if (category) {
            std::erase_if(view->resources, [&](const RecordView::Resource& resource) {
                return resource.category != *category;
            });
        }
        views.push_back(std::move(*view));
    }
    return views;
}

Result<RecordView> Records::show(const Hash& record) const
{
    const Result<ClinicalVault*> vault = clinical(Capability::ReadClinical);
    if (!vault) {
        return tl::unexpected<Error>(vault.error());
    }
    const Result<std::optional<storage::IndexedRecord>> indexed = (*vault)->index->find(record);
    if (!indexed) {
        return tl::unexpected<Error>(indexed.error());
    }
    if (!*indexed) {
        return failure(ErrorKind::Refused, "unknown-id", "There is no record with this id here.");
    }
    return viewOfRecord(**indexed);
}

Result<RecordView> Records::viewOfRecord(const storage::IndexedRecord& record) const
{
    LocalLedger& ledger = m_session.ledger();
    const Result<std::optional<storage::FoundEntry>> found = ledger.store().entry(
        storage::EntryPosition{record.chain, record.height, record.index}, storage::Depth::Parts);
    if (!found) {
        return tl::unexpected<Error>(found.error());
    }
    if (!*found || (*found)->entry.id != record.entry) {
        return failure(ErrorKind::Fault, "index-damaged",
                       "The list of records does not fit the ledger. Run \"carnetctl ledger rebuild\".");
    }
    const Result<chain::ParsedEntry> parsed = chain::parseEntry((*found)->entry.bytes);
    if (!parsed) {
        return tl::unexpected<Error>(parsed.error());
    }
    RecordView view;
    view.record = record.entry;
    view.patient = record.patient;
    view.date = record.date.empty() ? record::dateTimeText(record.timeMs) : record.date;
    view.timeMs = record.timeMs;
    view.author = record.author;
    view.type = record.type;
    view.chain = record.chain;
    view.height = record.height;
    view.index = record.index;
    view.blockHash = (*found)->blockHash;
    view.signatureOk = parsed->signatureVerifies();
    view.source = record.source;
    if (record.height > 0) {
        const std::optional<chain::BlockView> previous =
            ledger.state().block(record.chain, record.height - 1);
        if (previous) {
            view.previousHash = previous->hash;
        }
    }
    const Result<Standing> standing = standingOf(ledger, record.chain, (*found)->leafIndex);
    if (!standing) {
        return tl::unexpected<Error>(standing.error());
    }
    view.heldBy = clinicNames(ledger, standing->heldBy);
    view.witnessedBy = clinicNames(ledger, standing->witnessedBy);
    view.provenNotAfterMs = standing->provenNotAfterMs;
    const std::optional<chain::EntryView> entry = ledger.state().entry(record.entry);
    view.state = entry
        ? std::string(entry->status.state == chain::EntryState::Void ? chain::wordOf(entry->status.reason)
                                                                     : chain::wordOf(entry->status.state))
        : std::string("unknown");
    if (entry && entry->clinic) {
        const std::optional<chain::ClinicView> clinicView = ledger.state().clinic(*entry->clinic);
        view.clinicName = clinicView ? clinicView->name : std::string();
        const std::optional<chain::PractitionerView> author =
            ledger.state().practitioner(*entry->clinic, record.author);
        view.authorName = author ? author->fullName : std::string();
    }
    return withContent(std::move(view), record, *parsed, (*found)->entry);
}

Result<RecordView> Records::withContent(RecordView view, const storage::IndexedRecord& record,
                                        const chain::ParsedEntry& parsed,
                                        const storage::StoredEntry& entry) const
{
    ClinicalVault& vault = *m_session.vaults().clinical;
    view.relation = record.relation;
    if (record.relation && record.relation->kind == RelationKind::Corrects) {
        view.corrects = record.relation->target;
    }
    const Result<std::vector<storage::IndexedRecord>> relating = vault.index->relatingTo(record.entry);
    const Result<CategoryKeys> keys = vault.keys->keysOf(*parsed.header.subject, *parsed.header.epoch);
    if (!relating || !keys) {
        return tl::unexpected<Error>(relating ? keys.error() : relating.error());
    }
    for (const storage::IndexedRecord& later : *relating) {
        if (later.patient != record.patient) {
            continue; // what another chart's entry says changes nothing here
        }
        if (later.relation->kind == RelationKind::Corrects) {
            view.correctedBy = later.entry;
        } else if (later.relation->kind == RelationKind::EnteredInError) {
            view.enteredInError = true;
        }
    }
    const PartOpener opener(partContextOf(parsed.header, m_session.ledger().federation()), *keys);
    for (std::size_t i = 0; i < entry.parts.size(); ++i) {
        if (!entry.parts[i] || !parsed.header.parts[i].commitment) {
            continue;
        }
        Result<OpenedPart> part = opener.open(i, *entry.parts[i], partDigestOf(parsed.header, i));
        if (!part) {
            if (part.error().slug == "no-category-key") {
                continue; // a category that was not granted
            }
            return tl::unexpected<Error>(part.error());
        }
        for (ContentResource& resource : part->content.resources) {
            view.resources.push_back({part->category, std::move(resource.fullUrl), std::move(resource.json)});
        }
    }
    return view;
}

} // namespace carnet::services
