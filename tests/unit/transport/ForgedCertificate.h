// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/transport/StationCertificate.h"

namespace carnet::test {

/// A self-signed certificate of a fresh P-256 key as anybody can make one: with all extensions of `takenFrom`, or with none. So
/// the binding in it is either missing or another key's.
transport::StationCertificate forgedCertificate(const QSslCertificate& takenFrom = QSslCertificate());

} // namespace carnet::test
