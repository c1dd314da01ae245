// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/services/Session.h"
#include "ledger/interfaces/Visits.h"

namespace carnet::services {

/// A draft, opened.
struct OpenedDraft {
    storage::DraftId id{};
    interfaces::VisitForm form;
    std::int64_t savedMs = 0;
    std::string begunBy;
};

/// Unsigned visits of a session's person. Each is sealed to the person's own key (RFC 9180, as wraps are), so that somebody else's password
/// opens the vault and not the draft; one that is handed over is sealed to the clinic's clinical role key until somebody takes it. Works on a
/// session and belongs to its thread. Errors of all: Denied "no-right".
class Drafts {
public:
    explicit Drafts(Session& session);

    /// Durable when it returns: the time of saving. An empty form removes the draft. Refused "not-yours" where the id is another person's.
    Result<std::int64_t> save(const storage::DraftId& id, const interfaces::VisitForm& form);
    /// One's own, or one that was handed over, which becomes one's own. Refused "unknown-draft"; Denied "cannot-open".
    Result<OpenedDraft> open(const storage::DraftId& id);
    /// The newest of one's own drafts of a patient that begins a visit; nothing where there is none.
    Result<std::optional<storage::DraftId>> ofPatient(const PatientId& patient);
    /// One's own and those that were handed over, newest first. A draft whose entry was signed, and that a power cut kept, is removed here.
    Result<std::vector<storage::StoredDraft>> list();
    Result<void> discard(const storage::DraftId& id);
    Result<void> handOver(const storage::DraftId& id);

    /// Notes the claimed time of the entry that is about to be signed from the draft, so that the draft is not offered again when the
    /// power goes between the signing and the removal.
    Result<void> markSigning(const storage::DraftId& id, std::int64_t timeMs);

private:
    Result<storage::DraftStore*> store() const;
    /// Whoever may see it: the owner, or anybody while it is offered.
    Result<storage::StoredDraft> find(const storage::DraftId& id);
    Result<interfaces::VisitForm> unseal(const storage::StoredDraft& draft) const;
    Result<bool> wasSigned(const storage::StoredDraft& draft);

    Session& m_session;
};

/// "drf-…", as the window names it, and back. Usage "bad-id".
QString draftText(const storage::DraftId& id);
Result<storage::DraftId> parseDraftId(const QString& text);

} // namespace carnet::services
