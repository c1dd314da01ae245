// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/carnetctl/Commands.h"
#include "app/carnetctl/RecoveryOutput.h"
#include "app/carnetctl/Words.h"
#include "app/services/Membership.h"

namespace carnet::cli {

namespace {

const QString kReason = QStringLiteral("reason");

QString stateOf(const chain::ClinicView& clinic)
{
    if (clinic.suspended) {
        return QStringLiteral("suspended");
    }
    return clinic.status.state == chain::EntryState::Valid ? QStringLiteral("active")
                                                           : qs(chain::wordOf(clinic.status.state));
}

QString stateOf(const chain::StationView& station)
{
    if (station.retired || station.provisional) {
        return station.retired ? QStringLiteral("retired") : QStringLiteral("provisional");
    }
    return station.status.state == chain::EntryState::Valid ? QStringLiteral("active")
                                                            : qs(chain::wordOf(station.status.state));
}

QString stateOf(const chain::PractitionerView& person)
{
    if (person.revoked) {
        return QStringLiteral("revoked");
    }
    return person.status.state == chain::EntryState::Valid ? QStringLiteral("active")
                                                           : qs(chain::wordOf(person.status.state));
}

Fields fieldsOf(const chain::LedgerState& state, const chain::ClinicView& clinic)
{
    int stations = 0;
    for (const chain::StationView& station : state.stations()) {
        stations += station.clinic == clinic.id && !station.retired ? 1 : 0;
    }
    Fields fields;
    fields.text("clinic", shownId(IdKind::Clinic, clinic.id)).text("name", qs(clinic.name));
    fields.text("state", stateOf(clinic)).number("stations", stations);
    return fields;
}

Fields fieldsOf(const chain::LedgerState& state, const chain::StationView& station)
{
    const std::optional<chain::ClinicView> clinic = state.clinic(station.clinic);
    Fields fields;
    fields.text("station", shownId(IdKind::Station, station.key)).text("name", qs(station.name));
    fields.text("clinic", clinic ? qs(clinic->name) : QString())
        .text("chain", shownId(IdKind::Chain, station.chain))
        .text("state", stateOf(station));
    return fields;
}

Result<int> createFederation(Context& context)
{
    const Arguments& arguments = context.arguments();
    const Result<services::NewClinic> clinic = newClinicOf(arguments);
    if (!clinic) {
        return tl::unexpected<Error>(clinic.error());
    }
    const RecoveryOutput recovery(arguments);
    const Result<void> free = recovery.check();
    if (!free) {
        return tl::unexpected<Error>(free.error());
    }
    const Result<crypto::SecretBytes> password = context.secrets().read(
        QStringLiteral("password-file"), QStringLiteral("New password of %1").arg(qs(clinic->adminUser)));
    if (!password) {
        return tl::unexpected<Error>(password.error());
    }
    services::NewFederation wanted;
    static_cast<services::NewClinic&>(wanted) = *clinic;
    wanted.federationName = arguments.value(QStringLiteral("name")).toStdString();
    const Result<services::CreatedFederation> created =
        services::createFederation(context.profileFolder(), wanted, *password);
    if (!created) {
        return tl::unexpected<Error>(created.error());
    }
    Fields fields;
    fields.text("federation", shownId(IdKind::Federation, created->federation))
        .text("clinic", shownId(IdKind::Clinic, created->clinic));
    fields.text("station", shownId(IdKind::Station, created->station)).text("user", qs(clinic->adminUser));
    context.output().single(fields);
    return recovery.show(context.output(), created->recoveryCode);
}

Result<int> federationStatus(Context& context)
{
    const Result<services::Profile*> profile = context.profile();
    if (!profile) {
        return tl::unexpected<Error>(profile.error());
    }
    const chain::LedgerState& state = (*profile)->ledger().state();
    const std::optional<chain::FederationView> federation = state.federationView();
    std::vector<Fields> members;
    for (const chain::ClinicView& clinic : state.clinics()) {
        members.push_back(fieldsOf(state, clinic));
    }
    Fields fields;
    fields.text("federation", shownId(IdKind::Federation, state.federation()))
        .text("name", federation ? qs(federation->name) : QString());
    fields.objects("members", members).number("epoch", static_cast<qint64>(members.size()) - 1);
    context.output().single(fields);
    return 0;
}

Result<int> suspendClinic(Context& context)
{
    const Result<services::Session*> session = context.sessionThatMay(Capability::Administer);
    if (!session) {
        return tl::unexpected<Error>(session.error());
    }
    services::LocalLedger& ledger = (*session)->ledger();
    const Result<Hash> clinic =
        services::resolveClinic(ledger, context.arguments().positionals.front().toStdString());
    const Result<services::VoteState> vote = clinic
        ? services::suspendClinic(**session, *clinic, context.arguments().value(kReason).toStdString())
        : tl::unexpected<Error>(clinic.error());
    if (!vote) {
        return tl::unexpected<Error>(vote.error());
    }
    for (const chain::ClinicView& view : ledger.state().clinics()) {
        if (view.id == *clinic) {
            Fields fields = fieldsOf(ledger.state(), view);
            fields.number("approvals", static_cast<qint64>(vote->approvals))
                .number("needed", static_cast<qint64>(vote->needed));
            context.output().single(fields);
        }
    }
    return 0;
}

Result<int> listStations(Context& context)
{
    const Result<services::Profile*> profile = context.profile();
    if (!profile) {
        return tl::unexpected<Error>(profile.error());
    }
    const chain::LedgerState& state = (*profile)->ledger().state();
    for (const chain::StationView& station : state.stations()) {
        context.output().row(fieldsOf(state, station));
    }
    return 0;
}

using StationFunction = Result<void> (*)(services::Session&, const crypto::PublicKey&, const std::string&);

Result<int> changeStation(Context& context, StationFunction change)
{
    const Result<services::Session*> session = context.sessionThatMay(Capability::Administer);
    if (!session) {
        return tl::unexpected<Error>(session.error());
    }
    services::LocalLedger& ledger = (*session)->ledger();
    const Result<crypto::PublicKey> key =
        services::resolveStation(ledger, context.arguments().positionals.front().toStdString());
    const Result<void> done = key ? change(**session, *key, context.arguments().value(kReason).toStdString())
                                  : tl::unexpected<Error>(key.error());
    if (!done) {
        return tl::unexpected<Error>(done.error());
    }
    for (const chain::StationView& station : ledger.state().stations()) {
        if (station.key == *key) {
            context.output().single(fieldsOf(ledger.state(), station));
        }
    }
    return 0;
}

Result<int> retireStation(Context& context)
{
    return changeStation(context, services::retireStation);
}

Result<int> confirmStation(Context& context)
{
    return changeStation(context,
                         [](services::Session& session, const crypto::PublicKey& key, const std::string&) {
                             return services::confirmStation(session, key);
                         });
}

/// The staff of all clinics, as the ledger enrolled them.
Result<int> listPractitioners(Context& context)
{
    const Result<services::Profile*> profile = context.profile();
    if (!profile) {
        return tl::unexpected<Error>(profile.error());
    }
    const chain::LedgerState& state = (*profile)->ledger().state();
    for (const chain::PractitionerView& person : state.practitioners()) {
        const std::optional<chain::ClinicView> clinic = state.clinic(person.clinic);
        Fields fields;
        fields.text("practitioner", shownId(IdKind::Person, person.key)).text("name", qs(person.fullName));
        fields.text("clinic", clinic ? qs(clinic->name) : QString()).text("role", qs(person.roles.text()));
        fields.text("licence", qs(person.licence)).text("state", stateOf(person));
        context.output().row(fields);
    }
    return 0;
}

} // namespace

std::vector<Command> federationCommands()
{
    return {
        {{QStringLiteral("federation create"),
          {},
          0,
          0,
          {{QStringLiteral("name"), true, false, true},
           {QStringLiteral("clinic"), true, false, true},
           {QStringLiteral("admin"), true, false, true},
           {QStringLiteral("full-name")},
           {QStringLiteral("role")},
           {QStringLiteral("region")},
           {QStringLiteral("recovery-out")}},
          QStringLiteral(
              "Makes a new federation with its founding clinic and first administrator in an empty profile.")},
         createFederation},
        {{QStringLiteral("federation status"),
          {},
          0,
          0,
          {},
          QStringLiteral("Shows the federation and its member clinics.")},
         federationStatus},
        {{QStringLiteral("federation people"),
          {},
          0,
          0,
          {},
          QStringLiteral("Lists the staff of all member clinics, as the ledger enrolled them.")},
         listPractitioners},
        {{QStringLiteral("federation suspend"),
          QStringLiteral("CLINIC"),
          1,
          1,
          {{kReason}},
          QStringLiteral(
              "Ends a clinic's membership: what it writes from now on is quarantined everywhere.")},
         suspendClinic},
        {{QStringLiteral("station list"),
          {},
          0,
          0,
          {},
          QStringLiteral("Lists the workstations of all clinics.")},
         listStations},
        {{QStringLiteral("station retire"),
          QStringLiteral("STATION"),
          1,
          1,
          {{kReason}},
          QStringLiteral(
              "Ends a workstation of one's own clinic: what it writes from now on is quarantined.")},
         retireStation},
        {{QStringLiteral("station confirm"),
          QStringLiteral("STATION"),
          1,
          1,
          {},
          QStringLiteral("Confirms a workstation that went on with a new chain after a restore or a copy.")},
         confirmStation},
    };
}

} // namespace carnet::cli
