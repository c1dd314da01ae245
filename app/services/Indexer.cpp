// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/services/Indexer.h"

#include "app/services/ResourceRows.h"
#include "ledger/chain/EntryBodies.h"
#include "ledger/identity/Ids.h"

#include <set>

namespace carnet::services {

namespace {

/// One transaction of the vaults holds about so many entries: enough to make the disk's sync cheap, few enough that a power cut costs little.
constexpr std::size_t kEntriesPerPiece = 4'000;

Result<void> errorOf(const Error& error)
{
    return tl::unexpected<Error>(error);
}

} // namespace

Indexer::Indexer(Session& session) : m_session(session) {}

Result<void> Indexer::run(const ProgressFunction& progress, const Cancellation& cancellation)
{
    const Result<void> fresh = dropStale();
    const Result<void> read = fresh ? readPositions() : fresh;
    if (!read) {
        return read;
    }
    std::map<Hash, std::uint64_t> from;
    std::uint64_t total = 0;
    const Result<std::vector<storage::ChainHead>> heads = m_session.ledger().store().heads();
    if (!heads) {
        return errorOf(heads.error());
    }
    for (const storage::ChainHead& head : *heads) {
        const Position& position = m_positions[head.chain];
        const std::uint64_t first = std::min(position.desk, position.clinical);
        if (first <= head.height) {
            from[head.chain] = first;
            total += head.height + 1 - first;
        }
    }
    if (from.empty()) {
        return {};
    }
    // In the order in which they were stored, across the chains: what one of the clinic's stations wrote about a patient follows the
    // registration at another one, with the keys that open it.
    Result<storage::BlockCursor> cursor =
        m_session.ledger().store().allBlocksFrom(from, storage::Depth::Parts);
    if (!cursor) {
        return errorOf(cursor.error());
    }
    std::vector<storage::StoredBlock> piece;
    std::size_t entries = 0;
    std::uint64_t done = 0;
    for (bool more = true; more;) {
        storage::StoredBlock block;
        const Result<bool> next = cursor->next(block);
        if (!next) {
            return errorOf(next.error());
        }
        more = *next;
        if (more) {
            const auto wanted = from.find(block.chain);
            if (wanted == from.end() || block.height < wanted->second) {
                continue;
            }
            entries += block.entries.size();
            piece.push_back(std::move(block));
        }
        if (piece.empty() || (more && entries < kEntriesPerPiece)) {
            continue;
        }
        const Result<void> indexed = indexBlocks(piece);
        if (!indexed) {
            return indexed;
        }
        done += piece.size();
        if (progress) {
            progress({static_cast<qint64>(done), static_cast<qint64>(total)});
        }
        piece.clear();
        entries = 0;
        if (cancellation.isWanted()) {
            return {};
        }
    }
    return {};
}

Result<void> Indexer::readPositions()
{
    Vaults& vaults = m_session.vaults();
    const Result<std::vector<storage::ChainHead>> heads = m_session.ledger().store().heads();
    if (!heads) {
        return errorOf(heads.error());
    }
    for (const storage::ChainHead& head : *heads) {
        const Result<std::uint64_t> desk = vaults.desk.projection->position(head.chain);
        const Result<std::uint64_t> clinical = vaults.clinical
            ? vaults.clinical->projection->position(head.chain)
            : Result<std::uint64_t>(head.height + 1);
        if (!desk || !clinical) {
            return errorOf(desk ? clinical.error() : desk.error());
        }
        m_positions[head.chain] = {*desk, *clinical};
    }
    return {};
}

/// Entries that were indexed may have lost their validity since, and others regained it, or an old chain.db may have been put back, which
/// does not have them: then the projections begin anew, so that they are always what the ledger says. Their position "in the chain" of
/// zeros is how many changes of validity they know.
Result<void> Indexer::dropStale()
{
    Vaults& vaults = m_session.vaults();
    const chain::LedgerState& state = m_session.ledger().state();
    const std::uint64_t changes = m_session.ledger().statusChanges();
    const auto refresh = [&](storage::Database& database, storage::Projection& projection,
                             const QStringList& emptying) -> Result<void> {
        const Result<std::map<Hash, std::uint64_t>> known = projection.positions();
        if (!known) {
            return errorOf(known.error());
        }
        bool isStale = false;
        for (const auto& [chain, height] : *known) {
            const std::optional<chain::ChainView> view = state.chain(chain);
            isStale = isStale || (chain != Hash{} && height > (view ? view->blocks : 0));
        }
        const auto changesKnown = known->find(Hash{});
        if (!isStale && (changesKnown == known->end() ? 0 : changesKnown->second) == changes) {
            return {};
        }
        storage::Transaction transaction(database);
        Result<void> done = transaction.begin();
        if (done) {
            done = projection.drop();
        }
        for (const QString& statement : emptying) {
            done = done ? database.run(statement) : done;
        }
        if (done) {
            done = projection.setPosition(Hash{}, changes);
        }
        return done ? transaction.commit() : done;
    };
    Result<void> done =
        refresh(*vaults.desk.database, *vaults.desk.projection, storage::PatientIndex::emptyingStatements());
    if (done && vaults.clinical) {
        done = refresh(*vaults.clinical->database, *vaults.clinical->projection, {});
    }
    return done;
}

Result<void> Indexer::indexBlocks(const std::vector<storage::StoredBlock>& blocks)
{
    Vaults& vaults = m_session.vaults();
    storage::Transaction desk(*vaults.desk.database);
    std::optional<storage::Transaction> clinical;
    Result<void> done = desk.begin();
    if (done && vaults.clinical) {
        clinical.emplace(*vaults.clinical->database);
        done = clinical->begin();
    }
    for (const storage::StoredBlock& block : blocks) {
        Position& position = m_positions[block.chain];
        const Target target{block.height >= position.desk,
                            vaults.clinical && block.height >= position.clinical};
        done = done ? indexBlock(block, target) : done;
        position.desk = std::max(position.desk, block.height + 1);
        position.clinical = std::max(position.clinical, block.height + 1);
    }
    // Each vault has its own position: a power cut between the two commits only means that one is indexed again.
    std::set<Hash> chains;
    for (const storage::StoredBlock& block : blocks) {
        if (!chains.insert(block.chain).second) {
            continue;
        }
        const Position& position = m_positions[block.chain];
        done = done ? vaults.desk.projection->setPosition(block.chain, position.desk) : done;
        if (done && clinical) {
            done = vaults.clinical->projection->setPosition(block.chain, position.clinical);
        }
    }
    if (done) {
        done = desk.commit();
    }
    if (done && clinical) {
        done = clinical->commit();
    }
    return done;
}

Result<void> Indexer::indexBlock(const storage::StoredBlock& block, Target target)
{
    for (std::uint32_t index = 0; index < block.entries.size(); ++index) {
        const std::optional<chain::EntryStatus> status =
            m_session.ledger().state().status(block.entries[index].id);
        if (!status || status->state != chain::EntryState::Valid) {
            continue; // never shown as valid, so it is in no list
        }
        const Result<void> done = indexEntry(block, index, target);
        if (!done) {
            return done;
        }
    }
    return {};
}

Result<void> Indexer::indexEntry(const storage::StoredBlock& block, std::uint32_t index, Target target)
{
    const storage::StoredEntry& entry = block.entries[index];
    const Result<chain::ParsedEntry> parsed = chain::parseEntry(entry.bytes);
    if (!parsed) {
        return errorOf(parsed.error());
    }
    const std::optional<chain::EntryType> type = chain::entryTypeOf(parsed->header.type);
    if (!type) {
        return {};
    }
    switch (*type) {
    case chain::EntryType::PractitionerEnrol:
    case chain::EntryType::PractitionerChange:
    case chain::EntryType::RoleRotate: {
        const Result<void> opened = m_session.openRoleKeysIn(entry);
        if (!opened || !target.desk) {
            return opened;
        }
        const std::optional<chain::EntryView> view = m_session.ledger().state().entry(entry.id);
        return m_session.vaults().desk.staff->put(
            view && view->clinic ? *view->clinic : m_session.ledger().clinic(), entry.id);
    }
    case chain::EntryType::PatientRegister:
    case chain::EntryType::LibraryOpen: {
        const Result<void> opened = indexEpoch(*parsed, entry, target);
        return opened && target.clinical ? indexRecord(*parsed, block, index) : opened;
    }
    case chain::EntryType::PatientUpdate: {
        const Result<void> done = target.desk ? indexDemographics(*parsed, entry) : Result<void>();
        return done && target.clinical ? indexRecord(*parsed, block, index) : done;
    }
    case chain::EntryType::PatientLink:
    case chain::EntryType::PatientUnlink: return target.desk ? indexLink(*parsed, entry) : Result<void>();
    case chain::EntryType::RecordAdd:
    case chain::EntryType::RecordCorrect:
        return target.clinical ? indexRecord(*parsed, block, index) : Result<void>();
    default: return {};
    }
}

Result<CategoryKeys> Indexer::openEpochWraps(const chain::ParsedEntry& parsed,
                                             const storage::StoredEntry& entry, RoleGroup group,
                                             std::optional<PatientSecret>& secret)
{
    std::vector<WrapKey> tryKeys;
    for (const RoleKey& key : m_session.roleKeys()) {
        if (key.group == group) {
            tryKeys.push_back({&key.key, key.generation});
        }
    }
    const PartContext context = partContextOf(parsed.header, m_session.ledger().federation());
    const Result<chain::EntryBody> body =
        chain::decodeBody(*chain::entryTypeOf(parsed.header.type), parsed.header.body);
    const chain::EpochDescriptor* epoch = body ? chain::epochOf(*body) : nullptr;
    CategoryKeys keys;
    for (std::size_t i = 0; epoch && i < entry.parts.size() && !tryKeys.empty(); ++i) {
        if (!entry.parts[i] || parsed.header.parts[i].commitment) {
            continue;
        }
        Result<OpenedWrap> wrap =
            openWrap(context, i, *entry.parts[i], partDigestOf(parsed.header, i), tryKeys);
        if (!wrap || !std::holds_alternative<CategoryWrap>(wrap->content)) {
            continue; // for somebody else
        }
        CategoryWrap& content = std::get<CategoryWrap>(wrap->content);
        // Keys that are not those of the epoch would open nothing that anybody else can open: the wrap is ignored (FORMAT.md §4.3).
        if (content.keys.checkAgainst(epoch->commitments)) {
            keys.merge(std::move(content.keys));
            if (content.secret) {
                secret = std::move(content.secret);
            }
        }
    }
    return keys;
}

Result<std::vector<OpenedPart>> Indexer::openParts(const chain::ParsedEntry& parsed,
                                                   const storage::StoredEntry& entry,
                                                   storage::SubjectKeyStore& keyStore, std::string& fault)
{
    const Result<CategoryKeys> keys = keyStore.keysOf(*parsed.header.subject, *parsed.header.epoch);
    if (!keys) {
        return tl::unexpected<Error>(keys.error());
    }
    std::vector<OpenedPart> parts;
    const PartOpener opener(partContextOf(parsed.header, m_session.ledger().federation()), *keys);
    for (std::size_t i = 0; i < entry.parts.size(); ++i) {
        if (!entry.parts[i] || !parsed.header.parts[i].commitment) {
            continue;
        }
        Result<OpenedPart> part = opener.open(i, *entry.parts[i], partDigestOf(parsed.header, i));
        if (part) {
            parts.push_back(std::move(*part));
        } else if (part.error().slug != "no-category-key" && fault.empty()) {
            fault = part.error().slug;
        }
    }
    return parts;
}

Result<void> Indexer::indexEpoch(const chain::ParsedEntry& parsed, const storage::StoredEntry& entry,
                                 Target target)
{
    const bool isLibrary = parsed.header.type == chain::nameOf(chain::EntryType::LibraryOpen);
    const std::optional<chain::EntryView> view = m_session.ledger().state().entry(entry.id);
    storage::KnownSubject subject;
    subject.subject = *parsed.header.subject;
    subject.epoch = *parsed.header.epoch;
    subject.kind = isLibrary ? storage::SubjectKind::Library : storage::SubjectKind::Patient;
    subject.clinic = view && view->clinic ? *view->clinic : m_session.ledger().clinic();
    if (const Result<chain::EntryBody> body =
            chain::decodeBody(*chain::entryTypeOf(parsed.header.type), parsed.header.body)) {
        const auto* registration = std::get_if<chain::PatientRegisterBody>(&*body);
        subject.custodied = registration && registration->custody == chain::Custody::Clinic;
    }

    Vaults& vaults = m_session.vaults();
    const auto store = [&](storage::SubjectKeyStore& keyStore, RoleGroup group,
                           bool withSecret) -> Result<void> {
        std::optional<PatientSecret> secret;
        const Result<CategoryKeys> keys = openEpochWraps(parsed, entry, group, secret);
        if (!keys || keys->empty()) {
            return keys ? Result<void>() : errorOf(keys.error());
        }
        Result<void> stored = keyStore.putKeys(subject.subject, subject.epoch, *keys);
        if (stored && !isLibrary) {
            std::string fault;
            const Result<std::vector<OpenedPart>> parts = openParts(parsed, entry, keyStore, fault);
            if (!parts) {
                return errorOf(parts.error());
            }
            for (const OpenedPart& part : *parts) {
                if (part.content.patient) {
                    subject.patient = *part.content.patient;
                }
            }
        }
        if (stored) {
            stored = keyStore.putSubject(subject);
        }
        if (stored && withSecret && secret) {
            stored = keyStore.putSecret(subject.subject, *secret);
        }
        return stored;
    };
    Result<void> done;
    if (target.desk && !isLibrary) {
        done = store(*vaults.desk.keys, RoleGroup::Desk, false);
        if (done) {
            done = indexDemographics(parsed, entry);
        }
    }
    if (done && target.clinical) {
        done = store(*vaults.clinical->keys, RoleGroup::Clinical, true);
    }
    return done;
}

Result<void> Indexer::indexDemographics(const chain::ParsedEntry& parsed, const storage::StoredEntry& entry)
{
    DeskVault& desk = m_session.vaults().desk;
    const Result<std::optional<storage::KnownSubject>> subject = desk.keys->find(*parsed.header.subject);
    if (!subject || !*subject) {
        return subject ? Result<void>() : errorOf(subject.error());
    }
    std::string fault;
    const Result<std::vector<OpenedPart>> parts = openParts(parsed, entry, *desk.keys, fault);
    if (!parts) {
        return errorOf(parts.error());
    }
    for (const OpenedPart& part : *parts) {
        for (const ContentResource& resource : part.content.resources) {
            const std::optional<storage::IndexedPatient> row = patientRow(**subject, entry.id, resource);
            if (!row) {
                continue;
            }
            const Result<void> stored = desk.patients->put(*row);
            if (!stored) {
                return stored;
            }
        }
    }
    return {};
}

Result<void> Indexer::indexLink(const chain::ParsedEntry& parsed, const storage::StoredEntry& entry)
{
    DeskVault& desk = m_session.vaults().desk;
    const Result<std::optional<storage::KnownSubject>> subject = desk.keys->find(*parsed.header.subject);
    if (!subject || !*subject) {
        return subject ? Result<void>() : errorOf(subject.error());
    }
    std::string fault;
    const Result<std::vector<OpenedPart>> parts = openParts(parsed, entry, *desk.keys, fault);
    if (!parts) {
        return errorOf(parts.error());
    }
    for (const OpenedPart& part : *parts) {
        if (!part.content.relation) {
            continue;
        }
        const Relation& relation = *part.content.relation;
        if (relation.kind == RelationKind::TakesBackLink) {
            return desk.patients->undoLink(relation.target, entry.id);
        }
        if (relation.kind == RelationKind::LinksSubject) {
            const Result<std::optional<storage::KnownSubject>> other = desk.keys->find(relation.target);
            if (!other) {
                return errorOf(other.error());
            }
            if (*other) {
                return desk.patients->putLink(
                    {entry.id, (*subject)->patient, (*other)->patient, std::nullopt});
            }
        }
    }
    return {};
}

Result<void> Indexer::indexRecord(const chain::ParsedEntry& parsed, const storage::StoredBlock& block,
                                  std::uint32_t index)
{
    ClinicalVault& clinical = *m_session.vaults().clinical;
    const Result<std::optional<storage::KnownSubject>> subject = clinical.keys->find(*parsed.header.subject);
    if (!subject || !*subject) {
        return subject ? Result<void>() : errorOf(subject.error());
    }
    storage::IndexedRecord record;
    record.entry = block.entries[index].id;
    record.subject = (*subject)->subject;
    record.patient = (*subject)->patient;
    record.chain = block.chain;
    record.height = block.height;
    record.index = index;
    record.timeMs = static_cast<std::int64_t>(parsed.header.timeMs);
    record.author = parsed.header.author.key;
    record.type = parsed.header.type;
    const Result<std::vector<OpenedPart>> parts =
        openParts(parsed, block.entries[index], *clinical.keys, record.fault);
    if (!parts) {
        return errorOf(parts.error());
    }
    std::vector<storage::IndexedResource> resources;
    for (std::uint32_t part = 0; part < parts->size(); ++part) {
        const OpenedPart& opened = (*parts)[part];
        if (!record.relation) {
            record.relation = opened.content.relation;
        }
        if (record.source.empty()) {
            record.source = opened.content.source;
        }
        for (std::uint32_t ordinal = 0; ordinal < opened.content.resources.size(); ++ordinal) {
            storage::IndexedResource row = resourceRow(opened.category, opened.content.resources[ordinal]);
            row.entry = record.entry;
            row.part = part;
            row.ordinal = ordinal;
            if (!row.date.empty() && (record.date.empty() || row.date < record.date)) {
                record.date = row.date;
            }
            resources.push_back(std::move(row));
        }
    }
    return clinical.index->put(record, resources);
}

} // namespace carnet::services
