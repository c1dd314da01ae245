// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/chain/detail/MembershipPath.h"

#include "ledger/chain/ChainId.h"
#include "ledger/chain/detail/Judge.h"
#include "ledger/chain/detail/Possession.h"

#include <algorithm>

namespace carnet::chain::detail {

namespace {

tl::unexpected<Error> unfit(std::string detail)
{
    return failure(ErrorKind::Fault, "membership",
                   "The receipt does not show that the author and the station belong to the federation.",
                   std::move(detail));
}

bool isPathType(EntryType type)
{
    return type == EntryType::FederationGenesis || type == EntryType::ClinicAdmit
        || type == EntryType::StationEnrol || type == EntryType::PractitionerEnrol
        || type == EntryType::PractitionerChange || type == EntryType::Approve
        || type == EntryType::StationRestore;
}

} // namespace

Result<void> MembershipPath::add(ByteView bytes)
{
    const Result<ParsedEntry> entry = parseEntry(bytes);
    if (!entry) {
        return unfit(entry.error().detail);
    }
    const EntryHeader& header = entry->header;
    const std::optional<EntryType> type = entryTypeOf(header.type);
    if (header.version != kFormatVersion || !type || !isPathType(*type) || header.subject || header.epoch) {
        return unfit("an entry of another version or type");
    }
    const Result<EntryBody> body = decodeBody(*type, header.body);
    if (!body) {
        return unfit(body.error().detail);
    }
    if (!entry->signatureVerifies()) {
        return unfit("a signature does not verify");
    }
    if (const auto* genesis = std::get_if<GenesisBody>(&*body)) {
        return addGenesis(*entry, *genesis);
    }
    if (!m_genesis || header.federation != m_federation) {
        return unfit("an entry of another federation, or before the genesis");
    }
    if (!mayWrite(header, *type, *body, clinicOfChain(header.chain))) {
        return unfit("an author who is not entitled by the entries before");
    }
    if (!possessionIsProven(*body, m_federation)) {
        return unfit("a proof of possession does not verify");
    }
    if (const auto* approve = std::get_if<ApproveBody>(&*body);
        approve && findClinic(approve->proposal) == nullptr) {
        return unfit("a vote for what is not in the receipt");
    }
    takeOver(*entry, *body);
    return {};
}

Result<void> MembershipPath::addGenesis(const ParsedEntry& entry, const GenesisBody& body)
{
    if (m_genesis || entry.id != m_federation || entry.header.federation
        || entry.header.author != Author{AuthorKind::Person, body.founderKey}) {
        return unfit("the genesis is not the federation's");
    }
    m_genesis = body;
    return {};
}

bool MembershipPath::mayWrite(const EntryHeader& header, EntryType type, const EntryBody& body,
                              const Hash& clinicOfChain) const
{
    const EntryTypeRule& rule = ruleOf(type);
    if (!rule.allows(header.author.kind) || !m_genesis) {
        return false;
    }
    if (header.author.kind == AuthorKind::Subject) {
        return header.subject == subjectOf(header.author.key);
    }
    if (type == EntryType::ClinicAdmit && m_clinics.empty()) {
        // The founding clinic: by the founder, who names herself (FORMAT.md §5.1).
        return header.author.key == m_genesis->founderKey
            && std::get<ClinicAdmitBody>(body).administratorKey == m_genesis->founderKey;
    }
    if (rule.clinic == AuthorClinic::None) {
        return header.author.key == m_genesis->founderKey;
    }
    const EpochDescriptor* descriptor = epochOf(body);
    if (type == EntryType::AccessRotate && descriptor->parents.empty()) {
        return false;
    }
    const Hash at = authorClinic(type, body, clinicOfChain);
    const Clinic* where = clinic(at);
    if (header.author.kind == AuthorKind::Station) {
        return where != nullptr && stationOf(header.chain, header.author.key) != nullptr;
    }
    if (where == nullptr) {
        return false;
    }
    if (header.author.kind == AuthorKind::Recovery) {
        const auto* enrol = std::get_if<PractitionerEnrolBody>(&body);
        const bool isFounding = where == &m_clinics.front();
        return (where->body.recoveryKey == header.author.key
                || (isFounding && m_genesis->recoveryKey == header.author.key))
            && (enrol == nullptr || enrol->roles.has(Role::Admin));
    }
    Roles roles;
    if (const Person* known = person(at, header.author.key)) {
        roles = known->roles;
    }
    if (where->body.administratorKey == header.author.key) {
        roles.add(Role::Admin);
    }
    return !roles.commonWith(rule.roles).empty();
}

Hash MembershipPath::authorClinic(EntryType type, const EntryBody& body, const Hash& clinicOfChain) const
{
    switch (ruleOf(type).clinic) {
    case AuthorClinic::None: return {};
    case AuthorClinic::OfBody: return *clinicIn(body);
    case AuthorClinic::OfStation: return clinicOfChain;
    }
    return {};
}

void MembershipPath::takeOver(const ParsedEntry& entry, const EntryBody& body)
{
    const auto give = [this](const Hash& clinic, const crypto::PublicKey& key, const std::string& name,
                             Roles roles) {
        Person& person = personFor(clinic, key);
        person.fullName = name;
        for (const Role role : {Role::Admin, Role::Auditor, Role::Doctor, Role::Nurse, Role::Reception}) {
            if (roles.has(role)) {
                person.roles.add(role);
            }
        }
    };
    if (const auto* admit = std::get_if<ClinicAdmitBody>(&body)) {
        const Hash proposer = m_clinics.empty() ? entry.id : clinicOfChain(entry.header.chain);
        m_clinics.push_back({entry.id, *admit, {proposer}});
    } else if (const auto* approve = std::get_if<ApproveBody>(&body)) {
        std::vector<Hash>& agreed = std::ranges::find(m_clinics, approve->proposal, &Clinic::id)->agreed;
        if (const Hash voter = clinicOfChain(entry.header.chain);
            std::ranges::find(agreed, voter) == agreed.end()) {
            agreed.push_back(voter);
        }
    } else if (const auto* station = std::get_if<StationEnrolBody>(&body)) {
        addStation(*station, false);
    } else if (const auto* restored = std::get_if<StationRestoreBody>(&body)) {
        addStation({restored->clinic, restored->name, restored->stationKey, restored->stationKemKey,
                    restored->chainNonce, restored->proof},
                   true);
    } else if (const auto* enrol = std::get_if<PractitionerEnrolBody>(&body)) {
        give(enrol->clinic, enrol->key, enrol->fullName, enrol->roles);
    } else if (const auto* change = std::get_if<PractitionerChangeBody>(&body)) {
        give(change->clinic, change->key, change->fullName, change->roles);
    }
}

MembershipPath::Person& MembershipPath::personFor(const Hash& clinic, const crypto::PublicKey& key)
{
    const auto found = std::ranges::find_if(
        m_persons, [&](const Person& each) { return each.clinic == clinic && each.key == key; });
    return found != m_persons.end() ? *found : m_persons.emplace_back(Person{clinic, key, {}, {}});
}

const MembershipPath::Station* MembershipPath::stationOf(const Hash& chain,
                                                         const crypto::PublicKey& key) const
{
    const auto found = std::ranges::find_if(
        m_stations, [&](const Station& each) { return each.chain == chain && each.body.stationKey == key; });
    return found == m_stations.end() ? nullptr : &*found;
}

const MembershipPath::Clinic* MembershipPath::findClinic(const Hash& id) const
{
    const auto found = std::ranges::find(m_clinics, id, &Clinic::id);
    return found == m_clinics.end() ? nullptr : &*found;
}

/// The founding clinic may have decided alone; of the others, one alone never may.
const MembershipPath::Clinic* MembershipPath::clinic(const Hash& id) const
{
    const Clinic* found = findClinic(id);
    const bool isMember =
        found != nullptr && (found->agreed.front() == m_clinics.front().id || found->agreed.size() > 1);
    return isMember ? found : nullptr;
}

Hash MembershipPath::clinicOfChain(const Hash& chain) const
{
    const auto found = std::ranges::find(m_stations, chain, &Station::chain);
    return found == m_stations.end() ? Hash{} : found->body.clinic;
}

void MembershipPath::addStation(const StationEnrolBody& body, bool provisional)
{
    const Hash chain = chainIdOf(body.stationKey, body.chainNonce);
    const auto known = std::ranges::find(m_stations, chain, &Station::chain);
    if (known == m_stations.end()) {
        m_stations.push_back({chain, body, provisional});
    } else if (known->body.clinic == body.clinic) {
        known->provisional = known->provisional && provisional; // the enrolment that confirms the restoration
    }
}

const MembershipPath::Person* MembershipPath::person(const Hash& clinic, const crypto::PublicKey& key) const
{
    const auto found = std::ranges::find_if(
        m_persons, [&](const Person& each) { return each.clinic == clinic && each.key == key; });
    return found == m_persons.end() ? nullptr : &*found;
}

} // namespace carnet::chain::detail
