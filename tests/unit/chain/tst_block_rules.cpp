// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/chain/SealedPart.h"
#include "ledger/encoding/CborWriter.h"
#include "tests/support/Forging.h"
#include "tests/unit/chain/StatusChecks.h"

#include <memory>

using namespace carnet;
using namespace carnet::chain;
using namespace carnet::test;

/// FORMAT.md §3.3: each rule that rejects a block, broken, beside the block that is accepted.
class TestBlockRules : public QObject {
    Q_OBJECT

    std::unique_ptr<LedgerFixture> m;
    TestPerson doctor{"Doctor"};
    std::unique_ptr<TestPatient> m_patient;

    SignedEntry record()
    {
        return m->record(m->north, doctor, *m_patient, R"({"resourceType":"Observation"})");
    }
    ApplyResult apply(const ExportedBlock& block) { return m->state.apply(prechecked(block)); }
    QString verdict(const ExportedBlock& block) { return shown(apply(block)); }

    ExportedBlock forge(const std::vector<SignedEntry>& entries,
                        const std::function<void(Preamble&)>& preamble,
                        const std::function<void(std::uint64_t&, Hash&)>& tree = {},
                        const crypto::SigningKey* signer = nullptr)
    {
        return forgeBlock(*m, m->north, entries, {preamble, tree, signer});
    }

private Q_SLOTS:
    void init()
    {
        m = std::make_unique<LedgerFixture>();
        m->enrol(doctor, {Role::Doctor});
        m_patient = std::make_unique<TestPatient>(m->federation, "patient");
        if (m->put(m->north, m->registration(m->north, doctor, *m_patient)) != EntryStatus::valid()) {
            qFatal("the patient could not be registered");
        }
    }

    void aGoodBlockIsAcceptedOnce()
    {
        const ExportedBlock block = forge({record(), record()}, {});
        const ApplyResult result = apply(block);
        QVERIFY(std::holds_alternative<BlockAccepted>(result));
        QCOMPARE(std::get<BlockAccepted>(result).firstLeaf, m->north.tip.tree.size());
        QCOMPARE(std::get<BlockAccepted>(result).statuses.size(), std::size_t{2});
        QCOMPARE(verdict(block), QStringLiteral("held"));
    }

    void whatIsRejectedChangesNothing()
    {
        ExportedBlock block = forge({record()}, {});
        const std::uint64_t entries = m->state.entryCount();
        const ExportedBlock good = block;
        block.entries[0].entry.back() ^= 1;
        QCOMPARE(verdict(block), QStringLiteral("root"));
        QCOMPARE(m->state.entryCount(), entries);
        QCOMPARE(verdict(good), QStringLiteral("accepted"));
    }

    void encoding()
    {
        const ExportedBlock good = forge({record()}, {});
        ExportedBlock block = good;
        block.block.push_back(0);
        QCOMPARE(verdict(block), QStringLiteral("encoding"));
        block.block.clear();
        QCOMPARE(verdict(block), QStringLiteral("encoding"));
        // Every cut and every changed head is found; a changed byte elsewhere is the signature's matter.
        for (std::size_t size = 0; size < good.block.size(); size += 7) {
            block.block.assign(good.block.begin(), good.block.begin() + static_cast<std::ptrdiff_t>(size));
            QCOMPARE(verdict(block), QStringLiteral("encoding"));
        }
        QCOMPARE(verdict(forge({record()}, [](Preamble& preamble) { preamble.previous.reset(); })),
                 QStringLiteral("encoding"));
        QCOMPARE(verdict(forge({record()}, [](Preamble& preamble) { preamble.height = 0; })),
                 QStringLiteral("encoding"));
        QCOMPARE(verdict(forge({record()}, [](Preamble& preamble) { preamble.count = 0; })),
                 QStringLiteral("encoding"));
        QCOMPARE(verdict(forge({record()}, [](Preamble& preamble) { preamble.count = 4097; })),
                 QStringLiteral("encoding"));
        QCOMPARE(verdict(forge({record()}, [](Preamble& preamble) { preamble.timeMs = kMaxUint + 1; })),
                 QStringLiteral("encoding"));
        QCOMPARE(verdict(forge({record()},
                               [this](Preamble& preamble) {
                                   preamble.seenHeads = {{m->north.chain, 0, {}}};
                               })),
                 QStringLiteral("encoding"));
        const Hash one{1};
        const Hash two{2};
        QCOMPARE(verdict(forge({record()},
                               [&](Preamble& preamble) {
                                   preamble.seenHeads = {{two, 0, {}}, {one, 0, {}}};
                               })),
                 QStringLiteral("encoding"));
        QCOMPARE(verdict(forge({record()},
                               [&](Preamble& preamble) {
                                   preamble.seenHeads = {{one, 0, {}}, {one, 1, {}}};
                               })),
                 QStringLiteral("encoding"));
        QCOMPARE(
            verdict(forge({record()}, {}, [](std::uint64_t& size, Hash&) { size = kMaxChainLeaves + 1; })),
            QStringLiteral("encoding"));
        QCOMPARE(verdict(good), QStringLiteral("accepted"));
    }

    void version()
    {
        const auto ofVersion = [this](std::uint64_t version, bool wellFormed) {
            cbor::Writer preamble;
            preamble.array(2).unsignedInt(version).text("anything");
            Bytes bytes = preamble.take();
            if (!wellFormed) {
                bytes.push_back(0);
            }
            return ExportedBlock{signBlock(bytes, 9, Hash{}, m->north.key), {record()}};
        };
        QCOMPARE(verdict(ofVersion(1, true)), QStringLiteral("version"));
        QCOMPARE(verdict(ofVersion(1, false)), QStringLiteral("encoding"));
        QCOMPARE(verdict(ofVersion(0, true)), QStringLiteral("encoding"));
        QCOMPARE(verdict(ofVersion(kMaxUint + 1, true)), QStringLiteral("encoding"));
    }

    void federation()
    {
        QCOMPARE(verdict(forge({record()}, [](Preamble& preamble) { preamble.federation[0] ^= 1; })),
                 QStringLiteral("federation"));
        LedgerState other(bytesOf<32>("another federation"));
        QCOMPARE(shown(other.apply(prechecked(m->blocks.front()))), QStringLiteral("federation"));
    }

    void link()
    {
        QCOMPARE(verdict(forge({record()}, [](Preamble& preamble) { (*preamble.previous)[0] ^= 1; })),
                 QStringLiteral("link"));
        // A block further on waits, whatever it says of the one before it.
        const ExportedBlock ahead = forge({record()}, [](Preamble& preamble) { ++preamble.height; });
        const ApplyResult result = apply(ahead);
        QCOMPARE(shown(result), QStringLiteral("waiting"));
        QCOMPARE(std::get<BlockWaiting>(result).chain, m->north.chain);
        QCOMPARE(std::get<BlockWaiting>(result).height, m->north.tip.height);
        QCOMPARE(verdict(forge({record()}, {})), QStringLiteral("accepted"));
        QCOMPARE(verdict(ahead), QStringLiteral("link"));
    }

    void seenHeads()
    {
        TestStation second("north-2");
        m->enrol(m->north, m->founder, m->clinic, second);
        const auto naming = [&](std::uint64_t height, const Hash& hash) {
            return forge({record()}, [&](Preamble& preamble) {
                preamble.seenHeads = {{second.chain, height, hash}};
            });
        };
        // Nobody has that chain yet: wait.
        const ApplyResult waits = apply(naming(0, Hash{}));
        QCOMPARE(shown(waits), QStringLiteral("waiting"));
        QCOMPARE(std::get<BlockWaiting>(waits).chain, second.chain);
        const auto patientUpdate = [&] {
            return m->about(second, doctor, EntryType::PatientUpdate, *m_patient);
        };
        m->append(second, {patientUpdate()});
        const SeenHead first = m->head(second);
        m->append(second, {patientUpdate()}, {});
        const SeenHead next = m->head(second);
        QCOMPARE(verdict(naming(0, Hash{})), QStringLiteral("seen-heads"));
        QCOMPARE(verdict(naming(7, Hash{})), QStringLiteral("waiting"));
        QCOMPARE(verdict(naming(1, first.hash)), QStringLiteral("seen-heads"));
        // Named once, a chain is not named lower again; leaving it out and naming it again as high is fine.
        m->append(m->north, {record()}, {next});
        QCOMPARE(verdict(naming(first.height, first.hash)), QStringLiteral("seen-heads"));
        m->append(m->north, {record()}, {});
        QCOMPARE(verdict(naming(first.height, first.hash)), QStringLiteral("seen-heads"));
        QCOMPARE(verdict(naming(next.height, next.hash)), QStringLiteral("accepted"));
    }

    void station()
    {
        const crypto::SigningKey stranger = signingKey("stranger");
        QCOMPARE(verdict(forge({record()}, {}, {}, &stranger)), QStringLiteral("station"));
        // A chain that nobody enrolled.
        TestStation unknown("unknown");
        const SignedEntry entry = m->about(unknown, doctor, EntryType::PatientUpdate, *m_patient);
        QCOMPARE(verdict(together(m->build(unknown, {entry}), {entry})), QStringLiteral("station"));
        // Enrolled, but not in this block's causal past.
        const SeenHead before = m->head(m->north);
        m->enrol(m->north, m->founder, m->clinic, unknown);
        QCOMPARE(verdict(together(m->build(unknown, {entry}, {before}), {entry})), QStringLiteral("station"));
        QCOMPARE(verdict(together(m->build(unknown, {entry}), {entry})), QStringLiteral("accepted"));
        // A void enrolment makes no chain known.
        TestStation third("third");
        StationEnrolBody body = m->stationBody(m->clinic, third);
        body.proof[0] ^= 1;
        COMPARE_STATUS(m->put(m->north, m->entry(m->north, m->founder, EntryType::StationEnrol, body)),
                       "void proof");
        const SignedEntry inThird = m->about(third, doctor, EntryType::PatientUpdate, *m_patient);
        QCOMPARE(verdict(together(m->build(third, {inThird}), {inThird})), QStringLiteral("station"));
    }

    void stationThatEnrolsItself()
    {
        TestStation own("own");
        const SignedEntry update = m->about(own, doctor, EntryType::PatientUpdate, *m_patient);
        const auto opening = [&](const SignedEntry& first, std::vector<SeenHead> seen) {
            const std::vector<SignedEntry> entries{first, update};
            return together(m->build(own, entries, std::move(seen)), entries);
        };
        const SignedEntry good =
            m->entry(own, m->founder, EntryType::StationEnrol, m->stationBody(m->clinic, own));
        // By somebody without the right; not resting on what gives the right; not as the first entry.
        const SignedEntry byDoctor =
            m->entry(own, doctor, EntryType::StationEnrol, m->stationBody(m->clinic, own));
        QCOMPARE(verdict(opening(byDoctor, {m->head(m->north)})), QStringLiteral("station"));
        QCOMPARE(verdict(opening(good, {})), QStringLiteral("station"));
        const std::vector<SignedEntry> turned{update, good};
        QCOMPARE(verdict(together(m->build(own, turned), turned)), QStringLiteral("station"));
        // Another station's enrolment.
        TestStation other("other");
        const SignedEntry others =
            m->entry(own, m->founder, EntryType::StationEnrol, m->stationBody(m->clinic, other));
        QCOMPARE(verdict(opening(others, {m->head(m->north)})), QStringLiteral("station"));
        const ApplyResult result = apply(opening(good, {m->head(m->north)}));
        QVERIFY(std::holds_alternative<BlockAccepted>(result));
        COMPARE_STATUS(std::get<BlockAccepted>(result).statuses[0], "valid");
        COMPARE_STATUS(std::get<BlockAccepted>(result).statuses[1], "valid");
        QCOMPARE(m->state.chain(own.chain)->clinic, m->clinic);
    }

    void signature()
    {
        const ExportedBlock good = forge({record()}, {});
        ExportedBlock block = good;
        block.block.back() ^= 1;
        QCOMPARE(verdict(block), QStringLiteral("signature"));
        // Signed by another key than the preamble says: the payload is taken over as it is.
        block.block = signAgain(good.block, kBlockContext, signingKey("x"));
        QCOMPARE(verdict(block), QStringLiteral("signature"));
        // A signature of another context.
        block.block = signAgain(good.block, kEntryContext, m->north.key);
        QCOMPARE(verdict(block), QStringLiteral("signature"));
        // No entry is looked at when the station did not sign.
        block.entries.clear();
        QCOMPARE(verdict(block), QStringLiteral("signature"));
        QCOMPARE(verdict(good), QStringLiteral("accepted"));
    }

    void count()
    {
        const SignedEntry first = record();
        const SignedEntry second = record();
        const ExportedBlock good = forge({first, second}, {});
        QCOMPARE(verdict({good.block, {first}}), QStringLiteral("count"));
        QCOMPARE(verdict({good.block, {}}), QStringLiteral("count"));
        QCOMPARE(verdict({good.block, {first, second, second}}), QStringLiteral("count"));
        QCOMPARE(verdict(forge({first, second}, [](Preamble& preamble) { preamble.count = 1; })),
                 QStringLiteral("count"));
        QCOMPARE(verdict(good), QStringLiteral("accepted"));
    }

    void root()
    {
        const SignedEntry first = record();
        const SignedEntry second = record();
        const ExportedBlock good = forge({first, second}, {});
        QCOMPARE(verdict({good.block, {second, first}}), QStringLiteral("root"));
        QCOMPARE(verdict({good.block, {first, record()}}), QStringLiteral("root"));
        QCOMPARE(verdict(forge({first, second}, {}, [](std::uint64_t& size, Hash&) { ++size; })),
                 QStringLiteral("root"));
        QCOMPARE(verdict(forge({first, second}, {}, [](std::uint64_t&, Hash& hash) { hash[31] ^= 1; })),
                 QStringLiteral("root"));
        QCOMPARE(verdict(good), QStringLiteral("accepted"));
    }

    void entry()
    {
        // Well signed by the station, so that only the rule in question can reject.
        SignedEntry trailing = record();
        trailing.entry.push_back(0);
        QCOMPARE(verdict(forge({record(), trailing}, {})), QStringLiteral("entry"));
        QCOMPARE(verdict(forge({{Bytes{}, {}}}, {})), QStringLiteral("entry"));
        QCOMPARE(verdict(forge({{Bytes(300'000, 0), {}}}, {})), QStringLiteral("entry"));
        const auto changed = [&](const Tweak& tweak) {
            return forge({m->about(m->north, doctor, EntryType::PatientUpdate, *m_patient, tweak)}, {});
        };
        QCOMPARE(verdict(changed([](EntryHeader& header) { header.chain[0] ^= 1; })),
                 QStringLiteral("entry"));
        QCOMPARE(verdict(changed([](EntryHeader& header) { (*header.federation)[0] ^= 1; })),
                 QStringLiteral("entry"));
        QCOMPARE(verdict(changed([](EntryHeader& header) { header.federation.reset(); })),
                 QStringLiteral("entry"));
        QCOMPARE(verdict(changed([](EntryHeader& header) { header.type = "federation.genesis"; })),
                 QStringLiteral("entry"));
        // The index of the entry at fault is told.
        const ApplyResult result = apply(forge({record(), trailing}, {}));
        QCOMPARE(std::get<BlockRejected>(result).entry.value(), std::size_t{1});
        QCOMPARE(std::get<BlockRejected>(result).error().slug, std::string("entry"));
        QCOMPARE(verdict(changed({})), QStringLiteral("accepted"));
    }

    void entrySignature()
    {
        SignedEntry forged = record();
        forged.entry.back() ^= 1;
        QCOMPARE(verdict(forge({record(), forged}, {})), QStringLiteral("entry-signature"));
        // Signed by another key than the author's key id, and in the context of a block.
        const SignedEntry good = m->about(m->north, doctor, EntryType::PatientUpdate, *m_patient);
        forged = {signAgain(good.entry, kEntryContext, signingKey("x")), {}};
        QCOMPARE(verdict(forge({forged}, {})), QStringLiteral("entry-signature"));
        forged = {signAgain(good.entry, kBlockContext, doctor.key), {}};
        QCOMPARE(verdict(forge({forged}, {})), QStringLiteral("entry-signature"));
        // A rule is applied to all entries before the next: a part's fault in the first entry comes after it.
        SignedEntry badPart = record();
        badPart.parts[0] = Bytes{0};
        QCOMPARE(verdict(forge({badPart, forged}, {})), QStringLiteral("entry-signature"));
        QCOMPARE(verdict(forge({good}, {})), QStringLiteral("accepted"));
    }

    void entriesOfOtherVersionsAreChecked()
    {
        const auto ofVersion = [&](std::uint64_t version, const Hash& chain, bool good) {
            SignedEntry entry = entryOfVersion(version, *m, chain, doctor.key);
            entry.entry.back() = static_cast<std::uint8_t>(entry.entry.back() ^ (good ? 0 : 1));
            return entry;
        };
        QCOMPARE(verdict(forge({ofVersion(1, m->north.chain, false)}, {})),
                 QStringLiteral("entry-signature"));
        QCOMPARE(verdict(forge({ofVersion(1, Hash{}, true)}, {})), QStringLiteral("entry"));
        QCOMPARE(verdict(forge({ofVersion(0, m->north.chain, true)}, {})), QStringLiteral("entry"));
        SignedEntry withPart = ofVersion(1, m->north.chain, true);
        withPart.parts.emplace_back();
        QCOMPARE(verdict(forge({withPart}, {})), QStringLiteral("part"));
        const ApplyResult result = apply(forge({ofVersion(1, m->north.chain, true)}, {}));
        QVERIFY(std::holds_alternative<BlockAccepted>(result));
        COMPARE_STATUS(std::get<BlockAccepted>(result).statuses[0], "unknown");
    }

    void part()
    {
        const SignedEntry good = record();
        const auto withPart = [&](std::optional<Bytes> part) {
            SignedEntry entry = good;
            entry.parts[0] = std::move(part);
            return forge({entry}, {});
        };
        Bytes changed = *good.parts[0];
        changed.back() ^= 1;
        QCOMPARE(verdict(withPart(changed)), QStringLiteral("part"));
        changed = *good.parts[0];
        changed[5] ^= 1; // the salt
        QCOMPARE(verdict(withPart(changed)), QStringLiteral("part"));
        changed = *good.parts[0];
        changed.push_back(0);
        QCOMPARE(verdict(withPart(changed)), QStringLiteral("part"));
        QCOMPARE(verdict(withPart(Bytes{})), QStringLiteral("part"));
        SignedEntry more = good;
        more.parts.push_back(good.parts[0]);
        QCOMPARE(verdict(forge({more}, {})), QStringLiteral("part"));
        SignedEntry fewer = good;
        fewer.parts.clear();
        QCOMPARE(verdict(forge({fewer}, {})), QStringLiteral("part"));
        // A size that the header states wrongly, of a part with the right hash.
        const SealedPart sealed{bytesOf<32>("salt"), bytesOf<16>("tag"), viewOf("ciphertext")};
        const auto stating = [&](std::uint64_t size) {
            SignedEntry entry =
                m->about(m->north, doctor, EntryType::RecordAdd, *m_patient, [&](EntryHeader& header) {
                    header.parts.push_back({partHashOf(sealed), size, std::nullopt});
                });
            entry.parts.emplace_back(encodeSealedPart(sealed));
            return forge({entry}, {});
        };
        QCOMPARE(verdict(stating(9)), QStringLiteral("part"));
        // A part that is absent is no fault.
        QCOMPARE(verdict(withPart(std::nullopt)), QStringLiteral("accepted"));
    }

    void aPartWithItsSizeIsAccepted()
    {
        QCOMPARE(verdict(forge({record()}, {})), QStringLiteral("accepted"));
    }

    void founding_data()
    {
        QTest::addColumn<int>("what");
        QTest::addColumn<QString>("expected");
        QTest::newRow("as it must be") << 0 << "accepted";
        QTest::newRow("three entries") << 1 << "founding";
        QTest::newRow("another order") << 2 << "founding";
        QTest::newRow("another administrator") << 3 << "founding";
        QTest::newRow("without the role") << 4 << "founding";
        QTest::newRow("somebody else is enrolled") << 5 << "founding";
        QTest::newRow("by somebody else") << 6 << "founding";
        QTest::newRow("a false proof") << 7 << "founding";
        QTest::newRow("another station") << 8 << "station";
        QTest::newRow("a repeated nonce") << 9 << "founding";
        QTest::newRow("no genesis") << 10 << "station";
        QTest::newRow("more entries") << 11 << "accepted";
    }
    void founding()
    {
        QFETCH(int, what);
        QFETCH(QString, expected);
        LedgerFixture f;
        TestStation station("north-1");
        TestStation other("north-2");
        TestPerson second("Second");
        const SignedEntry genesis = f.blocks.front().entries[0];
        const TestPerson& admitter = what == 6 ? second : f.founder;
        const Nonce16 used = parseEntry(genesis.entry)->header.nonce;
        const SignedEntry admission =
            f.entry(station, admitter, EntryType::ClinicAdmit,
                    f.clinicBody("North clinic", what == 3 ? second : f.founder),
                    [&](EntryHeader& header) { header.nonce = what == 9 ? used : header.nonce; });
        const Hash clinic = idOf(admission);
        StationEnrolBody stationBody = f.stationBody(clinic, what == 8 ? other : station);
        stationBody.proof[0] = static_cast<std::uint8_t>(stationBody.proof[0] ^ (what == 7 ? 1 : 0));
        const SignedEntry enrolment = f.entry(station, f.founder, EntryType::StationEnrol, stationBody);
        const Roles roles = what == 4 ? Roles{Role::Doctor} : Roles{Role::Admin};
        const SignedEntry person = f.entry(station, f.founder, EntryType::PractitionerEnrol,
                                           f.practitionerBody(clinic, what == 5 ? second : f.founder, roles));
        std::vector<SignedEntry> entries{genesis, admission, enrolment, person};
        if (what == 1) {
            entries.pop_back();
        } else if (what == 2) {
            std::swap(entries[1], entries[3]);
        } else if (what == 10) {
            entries.erase(entries.begin());
        } else if (what == 11) {
            entries.push_back(f.entry(station, f.founder, EntryType::PractitionerEnrol,
                                      f.practitionerBody(clinic, second, {Role::Nurse})));
        }
        LedgerState fresh(f.federation);
        const ExportedBlock block = together(f.build(station, entries, {}), entries);
        const std::uint64_t before = fresh.entryCount();
        const ApplyResult result = fresh.apply(prechecked(block));
        QCOMPARE(shown(result), expected);
        QCOMPARE(fresh.entryCount(), before + (expected == QStringLiteral("accepted") ? entries.size() : 0));
        if (what == 11) {
            COMPARE_STATUS(std::get<BlockAccepted>(result).statuses[4], "valid");
        }
        // Whatever was tried, the right one is still accepted or, where another one was, is a fork.
        QCOMPARE(shown(fresh.apply(prechecked(f.blocks.front()))),
                 expected == QStringLiteral("accepted") ? QStringLiteral("forked")
                                                        : QStringLiteral("accepted"));
    }

    void fork()
    {
        const ExportedBlock first = forge({record()}, {});
        const ExportedBlock second = forge({record()}, {});
        QCOMPARE(verdict(first), QStringLiteral("accepted"));
        // Nobody but the station can make it look forked.
        ExportedBlock false_ = second;
        false_.block.back() ^= 1;
        QCOMPARE(verdict(false_), QStringLiteral("signature"));
        const crypto::SigningKey stranger = signingKey("stranger");
        QCOMPARE(verdict(forge({record()}, {}, {}, &stranger)), QStringLiteral("station"));
        QVERIFY(!m->state.chain(m->north.chain)->forkHeight);
        QVERIFY(m->state.tip(m->north.chain));

        const ApplyResult result = apply(second);
        QCOMPARE(shown(result), QStringLiteral("forked"));
        const auto& evidence = std::get<BlockForked>(result);
        QCOMPARE(evidence.height, m->north.tip.height);
        QCOMPARE(evidence.first, blockHashOf(first.block));
        QCOMPARE(evidence.second, blockHashOf(second.block));
        QCOMPARE(m->state.chain(m->north.chain)->forkHeight.value(), m->north.tip.height);
        QVERIFY(!m->state.tip(m->north.chain));
        // The first stays, and the chain takes nothing more.
        QCOMPARE(verdict(first), QStringLiteral("held"));
        const std::vector<ByteView> views{first.entries[0].entry};
        const BuiltBlock built = buildBlock(m->north.tip, views, {}, 1, m->north.key).value();
        m->north.tip = built.tip;
        m->north.tip.previous = blockHashOf(first.block);
        const ApplyResult next = apply(forge({record()}, {}));
        QVERIFY(shown(next) == QStringLiteral("fork"));
    }
};

QTEST_APPLESS_MAIN(TestBlockRules)
#include "tst_block_rules.moc"
