// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/encoding/CborReader.h"
#include "ledger/encoding/CborWriter.h"
#include "tests/unit/access/AccessFixture.h"

#include <functional>

using namespace carnet;

class TestContent : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void contentIsReadBackAsItWas_data()
    {
        QTest::addColumn<int>("what");
        QTest::newRow("nothing") << 0;
        QTest::newRow("resources") << 1;
        QTest::newRow("a patient") << 2;
        QTest::newRow("a correction") << 3;
        QTest::newRow("bytes that are not UTF-8") << 4;
        QTest::newRow("the longest texts") << 5;
    }
    void contentIsReadBackAsItWas()
    {
        QFETCH(int, what);
        Content content;
        switch (what) {
        case 1: content = someContent(); break;
        case 2: content.patient = PatientId{1, 2, 3}; break;
        case 3: content.relation = Relation{RelationKind::EnteredInError, filled(6), "wrong chart"}; break;
        case 4: content.resources.push_back({std::nullopt, Bytes{0xff, 0x00, 0xfe}}); break;
        case 5:
            content.source = std::string(4096, 's');
            content.relation = Relation{RelationKind::TakesBackLink, filled(6), std::string(4096, 'r')};
            content.resources.push_back({std::string(2048, 'u'), {}});
            break;
        default: break;
        }
        const auto cbor = encodeContent(content);
        VERIFY_OK(cbor);
        VERIFY_OK(cbor::checkDeterministic(*cbor));
        const auto back = decodeContent(*cbor);
        VERIFY_OK(back);
        QVERIFY(*back == content);
    }
    void textsThatDoNotFitAreRefused()
    {
        Content content;
        content.source = std::string(4097, 's');
        VERIFY_FAILS(encodeContent(content), ErrorKind::Refused, "bad-text");
        content.source = "\xff";
        VERIFY_FAILS(encodeContent(content), ErrorKind::Refused, "bad-text");
        content.source.clear();
        content.relation = Relation{RelationKind::Corrects, {}, std::string(4097, 'r')};
        VERIFY_FAILS(encodeContent(content), ErrorKind::Refused, "bad-text");
        content.relation.reset();
        content.resources.push_back({std::string(2049, 'u'), {}});
        VERIFY_FAILS(encodeContent(content), ErrorKind::Refused, "bad-text");
    }
    void tooMuchIsRefused()
    {
        Content content;
        content.resources.push_back({std::nullopt, Bytes(Content::kMostBytes)});
        VERIFY_FAILS(encodeContent(content), ErrorKind::Refused, "content-too-large");
    }
    void otherFormsAreRefused_data()
    {
        QTest::addColumn<QByteArray>("cbor");
        QTest::addColumn<QByteArray>("slug");
        const auto row = [](const char* name, const std::function<void(cbor::Writer&)>& write,
                            const char* slug = "bad-encoding") {
            cbor::Writer writer;
            write(writer);
            const Bytes bytes = writer.take();
            QTest::newRow(name) << QByteArray(reinterpret_cast<const char*>(bytes.data()), int(bytes.size()))
                                << QByteArray(slug);
        };
        row("empty", [](cbor::Writer&) {});
        row("not an array", [](cbor::Writer& w) { w.unsignedInt(0); });
        row("four items", [](cbor::Writer& w) { w.array(4).unsignedInt(0).null().null().text(""); });
        row("six items",
            [](cbor::Writer& w) { w.array(6).unsignedInt(0).null().null().text("").array(0).null(); });
        row("something after it",
            [](cbor::Writer& w) { w.array(5).unsignedInt(0).null().null().text("").array(0).null(); });
        row(
            "a later version", [](cbor::Writer& w) { w.array(2).unsignedInt(1).null(); }, "newer-content");
        row("a short patient id",
            [](cbor::Writer& w) { w.array(5).unsignedInt(0).bytes(Bytes(15)).null().text("").array(0); });
        row("an unknown relation", [](cbor::Writer& w) {
            w.array(5).unsignedInt(0).null().array(3).unsignedInt(5).bytes(filled(1)).text("").text("").array(
                0);
        });
        row("a relation without a reason", [](cbor::Writer& w) {
            w.array(5).unsignedInt(0).null().array(2).unsignedInt(0).bytes(filled(1)).text("").array(0);
        });
        row("a long source", [](cbor::Writer& w) {
            w.array(5).unsignedInt(0).null().null().text(std::string(4097, 's')).array(0);
        });
        row("a resource without a url", [](cbor::Writer& w) {
            w.array(5).unsignedInt(0).null().null().text("").array(1).array(1).bytes(Bytes(3));
        });
        row("a resource that is text", [](cbor::Writer& w) {
            w.array(5).unsignedInt(0).null().null().text("").array(1).array(2).null().text("{}");
        });
        row("a false url", [](cbor::Writer& w) {
            w.array(5).unsignedInt(0).null().null().text("").array(1).array(2).boolean(false).bytes(Bytes(3));
        });
        row("more resources stated than there are",
            [](cbor::Writer& w) { w.array(5).unsignedInt(0).null().null().text("").array(9); });
    }
    void otherFormsAreRefused()
    {
        QFETCH(QByteArray, cbor);
        QFETCH(QByteArray, slug);
        const auto content = decodeContent(viewOf(cbor.toStdString()));
        VERIFY_FAILS(content, slug == "newer-content" ? ErrorKind::Refused : ErrorKind::Fault,
                     slug.toStdString());
    }
};

QTEST_APPLESS_MAIN(TestContent)
#include "tst_content.moc"
