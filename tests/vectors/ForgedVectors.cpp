// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/vectors/ForgedVectors.h"

#include "ledger/encoding/CborWriter.h"
#include "tests/support/Forging.h"

namespace carnet::test {

using namespace chain;

namespace {

/// A short ledger: the founding block, one more, and then the forged one.
class Forger {
public:
    Forger() : m_patient(f.federation, "patient")
    {
        f.append(f.north,
                 {f.entry(f.north, f.founder, EntryType::StationEnrol, f.stationBody(f.clinic, second)),
                  f.registration(f.north, f.founder, m_patient)});
        m_seen = f.head(f.north);
        f.append(second, {f.about(second, f.founder, EntryType::PatientUpdate, m_patient)}, {m_seen});
    }

    SignedEntry record()
    {
        return f.record(f.north, f.founder, m_patient, R"({"resourceType":"Observation"})");
    }
    SignedEntry update(const Tweak& tweak = {})
    {
        return f.about(f.north, f.founder, EntryType::PatientUpdate, m_patient, tweak);
    }
    ExportedBlock good() { return forgeBlock(f, f.north, {record()}); }
    ExportedBlock with(std::function<void(Preamble&)> preamble)
    {
        return forgeBlock(f, f.north, {record()}, {std::move(preamble), {}, nullptr});
    }

    Bytes fileWith(const ExportedBlock& last) const
    {
        Bytes file;
        ExportWriter writer(f.federation, [&file](ByteView bytes) -> Result<void> {
            append(file, bytes);
            return {};
        });
        bool written = writer.begin().has_value();
        for (const ExportedBlock& block : f.blocks) {
            written = written && writer.block(block.block, block.inputs());
        }
        written = written && writer.block(last.block, last.inputs()) && writer.finish();
        if (!written) {
            throw std::runtime_error("the export could not be written");
        }
        return file;
    }

    void add(std::string_view name, std::string_view expected, const ExportedBlock& last)
    {
        addFile(name, expected, fileWith(last));
    }
    void addFile(std::string_view name, std::string_view expected, const Bytes& file)
    {
        m_out.push_back(Json::Object{{"name", name},
                                     {"forged_block", std::uint64_t{f.blocks.size()}},
                                     {"expected", expected},
                                     {"file", file}});
    }
    Json::Array take() { return std::move(m_out); }

    LedgerFixture f;
    TestStation second{"north-2"};

    SeenHead seen() const { return m_seen; }

private:
    TestPatient m_patient;
    SeenHead m_seen;
    Json::Array m_out;
};

void addBlockFaults(Forger& forger)
{
    LedgerFixture& f = forger.f;
    forger.add("not forged", "accepted", forger.good());
    ExportedBlock block = forger.good();
    block.block.push_back(0);
    forger.add("trailing byte after the block", "encoding", block);
    forger.add("previous is null", "encoding",
               forger.with([](Preamble& preamble) { preamble.previous.reset(); }));
    forger.add("no entries stated", "encoding", forger.with([](Preamble& preamble) { preamble.count = 0; }));
    forger.add("own chain among the seen heads", "encoding",
               forger.with([&](Preamble& preamble) { preamble.seenHeads = {forger.seen()}; }));
    cbor::Writer later;
    later.array(2).unsignedInt(1).text("of a later version");
    forger.add("another version", "version",
               {signBlock(later.view(), 9, Hash{}, f.north.key), {forger.record()}});
    forger.add("another federation", "federation",
               forger.with([](Preamble& preamble) { preamble.federation[0] ^= 1; }));
    forger.add("another previous block", "link",
               forger.with([](Preamble& preamble) { (*preamble.previous)[0] ^= 1; }));
    forger.add("a height too far", "missing", forger.with([](Preamble& preamble) { ++preamble.height; }));
    forger.add("a block of another chain that is not there", "missing", forger.with([&](Preamble& preamble) {
        preamble.seenHeads = {{forger.second.chain, 1, Hash{}}};
    }));
    forger.add("another block of another chain", "seen-heads", forger.with([&](Preamble& preamble) {
        preamble.seenHeads = {{forger.second.chain, 0, Hash{}}};
    }));
    const crypto::SigningKey stranger = signingKey("stranger");
    forger.add("another station's key", "station",
               forgeBlock(f, f.north, {forger.record()}, {{}, {}, &stranger}));
    TestStation unknown("unknown");
    const SignedEntry elsewhere =
        f.entry(unknown, f.founder, EntryType::RoleRotate,
                RoleRotateBody{f.clinic, {{RoleGroup::Desk, 1, kemKey("k").publicKey()}}});
    forger.add("a chain that nobody enrolled", "station",
               together(f.build(unknown, {elsewhere}), {elsewhere}));
    block = forger.good();
    block.block.back() ^= 1;
    forger.add("a changed signature", "signature", block);
    block = forger.good();
    block.block = signAgain(block.block, kEntryContext, f.north.key);
    forger.add("a signature of another context", "signature", block);
    const ExportedBlock second = forger.with([&](Preamble& preamble) {
        preamble.height = 1;
        preamble.previous = parseBlock(f.blocks[1].block)->preamble.previous;
    });
    forger.add("a second block at one height", "fork", second);
    block = forger.good();
    block.entries.push_back(forger.record());
    forger.add("an entry more", "count", block);
    block = forger.good();
    block.entries[0] = forger.record();
    forger.add("another entry", "root", block);
    forger.add(
        "another tree size", "root",
        forgeBlock(f, f.north, {forger.record()}, {{}, [](std::uint64_t& size, Hash&) { ++size; }, nullptr}));
}

void addEntryFaults(Forger& forger)
{
    LedgerFixture& f = forger.f;
    const auto block = [&](const SignedEntry& entry) {
        return forgeBlock(f, f.north, {forger.record(), entry});
    };
    SignedEntry entry = forger.record();
    entry.entry.push_back(0);
    forger.add("trailing byte after an entry", "entry", block(entry));
    forger.add("an entry of another chain", "entry",
               block(forger.update([](EntryHeader& header) { header.chain[0] ^= 1; })));
    forger.add("an entry of another federation", "entry",
               block(forger.update([](EntryHeader& header) { (*header.federation)[0] ^= 1; })));
    forger.add("an entry without federation", "entry",
               block(forger.update([](EntryHeader& header) { header.federation.reset(); })));
    entry = forger.record();
    entry.entry.back() ^= 1;
    forger.add("an entry's changed signature", "entry-signature", block(entry));
    entry = forger.update();
    entry.entry = signAgain(entry.entry, kEntryContext, signingKey("stranger"));
    forger.add("an entry signed by another key", "entry-signature", block(entry));
    // S + L and the neutral element as R: what a strict rule refuses.
    entry = forger.update();
    std::fill_n(entry.entry.end() - 64, 64, std::uint8_t{0});
    *(entry.entry.end() - 64) = 1;
    forger.add("a signature whose R is of small order", "entry-signature", block(entry));
    entry = forger.record();
    entry.parts[0]->back() ^= 1;
    forger.add("a changed part", "part", block(entry));
    entry = forger.record();
    entry.parts.push_back(entry.parts[0]);
    forger.add("a part more", "part", block(entry));
    entry = forger.record();
    entry.parts.clear();
    forger.add("a part less", "part", block(entry));
    entry = forger.record();
    entry.parts[0].reset();
    forger.add("a part that is absent", "accepted", block(entry));
}

void addFileFaults(Forger& forger)
{
    const Bytes good = forger.fileWith(forger.good());
    forger.addFile("cut within the trailer", "truncated", {good.begin(), good.end() - 1});
    constexpr std::size_t kTrailerBytes = 38; // an array's head, three small integers, a byte string of 32
    forger.addFile("without the trailer", "truncated", {good.begin(), good.end() - kTrailerBytes});
    Bytes changed = good;
    changed.back() ^= 1;
    forger.addFile("another digest", "trailer", changed);
    changed = good;
    changed[changed.size() - kTrailerBytes + 2] ^= 1;
    forger.addFile("another number of blocks", "trailer", changed);
    changed = good;
    changed.push_back(0);
    forger.addFile("something after the trailer", "file", changed);
    changed = good;
    changed[3] ^= 1;
    forger.addFile("another first word", "file", changed);
    forger.addFile("nothing", "truncated", {});
}

} // namespace

Json forgedJson()
{
    Forger forger;
    addBlockFaults(forger);
    addEntryFaults(forger);
    addFileFaults(forger);
    return forger.take();
}

} // namespace carnet::test
