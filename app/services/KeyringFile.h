// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/identity/Keyring.h"

#include <QString>
#include <functional>

namespace carnet::services {

/// The keyring of a profile on disk: two copies, each replaced whole. Every change is durable in both before its outcome is told, also the
/// count of wrong passwords. Belongs to one thread at a time, and never to the window's: opening a slot takes a second.
class KeyringFile {
public:
    /// Reads the newest valid copy and mends the other one. Errors: those of chooseKeyring and of the disk.
    static Result<KeyringFile> open(const QString& folder);
    /// Writes a new keyring's two copies.
    static Result<KeyringFile> create(const QString& folder, Keyring keyring);

    const Keyring& keyring() const { return m_keyring; }
    /// A sentence for a person where a copy was damaged and has been mended; else empty.
    const std::string& note() const { return m_note; }

    /// Changes a copy of the keyring, writes it, then keeps it; on failure nothing has changed. `change` returns Result<T>.
    template <typename Change>
    auto change(Change change) -> decltype(change(std::declval<Keyring&>()))
    {
        Keyring next = m_keyring;
        auto result = change(next);
        // A refused unlock has raised the count of wrong passwords, which must be on disk before the person is told.
        if (next.sequence() != m_keyring.sequence()) {
            const Result<void> written = write(next);
            if (!written) {
                return tl::unexpected<Error>(written.error());
            }
            m_keyring = std::move(next);
        }
        return result;
    }

    /// Writes a keyring that was made from a copy of this one, then keeps it.
    Result<void> replace(Keyring next);

private:
    KeyringFile(QString folder, Keyring keyring);
    Result<void> write(const Keyring& keyring) const;

    QString m_folder;
    Keyring m_keyring;
    std::string m_note;
};

} // namespace carnet::services
