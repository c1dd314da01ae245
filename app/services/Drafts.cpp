// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/services/Drafts.h"

#include "app/services/Clock.h"
#include "app/services/VisitForms.h"
#include "ledger/crypto/Hpke.h"
#include "ledger/encoding/Hex.h"

#include <algorithm>

namespace carnet::services {

namespace {

constexpr std::string_view kInfo = "carnet/draft-0/visit-draft";

/// What a sealed draft is bound to: it opens under no other id and for no other patient.
Bytes boundTo(const storage::StoredDraft& draft)
{
    Bytes bytes(draft.id.begin(), draft.id.end());
    bytes.insert(bytes.end(), draft.patient.begin(), draft.patient.end());
    return bytes;
}

Bytes sealFor(const crypto::KemPublicKey& to, const storage::StoredDraft& draft,
              const interfaces::VisitForm& form)
{
    const QByteArray json = draftOf(form);
    return crypto::hpkeSeal(
        to, viewOf(kInfo), boundTo(draft),
        viewOf(std::string_view(json.constData(), static_cast<std::size_t>(json.size()))));
}

tl::unexpected<Error> unknownDraft()
{
    return failure(
        ErrorKind::Refused, "unknown-draft",
        "This draft is no longer here: it was signed, thrown away, or taken over by somebody else.");
}

} // namespace

Drafts::Drafts(Session& session) : m_session(session) {}

Result<storage::DraftStore*> Drafts::store() const
{
    const Result<void> allowed = m_session.require(Capability::WriteRecords);
    if (!allowed) {
        return tl::unexpected<Error>(allowed.error());
    }
    if (!m_session.vaults().clinical) {
        return failure(ErrorKind::Denied, "no-right",
                       "This person's password does not open clinical records.");
    }
    return m_session.vaults().clinical->drafts.get();
}

Result<storage::StoredDraft> Drafts::find(const storage::DraftId& id)
{
    const Result<storage::DraftStore*> drafts = store();
    if (!drafts) {
        return tl::unexpected<Error>(drafts.error());
    }
    Result<std::optional<storage::StoredDraft>> found = (*drafts)->find(id);
    if (!found) {
        return tl::unexpected<Error>(found.error());
    }
    if (!*found || ((*found)->owner != m_session.slot().keys.id() && !(*found)->offered)) {
        return unknownDraft();
    }
    return std::move(**found);
}

Result<interfaces::VisitForm> Drafts::unseal(const storage::StoredDraft& draft) const
{
    Result<crypto::SecretBytes> json =
        failure(ErrorKind::Denied, "cannot-open", "No key of this person's opens this draft.");
    if (!draft.offered) {
        json = crypto::hpkeOpen(m_session.slot().keys.kem(), viewOf(kInfo), boundTo(draft), draft.sealed);
    }
    for (const RoleKey& key : m_session.roleKeys()) {
        if (!json && draft.offered && key.group == RoleGroup::Clinical) {
            json = crypto::hpkeOpen(key.key, viewOf(kInfo), boundTo(draft), draft.sealed);
        }
    }
    if (!json) {
        return tl::unexpected<Error>(json.error());
    }
    const ByteView view = json->view();
    return formOfDraft(QByteArray(reinterpret_cast<const char*>(view.data()), static_cast<int>(view.size())));
}

Result<std::int64_t> Drafts::save(const storage::DraftId& id, const interfaces::VisitForm& form)
{
    const Result<storage::DraftStore*> drafts = store();
    if (!drafts) {
        return tl::unexpected<Error>(drafts.error());
    }
    const Result<PatientId> patient = parsePatientId(form.patientId.toStdString());
    const Result<std::optional<storage::StoredDraft>> before = (*drafts)->find(id);
    if (!patient || !before) {
        return tl::unexpected<Error>(patient ? before.error() : patient.error());
    }
    if (*before && (*before)->owner != m_session.slot().keys.id()) {
        return failure(ErrorKind::Refused, "not-yours",
                       "This draft is somebody else's by now, so it was not changed.");
    }
    storage::StoredDraft draft;
    draft.id = id;
    draft.owner = m_session.slot().keys.id();
    draft.patient = *patient;
    draft.savedMs = nowMs();
    draft.begunBy = *before ? (*before)->begunBy : std::string();
    if (form.isEmpty() && form.corrects.isEmpty()) {
        const Result<void> removed = (*drafts)->remove(id);
        return removed ? Result<std::int64_t>(draft.savedMs) : tl::unexpected<Error>(removed.error());
    }
    draft.sealed = sealFor(m_session.slot().keys.kem().publicKey(), draft, form);
    const Result<void> kept = (*drafts)->put(draft);
    return kept ? Result<std::int64_t>(draft.savedMs) : tl::unexpected<Error>(kept.error());
}

Result<OpenedDraft> Drafts::open(const storage::DraftId& id)
{
    Result<storage::StoredDraft> draft = find(id);
    if (!draft) {
        return tl::unexpected<Error>(draft.error());
    }
    Result<interfaces::VisitForm> form = unseal(*draft);
    if (!form) {
        return tl::unexpected<Error>(form.error());
    }
    if (draft->offered) {
        draft->offered = false;
        draft->begunBy = draft->owner == m_session.slot().keys.id() ? std::string() : draft->begunBy;
        draft->owner = m_session.slot().keys.id();
        draft->sealed = sealFor(m_session.slot().keys.kem().publicKey(), *draft, *form);
        const Result<void> taken = (*store())->put(*draft);
        if (!taken) {
            return tl::unexpected<Error>(taken.error());
        }
    }
    return OpenedDraft{draft->id, std::move(*form), draft->savedMs, draft->begunBy};
}

Result<std::optional<storage::DraftId>> Drafts::ofPatient(const PatientId& patient)
{
    const Result<std::vector<storage::StoredDraft>> all = list();
    if (!all) {
        return tl::unexpected<Error>(all.error());
    }
    for (const storage::StoredDraft& draft : *all) {
        if (draft.patient == patient && !draft.offered) {
            const Result<interfaces::VisitForm> form = unseal(draft);
            if (form && form->corrects.isEmpty()) {
                return draft.id;
            }
        }
    }
    return std::nullopt;
}

Result<bool> Drafts::wasSigned(const storage::StoredDraft& draft)
{
    if (draft.signingMs == 0) {
        return false;
    }
    const Result<std::vector<storage::IndexedRecord>> records =
        m_session.vaults().clinical->index->recordsOf(draft.patient);
    if (!records) {
        return tl::unexpected<Error>(records.error());
    }
    return std::any_of(records->begin(), records->end(), [&](const storage::IndexedRecord& record) {
        return record.author == draft.owner && record.timeMs == draft.signingMs;
    });
}

Result<std::vector<storage::StoredDraft>> Drafts::list()
{
    const Result<storage::DraftStore*> drafts = store();
    if (!drafts) {
        return tl::unexpected<Error>(drafts.error());
    }
    const Result<std::vector<storage::StoredDraft>> all = (*drafts)->visibleTo(m_session.slot().keys.id());
    if (!all) {
        return all;
    }
    std::vector<storage::StoredDraft> kept;
    for (const storage::StoredDraft& draft : *all) {
        const Result<bool> isSigned = wasSigned(draft);
        const Result<void> removed = isSigned && *isSigned ? (*drafts)->remove(draft.id) : Result<void>();
        if (!isSigned || !removed) {
            return tl::unexpected<Error>(isSigned ? removed.error() : isSigned.error());
        }
        if (!*isSigned) {
            kept.push_back(draft);
        }
    }
    return kept;
}

Result<void> Drafts::discard(const storage::DraftId& id)
{
    const Result<storage::StoredDraft> draft = find(id);
    if (!draft) {
        return draft.error().slug == "unknown-draft" ? Result<void>() : tl::unexpected<Error>(draft.error());
    }
    if (draft->owner != m_session.slot().keys.id()) {
        return failure(ErrorKind::Refused, "not-yours",
                       "This draft is somebody else's. Open it to take it over, then it can be thrown away.");
    }
    return (*store())->remove(id);
}

Result<void> Drafts::handOver(const storage::DraftId& id)
{
    Result<storage::StoredDraft> draft = find(id);
    if (!draft) {
        return tl::unexpected<Error>(draft.error());
    }
    if (draft->offered) {
        return {};
    }
    const Result<interfaces::VisitForm> form = unseal(*draft);
    if (!form) {
        return tl::unexpected<Error>(form.error());
    }
    const std::vector<RolePublicKey> keys = m_session.clinicRoleKeys();
    const auto clinical = std::find_if(
        keys.begin(), keys.end(), [](const RolePublicKey& key) { return key.group == RoleGroup::Clinical; });
    if (clinical == keys.end()) {
        return failure(
            ErrorKind::Refused, "no-role-key",
            "The clinic has no key for its clinical staff, so the draft cannot be handed over. It stays yours.");
    }
    draft->offered = true;
    draft->begunBy = m_session.fullName();
    draft->sealed = sealFor(clinical->recipient.key, *draft, *form);
    return (*store())->put(*draft);
}

Result<void> Drafts::markSigning(const storage::DraftId& id, std::int64_t timeMs)
{
    Result<storage::StoredDraft> draft = find(id);
    if (!draft) {
        // Nothing was typed since the form was opened, so there is nothing that could be offered again.
        return draft.error().slug == "unknown-draft" ? Result<void>() : tl::unexpected<Error>(draft.error());
    }
    draft->signingMs = timeMs;
    return (*store())->put(*draft);
}

QString draftText(const storage::DraftId& id)
{
    return QStringLiteral("drf-") + QString::fromStdString(hexEncode(id));
}

Result<storage::DraftId> parseDraftId(const QString& text)
{
    const Result<Bytes> bytes = hexDecode(text.mid(4).toStdString());
    storage::DraftId id{};
    if (!bytes || bytes->size() != id.size() || !text.startsWith(QLatin1String("drf-"))) {
        return failure(ErrorKind::Usage, "bad-id", "This is not the id of a draft.");
    }
    std::copy(bytes->begin(), bytes->end(), id.begin());
    return id;
}

} // namespace carnet::services
