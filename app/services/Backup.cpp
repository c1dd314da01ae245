// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/services/Backup.h"

#include "app/services/BackupFile.h"
#include "app/services/Clock.h"
#include "app/services/LedgerReports.h"
#include "app/services/NewChain.h"
#include "app/services/ProfileFolder.h"

#include <QTemporaryDir>
#include <algorithm>

namespace carnet::services {

namespace {

tl::unexpected<Error> failed(const Error& error)
{
    return tl::unexpected<Error>(error);
}

/// A backup that was opened, and the ledger in it, verified block by block into a chain.db of its own.
class OpenedBackup {
public:
    static Result<std::unique_ptr<OpenedBackup>> open(const QString& file, const BackupOpener& opener)
    {
        Result<std::unique_ptr<BackupReader>> reader = BackupReader::open(file);
        if (!reader) {
            return failed(reader.error());
        }
        Keyring keyring = (*reader)->keyring();
        Result<UnlockedSlot> slot = opener.recovery
            ? keyring.unlockWithRecovery(*opener.recovery)
            : keyring.unlock(opener.user, toText(opener.password.view()), nowMs());
        const Result<void> unlocked = slot ? (*reader)->unlock(*slot) : Result<void>(failed(slot.error()));
        if (!unlocked) {
            return failed(unlocked.error());
        }
        return std::unique_ptr<OpenedBackup>(new OpenedBackup(std::move(*reader), std::move(*slot)));
    }

    const BackupHeader& header() const { return m_reader->header(); }
    const Keyring& keyring() const { return m_reader->keyring(); }
    const UnlockedSlot& slot() const { return m_slot; }

    Result<std::unique_ptr<LocalLedger>> takeLedger(const QString& path, StationKeys station,
                                                    const ProgressFunction& progress,
                                                    const Cancellation& cancellation)
    {
        std::uint64_t bytes = 0;
        chain::ExportReader items([&](std::span<std::uint8_t> buffer) -> Result<std::size_t> {
            if (cancellation.isWanted()) {
                return failure(ErrorKind::Refused, "interrupted", "It was interrupted. Nothing was made.");
            }
            const Result<std::size_t> got = m_reader->read(buffer);
            bytes += got ? *got : 0;
            if (progress) {
                progress({static_cast<qint64>(bytes), 0});
            }
            return got;
        });
        Result<std::unique_ptr<LocalLedger>> ledger =
            LocalLedger::createFrom(path, std::move(station), items);
        if (!ledger) {
            return ledger;
        }
        const std::optional<chain::BlockView> head =
            (*ledger)->state().block(header().chain, header().height);
        if ((*ledger)->federation() != header().federation || !head || head->hash != header().head) {
            return failure(
                ErrorKind::Fault, "backup-damaged",
                "The ledger in this backup is not the one that its beginning names. Use another backup.");
        }
        return ledger;
    }

private:
    OpenedBackup(std::unique_ptr<BackupReader> reader, UnlockedSlot slot)
        : m_reader(std::move(reader))
        , m_slot(std::move(slot))
    {
    }

    std::unique_ptr<BackupReader> m_reader;
    UnlockedSlot m_slot;
};

/// How far other clinics' blocks name the chain, as heads that they had seen when they were written.
Result<void> findWitnesses(LocalLedger& ledger, RehearsedBackup& rehearsed, const Hash& ownClinic)
{
    storage::BlockCursor cursor = ledger.store().allBlocks(storage::Depth::Block);
    storage::StoredBlock block;
    for (;;) {
        const Result<bool> read = cursor.next(block);
        if (!read || !*read) {
            return read ? Result<void>() : failed(read.error());
        }
        const std::optional<chain::ChainView> chain = ledger.state().chain(block.chain);
        if (!chain || chain->clinic == ownClinic) {
            continue;
        }
        const Result<chain::ParsedBlock> parsed = chain::parseBlock(block.bytes);
        if (!parsed) {
            return failed(parsed.error());
        }
        for (const chain::SeenHead& seen : parsed->preamble.seenHeads) {
            if (seen.chain != rehearsed.chain) {
                continue;
            }
            rehearsed.witnessedHeight = std::max(rehearsed.witnessedHeight.value_or(0), seen.height);
            const std::optional<chain::ClinicView> clinic = ledger.state().clinic(chain->clinic);
            if (clinic
                && std::ranges::find(rehearsed.witnessedBy, clinic->name) == rehearsed.witnessedBy.end()) {
                rehearsed.witnessedBy.push_back(clinic->name);
            }
        }
    }
}

} // namespace

Result<MadeBackup> createBackup(Session& administrator, const QString& file, const ProgressFunction& progress,
                                const Cancellation& cancellation)
{
    const Result<void> allowed = administrator.require(Capability::Administer);
    if (!allowed) {
        return failed(allowed.error());
    }
    LocalLedger& ledger = administrator.ledger();
    const std::optional<chain::ChainView> own = ledger.state().chain(ledger.place().chain);
    const Keyring& keyring = administrator.profile().keyring().keyring();
    BackupHeader header;
    header.federation = ledger.federation();
    header.clinic = ledger.clinic();
    header.chain = own->chain;
    header.height = own->blocks - 1;
    header.head = own->head;
    header.timeMs = nowMs();
    header.chains = ledger.state().chains().size();
    header.blocks = ledger.state().blockCount();
    header.keyring = keyring.encode();
    BackupWriter writer(file);
    Result<void> written = writer.begin(header, keyring);
    if (written) {
        const Result<LedgerExport> exported = writeLedger(
            ledger, [&](ByteView bytes) { return writer.write(bytes); }, std::nullopt, progress,
            cancellation);
        written = exported ? Result<void>() : failed(exported.error());
    }
    const Result<std::uint64_t> size = written ? writer.finish() : failed(written.error());
    if (!size) {
        return failed(size.error());
    }
    return MadeBackup{header.chains, header.blocks, *size, header.height, header.head};
}

Result<std::vector<std::string>> backupAdministrators(const QString& file)
{
    const Result<std::unique_ptr<BackupReader>> reader = BackupReader::open(file);
    if (!reader) {
        return failed(reader.error());
    }
    std::vector<std::string> users;
    for (const KeyringSlot& slot : (*reader)->keyring().slots()) {
        if (slot.kind == SlotKind::Person && slot.state == SlotState::Active && slot.roles.has(Role::Admin)) {
            users.push_back(slot.userName);
        }
    }
    return users;
}

Result<RehearsedBackup> rehearseBackup(const QString& file, const BackupOpener& opener,
                                       const ProgressFunction& progress, const Cancellation& cancellation)
{
    const Result<std::unique_ptr<OpenedBackup>> backup = OpenedBackup::open(file, opener);
    if (!backup) {
        return failed(backup.error());
    }
    const QTemporaryDir folder;
    if (!folder.isValid()) {
        return failure(
            ErrorKind::Unavailable, "cannot-write",
            QStringLiteral("A temporary folder cannot be made: %1.").arg(folder.errorString()).toStdString());
    }
    Result<std::unique_ptr<LocalLedger>> ledger = (*backup)->takeLedger(
        ProfilePaths(folder.path()).chainDatabase, StationKeys::generate(), progress, cancellation);
    if (!ledger) {
        return failed(ledger.error());
    }
    RehearsedBackup rehearsed;
    rehearsed.chains = (*ledger)->state().chains().size();
    rehearsed.blocks = (*ledger)->state().blockCount();
    rehearsed.entries = (*ledger)->state().entryCount();
    rehearsed.chain = (*backup)->header().chain;
    rehearsed.height = (*backup)->header().height;
    rehearsed.head = (*backup)->header().head;
    rehearsed.timeMs = (*backup)->header().timeMs;
    const Result<void> witnesses = findWitnesses(**ledger, rehearsed, (*backup)->header().clinic);
    return witnesses ? Result<RehearsedBackup>(std::move(rehearsed)) : failed(witnesses.error());
}

Result<RestoredBackup> restoreBackup(const QString& file, const BackupOpener& opener, const QString& folder,
                                     const std::string& stationName, const ProgressFunction& progress,
                                     const Cancellation& cancellation)
{
    const Result<std::unique_ptr<OpenedBackup>> backup = OpenedBackup::open(file, opener);
    if (!backup) {
        return failed(backup.error());
    }
    const BackupHeader& header = (*backup)->header();
    RestoredBackup restored;
    restored.oldChain = header.chain;
    restored.lastKnownHeight = header.height;
    const Result<void> made = makeProfileFolder(folder, [&](const QString& building) -> Result<void> {
        const ProfilePaths paths(building);
        const StationKeys station = StationKeys::generate();
        Result<void> written =
            writeFileDurably(paths.stationKey, station.encode().view(), FileAccess::OwnerOnly);
        if (written) {
            const Result<KeyringFile> keyring = KeyringFile::create(building, (*backup)->keyring());
            written = keyring ? Result<void>() : failed(keyring.error());
        }
        Result<std::unique_ptr<LocalLedger>> ledger = written
            ? (*backup)->takeLedger(paths.chainDatabase, station.clone(), progress, cancellation)
            : failed(written.error());
        if (!ledger) {
            return failed(ledger.error());
        }
        const Result<NewChain> chain = beginNewChain(
            **ledger, {header.clinic, stationName, header.chain, {{header.height, header.head}}},
            (*backup)->slot());
        if (!chain) {
            return failed(chain.error());
        }
        restored.newChain = chain->chain;
        restored.provisional = chain->provisional;
        return (*ledger)->close();
    });
    if (!made) {
        return failed(made.error());
    }
    return restored;
}

} // namespace carnet::services
