// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/carnetctl/Commands.h"
#include "app/carnetctl/Words.h"
#include "app/services/Files.h"
#include "app/services/Receipts.h"

namespace carnet::cli {

namespace {

Fields fieldsOf(const chain::VerifiedReceipt& receipt)
{
    std::vector<Fields> witnesses;
    for (const chain::ReceiptWitness& witness : receipt.witnesses) {
        Fields fields;
        fields.text("clinic", qs(witness.clinicName))
            .text("time", shownTime(static_cast<std::int64_t>(witness.timeMs)));
        witnesses.push_back(fields);
    }
    const auto time = [](Fields& fields, const char* key, const std::optional<std::uint64_t>& timeMs) {
        if (timeMs) {
            fields.text(key, shownTime(static_cast<std::int64_t>(*timeMs)));
        } else {
            fields.null(key);
        }
    };
    Fields fields;
    fields.boolean("ok", true)
        .text("record", shownId(IdKind::Record, receipt.entry))
        .text("author_name", qs(receipt.authorName));
    fields.text("clinic", qs(receipt.clinicName))
        .text("claimed_time", shownTime(static_cast<std::int64_t>(receipt.claimedTimeMs)));
    time(fields, "proven_not_before", receipt.provenNotBeforeMs);
    time(fields, "proven_not_after", receipt.provenNotAfterMs);
    fields.objects("witnesses", witnesses)
        .text("federation", shownId(IdKind::Federation, receipt.federation));
    fields.text("author", shownId(IdKind::Person, receipt.header.author.key))
        .text("station", qs(receipt.stationName));
    fields.number("height", static_cast<qint64>(receipt.height))
        .text("block_hash", shownId(IdKind::Block, receipt.blockHash));
    fields.number("parts_opened", static_cast<qint64>(receipt.contents.size()));
    return fields;
}

Result<int> createReceipt(Context& context)
{
    const Result<services::Session*> session = context.sessionThatMay(Capability::ReadClinical);
    if (!session) {
        return tl::unexpected<Error>(session.error());
    }
    const Result<Hash> record =
        services::Records(**session).resolve(context.arguments().positionals.front().toStdString());
    const Result<Bytes> receipt =
        record ? services::createReceipt(**session, *record) : tl::unexpected<Error>(record.error());
    if (!receipt) {
        return tl::unexpected<Error>(receipt.error());
    }
    const QString file = context.arguments().value(QStringLiteral("out"));
    const Result<void> written = services::writeFileDurably(file, *receipt, services::FileAccess::OwnerOnly);
    const Result<chain::VerifiedReceipt> verified =
        chain::verifyReceipt(*receipt, (*session)->ledger().federation());
    if (!written || !verified) {
        return tl::unexpected<Error>(written ? verified.error() : written.error());
    }
    Fields fields = fieldsOf(*verified);
    fields.text("file", file);
    context.output().single(fields);
    return 0;
}

Result<int> verifyReceipt(Context& context)
{
    std::optional<Hash> federation;
    if (context.arguments().has(QStringLiteral("federation"))) {
        const Result<Hash> parsed = parseId(
            IdKind::Federation, context.arguments().value(QStringLiteral("federation")).toStdString());
        if (!parsed) {
            return tl::unexpected<Error>(parsed.error());
        }
        federation = *parsed;
    }
    const Result<Bytes> file = services::readFile(context.arguments().positionals.front(),
                                                  static_cast<qint64>(chain::kMaxReceiptBytes));
    if (!file) {
        return tl::unexpected<Error>(file.error());
    }
    const Result<chain::VerifiedReceipt> receipt = chain::verifyReceipt(*file, federation);
    if (!receipt) {
        return tl::unexpected<Error>(receipt.error());
    }
    context.output().single(fieldsOf(*receipt));
    if (!federation) {
        context.output().note(QStringLiteral(
            "No federation was named: the receipt is good within its own. Compare its id with one that you know."));
    }
    return 0;
}

} // namespace

std::vector<Command> receiptCommands()
{
    return {
        {{QStringLiteral("receipt create"),
          QStringLiteral("RECORD"),
          1,
          1,
          {{QStringLiteral("out"), true, false, true}},
          QStringLiteral(
              "Writes a file with which anybody can check a record offline. It opens the record's content to its reader.")},
         createReceipt},
        {{QStringLiteral("receipt verify"),
          QStringLiteral("FILE"),
          1,
          1,
          {{QStringLiteral("federation")}},
          QStringLiteral("Checks such a file; needs no profile.")},
         verifyReceipt},
    };
}

} // namespace carnet::cli
