// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/services/Clock.h"
#include "app/services/Records.h"
#include "app/services/Transfer.h"
#include "ledger/chain/EntryTypes.h"
#include "ledger/record/ExportBundle.h"
#include "ledger/record/ResourceIndex.h"
#include "ledger/record/ResourceRoles.h"

#include <QSaveFile>
#include <set>

namespace carnet::services {

namespace {

bool isRegistration(const storage::IndexedRecord& record)
{
    return record.type == chain::nameOf(chain::EntryType::PatientRegister)
        || record.type == chain::nameOf(chain::EntryType::PatientUpdate)
        || record.type == chain::nameOf(chain::EntryType::LibraryOpen);
}

/// Resources that are about nobody: an Organization, a Practitioner, a Medication.
bool isSupporting(const Bytes& json)
{
    const Result<record::ResourceIndex> index = record::indexResource(json);
    if (!index) {
        return false;
    }
    const record::ResourceRoles& roles = record::rolesOf(index->type);
    return index->type != "Patient" && roles.subjects.empty() && roles.abouts.empty();
}

class Exporter {
public:
    Exporter(Session& session, const QString& path, const ExportOptions& options)
        : m_session(session)
        , m_records(session)
        , m_options(options)
        , m_file(path)
        , m_bundle([this](ByteView bytes) { return write(bytes); }, nowMs())
    {
    }

    Result<std::uint64_t> run()
    {
        const Result<void> allowed = m_session.require(Capability::ReadClinical);
        if (!allowed) {
            return tl::unexpected<Error>(allowed.error());
        }
        Result<std::vector<PatientId>> patients = wanted();
        if (!patients) {
            return tl::unexpected<Error>(patients.error());
        }
        if (!m_file.open(QIODevice::WriteOnly)) {
            return cannotWrite();
        }
        Result<void> done;
        for (std::size_t i = 0; i < patients->size() && done; ++i) {
            done = exportPatient((*patients)[i]);
            if (m_options.progress) {
                m_options.progress({static_cast<qint64>(i + 1), static_cast<qint64>(patients->size())});
            }
            if (done && m_options.cancellation.isWanted()) {
                done = failure(ErrorKind::Refused, "interrupted",
                               "The export was interrupted. No file was written.");
            }
        }
        if (done && !m_options.patient) {
            done = exportEntries(PatientId{});
        }
        if (!done) {
            return tl::unexpected<Error>(done.error());
        }
        const Result<std::uint64_t> count = m_bundle.finish();
        if (count && !m_file.commit()) {
            return cannotWrite();
        }
        return count;
    }

private:
    tl::unexpected<Error> cannotWrite() const
    {
        return failure(ErrorKind::Unavailable, "cannot-write",
                       QStringLiteral("The file %1 cannot be written: %2.")
                           .arg(m_file.fileName(), m_file.errorString())
                           .toStdString());
    }

    Result<void> write(ByteView bytes)
    {
        const auto size = static_cast<qint64>(bytes.size());
        if (m_file.write(reinterpret_cast<const char*>(bytes.data()), size) != size) {
            return cannotWrite();
        }
        return {};
    }

    Result<std::vector<PatientId>> wanted()
    {
        storage::PatientIndex& index = *m_session.vaults().desk.patients;
        if (m_options.patient) {
            const Result<std::optional<storage::IndexedPatient>> row = index.find(*m_options.patient);
            if (!row) {
                return tl::unexpected<Error>(row.error());
            }
            if (!*row) {
                return failure(ErrorKind::Refused, "unknown-id", "There is no patient with this id here.");
            }
            return std::vector<PatientId>{*m_options.patient};
        }
        const Result<std::vector<storage::PatientLine>> lines = index.search(std::string(), 0);
        if (!lines) {
            return tl::unexpected<Error>(lines.error());
        }
        std::vector<PatientId> patients;
        for (const storage::PatientLine& line : *lines) {
            patients.push_back(line.patient);
        }
        return patients;
    }

    Result<void> exportPatient(const PatientId& patient)
    {
        const Result<std::vector<storage::IndexedRecord>> entries =
            m_session.vaults().clinical->index->entriesOf(patient);
        if (!entries) {
            return tl::unexpected<Error>(entries.error());
        }
        // The newest demographics stand for the patient, under the address that the first ones had.
        std::optional<std::string> fullUrl;
        std::vector<RecordView> versions;
        for (const storage::IndexedRecord& entry : *entries) {
            if (!isRegistration(entry)) {
                continue;
            }
            Result<RecordView> view = m_records.viewOfRecord(entry);
            if (!view) {
                return tl::unexpected<Error>(view.error());
            }
            if (!fullUrl && !view->resources.empty()) {
                fullUrl = view->resources.front().fullUrl;
            }
            versions.push_back(std::move(*view));
        }
        for (std::size_t i = versions.size(); i-- > 0;) {
            for (const RecordView::Resource& resource : versions[i].resources) {
                const Result<void> added = add(
                    resource.json, resource.fullUrl ? *resource.fullUrl : fullUrl.value_or(std::string()));
                if (!added) {
                    return added;
                }
            }
            if (!m_options.withHistory) {
                break;
            }
        }
        return exportEntries(patient);
    }

    /// The records of a patient, or the library's: ledger order, what is about nobody at the end.
    Result<void> exportEntries(const PatientId& patient)
    {
        const Result<std::vector<storage::IndexedRecord>> entries =
            m_session.vaults().clinical->index->entriesOf(patient);
        if (!entries) {
            return tl::unexpected<Error>(entries.error());
        }
        std::vector<RecordView::Resource> supporting;
        std::set<crypto::PublicKey> authors; // who wrote records here, to whom their resources refer
        for (const storage::IndexedRecord& entry : *entries) {
            if (isRegistration(entry)) {
                continue;
            }
            Result<RecordView> view = m_records.viewOfRecord(entry);
            if (!view) {
                return tl::unexpected<Error>(view.error());
            }
            if (!m_options.withHistory && (view->correctedBy || view->enteredInError)) {
                continue;
            }
            if (view->source.empty() && !view->resources.empty()) {
                authors.insert(view->author);
            }
            for (RecordView::Resource& resource : view->resources) {
                if (isSupporting(resource.json)) {
                    supporting.push_back(std::move(resource));
                    continue;
                }
                const Result<void> added = add(resource.json, resource.fullUrl.value_or(std::string()));
                if (!added) {
                    return added;
                }
            }
        }
        for (const crypto::PublicKey& author : authors) {
            const Result<void> added = addAuthor(author);
            if (!added) {
                return added;
            }
        }
        for (const RecordView::Resource& resource : supporting) {
            const Result<void> added = add(resource.json, resource.fullUrl.value_or(std::string()));
            if (!added) {
                return added;
            }
        }
        return {};
    }

    /// The Practitioner that the records of a person of this clinic refer to, as enrolled.
    Result<void> addAuthor(const crypto::PublicKey& author)
    {
        const std::optional<chain::PractitionerView> person =
            m_session.ledger().state().practitioner(m_session.ledger().clinic(), author);
        if (!person) {
            return {};
        }
        const std::string uuid = practitionerUuid(author);
        return add(toBytes(viewOf(record::practitionerResource(uuid, person->fullName, person->licence))),
                   "urn:uuid:" + uuid);
    }

    Result<void> add(const Bytes& json, const std::string& fullUrl)
    {
        const Result<bool> added = m_bundle.add(json, fullUrl);
        return added ? Result<void>() : tl::unexpected<Error>(added.error());
    }

    Session& m_session;
    Records m_records;
    const ExportOptions& m_options;
    QSaveFile m_file;
    record::ExportBundle m_bundle;
};

} // namespace

Result<std::uint64_t> exportFhir(Session& session, const QString& file, const ExportOptions& options)
{
    return Exporter(session, file, options).run();
}

} // namespace carnet::services
