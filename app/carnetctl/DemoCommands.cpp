// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/carnetctl/Commands.h"
#include "app/carnetctl/Words.h"
#include "app/services/Demo.h"

#include <QDir>

namespace carnet::cli {

namespace {

Result<int> makeDemo(Context& context)
{
    const Arguments& arguments = context.arguments();
    bool patientsOk = true;
    bool seedOk = true;
    services::DemoOptions options;
    options.patients =
        arguments.value(QStringLiteral("patients"), QStringLiteral("200")).toULongLong(&patientsOk);
    options.seed = arguments.value(QStringLiteral("seed"), QStringLiteral("1")).toULongLong(&seedOk);
    if (!patientsOk || !seedOk) {
        return failure(ErrorKind::Usage, "usage", "--patients and --seed are numbers.");
    }
    options.progress = context.progress(QStringLiteral("Making patients"));
    options.cancellation = context.cancellation();
    const Result<services::DemoResult> demo = services::makeDemo(context.profileFolder(), options);
    if (!demo) {
        return tl::unexpected<Error>(demo.error());
    }
    Fields fields;
    fields.text("profile", context.profileFolder())
        .number("patients", static_cast<qint64>(demo->patients))
        .number("records", static_cast<qint64>(demo->records));
    fields.texts("users", demo->users)
        .text("password_file", demo->passwordFile)
        .real("seconds", demo->seconds);
    context.output().single(fields);
    return 0;
}

} // namespace

std::vector<Command> demoCommands()
{
    return {
        {{QStringLiteral("demo"),
          {},
          0,
          0,
          {{QStringLiteral("patients")}, {QStringLiteral("seed")}},
          QStringLiteral(
              "Makes a clinic of invented patients in an empty profile; the password of its staff lies beside the profile.")},
         makeDemo},
    };
}

} // namespace carnet::cli
