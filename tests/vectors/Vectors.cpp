// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/chain/ChainId.h"
#include "ledger/chain/Receipt.h"
#include "ledger/chain/SealedPart.h"
#include "ledger/encoding/CoseSign1.h"
#include "ledger/identity/Proofs.h"
#include "tests/support/TestSealing.h"
#include "tests/vectors/ForgedVectors.h"
#include "tests/vectors/Json.h"

#include <set>

namespace carnet::test {

using namespace chain;

namespace {

Json statusJson(const EntryStatus& status)
{
    Json::Object object{{"state", wordOf(status.state)}};
    if (status.state == EntryState::Void) {
        object.emplace_back("reason", wordOf(status.reason));
    }
    return object;
}

Json hashesJson(const VectorLedger& ledger)
{
    const TestPatient& patient = ledger.patient;
    const SealedPart part = decodeSealedPart(*ledger.record.parts[0]).value();
    Json::Array commitments;
    for (unsigned category = 0; category < kCategoryCount; ++category) {
        commitments.push_back(Json::Object{{"category", std::uint64_t{category}},
                                           {"category_key", ByteView(patient.categoryKeys[category])},
                                           {"commitment", ByteView(patient.commitments[category])}});
    }
    const TestStation& north = ledger.f.north;
    return Json::Object{
        {"chain",
         Json::Object{{"station_key", ByteView(north.key.publicKey())},
                      {"chain_nonce", ByteView(north.chainNonce)},
                      {"chain", ByteView(north.chain)}}},
        {"subject",
         Json::Object{{"subject_key", ByteView(patient.subjectKey.publicKey())},
                      {"subject", ByteView(patient.subject)}}},
        {"category_commitments", commitments},
        {"epoch",
         Json::Object{{"federation", ByteView(ledger.f.federation)},
                      {"subject_key", ByteView(patient.subjectKey.publicKey())},
                      {"parents", Json::Array{}},
                      {"epoch", ByteView(patient.epoch)}}},
        {"part",
         Json::Object{{"sealed_part", ByteView(*ledger.record.parts[0])},
                      {"salt", ByteView(part.salt)},
                      {"tag", ByteView(part.tag)},
                      {"hash", ByteView(partHashOf(part))},
                      {"size", std::uint64_t{part.ciphertext.size()}}}},
        {"station_proof_message",
         stationProofMessage(ledger.f.federation, ledger.f.clinic, north.kem.publicKey(), north.chainNonce)},
        {"practitioner_proof_message",
         practitionerProofMessage(ledger.f.federation, ledger.f.clinic, ledger.f.founder.kem.publicKey())},
        {"subject_proof_message",
         subjectProofMessage(ledger.f.federation, north.chain, bytesOf<16>("nonce"), patient.epoch)},
        {"subject_proof_nonce", ByteView(bytesOf<16>("nonce"))},
    };
}

Json keysJson(const VectorLedger& ledger)
{
    const auto signing = [](std::string_view label, const crypto::SigningKey& key) {
        return Json::Object{
            {"label", label}, {"seed", key.seed()}, {"public_key", ByteView(key.publicKey())}};
    };
    const auto kem = [](std::string_view label, const crypto::KemKey& key) {
        return Json::Object{
            {"label", label}, {"secret", key.secret()}, {"public_key", ByteView(key.publicKey())}};
    };
    Json::Array signingKeys{signing("Founder", ledger.f.founder.key),
                            signing("Doctor", ledger.doctor.key),
                            signing("Nurse", ledger.nurse.key),
                            signing("Reception", ledger.reception.key),
                            signing("South administrator", ledger.southAdmin.key),
                            signing("north-1", ledger.f.north.key),
                            signing("north-2", ledger.second.key),
                            signing("south-1", ledger.south.key),
                            signing("federation recovery", ledger.f.recovery),
                            signing("clinic recovery", ledger.f.clinicRecovery),
                            signing("patient", ledger.patient.subjectKey)};
    Json::Array kemKeys{kem("Founder", ledger.f.founder.kem), kem("Doctor", ledger.doctor.kem),
                        kem("north-1", ledger.f.north.kem), kem("ephemeral", kemKey("ephemeral"))};
    return Json::Object{{"ed25519", signingKeys}, {"x25519", kemKeys}};
}

/// One entry of each type, and of each void reason, taken apart.
Json entriesJson(const VectorLedger& ledger)
{
    Json::Array entries;
    std::set<std::string> seen;
    for (const ExportedBlock& block : ledger.f.blocks) {
        for (const SignedEntry& signedEntry : block.entries) {
            const ParsedEntry parsed = parseEntry(signedEntry.entry).value();
            const EntryHeader& header = parsed.header;
            if (!seen.insert(ledger.names.at(parsed.id)).second) {
                continue;
            }
            Json::Array references;
            for (const Hash& reference : header.references) {
                references.emplace_back(ByteView(reference));
            }
            Json::Array parts;
            for (const PartDigest& part : header.parts) {
                parts.push_back(Json::Object{{"hash", ByteView(part.hash)},
                                             {"size", part.sizeBytes},
                                             {"commitment", Json::orNull(part.commitment)}});
            }
            entries.push_back(Json::Object{
                {"name", ledger.names.at(parsed.id)},
                {"id", ByteView(parsed.id)},
                {"version", header.version},
                {"federation", Json::orNull(header.federation)},
                {"chain", ByteView(header.chain)},
                {"nonce", ByteView(header.nonce)},
                {"type", std::string_view(header.type)},
                {"subject", Json::orNull(header.subject)},
                {"author_kind",
                 header.version == kFormatVersion ? Json(static_cast<std::uint64_t>(header.author.kind))
                                                  : Json(nullptr)},
                {"author_key", ByteView(header.author.key)},
                {"time", header.timeMs},
                {"epoch", Json::orNull(header.epoch)},
                {"references", references},
                {"parts", parts},
                {"body", ByteView(header.body)},
                {"payload", parsed.payload},
                {"to_be_signed", coseToBeSigned(kEntryContext, parsed.payload)},
                {"signature", ByteView(parsed.signature)},
                {"entry", signedEntry.entry},
                {"status", statusJson(ledger.f.state.status(parsed.id).value())},
            });
        }
    }
    return entries;
}

/// Each block taken apart, with the statuses of its entries once the whole ledger is there.
Json blocksJson(const VectorLedger& ledger)
{
    Json::Array blocks;
    for (const ExportedBlock& block : ledger.f.blocks) {
        const ParsedBlock parsed = parseBlock(block.block).value();
        Json::Array heads;
        for (const SeenHead& head : parsed.preamble.seenHeads) {
            heads.push_back(Json::Object{
                {"chain", ByteView(head.chain)}, {"height", head.height}, {"hash", ByteView(head.hash)}});
        }
        const BlockView view = ledger.f.state.block(parsed.preamble.chain, parsed.preamble.height).value();
        Json::Array entries;
        for (std::size_t i = 0; i < block.entries.size(); ++i) {
            const EntryView entry = ledger.f.state.entryAt(parsed.preamble.chain, view.firstLeaf + i).value();
            entries.push_back(Json::Object{{"name", ledger.names.at(entry.id)},
                                           {"id", ByteView(entry.id)},
                                           {"leaf_index", entry.leafIndex},
                                           {"status", statusJson(entry.status)}});
        }
        blocks.push_back(Json::Object{{"chain", ByteView(parsed.preamble.chain)},
                                      {"station_key", ByteView(parsed.preamble.stationKey)},
                                      {"height", parsed.preamble.height},
                                      {"previous", Json::orNull(parsed.preamble.previous)},
                                      {"time", parsed.preamble.timeMs},
                                      {"seen_heads", heads},
                                      {"preamble", parsed.preambleBytes},
                                      {"preamble_leaf", ByteView(merkle::leafHash(parsed.preambleBytes))},
                                      {"tree_size", parsed.treeSize},
                                      {"root", ByteView(parsed.root)},
                                      {"payload", parsed.payload},
                                      {"to_be_signed", coseToBeSigned(kBlockContext, parsed.payload)},
                                      {"signature", ByteView(parsed.signature)},
                                      {"block", block.block},
                                      {"hash", ByteView(parsed.hash)},
                                      {"entries", entries}});
    }
    return blocks;
}

Json receiptJson(const Bytes& file)
{
    const VerifiedReceipt receipt = verifyReceipt(file).value();
    Json::Array witnesses;
    for (const ReceiptWitness& witness : receipt.witnesses) {
        witnesses.push_back(Json::Object{{"chain", ByteView(witness.chain)},
                                         {"clinic", ByteView(witness.clinic)},
                                         {"clinic_name", std::string_view(witness.clinicName)},
                                         {"time", witness.timeMs}});
    }
    const auto timeOrNull = [](const std::optional<std::uint64_t>& time) {
        return time ? Json(*time) : Json(nullptr);
    };
    return Json::Object{{"federation", ByteView(receipt.federation)},
                        {"entry", ByteView(receipt.entry)},
                        {"type", nameOf(receipt.type)},
                        {"author_name", std::string_view(receipt.authorName)},
                        {"clinic", ByteView(receipt.clinic)},
                        {"clinic_name", std::string_view(receipt.clinicName)},
                        {"station_name", std::string_view(receipt.stationName)},
                        {"chain", ByteView(receipt.chain)},
                        {"height", receipt.height},
                        {"claimed_time", receipt.claimedTimeMs},
                        {"block_time", receipt.blockTimeMs},
                        {"proven_not_before", timeOrNull(receipt.provenNotBeforeMs)},
                        {"proven_not_after", timeOrNull(receipt.provenNotAfterMs)},
                        {"witnesses", witnesses},
                        {"plaintext", receipt.contents.front().plaintext}};
}

Bytes textOf(const Json& json)
{
    return toBytes(viewOf(json.text()));
}

} // namespace

std::map<std::string, Bytes> makeVectors()
{
    const VectorLedger ledger;
    const Bytes receipt = ledger.receipt();
    return {{"keys.json", textOf(keysJson(ledger))},        {"hashes.json", textOf(hashesJson(ledger))},
            {"entries.json", textOf(entriesJson(ledger))},  {"blocks.json", textOf(blocksJson(ledger))},
            {"ledger.carnet", ledger.exportFile()},         {"receipt.carnet", receipt},
            {"receipt.json", textOf(receiptJson(receipt))}, {"forged.json", textOf(forgedJson())}};
}

} // namespace carnet::test
