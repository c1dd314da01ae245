// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/chain/ExportFile.h"

#include "ledger/encoding/CborReader.h"
#include "ledger/encoding/CborWriter.h"
#include "tests/support/ResultChecks.h"
#include "tests/vectors/VectorLedger.h"

using namespace carnet;
using namespace carnet::chain;
using namespace carnet::test;

class TestExportFile : public QObject {
    Q_OBJECT

    /// A file that is handed out in pieces of some size.
    static ExportSource sourceOf(const Bytes& file, std::size_t piece = 1'000'000)
    {
        return
            [&file, piece, at = std::size_t{0}](std::span<std::uint8_t> to) mutable -> Result<std::size_t> {
                const std::size_t size = std::min({to.size(), piece, file.size() - at});
                std::copy_n(file.begin() + static_cast<std::ptrdiff_t>(at), size, to.begin());
                at += size;
                return size;
            };
    }
    /// Reads everything; the error's slug, or "good".
    static std::string read(const Bytes& file, ExportLimits limits = {}, std::size_t piece = 1'000'000)
    {
        ExportReader reader(sourceOf(file, piece), limits);
        if (const auto begun = reader.begin(); !begun) {
            return begun.error().slug;
        }
        for (;;) {
            const auto item = reader.next();
            if (!item) {
                return item.error().slug;
            }
            if (std::holds_alternative<ExportEnd>(*item)) {
                return reader.position() == file.size() ? "good" : "bytes left";
            }
        }
    }
    static Bytes head(std::uint64_t version = kFormatVersion)
    {
        return cbor::Writer().array(3).text(kExportMagic).unsignedInt(version).bytes(bytesOf<32>("f")).take();
    }

private Q_SLOTS:
    void whatIsWrittenIsRead()
    {
        const VectorLedger ledger;
        const Bytes file = ledger.exportFile();
        for (const std::size_t piece : {std::size_t{1}, std::size_t{7}, std::size_t{4096}, file.size()}) {
            ExportReader reader(sourceOf(file, piece));
            QVERIFY(reader.begin().value() == ledger.f.federation);
            for (const ExportedBlock& block : ledger.f.blocks) {
                const auto again = std::get<ExportedBlock>(reader.next().value());
                QVERIFY(again.block == block.block);
                QCOMPARE(again.entries.size(), block.entries.size());
                for (std::size_t i = 0; i < block.entries.size(); ++i) {
                    QVERIFY(again.entries[i].entry == block.entries[i].entry);
                    QVERIFY(again.entries[i].parts == block.entries[i].parts);
                }
            }
            for (int i = 0; i < 3; ++i) {
                QVERIFY(std::holds_alternative<ExportedCheckpoint>(reader.next().value()));
            }
            const auto end = std::get<ExportEnd>(reader.next().value());
            QCOMPARE(end.blocks, std::uint64_t{ledger.f.blocks.size()});
            QCOMPARE(end.entries, ledger.f.state.entryCount());
            VERIFY_FAILS(reader.next(), ErrorKind::Fault, "bad-export");
        }
        // The file is a CBOR sequence of the deterministic subset.
        cbor::Reader items(file);
        while (!items.atEnd()) {
            VERIFY_OK(items.skipItem());
        }
    }

    void everyCutIsNamed()
    {
        const VectorLedger ledger;
        const Bytes file = ledger.exportFile();
        for (std::size_t size = 0; size < file.size(); size += size < 200 ? 1 : 97) {
            QCOMPARE(read({file.begin(), file.begin() + static_cast<std::ptrdiff_t>(size)}),
                     std::string("export-truncated"));
        }
        QCOMPARE(read(file), std::string("good"));
    }

    void everyChangedByteIsNamed()
    {
        const VectorLedger ledger;
        const Bytes good = ledger.exportFile();
        for (std::size_t at = 0; at < good.size(); at += at < 200 ? 1 : 131) {
            Bytes file = good;
            file[at] ^= 1;
            QVERIFY2(read(file) != "good", std::to_string(at).c_str());
        }
    }

    void otherFormsAreRefused()
    {
        const auto after = [](const cbor::Writer& item) {
            Bytes file = head();
            append(file, item.view());
            return read(file);
        };
        QCOMPARE(read(head(1)), std::string("bad-export"));
        QCOMPARE(read({0x83, 0x6D}), std::string("export-truncated"));
        QCOMPARE(read(toBytes(viewOf("PK\x03\x04 something else"))), std::string("bad-export"));
        const Hash chain{};
        cbor::Writer writer;
        QCOMPARE(after(cbor::Writer().array(3).unsignedInt(9).bytes({}).bytes({})),
                 std::string("bad-export"));
        QCOMPARE(after(cbor::Writer().array(2).unsignedInt(1).bytes({})), std::string("bad-export"));
        QCOMPARE(after(cbor::Writer().text("text")), std::string("bad-export"));
        QCOMPARE(after(cbor::Writer().array(3).unsignedInt(2).bytes(ByteView(chain).first(31)).bytes({})),
                 std::string("bad-export"));
        // A length in a longer form than it needs, an indefinite length.
        Bytes file = head();
        append(file, Bytes{0x83, 0x18, 0x01});
        QCOMPARE(read(file), std::string("bad-export"));
        file = head();
        append(file, Bytes{0x83, 0x01, 0x5F});
        QCOMPARE(read(file), std::string("bad-export"));
        // Trailers: other numbers, and something after a right one.
        file = head();
        const Hash digest = crypto::sha256(file);
        const auto trailer = [&](std::uint64_t blocks, std::uint64_t entries, const Hash& hash) {
            Bytes ended = file;
            append(ended,
                   cbor::Writer()
                       .array(4)
                       .unsignedInt(3)
                       .unsignedInt(blocks)
                       .unsignedInt(entries)
                       .bytes(hash)
                       .view());
            return ended;
        };
        QCOMPARE(read(trailer(0, 0, digest)), std::string("good"));
        QCOMPARE(read(trailer(1, 0, digest)), std::string("export-damaged"));
        QCOMPARE(read(trailer(0, 1, digest)), std::string("export-damaged"));
        QCOMPARE(read(trailer(0, 0, Hash{})), std::string("export-damaged"));
        Bytes longer = trailer(0, 0, digest);
        longer.push_back(0);
        QCOMPARE(read(longer), std::string("bad-export"));
    }

    void announcedLengthsAreNotBelieved()
    {
        // 32 MiB announced, nothing there: no more memory than what came may be taken, and the file is cut.
        Bytes file = head();
        append(file, cbor::Writer().array(3).unsignedInt(1).bytes({}).view());
        append(file, cbor::Writer().array(1).array(2).bytes({}).array(1).view());
        append(file, Bytes{0x5A, 0x01, 0xFF, 0xFF, 0xFF});
        QCOMPARE(read(file), std::string("export-truncated"));
        // Above the format's limits.
        const auto withBlockHead = [](const Bytes& rest) {
            Bytes made = head();
            append(made, Bytes{0x83, 0x01});
            append(made, rest);
            return read(made);
        };
        QCOMPARE(withBlockHead({0x5A, 0xFF, 0xFF, 0xFF, 0xFF}), std::string("bad-export"));
        QCOMPARE(withBlockHead({0x5B, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF}),
                 std::string("bad-export"));
        QCOMPARE(withBlockHead({0x40, 0x99, 0x10, 0x01}), std::string("bad-export"));
    }

    void aBlocksLimit()
    {
        const VectorLedger ledger;
        const Bytes file = ledger.exportFile();
        ExportLimits limits;
        limits.blockItemBytes = 1'000;
        QCOMPARE(read(file, limits), std::string("bad-export"));
        limits.blockItemBytes = 100'000;
        QCOMPARE(read(file, limits), std::string("good"));
    }

    void errorsOfSinkAndSourceArePassedOn()
    {
        const VectorLedger ledger;
        std::size_t room = 1'000;
        ExportWriter writer(ledger.f.federation, [&room](ByteView bytes) -> Result<void> {
            if (bytes.size() > room) {
                return failure(ErrorKind::Unavailable, "disk-full", "The disk is full.");
            }
            room -= bytes.size();
            return {};
        });
        VERIFY_OK(writer.begin());
        VERIFY_FAILS(writer.block(ledger.f.blocks[0].block, ledger.f.blocks[0].inputs()),
                     ErrorKind::Unavailable, "disk-full");
        ExportReader reader([](std::span<std::uint8_t>) -> Result<std::size_t> {
            return failure(ErrorKind::Unavailable, "read-error", "The file cannot be read.");
        });
        VERIFY_FAILS(reader.begin(), ErrorKind::Unavailable, "read-error");
    }
};

QTEST_APPLESS_MAIN(TestExportFile)
#include "tst_export_file.moc"
