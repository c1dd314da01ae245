// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/interfaces/Visits.h"

namespace carnet::interfaces {

bool VisitForm::isEmpty() const
{
    return values.isEmpty() && problems.isEmpty() && !noKnownAllergies && allergies.isEmpty()
        && medicines.isEmpty() && prescriptions.isEmpty() && note.trimmed().isEmpty();
}

} // namespace carnet::interfaces
