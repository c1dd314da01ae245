// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/services/KeyringFile.h"

#include "app/services/Files.h"

#include <QDir>

namespace carnet::services {

namespace {

QString pathOf(const QString& folder, std::string_view name)
{
    return QDir(folder).filePath(QString::fromLatin1(name.data(), static_cast<int>(name.size())));
}

/// A copy that is missing or cannot be read is an empty view: the other one may be whole.
Bytes copyOr(const QString& path, Error& firstError)
{
    Result<Bytes> bytes = readFile(path, static_cast<qint64>(Keyring::kMostFileBytes));
    if (bytes) {
        return std::move(*bytes);
    }
    if (bytes.error().slug != "no-file" && firstError.slug.empty()) {
        firstError = bytes.error();
    }
    return {};
}

} // namespace

KeyringFile::KeyringFile(QString folder, Keyring keyring)
    : m_folder(std::move(folder))
    , m_keyring(std::move(keyring))
{
}

Result<KeyringFile> KeyringFile::open(const QString& folder)
{
    Error unreadable;
    const Bytes first = copyOr(pathOf(folder, kKeyringFileName), unreadable);
    const Bytes second = copyOr(pathOf(folder, kKeyringSecondFileName), unreadable);
    Result<ChosenKeyring> chosen = chooseKeyring(first, second);
    if (!chosen) {
        return tl::unexpected<Error>(unreadable.slug.empty() ? chosen.error() : unreadable);
    }
    KeyringFile file(folder, std::move(chosen->keyring));
    file.m_note = std::move(chosen->note);
    if (chosen->rewriteBoth) {
        const Result<void> written = file.write(file.m_keyring);
        if (!written) {
            return tl::unexpected<Error>(written.error());
        }
    }
    return file;
}

Result<KeyringFile> KeyringFile::create(const QString& folder, Keyring keyring)
{
    KeyringFile file(folder, std::move(keyring));
    const Result<void> written = file.write(file.m_keyring);
    if (!written) {
        return tl::unexpected<Error>(written.error());
    }
    return file;
}

Result<void> KeyringFile::replace(Keyring next)
{
    const Result<void> written = write(next);
    if (written) {
        m_keyring = std::move(next);
    }
    return written;
}

Result<void> KeyringFile::write(const Keyring& keyring) const
{
    const Bytes bytes = keyring.encode();
    const Result<void> second =
        writeFileDurably(pathOf(m_folder, kKeyringSecondFileName), bytes, FileAccess::OwnerOnly);
    if (!second) {
        return second;
    }
    return writeFileDurably(pathOf(m_folder, kKeyringFileName), bytes, FileAccess::OwnerOnly);
}

} // namespace carnet::services
