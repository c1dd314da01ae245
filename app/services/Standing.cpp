// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/services/Standing.h"

#include "ledger/storage/NetworkStore.h"

#include <algorithm>
#include <map>

namespace carnet::services {

namespace {

void addOnce(std::vector<Hash>& clinics, const std::optional<Hash>& clinic)
{
    if (clinic && std::find(clinics.begin(), clinics.end(), *clinic) == clinics.end()) {
        clinics.push_back(*clinic);
    }
}

std::optional<Hash> clinicOfChain(const LocalLedger& ledger, const Hash& chain)
{
    const std::optional<chain::ChainView> view = ledger.state().chain(chain);
    return view ? std::optional(view->clinic) : std::nullopt;
}

} // namespace

Result<Standing> standingOf(LocalLedger& ledger, const Hash& chain, std::uint64_t leafIndex)
{
    storage::NetworkStore network(ledger.store().database());
    const Result<std::vector<storage::Holding>> holdings = network.holdings(chain);
    const Result<std::vector<storage::StoredCosignature>> cosignatures =
        network.cosignatures(chain, leafIndex + 1);
    const Result<std::optional<storage::CosignedTree>> cosigned = network.cosigned(chain);
    if (!holdings || !cosignatures || !cosigned) {
        return tl::unexpected<Error>(!holdings           ? holdings.error()
                                         : !cosignatures ? cosignatures.error()
                                                         : cosigned.error());
    }
    Standing standing;
    const std::optional<Hash> writer = clinicOfChain(ledger, chain);
    addOnce(standing.heldBy, ledger.clinic());
    addOnce(standing.heldBy, writer); // durable there before a byte of it left
    for (const storage::Holding& holding : *holdings) {
        if (holding.size > leafIndex) {
            addOnce(standing.heldBy, clinicOfChain(ledger, holding.holder));
        }
    }
    for (const storage::StoredCosignature& cosignature : *cosignatures) {
        const std::optional<Hash> clinic = clinicOfChain(ledger, cosignature.witness);
        if (clinic != writer) {
            addOnce(standing.witnessedBy, clinic);
            standing.provenNotAfterMs =
                std::min(standing.provenNotAfterMs.value_or(cosignature.timeMs), cosignature.timeMs);
        }
    }
    if (*cosigned && (*cosigned)->size > leafIndex && writer != ledger.clinic()) {
        addOnce(standing.witnessedBy, ledger.clinic());
    }
    return standing;
}

std::vector<std::string> clinicNames(const LocalLedger& ledger, const std::vector<Hash>& clinics)
{
    std::vector<std::string> names;
    for (const Hash& clinic : clinics) {
        if (const std::optional<chain::ClinicView> view = ledger.state().clinic(clinic)) {
            names.push_back(view->name);
        }
    }
    return names;
}

Result<std::optional<WitnessedCheckpoint>> witnessedCheckpoint(LocalLedger& ledger, std::uint64_t leastSize)
{
    const Result<std::vector<storage::StoredCosignature>> cosignatures =
        storage::NetworkStore(ledger.store().database()).cosignatures(ledger.place().chain, leastSize);
    if (!cosignatures) {
        return tl::unexpected<Error>(cosignatures.error());
    }
    std::map<std::uint64_t, WitnessedCheckpoint> bySize;
    for (const storage::StoredCosignature& cosignature : *cosignatures) {
        if (clinicOfChain(ledger, cosignature.witness) == ledger.clinic()) {
            continue;
        }
        const Result<SignedNote> note = SignedNote::parse(toText(cosignature.note));
        if (!note) {
            return tl::unexpected<Error>(note.error());
        }
        WitnessedCheckpoint& checkpoint = bySize[cosignature.size];
        if (checkpoint.witnesses.empty()) {
            checkpoint.note.text = note->text;
            checkpoint.size = cosignature.size;
        }
        for (const NoteSignature& signature : note->signatures) {
            std::vector<NoteSignature>& lines = checkpoint.note.signatures;
            if (std::find(lines.begin(), lines.end(), signature) == lines.end()) {
                lines.push_back(signature);
            }
        }
        checkpoint.witnesses.push_back(cosignature.witness);
    }
    std::optional<WitnessedCheckpoint> best;
    for (auto& [size, checkpoint] : bySize) {
        if (!best || checkpoint.witnesses.size() > best->witnesses.size()) {
            best = std::move(checkpoint);
        }
    }
    return best;
}

} // namespace carnet::services
