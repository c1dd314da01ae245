// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/base/Bytes.h"

#include <QFile>
#include <optional>

namespace carnet::services {

/// The last block that this station wrote, kept in a file beside chain.db and written after each commit. If chain.db does not have that
/// block, an old copy of it was put back, and this station must not sign at those heights again. The file may lag, since it is not synced,
/// but it is never ahead of what was committed. A file that is missing or damaged says nothing.
class TailWitness {
public:
    struct Tail {
        Hash chain{};
        std::uint64_t height = 0;
        Hash hash{};
    };

    explicit TailWitness(const QString& path);

    /// The newest that was noted and can be read.
    const std::optional<Tail>& tail() const { return m_tail; }
    /// Notes a block that is durable. An error stops nobody: the file then lags.
    void note(const Tail& tail);

private:
    QFile m_file;
    std::optional<Tail> m_tail;
    std::uint64_t m_sequence = 0; ///< of the newest note: the next one goes to the other half of the file
};

} // namespace carnet::services
