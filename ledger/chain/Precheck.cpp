// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/chain/Precheck.h"

#include "ledger/chain/MerkleTree.h"
#include "ledger/chain/SealedPart.h"
#include "ledger/chain/detail/Possession.h"
#include "ledger/crypto/Sha256.h"
#include "ledger/identity/Proofs.h"

namespace carnet::chain {

namespace {

/// Whether an epoch descriptor is what the header names, and the subject key agrees to it (FORMAT.md §4.1). A maintenance
/// rotation by a person needs no agreement: its subject stays. The signature comes last, since it is what costs.
bool descriptorFits(const EntryHeader& header, const EpochDescriptor& descriptor)
{
    if (!header.federation || header.subject != subjectOf(descriptor.subjectKey)) {
        return false;
    }
    const Hash epoch =
        epochIdOf(*header.federation, descriptor.subjectKey, descriptor.commitments, descriptor.parents);
    if (header.epoch != epoch) {
        return false;
    }
    if (header.author.kind == AuthorKind::Person && header.type == nameOf(EntryType::AccessRotate)) {
        return descriptor.proof == crypto::Signature{};
    }
    return crypto::verify(descriptor.subjectKey,
                          subjectProofMessage(*header.federation, header.chain, header.nonce, epoch),
                          descriptor.proof);
}

struct ProofResult {
    bool fits = true;
    std::size_t signatures = 0;
};

/// A proof is verified even in blocks that were verified before: a false one makes its entry void and not the block
/// wrong, so a store of good blocks may hold false proofs.
ProofResult checkProof(const EntryHeader& header, const EntryBody& body)
{
    if (const EpochDescriptor* descriptor = epochOf(body)) {
        return {descriptorFits(header, *descriptor), 1};
    }
    if (!detail::provesPossession(body)) {
        return {};
    }
    return header.federation ? ProofResult{detail::possessionIsProven(body, *header.federation), 1}
                             : ProofResult{false, 0};
}

/// Whether subject and epoch stand where the type wants them, and the body has the type's form.
std::optional<EntryBody> bodyOf(const EntryHeader& header, EntryType type)
{
    const bool wanted = ruleOf(type).hasSubject;
    if (header.subject.has_value() != wanted || header.epoch.has_value() != wanted) {
        return std::nullopt;
    }
    Result<EntryBody> body = decodeBody(type, header.body);
    return body ? std::optional(std::move(*body)) : std::nullopt;
}

} // namespace

/// One call of precheck().
class PrecheckRun {
public:
    PrecheckRun(ByteView block, std::span<const EntryInput> entries, Signatures signatures)
        : m_bytes(block)
        , m_inputs(entries)
        , m_signatures(signatures)
    {
    }

    PrecheckedBlock run() &&
    {
        const Result<ParsedBlock> parsed = parseBlock(m_bytes);
        if (!parsed) {
            m_out.m_decodingFault =
                parsed.error().slug == "other-version" ? BlockFault::Version : BlockFault::Encoding;
            m_out.m_detail = parsed.error().detail;
            return std::move(m_out);
        }
        m_out.m_hash = parsed->hash;
        m_out.m_preamble = parsed->preamble;
        m_out.m_treeSize = parsed->treeSize;
        m_out.m_root = parsed->root;
        m_out.m_preambleLeaf = merkle::leafHash(parsed->preambleBytes);
        m_out.m_countFits = m_inputs.size() == parsed->preamble.count;
        m_out.m_signatureVerifies = m_signatures == Signatures::VerifiedBefore || parsed->signatureVerifies();
        m_out.m_signatureCount = 1;
        // Without these two, no entry's fault can be the one that is named; decoding goes on, because an entry may
        // make the chain known, which is named earlier.
        m_judgeEntries = m_out.m_signatureVerifies && m_out.m_countFits;
        decodeEntries();
        return std::move(m_out);
    }

private:
    void decodeEntries()
    {
        // More entries than a block can have are never the block's: they are not worth any work.
        const std::size_t count = std::min(m_inputs.size(), kMaxBlockEntries);
        m_out.m_entries.resize(count);
        // The faults are named rule by rule, not entry by entry, so a worse one may still follow.
        std::optional<std::size_t> badEntry;
        std::optional<std::size_t> badSignature;
        std::optional<std::size_t> badPart;
        for (std::size_t i = 0; i < count; ++i) {
            PrecheckedEntry& out = m_out.m_entries[i];
            const Result<ParsedEntry> parsed = parseEntry(m_inputs[i].entry);
            if (!parsed) {
                out.id = merkle::leafHash(m_inputs[i].entry);
                note(badEntry, i, parsed.error().detail);
                continue;
            }
            takeOver(out, *parsed);
            if (!m_judgeEntries || badEntry) {
                continue;
            }
            if (!namesThisLedger(parsed->header)) {
                note(badEntry, i, "entry: another federation or chain");
                continue;
            }
            if (!badSignature && m_signatures == Signatures::Verify) {
                ++m_out.m_signatureCount;
                if (!parsed->signatureVerifies()) {
                    badSignature = i;
                }
            }
            if (!badPart && !partsFit(parsed->header, m_inputs[i].parts)) {
                badPart = i;
            }
        }
        if (badEntry) {
            fault(BlockFault::Entry, *badEntry);
        } else if (badSignature) {
            fault(BlockFault::EntrySignature, *badSignature);
        } else if (badPart) {
            fault(BlockFault::Part, *badPart);
        }
    }

    void takeOver(PrecheckedEntry& out, const ParsedEntry& parsed)
    {
        const EntryHeader& header = parsed.header;
        out.decoded = true;
        out.id = parsed.id;
        out.version = header.version;
        out.nonce = header.nonce;
        out.author = header.author;
        out.subject = header.subject;
        out.epoch = header.epoch;
        out.references = header.references;
        if (header.version == kFormatVersion) {
            out.type = entryTypeOf(header.type);
        }
        if (!out.type) {
            return;
        }
        out.body = bodyOf(header, *out.type);
        if (!out.body) {
            return;
        }
        out.authorIsSubject =
            header.author.kind == AuthorKind::Subject && header.subject == subjectOf(header.author.key);
        const ProofResult proof = checkProof(header, *out.body);
        out.proofVerifies = proof.fits;
        m_out.m_signatureCount += proof.signatures;
    }

    /// The federation is compared with the preamble's, which apply() compares with the ledger's.
    bool namesThisLedger(const EntryHeader& header) const
    {
        const bool isGenesis =
            header.version == kFormatVersion && header.type == nameOf(EntryType::FederationGenesis);
        if (header.chain != m_out.m_preamble.chain || header.federation.has_value() == isGenesis) {
            return false;
        }
        return isGenesis || *header.federation == m_out.m_preamble.federation;
    }

    static bool partsFit(const EntryHeader& header, const std::vector<std::optional<ByteView>>& parts)
    {
        if (parts.size() != header.parts.size()) {
            return false;
        }
        for (std::size_t i = 0; i < parts.size(); ++i) {
            if (parts[i] && !checkPart(header.parts[i], *parts[i])) {
                return false;
            }
        }
        return true;
    }

    void note(std::optional<std::size_t>& first, std::size_t index, const std::string& detail)
    {
        if (!first) {
            first = index;
            m_out.m_detail = detail;
        }
    }

    void fault(BlockFault which, std::size_t index)
    {
        m_out.m_entryFault = which;
        m_out.m_faultyEntry = index;
    }

    ByteView m_bytes;
    std::span<const EntryInput> m_inputs;
    Signatures m_signatures;
    bool m_judgeEntries = false;
    PrecheckedBlock m_out;
};

PrecheckedBlock precheck(ByteView block, std::span<const EntryInput> entries, Signatures signatures)
{
    return PrecheckRun(block, entries, signatures).run();
}

Hash PrecheckedBlock::fingerprint() const
{
    crypto::Sha256 digest;
    digest.update(m_hash);
    for (const PrecheckedEntry& entry : m_entries) {
        digest.update(entry.id);
    }
    digest.update(viewOf(m_detail));
    const std::array<std::uint8_t, 1> fault{m_entryFault ? static_cast<std::uint8_t>(*m_entryFault)
                                                         : std::uint8_t{0xFF}};
    digest.update(fault);
    return digest.finish();
}

std::size_t PrecheckedBlock::memoryBytes() const noexcept
{
    std::size_t bytes = sizeof *this + m_preamble.seenHeads.size() * sizeof(SeenHead)
        + m_entries.capacity() * sizeof(PrecheckedEntry);
    for (const PrecheckedEntry& entry : m_entries) {
        bytes += entry.references.size() * sizeof(Hash);
    }
    return bytes;
}

} // namespace carnet::chain
