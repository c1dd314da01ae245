// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/services/Clock.h"
#include "app/services/MappedFile.h"
#include "app/services/Parallel.h"
#include "app/services/Records.h"
#include "app/services/Transfer.h"
#include "ledger/crypto/Sha256.h"
#include "ledger/encoding/Base32.h"
#include "ledger/record/ResourceIndex.h"

#include <QElapsedTimer>
#include <QFileInfo>
#include <map>
#include <numeric>
#include <unordered_map>
#include <unordered_set>

namespace carnet::services {

namespace {

/// Entries that are sealed side by side and then signed into one block.
constexpr std::size_t kEntriesPerBlock = 256;
/// …unless their resources are more bytes than this.
constexpr std::size_t kBytesPerBlock = 4u << 20;

/// Identifies what an import made of a subject that no Patient of the set describes, so that the same files find it again.
constexpr std::string_view kImportKeySystem = "urn:carnet:import-key";

std::string keyText(const Hash& key)
{
    return base32Encode(key);
}

/// One import from the plan to the ledger.
class Importer {
public:
    Importer(Session& session, const QStringList& files, const ImportOptions& options)
        : m_session(session)
        , m_fileNames(files)
        , m_options(options)
    {
    }

    Result<ImportResult> run()
    {
        const Result<void> allowed = m_session.require(Capability::ImportRecords);
        if (!allowed) {
            return tl::unexpected<Error>(allowed.error());
        }
        QElapsedTimer timer;
        timer.start();
        Result<void> done = scan();
        if (done) {
            done = placeCharts();
        }
        if (done) {
            done = writeEntries();
        }
        if (!done) {
            // What is in blocks is held; the lists must show it even though the import ended early.
            (void)m_session.indexNew();
            return tl::unexpected<Error>(done.error());
        }
        count();
        m_result.seconds = static_cast<double>(timer.nsecsElapsed()) / 1e9;
        timer.restart();
        const Result<void> indexed = m_session.indexNew(m_options.progress);
        if (!indexed) {
            return tl::unexpected<Error>(indexed.error());
        }
        m_result.indexingSeconds = static_cast<double>(timer.nsecsElapsed()) / 1e9;
        return std::move(m_result);
    }

private:
    /// A chart of the plan and where it goes.
    struct Chart {
        PatientId patient{};
        WritableSubject subject;
        bool isNew = false;
        bool ready = false;
        std::unordered_set<Hash, HashOfHash> heldBefore; ///< digests of resources
        std::unordered_set<Hash, HashOfHash> placedNow;  ///< digest and fullUrl of what this import put there
    };

    /// One entry that is to be written.
    struct Task {
        std::uint32_t chart = record::kLibrary;
        std::vector<std::uint32_t> resources;
        std::size_t bytes = 0;
        std::optional<Result<AuthoredEntry>> entry;
    };

    struct Fate {
        bool held = false;
        bool before = true; ///< everywhere where it belongs
    };

    Result<void> scan()
    {
        for (const QString& name : m_fileNames) {
            Result<std::unique_ptr<MappedFile>> file = MappedFile::open(name);
            if (!file) {
                return tl::unexpected<Error>(file.error());
            }
            m_files.push_back(std::move(*file));
        }
        std::vector<record::ScannedFile> scanned(m_files.size());
        inParallel(m_files.size(), [&](std::size_t i) {
            scanned[i] = record::scanImportFile(
                QFileInfo(m_fileNames[static_cast<int>(i)]).fileName().toStdString(), m_files[i]->bytes());
        });
        record::ImportSet set;
        for (record::ScannedFile& file : scanned) {
            set.add(std::move(file));
        }
        m_plan.emplace(std::move(set).plan());
        m_fates.resize(m_plan->resourceCount());
        m_recordsOfFile.assign(m_files.size(), 0);
        m_charts.resize(m_plan->charts().size());
        m_sameChart.resize(m_charts.size());
        std::iota(m_sameChart.begin(), m_sameChart.end(), 0u);
        return {};
    }

    Content contentFrom(const record::PlannedResource& resource) const
    {
        Content content;
        content.source = m_plan->files()[resource.file].name;
        content.resources.push_back({resource.fullUrl.empty() ? resource.assignedFullUrl : resource.fullUrl,
                                     toBytes(resource.bytes)});
        return content;
    }

    /// Finds or registers a chart for each patient of the set.
    Result<void> placeCharts()
    {
        for (std::uint32_t i = 0; i < m_charts.size(); ++i) {
            if (m_options.cancellation.isWanted()) {
                m_result.interrupted = true;
                break;
            }
            const Result<void> placed = placeChart(i);
            if (!placed) {
                return placed;
            }
        }
        return flushRegistrations();
    }

    Result<void> placeChart(std::uint32_t index)
    {
        const record::PlannedChart& planned = m_plan->charts()[index];
        Chart& chart = m_charts[index];
        const Result<std::optional<PatientId>> existing = findExisting(planned);
        if (!existing) {
            return tl::unexpected<Error>(existing.error());
        }
        if (*existing) {
            chart.patient = **existing;
            Result<WritableSubject> subject =
                writableSubject(*m_session.vaults().clinical->keys, chart.patient);
            if (!subject) {
                return tl::unexpected<Error>(subject.error());
            }
            chart.subject = std::move(*subject);
            const Result<void> read = m_session.vaults().clinical->index->digestsOf(
                chart.patient, [&](const Hash& digest) { chart.heldBefore.insert(digest); });
            if (!read) {
                return read;
            }
            return placePatientsOf(planned, chart);
        }
        if (const std::optional<std::uint32_t> same = findInThisImport(index)) {
            m_sameChart[index] = *same;
            return placePatientsOf(planned, m_charts[*same]);
        }
        chart.isNew = true;
        return registerChart(planned, chart);
    }

    /// Two Patients of one set are one person by the same rule that joins a chart which was there before the import.
    std::optional<std::uint32_t> findInThisImport(std::uint32_t index)
    {
        const record::PlannedChart& planned = m_plan->charts()[index];
        if (!planned.isIdentified()) {
            return std::nullopt;
        }
        const std::uint32_t first = planned.patients.front();
        if (const auto same = m_newByPatient.find(m_plan->scanned(first).hash);
            same != m_newByPatient.end()) {
            return same->second;
        }
        m_newByPatient.emplace(m_plan->scanned(first).hash, index);
        const Result<record::ResourceIndex> read = record::indexResource(m_plan->bytesOf(first));
        if (!read || !read->patient) {
            return std::nullopt;
        }
        for (const record::IndexedIdentifier& identifier : read->patient->identifiers) {
            if (!identifier.tellsAPerson()) {
                continue;
            }
            const auto [known, isNew] =
                m_newByIdentifier.emplace(identifier.system + '|' + identifier.value, index);
            if (isNew || known->second == index) {
                continue;
            }
            const Result<record::ResourceIndex> other =
                record::indexResource(m_plan->bytesOf(m_plan->charts()[known->second].patients.front()));
            if (other && other->patient && record::isSamePerson(*read->patient, *other->patient)) {
                m_newByPatient[m_plan->scanned(first).hash] = known->second;
                return known->second;
            }
        }
        return std::nullopt;
    }

    /// The Patient resources of a chart that was there already: held before, or kept beside those that the chart has.
    Result<void> placePatientsOf(const record::PlannedChart& planned, Chart& chart)
    {
        chart.ready = true;
        Task task;
        task.chart = static_cast<std::uint32_t>(&chart - m_charts.data());
        for (const std::uint32_t patient : planned.patients) {
            const record::ScannedResource& resource = m_plan->scanned(patient);
            if (chart.heldBefore.count(resource.hash) > 0) {
                m_fates[patient].held = true;
                continue;
            }
            chart.heldBefore.insert(resource.hash);
            task.resources.push_back(patient);
            task.bytes += resource.size;
        }
        if (!task.resources.empty()) {
            m_tasks.push_back(std::move(task));
        }
        return {};
    }

    Result<std::optional<PatientId>> findExisting(const record::PlannedChart& planned)
    {
        storage::PatientIndex& patients = *m_session.vaults().desk.patients;
        for (const Hash& key : planned.keys) {
            const Result<std::vector<PatientId>> found =
                patients.withIdentifier({std::string(kImportKeySystem), keyText(key)});
            if (!found) {
                return tl::unexpected<Error>(found.error());
            }
            if (!found->empty()) {
                return std::optional<PatientId>(found->front());
            }
        }
        if (!planned.isIdentified()) {
            return std::optional<PatientId>();
        }
        const Result<std::vector<PatientId>> same = m_session.vaults().clinical->index->patientsHolding(
            m_plan->scanned(planned.patients.front()).hash);
        if (!same) {
            return tl::unexpected<Error>(same.error());
        }
        if (!same->empty()) {
            return std::optional<PatientId>(same->front());
        }
        const Result<record::ResourceIndex> index =
            record::indexResource(m_plan->bytesOf(planned.patients.front()));
        if (!index || !index->patient) {
            return std::optional<PatientId>();
        }
        for (const record::IndexedIdentifier& identifier : index->patient->identifiers) {
            if (!identifier.tellsAPerson()) {
                continue;
            }
            const Result<std::vector<PatientId>> candidates =
                patients.withIdentifier({identifier.system, identifier.value});
            if (!candidates) {
                return tl::unexpected<Error>(candidates.error());
            }
            for (const PatientId& candidate : *candidates) {
                const Result<std::optional<storage::IndexedPatient>> row = patients.find(candidate);
                if (!row) {
                    return tl::unexpected<Error>(row.error());
                }
                const Result<record::ResourceIndex> held =
                    *row ? record::indexResource(viewOf((*row)->resource)) : index;
                if (*row && held && held->patient && record::isSamePerson(*index->patient, *held->patient)) {
                    return std::optional<PatientId>(candidate);
                }
            }
        }
        return std::optional<PatientId>();
    }

    /// A chart's own Patient where the set has none for it: it says where the subject came from, to be linked later.
    std::string unidentifiedPatient(const record::PlannedChart& planned) const
    {
        record::PatientForm form;
        form.name = planned.name;
        std::string uuid = patientUuid(PatientId{});
        if (!planned.keys.empty()) {
            PatientId fromKey{};
            std::copy_n(planned.keys.front().begin(), fromKey.size(), fromKey.begin());
            uuid = patientUuid(fromKey);
            for (const Hash& key : planned.keys) {
                form.identifiers.push_back({std::string(kImportKeySystem), keyText(key)});
            }
        }
        return record::patientResource(form, uuid);
    }

    Result<void> registerChart(const record::PlannedChart& planned, Chart& chart)
    {
        Content content;
        if (planned.isIdentified()) {
            content = contentFrom(m_plan->resource(planned.patients.front()));
            for (const std::uint32_t patient : planned.patients) {
                m_fates[patient] = {true, false};
                chart.heldBefore.insert(m_plan->scanned(patient).hash);
            }
        } else {
            const std::string json = unidentifiedPatient(planned);
            content.resources.push_back({std::nullopt, toBytes(viewOf(json))});
        }
        const PatientSecret secret = PatientSecret::generate();
        if (m_options.dryRun) {
            chart.patient = secret.patientId();
            chart.ready = true;
            return {};
        }
        Result<Registration> registration = authorRegistration(
            m_session.signer(), nowMs(), secret, chain::Custody::Clinic, roleKeys(), std::move(content));
        if (!registration) {
            return tl::unexpected<Error>(registration.error());
        }
        chart.patient = registration->patient;
        chart.subject = std::move(registration->subject);
        chart.ready = true;
        m_registrations.push_back(std::move(registration->entry));
        return m_registrations.size() >= kEntriesPerBlock ? flushRegistrations() : Result<void>();
    }

    const std::vector<RolePublicKey>& roleKeys()
    {
        if (m_roleKeys.empty()) {
            m_roleKeys = m_session.clinicRoleKeys();
        }
        return m_roleKeys;
    }

    Result<void> flushRegistrations()
    {
        if (m_registrations.empty()) {
            return {};
        }
        const Result<AppendedBlock> block = m_session.ledger().append(m_registrations, nowMs());
        m_registrations.clear();
        return block ? Result<void>() : tl::unexpected<Error>(block.error());
    }

    /// Turns the planned entries into tasks, without what the charts hold already, and writes them block by block.
    Result<void> writeEntries()
    {
        for (const record::PlannedEntry& planned : m_plan->entries()) {
            const std::uint32_t place =
                planned.chart == record::kLibrary ? record::kLibrary : m_sameChart[planned.chart];
            if (place != record::kLibrary && !m_charts[place].ready) {
                continue;
            }
            Result<Chart*> chart = chartOf(place);
            if (!chart) {
                return tl::unexpected<Error>(chart.error());
            }
            Task task;
            task.chart = place;
            for (const std::uint32_t resource : planned.resources) {
                if (!isPatientOf(planned.chart, resource)) {
                    placeResource(**chart, resource, task);
                }
            }
            if (!task.resources.empty()) {
                m_tasks.push_back(std::move(task));
            }
        }
        return m_options.dryRun ? Result<void>() : writeTasks();
    }

    bool isPatientOf(std::uint32_t chart, std::uint32_t resource) const
    {
        if (chart == record::kLibrary) {
            return false;
        }
        const std::vector<std::uint32_t>& patients = m_plan->charts()[chart].patients;
        return std::find(patients.begin(), patients.end(), resource) != patients.end();
    }

    void placeResource(Chart& chart, std::uint32_t resource, Task& task)
    {
        const record::ScannedResource& scanned = m_plan->scanned(resource);
        Fate& fate = m_fates[resource];
        if (chart.heldBefore.count(scanned.hash) > 0) {
            fate.held = true;
            return;
        }
        fate.before = false;
        const record::PlannedResource planned = m_plan->resource(resource);
        const std::string& url = planned.fullUrl.empty() ? planned.assignedFullUrl : planned.fullUrl;
        const Hash key = crypto::sha256({ByteView(scanned.hash), viewOf(url)});
        if (!chart.placedNow.insert(key).second) {
            fate.held = true; // the very same one is in this chart by now
            return;
        }
        task.resources.push_back(resource);
        task.bytes += scanned.size;
    }

    Result<Chart*> chartOf(std::uint32_t index)
    {
        if (index != record::kLibrary) {
            return &m_charts[index];
        }
        if (m_library.ready) {
            return &m_library;
        }
        ClinicalVault& clinical = *m_session.vaults().clinical;
        const Result<std::optional<storage::KnownSubject>> known =
            clinical.keys->findLibrary(m_session.ledger().clinic());
        if (!known) {
            return tl::unexpected<Error>(known.error());
        }
        if (*known) {
            Result<CategoryKeys> keys = clinical.keys->keysOf((*known)->subject, (*known)->epoch);
            if (!keys) {
                return tl::unexpected<Error>(keys.error());
            }
            m_library.subject = {(*known)->subject, (*known)->epoch, std::move(*keys)};
            const Result<void> read = clinical.index->digestsOf(
                PatientId{}, [&](const Hash& digest) { m_library.heldBefore.insert(digest); });
            if (!read) {
                return tl::unexpected<Error>(read.error());
            }
        } else if (!m_options.dryRun) {
            Result<Registration> library = authorLibrary(m_session.signer(), nowMs(), roleKeys());
            if (!library) {
                return tl::unexpected<Error>(library.error());
            }
            const Result<AppendedBlock> block =
                m_session.ledger().append(std::span(&library->entry, 1), nowMs());
            if (!block) {
                return tl::unexpected<Error>(block.error());
            }
            m_library.subject = std::move(library->subject);
        }
        m_library.ready = true;
        return &m_library;
    }

    Result<AuthoredEntry> author(const Task& task) const
    {
        const Chart& chart = task.chart == record::kLibrary ? m_library : m_charts[task.chart];
        std::map<Category, Content> byCategory;
        for (const std::uint32_t index : task.resources) {
            const record::PlannedResource resource = m_plan->resource(index);
            Content& content = byCategory[resource.category];
            content.source = m_plan->files()[resource.file].name;
            content.resources.push_back(
                {resource.fullUrl.empty() ? resource.assignedFullUrl : resource.fullUrl,
                 toBytes(resource.bytes)});
        }
        std::vector<CategoryContent> parts;
        for (auto& [category, content] : byCategory) {
            parts.push_back({category, std::move(content)});
        }
        return authorParts(m_session.signer(), chain::EntryType::RecordAdd, nowMs(), chart.subject, parts);
    }

    Result<void> writeTasks()
    {
        for (std::size_t begin = 0; begin < m_tasks.size() && !m_result.interrupted;) {
            std::size_t end = begin;
            std::size_t bytes = 0;
            while (end < m_tasks.size() && end - begin < kEntriesPerBlock
                   && (end == begin || bytes + m_tasks[end].bytes <= kBytesPerBlock)) {
                bytes += m_tasks[end++].bytes;
            }
            const Result<void> written = writeBlock(begin, end);
            if (!written) {
                return written;
            }
            begin = end;
            if (m_options.progress) {
                m_options.progress({static_cast<qint64>(begin), static_cast<qint64>(m_tasks.size())});
            }
            if (m_options.betweenBlocks) {
                m_options.betweenBlocks();
            }
            m_result.interrupted = m_options.cancellation.isWanted() && begin < m_tasks.size();
        }
        return {};
    }

    /// Seals and signs on all cores, then appends one block.
    Result<void> writeBlock(std::size_t begin, std::size_t end)
    {
        inParallel(end - begin, [&](std::size_t i) {
            Task& task = m_tasks[begin + i];
            task.entry.emplace(author(task));
        });
        std::vector<AuthoredEntry> entries;
        entries.reserve(end - begin);
        for (std::size_t i = begin; i < end; ++i) {
            Result<AuthoredEntry>& entry = *m_tasks[i].entry;
            if (!entry) {
                return tl::unexpected<Error>(entry.error());
            }
            entries.push_back(std::move(*entry));
            m_tasks[i].entry.reset();
        }
        const Result<AppendedBlock> block = m_session.ledger().append(entries, nowMs());
        if (!block) {
            return tl::unexpected<Error>(block.error());
        }
        for (std::size_t i = begin; i < end; ++i) {
            ++m_result.total.records;
            ++m_recordsOfFile[m_plan->resource(m_tasks[i].resources.front()).file];
            for (const std::uint32_t resource : m_tasks[i].resources) {
                m_fates[resource].held = true;
                m_fates[resource].before = false;
            }
        }
        return {};
    }

    void count()
    {
        std::vector<ImportCounts>& files = m_result.files;
        for (std::size_t i = 0; i < m_plan->files().size(); ++i) {
            const record::ImportFileReport& report = m_plan->files()[i];
            ImportCounts counts;
            counts.file = m_fileNames[static_cast<int>(i)].toStdString();
            counts.patients = report.patients;
            counts.records = m_recordsOfFile[i];
            counts.rejected = report.rejected;
            counts.warnings = report.warnings;
            files.push_back(std::move(counts));
        }
        for (std::uint32_t i = 0; i < m_plan->resourceCount(); ++i) {
            ImportCounts& counts = files[m_plan->resource(i).file];
            const Fate& fate = m_fates[i];
            if (fate.held || m_options.dryRun) {
                ++counts.resources;
                counts.alreadyHeld += fate.held && fate.before ? 1 : 0;
            }
        }
        for (const ImportCounts& counts : files) {
            m_result.total.resources += counts.resources;
            m_result.total.alreadyHeld += counts.alreadyHeld;
            m_result.total.patients += counts.patients;
            m_result.total.rejected.insert(m_result.total.rejected.end(), counts.rejected.begin(),
                                           counts.rejected.end());
        }
    }

    Session& m_session;
    QStringList m_fileNames;
    const ImportOptions& m_options;
    std::vector<std::unique_ptr<MappedFile>> m_files;
    std::optional<record::ImportPlan> m_plan;
    std::vector<Chart> m_charts;
    std::vector<std::uint32_t>
        m_sameChart; ///< of each chart of the plan, the one that takes its records: itself, or an earlier one
    std::unordered_map<Hash, std::uint32_t, HashOfHash> m_newByPatient;
    std::unordered_map<std::string, std::uint32_t> m_newByIdentifier;
    Chart m_library;
    std::vector<RolePublicKey> m_roleKeys;
    std::vector<AuthoredEntry> m_registrations;
    std::vector<Task> m_tasks;
    std::vector<Fate> m_fates;
    std::vector<std::uint64_t> m_recordsOfFile;
    ImportResult m_result;
};

} // namespace

Result<ImportResult> importFhir(Session& session, const QStringList& files, const ImportOptions& options)
{
    return Importer(session, files, options).run();
}

} // namespace carnet::services
