// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/carnetctl/Output.h"
#include "app/services/Patients.h"
#include "app/services/Records.h"
#include "ledger/identity/Ids.h"

namespace carnet::cli {

inline QString qs(const std::string& text)
{
    return QString::fromStdString(text);
}

inline QString qs(std::string_view text)
{
    return QString::fromUtf8(text.data(), static_cast<int>(text.size()));
}

inline QString shownId(IdKind kind, const Hash& id)
{
    return qs(idText(kind, id));
}

/// "2026-05-03T10:15:30Z".
QString shownTime(std::int64_t timeMs);

QStringList namesOf(Roles roles);
QStringList textsOf(const std::vector<std::string>& texts);

/// A patient's line of the contract: patient, display_id, name, sex, birth_date.
Fields fieldsOf(const services::PatientHit& hit);
/// A record of the contract.
Fields fieldsOf(const services::RecordView& record);

} // namespace carnet::cli
