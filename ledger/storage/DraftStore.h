// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/base/Error.h"
#include "ledger/identity/Ids.h"

#include <QStringList>
#include <optional>
#include <string>
#include <vector>

namespace carnet::storage {

class Database;

/// Names a draft from its first save until it is signed or thrown away.
using DraftId = ByteArray<16>;

/// An unsigned visit. What is written in it is sealed to its owner, or, once it was offered, to the clinic's clinical staff: the vault's
/// key alone does not open it.
struct StoredDraft {
    DraftId id{};
    Hash owner{}; ///< key id of the person
    PatientId patient{};
    std::int64_t savedMs = 0;
    bool offered = false; ///< whoever holds the clinical role key may take it over
    std::string begunBy;  ///< the name of who wrote it first, where that is somebody else than the owner
    std::int64_t signingMs =
        0; ///< claimed time of the entry that is being signed from it; 0 while there is none
    Bytes sealed;
};

/// clinical.db's unsigned visits. No projection: they are nowhere else, and a rebuild leaves them alone. It belongs to its database's thread.
class DraftStore {
public:
    explicit DraftStore(Database& database);

    static QStringList schema();

    /// Durable when it returns; a draft with this id is replaced.
    Result<void> put(const StoredDraft& draft);
    Result<std::optional<StoredDraft>> find(const DraftId& id);
    /// A person's own drafts and all that were offered, the newest first.
    Result<std::vector<StoredDraft>> visibleTo(const Hash& person);
    Result<void> remove(const DraftId& id);

private:
    Database& m_database;
};

} // namespace carnet::storage
