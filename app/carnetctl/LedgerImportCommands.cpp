// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/carnetctl/Commands.h"
#include "app/carnetctl/Words.h"
#include "app/services/LedgerImport.h"
#include "app/services/Membership.h"

namespace carnet::cli {

namespace {

constexpr int kFaultFound = 3;

Result<int> importLedger(Context& context)
{
    const Result<services::Profile*> profile = context.profile();
    if (!profile) {
        return tl::unexpected<Error>(profile.error());
    }
    const QString file = context.arguments().positionals.front();
    const Result<services::LedgerImport> imported = services::importLedger(
        (*profile)->ledger(), file, context.progress(QStringLiteral("Bytes")), context.cancellation());
    if (!imported) {
        return tl::unexpected<Error>(imported.error());
    }
    std::vector<Fields> faults;
    for (const services::LedgerFault& fault : imported->faults) {
        Fields fields;
        fields.text("chain", shownId(IdKind::Chain, fault.chain))
            .number("height", static_cast<qint64>(fault.height))
            .text("what", qs(fault.what));
        faults.push_back(fields);
    }
    Fields fields;
    fields.text("file", file)
        .number("blocks_in", static_cast<qint64>(imported->blocks))
        .number("entries_in", static_cast<qint64>(imported->entries))
        .number("already_held", static_cast<qint64>(imported->held));
    fields.objects("faults", faults);
    context.output().single(fields);
    return imported->faults.empty() ? 0 : kFaultFound;
}

Result<int> listQuarantine(Context& context)
{
    const Result<services::Profile*> profile = context.profile();
    const Result<std::vector<services::QuarantinedEntry>> entries =
        profile ? services::listQuarantine((*profile)->ledger()) : tl::unexpected<Error>(profile.error());
    if (!entries) {
        return tl::unexpected<Error>(entries.error());
    }
    for (const services::QuarantinedEntry& each : *entries) {
        Fields fields;
        fields.text("entry", shownId(IdKind::Record, each.entry.id))
            .text("type", qs(each.entry.header.type))
            .text("author", shownId(IdKind::Person, each.entry.header.author.key))
            .text("author_name", qs(each.entry.authorName));
        fields.text("clinic", qs(each.clinicName))
            .text("chain", shownId(IdKind::Chain, each.chain))
            .number("height", static_cast<qint64>(each.height));
        fields.text("time", shownTime(static_cast<std::int64_t>(each.entry.header.timeMs)));
        context.output().row(fields);
    }
    return 0;
}

Result<int> adopt(Context& context)
{
    const Result<services::Session*> session = context.sessionThatMay(Capability::Administer);
    const Result<std::vector<services::QuarantinedEntry>> known =
        session ? services::listQuarantine((*session)->ledger()) : tl::unexpected<Error>(session.error());
    if (!known) {
        return tl::unexpected<Error>(known.error());
    }
    std::vector<Hash> ids;
    for (const services::QuarantinedEntry& each : *known) {
        ids.push_back(each.entry.id);
    }
    std::vector<Hash> wanted;
    for (const QString& typed : context.arguments().positionals) {
        const Result<IdPrefix> prefix = IdPrefix::parse(IdKind::Record, typed.toStdString());
        const Result<std::size_t> found =
            prefix ? prefix->findIn(ids) : tl::unexpected<Error>(prefix.error());
        if (!found) {
            return tl::unexpected<Error>(found.error());
        }
        wanted.push_back(ids[*found]);
    }
    const Result<void> adopted = services::adoptEntries(**session, wanted);
    if (!adopted) {
        return tl::unexpected<Error>(adopted.error());
    }
    for (const Hash& id : wanted) {
        const std::optional<chain::EntryStatus> status = (*session)->ledger().state().status(id);
        Fields fields;
        fields.text("entry", shownId(IdKind::Record, id))
            .text("state", status ? qs(chain::wordOf(status->state)) : QString());
        context.output().row(fields);
    }
    return 0;
}

} // namespace

std::vector<Command> ledgerImportCommands()
{
    return {
        {{QStringLiteral("ledger import"),
          QStringLiteral("FILE"),
          1,
          1,
          {},
          QStringLiteral("Takes in the blocks of another installation's export, where there is no line.")},
         importLedger},
        {{QStringLiteral("ledger quarantine"),
          {},
          0,
          0,
          {},
          QStringLiteral("Lists the entries that a revocation, a fork or a seal cut off.")},
         listQuarantine},
        {{QStringLiteral("ledger adopt"),
          QStringLiteral("ENTRY…"),
          1,
          -1,
          {},
          QStringLiteral("Lets quarantined entries of one's own clinic count again.")},
         adopt},
    };
}

} // namespace carnet::cli
