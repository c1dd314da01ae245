// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/chain/detail/Judge.h"

#include "ledger/chain/ChainId.h"

#include <algorithm>

namespace carnet::chain::detail {

namespace {

/// Whether the body has a member `clinic`.
template <typename Body>
concept NamesClinic = requires(const Body& body)
{
    {
        body.clinic
        } -> std::convertible_to<const Hash&>;
};
template <typename Body>
concept NamesAccepted = requires(const Body& body)
{
    {
        body.accepted
        } -> std::convertible_to<const std::vector<AcceptedSize>&>;
};

} // namespace

const Hash* clinicIn(const EntryBody& body) noexcept
{
    return std::visit(
        [](const auto& form) -> const Hash* {
            if constexpr (NamesClinic<std::decay_t<decltype(form)>>) {
                return &form.clinic;
            } else {
                return nullptr;
            }
        },
        body);
}

const std::vector<AcceptedSize>* acceptedIn(const EntryBody& body) noexcept
{
    return std::visit(
        [](const auto& form) -> const std::vector<AcceptedSize>* {
            if constexpr (NamesAccepted<std::decay_t<decltype(form)>>) {
                return &form.accepted;
            } else {
                return nullptr;
            }
        },
        body);
}

Judgement Judge::judge(const PrecheckedEntry& entry, bool opensLedger) const
{
    Judgement result;
    result.repeats = repeatsNonce(entry);
    if (!entry.type) {
        result.status = EntryStatus::unknown();
        return result;
    }
    const Fault fault = faultOf(entry, opensLedger, result.repeats, result.clinic);
    result.status = fault ? EntryStatus::voided(*fault) : EntryStatus::valid();
    return result;
}

/// The reasons in the order of FORMAT.md §5.2; the first that applies is the answer.
Judge::Fault Judge::faultOf(const PrecheckedEntry& entry, bool opensLedger, bool repeats,
                            std::uint32_t& clinic) const
{
    const EntryTypeRule& rule = ruleOf(*entry.type);
    if (!entry.body || (rule.type == EntryType::FederationGenesis && !opensLedger)) {
        return VoidReason::Body;
    }
    // A person may only carry a patient's keys on (a maintenance rotation), not begin new ones.
    const EpochDescriptor* descriptor = epochOf(*entry.body);
    const bool beginsAnew = rule.type == EntryType::AccessRotate && descriptor->parents.empty();
    if (!rule.allows(entry.author.kind) || (beginsAnew && entry.author.kind != AuthorKind::Subject)) {
        return VoidReason::Kind;
    }
    if (repeats) {
        return VoidReason::Nonce;
    }
    clinic = authorClinic(rule, *entry.body);
    if (!authorIsEnrolled(entry, rule, clinic)) {
        return VoidReason::Author;
    }
    if (isRevoked(entry, clinic)) {
        return VoidReason::Revoked;
    }
    if (!hasRole(entry, rule, clinic)) {
        return VoidReason::Role;
    }
    if (!entry.proofVerifies) {
        return VoidReason::Proof;
    }
    if (!targetFits(entry, clinic) || (rule.hasSubject && !subjectFits(entry, rule))) {
        return VoidReason::Subject;
    }
    if (rule.hasSubject && !epochFits(entry, rule)) {
        return VoidReason::Epoch;
    }
    return referencesFit(entry) ? Fault() : VoidReason::Reference;
}

bool Judge::repeatsNonce(const PrecheckedEntry& entry) const
{
    const std::uint32_t author = m_state.entries.findAuthor(entry.author.key);
    return author != kNone && m_state.entries.findByNonce(author, entry.nonce, [this](std::uint32_t number) {
        return m_past.has(m_state.entries.at(number).place);
    });
}

std::uint32_t Judge::authorClinic(const EntryTypeRule& rule, const EntryBody& body) const
{
    switch (rule.clinic) {
    case AuthorClinic::None: return kNone;
    case AuthorClinic::OfBody: return m_state.members.findClinic(*clinicIn(body));
    case AuthorClinic::OfStation: return m_carrier.clinic;
    }
    return kNone;
}

bool Judge::clinicIsThere(std::uint32_t clinic) const
{
    return m_state.members.isAdmitted(clinic, inPast());
}

bool Judge::isNamedAdministrator(std::uint32_t clinic, const crypto::PublicKey& key) const
{
    return clinicIsThere(clinic) && m_state.members.clinics()[clinic].administratorKey == key;
}

bool Judge::isEnrolled(std::uint32_t clinic, const crypto::PublicKey& key) const
{
    const PersonRecord* person = m_state.members.findPerson(clinic, key);
    return person != nullptr && std::ranges::any_of(person->facts, [this](const RoleFact& fact) {
               return fact.enrols && m_past.has(fact.place);
           });
}

bool Judge::authorIsEnrolled(const PrecheckedEntry& entry, const EntryTypeRule& rule,
                             std::uint32_t clinic) const
{
    const crypto::PublicKey& key = entry.author.key;
    const std::optional<GenesisBody>& genesis = m_state.members.genesis();
    if (rule.type == EntryType::FederationGenesis) {
        return std::get<GenesisBody>(*entry.body).founderKey == key;
    }
    switch (entry.author.kind) {
    case AuthorKind::Person:
        // The founding clinic does not exist before its own clinic.admit, which only the founder can write.
        if (m_state.members.clinics().empty()) {
            return rule.type == EntryType::ClinicAdmit && genesis && genesis->founderKey == key;
        }
        return isNamedAdministrator(clinic, key) || (clinicIsThere(clinic) && isEnrolled(clinic, key));
    case AuthorKind::Subject: return entry.authorIsSubject;
    case AuthorKind::Recovery:
        return clinicIsThere(clinic)
            && (m_state.members.clinics()[clinic].recoveryKey == key
                || (clinic == Membership::kFoundingClinic && genesis && genesis->recoveryKey == key));
    case AuthorKind::Station: return key == m_carrier.stationKey;
    }
    return false;
}

bool Judge::anyInPast(const std::vector<std::uint32_t>& revocations) const
{
    return m_state.members.anyRevokes(revocations, inPast());
}

bool Judge::isRevoked(const PrecheckedEntry& entry, std::uint32_t clinic) const
{
    const Membership& members = m_state.members;
    for (const std::uint32_t each : {clinic, m_carrier.clinic}) {
        if (each < members.clinics().size() && anyInPast(members.clinics()[each].revocations)) {
            return true;
        }
    }
    if (anyInPast(members.revocationsOf(m_carrier.stationKey))
        || anyInPast(members.revocationsOf(m_carrier.chain))) {
        return true;
    }
    if (entry.author.kind != AuthorKind::Person) {
        return false;
    }
    const PersonRecord* person = members.findPerson(clinic, entry.author.key);
    return person != nullptr && anyInPast(person->revocations);
}

bool Judge::hasRole(const PrecheckedEntry& entry, const EntryTypeRule& rule, std::uint32_t clinic) const
{
    if (rule.type == EntryType::FederationGenesis || entry.author.kind == AuthorKind::Subject) {
        return true;
    }
    if (entry.author.kind == AuthorKind::Recovery) {
        // The key in the drawer brings an administrator back, and nobody else.
        const auto* enrol = std::get_if<PractitionerEnrolBody>(&*entry.body);
        return enrol == nullptr || enrol->roles.has(Role::Admin);
    }
    if (entry.author.kind == AuthorKind::Station) {
        return isConfirmedStation(entry.author.key);
    }
    if (rule.type == EntryType::ClinicAdmit || rule.type == EntryType::ClinicSuspend) {
        if (!std::ranges::binary_search(m_state.members.decidersIn(inPast()), clinic)) {
            return false;
        }
    }
    Roles roles{
        Role::Admin}; // who is not enrolled yet and got here is the administrator that clinic.admit names
    if (const PersonRecord* person = m_state.members.findPerson(clinic, entry.author.key)) {
        const auto last =
            lastFacts(m_state.chains, *person, [this](Place place) { return m_past.has(place); });
        if (!last.empty()) {
            roles = commonRoles(last);
        }
    }
    return !roles.commonWith(rule.roles).empty();
}

/// Whether what a membership entry acts on is there, or is not there yet, as its type needs.
bool Judge::targetFits(const PrecheckedEntry& entry, std::uint32_t authorClinic) const
{
    const Membership& members = m_state.members;
    const EntryBody& body = *entry.body;
    if (const auto* enrol = std::get_if<StationEnrolBody>(&body)) {
        return stationFits(*enrol);
    }
    if (const auto* restore = std::get_if<StationRestoreBody>(&body)) {
        return restoreFits(*restore);
    }
    if (const auto* approve = std::get_if<ApproveBody>(&body)) {
        const Proposal* proposal = members.findProposal(approve->proposal);
        return proposal != nullptr && m_past.has(proposal->place)
            && std::ranges::binary_search(proposal->deciders, authorClinic);
    }
    if (const auto* seal = std::get_if<SealBody>(&body)) {
        return sealFits(*seal, authorClinic);
    }
    if (const auto* resolve = std::get_if<ForkResolveBody>(&body)) {
        return resolve->chain != m_carrier.chain && hasChain(authorClinic, resolve->chain);
    }
    if (entry.type == EntryType::QuarantineAdopt) {
        return std::ranges::all_of(entry.references,
                                   [&](const Hash& reference) { return mayAdopt(reference, authorClinic); });
    }
    if (const auto* retire = std::get_if<StationRetireBody>(&body)) {
        return std::ranges::any_of(members.stationsOfKey(retire->stationKey), [&](std::uint32_t number) {
            const StationRecord& station = members.stations()[number];
            return members.clinics()[station.clinic].id == retire->clinic && m_past.has(station.place);
        });
    }
    if (const auto* enrol = std::get_if<PractitionerEnrolBody>(&body)) {
        return !isEnrolled(members.findClinic(enrol->clinic), enrol->key);
    }
    if (const auto* change = std::get_if<PractitionerChangeBody>(&body)) {
        return isEnrolled(members.findClinic(change->clinic), change->key);
    }
    if (const auto* revoke = std::get_if<PractitionerRevokeBody>(&body)) {
        const std::uint32_t clinic = members.findClinic(revoke->clinic);
        return isEnrolled(clinic, revoke->key) || isNamedAdministrator(clinic, revoke->key);
    }
    if (const auto* suspend = std::get_if<ClinicSuspendBody>(&body)) {
        return clinicIsThere(members.findClinic(suspend->clinic));
    }
    if (const auto* rotate = std::get_if<RoleRotateBody>(&body)) {
        const ClinicRecord& clinic = members.clinics()[members.findClinic(rotate->clinic)];
        return std::ranges::all_of(rotate->roleKeys, [&](const RoleKey& key) {
            return std::ranges::none_of(clinic.roleKeys, [&](const RoleKeyFact& fact) {
                return fact.key.group == key.group && fact.key.generation >= key.generation
                    && m_past.has(fact.place);
            });
        });
    }
    return true;
}

/// A key is enrolled once, but for the enrolment that confirms a restoration: of the same chain, with the same keys.
bool Judge::stationFits(const StationEnrolBody& enrol) const
{
    const Membership& members = m_state.members;
    const Hash chain = chainIdOf(enrol.stationKey, enrol.chainNonce);
    return std::ranges::all_of(members.stationsOfKey(enrol.stationKey), [&](std::uint32_t number) {
        const StationRecord& station = members.stations()[number];
        const bool isRestoration = station.oldChain && station.chain == chain
            && station.kemKey == enrol.stationKemKey && members.clinics()[station.clinic].id == enrol.clinic;
        return !m_past.has(station.place) || isRestoration;
    });
}

bool Judge::restoreFits(const StationRestoreBody& restore) const
{
    const Membership& members = m_state.members;
    const bool opensItsChain = m_past.leaf == 0 && restore.stationKey == m_carrier.stationKey
        && chainIdOf(restore.stationKey, restore.chainNonce) == m_carrier.chain;
    return opensItsChain && hasChain(members.findClinic(restore.clinic), restore.oldChain)
        && std::ranges::none_of(members.stationsOfKey(restore.stationKey), [&](std::uint32_t number) {
               return m_past.has(members.stations()[number].place);
           });
}

/// Only what a restoration left behind is sealed; what is not wanted any more is retired.
bool Judge::sealFits(const SealBody& seal, std::uint32_t clinic) const
{
    return seal.chain != m_carrier.chain
        && std::ranges::any_of(m_state.members.stations(), [&](const StationRecord& station) {
               return station.oldChain == seal.chain && station.clinic == clinic && m_past.has(station.place);
           });
}

/// A clinic adopts what was written at it; what was written at a suspended clinic, a clinic that proposed the suspension.
bool Judge::mayAdopt(const Hash& id, std::uint32_t clinic) const
{
    const std::uint32_t number = m_state.entries.findById(id);
    if (number == kNone || !m_past.has(m_state.entries.at(number).place)) {
        return true; // which is the reason `reference`
    }
    const EntryRecord& entry = m_state.entries.at(number);
    if (statusOf(entry.verdict) != EntryStatus::valid()) {
        return false;
    }
    const Membership& members = m_state.members;
    const std::uint32_t writtenAt = entry.clinic;
    if (writtenAt == clinic || writtenAt >= members.clinics().size()) {
        return writtenAt == clinic;
    }
    return std::ranges::any_of(members.clinics()[writtenAt].revocations, [&](std::uint32_t revocation) {
        const Proposal& proposal = members.proposals()[members.revocations()[revocation].proposal];
        return proposal.proposer == clinic && proposal.inEffectIn(inPast());
    });
}

bool Judge::isConfirmedStation(const crypto::PublicKey& key) const
{
    const Membership& members = m_state.members;
    return std::ranges::any_of(members.stationsOfKey(key), [&](std::uint32_t number) {
        const StationRecord& station = members.stations()[number];
        return !station.oldChain && m_past.has(station.place);
    });
}

bool Judge::hasChain(std::uint32_t clinic, const Hash& chain) const
{
    const Membership& members = m_state.members;
    return std::ranges::any_of(members.stationsOfChain(chain), [&](std::uint32_t number) {
        return members.stations()[number].clinic == clinic && m_past.has(members.stations()[number].place);
    });
}

bool Judge::knowsSubject(const Hash& subject) const
{
    return m_state.subjects.findSubject(
        subject, [this](const SubjectRecord& record) { return m_past.has(record.place); });
}

bool Judge::knowsEpoch(const Hash& epoch, const Hash& subject) const
{
    return m_state.subjects.findEpoch(epoch, [&](const EpochRecord& record, const Hash& madeFor) {
        return madeFor == subject && m_past.has(record.place);
    });
}

bool Judge::subjectFits(const PrecheckedEntry& entry, const EntryTypeRule& rule) const
{
    const bool begins =
        rule.makesEpoch && (rule.type != EntryType::AccessRotate || epochOf(*entry.body)->parents.empty());
    return knowsSubject(*entry.subject) != begins;
}

bool Judge::epochFits(const PrecheckedEntry& entry, const EntryTypeRule& rule) const
{
    if (!rule.makesEpoch) {
        return knowsEpoch(*entry.epoch, *entry.subject);
    }
    return std::ranges::all_of(epochOf(*entry.body)->parents,
                               [&](const Hash& parent) { return knowsEpoch(parent, *entry.subject); });
}

bool Judge::referencesFit(const PrecheckedEntry& entry) const
{
    for (const Hash& reference : entry.references) {
        const std::uint32_t number = m_state.entries.findById(reference);
        if (number == kNone || !m_past.has(m_state.entries.at(number).place)) {
            return false;
        }
    }
    if (const auto* seal = std::get_if<SealBody>(&*entry.body)) {
        return acceptedFits({seal->chain, seal->treeSize, seal->root});
    }
    const std::vector<AcceptedSize>* accepted = acceptedIn(*entry.body);
    return accepted == nullptr
        || std::ranges::all_of(*accepted, [this](const AcceptedSize& size) { return acceptedFits(size); });
}

/// A size that is accepted must be one that the chain had after a block in the causal past, or zero, of any chain.
bool Judge::acceptedFits(const AcceptedSize& accepted) const
{
    if (accepted.treeSize == 0) {
        return accepted.root == merkle::emptyRoot();
    }
    const ChainTable& chains = m_state.chains;
    const std::uint32_t chain = chains.find(accepted.chain);
    if (chain == kNone || accepted.treeSize > sizeIn(m_past.clock, chain)) {
        return false;
    }
    const BlockRecord& block =
        chains.block(chain, chains.heightOf({chain, static_cast<std::uint32_t>(accepted.treeSize - 1)}));
    return block.endSize == accepted.treeSize && block.root == accepted.root;
}

} // namespace carnet::chain::detail
