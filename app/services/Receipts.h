// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/services/Session.h"
#include "ledger/chain/Receipt.h"

namespace carnet::services {

/// The file that a patient can take away (FORMAT.md §8): the entry, all of its parts that this session opens, its proofs, and the author's
/// enrolment path. Errors: Denied "no-right", "no-key"; Refused "unknown-id".
Result<Bytes> createReceipt(Session& session, const Hash& record);

} // namespace carnet::services
