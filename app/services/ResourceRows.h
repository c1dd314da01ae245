// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/access/Content.h"
#include "ledger/storage/ClinicalIndex.h"
#include "ledger/storage/PatientIndex.h"
#include "ledger/storage/SubjectKeyStore.h"

namespace carnet::services {

/// What clinical.db lists of a resource. A resource that no reader understands keeps its category and digest. Any thread.
storage::IndexedResource resourceRow(record::Category category, const ContentResource& resource);

/// What desk.db lists of a Patient; nothing where the resource is no Patient. Any thread.
std::optional<storage::IndexedPatient> patientRow(const storage::KnownSubject& subject, const Hash& entry,
                                                  const ContentResource& resource);

} // namespace carnet::services
