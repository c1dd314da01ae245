// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/carnetctl/Commands.h"
#include "app/carnetctl/Words.h"
#include "app/services/Backup.h"

#include <QSysInfo>

namespace carnet::cli {

namespace {

const QString kRecovery = QStringLiteral("recovery");

/// Who opens the backup: --recovery, or --user with the password; the user may be left out where only one could be meant.
Result<services::BackupOpener> openerOf(Context& context)
{
    const Arguments& arguments = context.arguments();
    services::BackupOpener opener;
    if (arguments.has(kRecovery)) {
        const Result<crypto::SecretBytes> typed =
            context.secrets().read(kRecovery, QStringLiteral("Recovery code"));
        Result<RecoveryCode> code =
            typed ? RecoveryCode::parse(toText(typed->view())) : tl::unexpected<Error>(typed.error());
        if (!code) {
            return tl::unexpected<Error>(code.error());
        }
        opener.recovery = std::move(*code);
        return opener;
    }
    opener.user = arguments.value(QStringLiteral("user")).toStdString();
    if (opener.user.empty()) {
        const Result<std::vector<std::string>> users =
            services::backupAdministrators(arguments.positionals.front());
        if (!users) {
            return tl::unexpected<Error>(users.error());
        }
        if (users->size() != 1) {
            return failure(ErrorKind::Usage, "usage",
                           "Several administrators can open this backup: name one with --user.");
        }
        opener.user = users->front();
    }
    Result<crypto::SecretBytes> password = context.secrets().read(
        QStringLiteral("password-file"), QStringLiteral("Password of %1").arg(qs(opener.user)));
    if (!password) {
        return tl::unexpected<Error>(password.error());
    }
    opener.password = std::move(*password);
    return opener;
}

Result<int> createBackup(Context& context)
{
    const Result<services::Session*> session = context.sessionThatMay(Capability::Administer);
    if (!session) {
        return tl::unexpected<Error>(session.error());
    }
    const QString file = context.arguments().value(QStringLiteral("out"));
    const Result<services::MadeBackup> made = services::createBackup(
        **session, file, context.progress(QStringLiteral("Blocks")), context.cancellation());
    if (!made) {
        return tl::unexpected<Error>(made.error());
    }
    Fields fields;
    fields.text("file", file).number("chains", static_cast<qint64>(made->chains));
    fields.number("size", static_cast<qint64>(made->sizeBytes))
        .number("blocks", static_cast<qint64>(made->blocks))
        .number("height", static_cast<qint64>(made->height));
    fields.text("head", shownId(IdKind::Block, made->head));
    context.output().single(fields);
    return 0;
}

Result<int> verifyBackup(Context& context)
{
    const Result<services::BackupOpener> opener = openerOf(context);
    if (!opener) {
        return tl::unexpected<Error>(opener.error());
    }
    const QString file = context.arguments().positionals.front();
    const Result<services::RehearsedBackup> rehearsed = services::rehearseBackup(
        file, *opener, context.progress(QStringLiteral("Bytes")), context.cancellation());
    if (!rehearsed) {
        return tl::unexpected<Error>(rehearsed.error());
    }
    Fields fields;
    fields.text("file", file).boolean("ok", true).text("made", shownTime(rehearsed->timeMs));
    fields.number("chains", static_cast<qint64>(rehearsed->chains))
        .number("blocks", static_cast<qint64>(rehearsed->blocks))
        .number("entries", static_cast<qint64>(rehearsed->entries));
    fields.text("chain", shownId(IdKind::Chain, rehearsed->chain))
        .number("height", static_cast<qint64>(rehearsed->height))
        .text("head", shownId(IdKind::Block, rehearsed->head));
    QStringList witnesses;
    for (const std::string& clinic : rehearsed->witnessedBy) {
        witnesses.append(qs(clinic));
    }
    fields.texts("witnessed_by", witnesses);
    if (rehearsed->witnessedHeight) {
        fields.number("witnessed_height", static_cast<qint64>(*rehearsed->witnessedHeight));
    } else {
        fields.null("witnessed_height");
    }
    context.output().single(fields);
    return 0;
}

Result<int> restoreBackup(Context& context)
{
    const Arguments& arguments = context.arguments();
    const Result<services::BackupOpener> opener = openerOf(context);
    if (!opener) {
        return tl::unexpected<Error>(opener.error());
    }
    const QString name = arguments.value(QStringLiteral("name"), QSysInfo::machineHostName());
    const Result<services::RestoredBackup> restored = services::restoreBackup(
        arguments.positionals.front(), *opener, context.profileFolder(), name.toStdString(),
        context.progress(QStringLiteral("Bytes")), context.cancellation());
    if (!restored) {
        return tl::unexpected<Error>(restored.error());
    }
    Fields fields;
    fields.text("old_chain", shownId(IdKind::Chain, restored->oldChain))
        .text("new_chain", shownId(IdKind::Chain, restored->newChain));
    fields.number("last_known_height", static_cast<qint64>(restored->lastKnownHeight))
        .boolean("provisional", restored->provisional);
    context.output().single(fields);
    context.output().note(QStringLiteral(
        "\nWhat was written after this backup comes back from the other clinics with the next sync."));
    return 0;
}

} // namespace

std::vector<Command> backupCommands()
{
    const OptionSpec recovery{kRecovery};
    return {
        {{QStringLiteral("backup create"),
          {},
          0,
          0,
          {{QStringLiteral("out"), true, false, true}},
          QStringLiteral("Writes an encrypted backup, without the station's key.")},
         createBackup},
        {{QStringLiteral("backup verify"),
          QStringLiteral("FILE"),
          1,
          1,
          {recovery},
          QStringLiteral("Restores a backup into a temporary folder, and says how far it reaches."),
          true},
         verifyBackup},
        {{QStringLiteral("backup restore"),
          QStringLiteral("FILE"),
          1,
          1,
          {recovery, {QStringLiteral("name")}},
          QStringLiteral("Makes the profile of --profile from a backup, with a new chain."),
          true},
         restoreBackup},
    };
}

} // namespace carnet::cli
