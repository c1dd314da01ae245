// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/carnetctl/Commands.h"
#include "app/carnetctl/Words.h"
#include "app/services/LedgerReports.h"
#include "ledger/encoding/Hex.h"

namespace carnet::cli {

namespace {

Result<services::LocalLedger*> ledgerOf(Context& context)
{
    const Result<services::Profile*> profile = context.profile();
    return profile ? Result<services::LocalLedger*>(&(*profile)->ledger())
                   : tl::unexpected<Error>(profile.error());
}

Result<int> showStatus(Context& context)
{
    const Result<services::LocalLedger*> ledger = ledgerOf(context);
    if (!ledger) {
        return tl::unexpected<Error>(ledger.error());
    }
    const Result<std::vector<services::ChainStatus>> chains = services::ledgerStatus(**ledger);
    if (!chains) {
        return tl::unexpected<Error>(chains.error());
    }
    for (const services::ChainStatus& chain : *chains) {
        Fields fields;
        fields.text("chain", shownId(IdKind::Chain, chain.chain)).text("clinic", qs(chain.clinicName));
        fields.text("station", shownId(IdKind::Station, chain.station))
            .number("size", static_cast<qint64>(chain.size));
        fields.number("height", static_cast<qint64>(chain.height))
            .text("head", shownId(IdKind::Block, chain.head))
            .text("root", qs(hexEncode(chain.root)));
        if (chain.verifiedHeight) {
            fields.number("verified_height", static_cast<qint64>(*chain.verifiedHeight));
        } else {
            fields.null("verified_height");
        }
        fields.texts("witnesses", textsOf(chain.witnesses))
            .text("state", qs(chain.state))
            .text("station_name", qs(chain.stationName));
        context.output().row(fields);
    }
    return 0;
}

Result<int> verify(Context& context)
{
    const Result<services::LocalLedger*> ledger = ledgerOf(context);
    if (!ledger) {
        return tl::unexpected<Error>(ledger.error());
    }
    const Result<services::VerificationReport> report =
        services::verifyLedger(**ledger, context.arguments().has(QStringLiteral("full")),
                               context.progress(QStringLiteral("Verifying blocks")), context.cancellation());
    if (!report) {
        return tl::unexpected<Error>(report.error());
    }
    std::vector<Fields> faults;
    for (const services::LedgerFault& fault : report->faults) {
        Fields item;
        item.text("chain", shownId(IdKind::Chain, fault.chain))
            .number("height", static_cast<qint64>(fault.height))
            .text("what", qs(fault.what));
        faults.push_back(item);
    }
    Fields fields;
    fields.boolean("ok", report->ok())
        .number("chains", static_cast<qint64>(report->chains))
        .number("blocks", static_cast<qint64>(report->blocks));
    fields.number("entries", static_cast<qint64>(report->entries))
        .number("signatures", static_cast<qint64>(report->signatures));
    fields.real("seconds", report->seconds)
        .objects("faults", faults)
        .number("void_entries", static_cast<qint64>(report->voidEntries));
    context.output().single(fields);
    if (!report->complete) {
        return failure(ErrorKind::Refused, "interrupted", "The verification was interrupted.");
    }
    return report->faults.empty() ? 0 : exitCodeOf(ErrorKind::Fault);
}

Fields blockFields(const services::BlockReport& block)
{
    Fields fields;
    fields.text("chain", shownId(IdKind::Chain, block.chain))
        .number("height", static_cast<qint64>(block.height));
    fields.text("block_hash", shownId(IdKind::Block, block.hash));
    if (block.previous) {
        fields.text("prev_hash", shownId(IdKind::Block, *block.previous));
    } else {
        fields.null("prev_hash");
    }
    fields.text("time", shownTime(static_cast<std::int64_t>(block.timeMs)))
        .number("size", static_cast<qint64>(block.treeSize));
    fields.text("root", qs(hexEncode(block.root))).boolean("signature_ok", block.signatureOk);
    fields.number("entry_count", static_cast<qint64>(block.entries.size()));
    return fields;
}

std::vector<Fields> entryFields(const services::BlockReport& block)
{
    static const char* const kinds[] = {"person", "subject", "station", "recovery"};
    std::vector<Fields> entries;
    for (const services::EntryHeaderView& entry : block.entries) {
        const bool isRecord = entry.header.type.rfind("record.", 0) == 0;
        Fields fields;
        fields.text("entry", shownId(IdKind::Record, entry.id))
            .text("type", qs(entry.header.type))
            .text("status", qs(entry.status));
        fields.text("author_kind",
                    QString::fromLatin1(kinds[static_cast<std::size_t>(entry.header.author.kind) & 3]));
        fields.text("author", shownId(IdKind::Person, entry.header.author.key))
            .text("author_name", qs(entry.authorName));
        fields.text("time", shownTime(static_cast<std::int64_t>(entry.header.timeMs)));
        if (entry.header.subject) {
            fields.text("subject", qs(hexEncode(*entry.header.subject)));
        } else {
            fields.null("subject");
        }
        if (entry.header.epoch) {
            fields.text("epoch", qs(hexEncode(*entry.header.epoch)));
        } else {
            fields.null("epoch");
        }
        fields.number("parts", static_cast<qint64>(entry.header.parts.size()))
            .number("parts_held", static_cast<qint64>(entry.partsHeld));
        if (isRecord) {
            fields.text("record", shownId(IdKind::Record, entry.id));
        }
        entries.push_back(fields);
    }
    return entries;
}

Result<int> listBlocks(Context& context)
{
    const Arguments& arguments = context.arguments();
    const Result<services::LocalLedger*> ledger = ledgerOf(context);
    if (!ledger) {
        return tl::unexpected<Error>(ledger.error());
    }
    bool fromIsNumber = true;
    bool limitIsNumber = true;
    const qulonglong from =
        arguments.value(QStringLiteral("from"), QStringLiteral("0")).toULongLong(&fromIsNumber);
    const int limit = arguments.value(QStringLiteral("limit"), QStringLiteral("50")).toInt(&limitIsNumber);
    if (!fromIsNumber || !limitIsNumber || limit < 0) {
        return failure(ErrorKind::Usage, "usage", "--from and --limit are numbers; --limit 0 means all.");
    }
    std::vector<Hash> chains;
    if (arguments.has(QStringLiteral("chain"))) {
        const Result<Hash> chain =
            services::resolveChain(**ledger, arguments.value(QStringLiteral("chain")).toStdString());
        if (!chain) {
            return tl::unexpected<Error>(chain.error());
        }
        chains.push_back(*chain);
    } else {
        for (const chain::ChainView& view : (*ledger)->state().chains()) {
            chains.push_back(view.chain);
        }
    }
    for (const Hash& chain : chains) {
        const std::optional<chain::ChainView> view = (*ledger)->state().chain(chain);
        const std::uint64_t end = limit == 0
            ? view->blocks
            : std::min<std::uint64_t>(view->blocks, from + static_cast<std::uint64_t>(limit));
        for (std::uint64_t height = from; height < end; ++height) {
            const Result<services::BlockReport> block = services::blockReport(**ledger, chain, height);
            if (!block) {
                return tl::unexpected<Error>(block.error());
            }
            context.output().row(blockFields(*block));
        }
    }
    return 0;
}

Result<int> showBlock(Context& context)
{
    const Result<services::LocalLedger*> ledger = ledgerOf(context);
    if (!ledger) {
        return tl::unexpected<Error>(ledger.error());
    }
    const QStringList& given = context.arguments().positionals;
    bool isNumber = false;
    const qulonglong height = given[1].toULongLong(&isNumber);
    if (!isNumber) {
        return failure(ErrorKind::Usage, "usage", "The height of a block is a number.");
    }
    const Result<Hash> chain = services::resolveChain(**ledger, given[0].toStdString());
    const Result<services::BlockReport> block =
        chain ? services::blockReport(**ledger, *chain, height) : tl::unexpected<Error>(chain.error());
    if (!block) {
        return tl::unexpected<Error>(block.error());
    }
    Fields fields = blockFields(*block);
    fields.objects("entries", entryFields(*block));
    context.output().single(fields);
    return 0;
}

Result<int> exportLedger(Context& context)
{
    const Result<services::LocalLedger*> ledger = ledgerOf(context);
    if (!ledger) {
        return tl::unexpected<Error>(ledger.error());
    }
    std::optional<Hash> chain;
    if (context.arguments().has(QStringLiteral("chain"))) {
        const Result<Hash> resolved = services::resolveChain(
            **ledger, context.arguments().value(QStringLiteral("chain")).toStdString());
        if (!resolved) {
            return tl::unexpected<Error>(resolved.error());
        }
        chain = *resolved;
    }
    const QString file = context.arguments().value(QStringLiteral("out"));
    const Result<services::LedgerExport> done = services::exportLedger(
        **ledger, file, chain, context.progress(QStringLiteral("Exporting blocks")), context.cancellation());
    if (!done) {
        return tl::unexpected<Error>(done.error());
    }
    Fields fields;
    fields.text("file", file)
        .number("blocks", static_cast<qint64>(done->blocks))
        .number("entries", static_cast<qint64>(done->entries));
    fields.number("bytes", static_cast<qint64>(done->bytes))
        .text("federation", shownId(IdKind::Federation, (*ledger)->federation()));
    context.output().single(fields);
    return 0;
}

Result<int> rebuild(Context& context)
{
    const Result<services::Session*> session = context.session();
    if (!session) {
        return tl::unexpected<Error>(session.error());
    }
    const Result<std::vector<services::RebuiltVault>> vaults = services::rebuildVaults(
        **session, context.progress(QStringLiteral("Rebuilding blocks")), context.cancellation());
    if (!vaults) {
        return tl::unexpected<Error>(vaults.error());
    }
    bool same = true;
    for (const services::RebuiltVault& vault : *vaults) {
        Fields fields;
        fields.text("vault", qs(vault.vault)).number("entries", vault.entries).real("seconds", vault.seconds);
        fields.text("digest", qs(hexEncode(vault.digest))).boolean("same", vault.same);
        context.output().row(fields);
        same = same && vault.same;
    }
    if (!same) {
        context.output().note(QStringLiteral("A list was not what the ledger says; now it is."));
    }
    return 0;
}

} // namespace

std::vector<Command> ledgerCommands()
{
    return {
        {{QStringLiteral("ledger status"),
          {},
          0,
          0,
          {},
          QStringLiteral("Shows each chain: its size, head and what was verified.")},
         showStatus},
        {{QStringLiteral("ledger verify"),
          {},
          0,
          0,
          {{QStringLiteral("full"), false}},
          QStringLiteral(
              "Verifies every link, root, signature and rule from the disk; --full every sealed part and page too.")},
         verify},
        {{QStringLiteral("ledger blocks"),
          {},
          0,
          0,
          {{QStringLiteral("chain")}, {QStringLiteral("from")}, {QStringLiteral("limit")}},
          QStringLiteral("Lists blocks; 50 of each chain where no --limit says otherwise.")},
         listBlocks},
        {{QStringLiteral("ledger block"),
          QStringLiteral("CHAIN HEIGHT"),
          2,
          2,
          {},
          QStringLiteral("Shows a block with its entries' headers.")},
         showBlock},
        {{QStringLiteral("ledger export"),
          {},
          0,
          0,
          {{QStringLiteral("out"), true, false, true}, {QStringLiteral("chain")}},
          QStringLiteral("Writes everything that is replicated, for verifiers that are not this program.")},
         exportLedger},
        {{QStringLiteral("ledger rebuild"),
          {},
          0,
          0,
          {},
          QStringLiteral("Makes the lists of this person's vaults again from the ledger.")},
         rebuild},
    };
}

} // namespace carnet::cli
