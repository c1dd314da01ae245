// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/services/CarnetServices.h"
#include "tests/gui/ClinicProfile.h"
#include "tests/gui/WidgetTexts.h"
#include "ui/MainWindow.h"
#include "ui/models/BlockListModel.h"
#include "ui/pages/FirstRunPage.h"
#include "ui/pages/ImportPage.h"
#include "ui/pages/RegisterPage.h"
#include "ui/settings/Settings.h"
#include "ui/theme/Theme.h"

#include <QAbstractItemModelTester>
#include <QAccessible>
#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTableView>
#include <QtTest>

using namespace carnet;
using namespace carnet::interfaces;

namespace {

constexpr int kPatienceMs = 60000;

QString qs(const char* text)
{
    return QString::fromUtf8(text);
}

} // namespace

/// The pages of the frame: first start, registration, staff, import, ledger, settings, with the real core.
class TestPages : public QObject {
    Q_OBJECT

    template <typename T>
    T* child(const char* name)
    {
        T* found = m_window->findChild<T*>(qs(name));
        Q_ASSERT(found);
        return found;
    }

    void open(const QString& folder)
    {
        m_services = std::make_unique<services::CarnetServices>(folder);
        m_settings = std::make_unique<ui::Settings>(m_temporary.filePath(qs("window.ini")));
        m_window =
            std::make_unique<ui::MainWindow>(m_services->carnet(), folder, QString(), m_settings.get());
        m_window->resize(800, 600);
        m_window->show();
        QApplication::setActiveWindow(m_window.get());
    }

    void enter(const char* user)
    {
        auto* field = child<QLineEdit>("unlockPassword");
        QTRY_VERIFY_WITH_TIMEOUT(field->isVisible() && field->isEnabled(), kPatienceMs);
        auto* people = child<QComboBox>("unlockPerson");
        people->setCurrentIndex(people->findData(qs(user)));
        QVERIFY(people->currentIndex() >= 0);
        field->setText(qs(test::ClinicProfile::kPassword));
        QTest::keyClick(field, Qt::Key_Return);
        QTRY_VERIFY_WITH_TIMEOUT(child<QLineEdit>("patientSearch")->isVisible(), kPatienceMs);
    }

    void press(Qt::Key key, Qt::KeyboardModifiers modifiers = Qt::NoModifier)
    {
        QWidget* focus = QApplication::focusWidget();
        QTest::keyClick(focus ? focus : m_window.get(), key, modifiers);
    }

    void type(const char* name, const char* text)
    {
        auto* line = child<QLineEdit>(name);
        QVERIFY2(line->isVisible(), name);
        line->setFocus();
        line->clear();
        QTest::keyClicks(line, qs(text));
    }

    QString textOf(const char* label) { return child<QLabel>(label)->text(); }

    QTemporaryDir m_temporary;
    test::ClinicProfile m_profile;
    std::unique_ptr<services::CarnetServices> m_services;
    std::unique_ptr<ui::Settings> m_settings;
    std::unique_ptr<ui::MainWindow> m_window;

private Q_SLOTS:
    void initTestCase()
    {
        ui::applyTheme(*qApp, ui::Shade::Light);
        const Result<void> made = m_profile.make();
        QVERIFY2(made, made ? "" : made.error().message.c_str());
    }

    void cleanup()
    {
        m_window.reset();
        m_services.reset();
        m_settings.reset();
    }

    void firstStartMakesAClinicAndKeepsTheKit()
    {
        open(m_temporary.filePath(qs("new")));
        auto* makeClinic = child<QPushButton>("makeClinicButton");
        QTRY_VERIFY_WITH_TIMEOUT(makeClinic->isVisible(), kPatienceMs);
        QTest::mouseClick(makeClinic, Qt::LeftButton);
        type("clinicName", "Hill Clinic");
        type("adminFullName", "Dr Lina Das");
        type("adminUser", "lina");
        type("adminPassword", "abc");
        QVERIFY(textOf("passwordStrength").startsWith(qs("Refused")));
        type("adminPasswordAgain", "abd");
        QTest::mouseClick(child<QPushButton>("createClinicButton"), Qt::LeftButton);
        QVERIFY(textOf("firstRunFault").contains(qs("differ")));
        type("adminPasswordAgain", "abc");
        QTest::mouseClick(child<QPushButton>("createClinicButton"), Qt::LeftButton);
        auto* create = child<QPushButton>("createClinicButton");
        QTRY_VERIFY_WITH_TIMEOUT(create->isEnabled(), kPatienceMs);
        QVERIFY2(create->isVisible(), "A password that is refused made a clinic");
        type("adminPassword", test::ClinicProfile::kPassword);
        type("adminPasswordAgain", test::ClinicProfile::kPassword);
        QTest::mouseClick(create, Qt::LeftButton);
        auto* goOn = child<QPushButton>("kitGoOnButton");
        QTRY_VERIFY_WITH_TIMEOUT(goOn->isVisible(), kPatienceMs);
        QVERIFY2(!goOn->isEnabled(), "One can go on without the recovery kit");
        const QString code = textOf("recoveryCode");
        QVERIFY(code.count(QLatin1Char('-')) == 7);
        const QString file = m_temporary.filePath(qs("kit.txt"));
        m_window->findChild<ui::FirstRunPage*>()->setNextFileName(file);
        QTest::mouseClick(child<QPushButton>("saveKitButton"), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(goOn->isEnabled(), kPatienceMs);
        QFile kit(file);
        QVERIFY(kit.open(QIODevice::ReadOnly));
        QVERIFY(QString::fromUtf8(kit.readAll()).contains(code));
        QTest::mouseClick(goOn, Qt::LeftButton);
        QVERIFY(test::textsIn(*m_window).filter(code).isEmpty());
        enter("lina");
        QTRY_VERIFY_WITH_TIMEOUT(textOf("patientsMessage").contains(qs("Ctrl+Shift+N")), kPatienceMs);
    }

    void registeringShowsWhoMayBeTheSameBeforeSaving()
    {
        open(m_profile.folder());
        enter("ravi");
        press(Qt::Key_N, Qt::ControlModifier | Qt::ShiftModifier);
        type("patientName", "Mira Rao");
        child<QComboBox>("patientSex")->setCurrentIndex(1);
        type("patientBorn", "1980-05-17");
        auto* duplicates = child<QTableView>("duplicateTable");
        QTRY_VERIFY_WITH_TIMEOUT(duplicates->isVisible(), kPatienceMs);
        QCOMPARE(duplicates->model()->index(0, 0).data().toString(), qs("Meera Rao"));
        press(Qt::Key_Return, Qt::ControlModifier);
        QTRY_VERIFY_WITH_TIMEOUT(textOf("registerMessage").contains(qs("once more")), kPatienceMs);
        press(Qt::Key_Return, Qt::ControlModifier);
        QTRY_COMPARE_WITH_TIMEOUT(child<QLabel>("stripName")->accessibleName(), qs("Mira Rao"), kPatienceMs);
        QVERIFY(textOf("notice").contains(qs("Saved here")));
    }

    void agesGiveEstimatedYears()
    {
        const QDate today(2026, 5, 17);
        bool estimated = false;
        const auto of = [&](const char* typed) {
            return ui::RegisterPage::birthDateOf(qs(typed), today, estimated);
        };
        QCOMPARE(of("about 40 years"), qs("1986"));
        QVERIFY(estimated);
        QCOMPARE(of("40"), qs("1986"));
        QVERIFY(estimated);
        QCOMPARE(of("8 months"), qs("2025-09"));
        QVERIFY(estimated);
        QCOMPARE(of("about 1986"), qs("1986"));
        QVERIFY(estimated);
        QCOMPARE(of("1980-05-17"), qs("1980-05-17"));
        QVERIFY(!estimated);
        QCOMPARE(of("17/05/1980"), qs("1980-05-17"));
        QVERIFY(!estimated);
        QCOMPARE(of("1980"), qs("1980"));
        QVERIFY(!estimated);
    }

    void detailsAreChangedAndWhatTheFormHidesStays()
    {
        open(m_profile.folder());
        enter("asha");
        auto* search = child<QLineEdit>("patientSearch");
        QTest::keyClicks(search, qs("lakshmi"));
        QTest::keyClick(search, Qt::Key_Return);
        QTRY_COMPARE_WITH_TIMEOUT(child<QLabel>("stripName")->accessibleName(), qs("Lakshmi Iyer"),
                                  kPatienceMs);
        QTest::mouseClick(child<QPushButton>("changePatientButton"), Qt::LeftButton);
        auto* name = child<QLineEdit>("patientName");
        QTRY_COMPARE_WITH_TIMEOUT(name->text(), qs("Lakshmi Iyer"), kPatienceMs);
        type("patientPhone", "+91 98450 12345");
        press(Qt::Key_Return, Qt::ControlModifier);
        QTRY_VERIFY_WITH_TIMEOUT(!name->isVisible(), kPatienceMs);
        press(Qt::Key_F, Qt::ControlModifier);
        search->clear();
        QTest::keyClicks(search, qs("12345"));
        auto* table = child<QTableView>("patientTable");
        QTRY_VERIFY_WITH_TIMEOUT(table->model()->rowCount() == 1
                                     && table->model()->index(0, 0).data().toString() == qs("Lakshmi Iyer"),
                                 kPatienceMs);
    }

    void staffIsAddedAndRevoked()
    {
        open(m_profile.folder());
        enter("asha");
        press(Qt::Key_5, Qt::AltModifier);
        auto* table = child<QTableView>("staffTable");
        QTRY_COMPARE_WITH_TIMEOUT(table->model()->rowCount(), 2, kPatienceMs);
        press(Qt::Key_A, Qt::ControlModifier | Qt::ShiftModifier);
        type("staffFullName", "Meena Pillai");
        type("staffUser", "meena");
        type("staffPassword", test::ClinicProfile::kPassword);
        press(Qt::Key_Return);
        QTRY_VERIFY_WITH_TIMEOUT(textOf("staffMessage").contains(qs("role is missing")), kPatienceMs);
        child<QCheckBox>("staffRole_nurse")->setChecked(true);
        QTest::keyClick(child<QLineEdit>("staffPassword"), Qt::Key_Return);
        QTRY_COMPARE_WITH_TIMEOUT(table->model()->rowCount(), 3, kPatienceMs);
        for (int row = 0; row < 3; ++row) {
            if (table->model()->index(row, 1).data().toString() == qs("meena")) {
                table->setCurrentIndex(table->model()->index(row, 0));
            }
        }
        press(Qt::Key_R, Qt::ControlModifier | Qt::ShiftModifier);
        type("staffReason", "left the clinic");
        press(Qt::Key_Return);
        QTRY_VERIFY_WITH_TIMEOUT(textOf("staffMessage").contains(qs("is revoked")), kPatienceMs);
        const auto revoked = [table] {
            int count = 0;
            for (int row = 0; row < table->model()->rowCount(); ++row) {
                count += table->model()->index(row, 4).data().toString() == qs("Revoked") ? 1 : 0;
            }
            return count;
        };
        QTRY_COMPARE_WITH_TIMEOUT(revoked(), 1, kPatienceMs);
    }

    void importSaysWhatWasRejectedAndWhy()
    {
        const QString good = m_temporary.filePath(qs("good.json"));
        const QString bad = m_temporary.filePath(qs("bad.ndjson"));
        const auto write = [](const QString& path, const char* text) {
            QFile file(path);
            QVERIFY(file.open(QIODevice::WriteOnly));
            file.write(text);
        };
        write(
            good,
            R"({"resourceType":"Patient","id":"p1","name":[{"text":"Jonas Import"}],"birthDate":"1971-03-04"})");
        write(bad, "{\"resourceType\":\"Patient\",\"id\":\"p2\",\"birthDate\":\"1980-13-45\"}\n{not json}\n");
        open(m_profile.folder());
        enter("asha");
        press(Qt::Key_3, Qt::AltModifier);
        m_window->findChild<ui::ImportPage*>()->setNextFiles({good, bad});
        QTest::mouseClick(child<QPushButton>("importChooseButton"), Qt::LeftButton);
        auto* result = child<QLabel>("importResult");
        QTRY_VERIFY_WITH_TIMEOUT(result->isVisible(), kPatienceMs);
        QVERIFY2(result->text().contains(qs("2 rejected")), qPrintable(result->text()));
        const QAbstractItemModel* remarks = child<QTableView>("importTable")->model();
        QCOMPARE(remarks->index(0, 0).data().toString(), qs("bad.ndjson"));
        QCOMPARE(remarks->index(0, 1).data().toString(), qs("line 1"));
        QVERIFY(remarks->index(0, 3).data().toString().contains(qs("birthDate")));
        const QAbstractItemModelTester tester(child<QTableView>("importTable")->model());
        press(Qt::Key_F, Qt::ControlModifier);
        QTest::keyClicks(child<QLineEdit>("patientSearch"), qs("jonas"));
        QTRY_COMPARE_WITH_TIMEOUT(child<QTableView>("patientTable")->model()->rowCount(), 1, kPatienceMs);
    }

    void ledgerShowsBlocksAndVerifies()
    {
        open(m_profile.folder());
        enter("asha");
        press(Qt::Key_4, Qt::AltModifier);
        auto* blocks = child<QTableView>("blockTable");
        QTRY_VERIFY_WITH_TIMEOUT(blocks->model()->rowCount() > 5, kPatienceMs);
        const QModelIndex newest = blocks->model()->index(0, ui::BlockListModel::Hash);
        QTRY_VERIFY_WITH_TIMEOUT(newest.data().toString().startsWith(qs("blk-")), kPatienceMs);
        blocks->setFocus();
        blocks->setCurrentIndex(blocks->model()->index(0, 0));
        Q_EMIT blocks->activated(blocks->currentIndex());
        QTRY_VERIFY_WITH_TIMEOUT(child<QLabel>("blockWords")->isVisible(), kPatienceMs);
        QVERIFY(textOf("blockWords").contains(qs("signature is right")));
        QVERIFY(child<QTableView>("entryTable")->model()->rowCount() > 0);
        press(Qt::Key_Escape);
        QVERIFY(blocks->isVisible());
        QTest::mouseClick(child<QPushButton>("ledgerVerifyButton"), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(textOf("ledgerMessage").startsWith(qs("Everything is as it was signed")),
                                 kPatienceMs);
        QTRY_VERIFY_WITH_TIMEOUT(
            child<QLabel>("statusLine")->accessibleName().contains(QRegularExpression(qs("Verified \\d"))),
            kPatienceMs);
    }

    void receptionHasNoClinicalPages()
    {
        open(m_profile.folder());
        enter("ravi");
        for (const Qt::Key key : {Qt::Key_2, Qt::Key_3, Qt::Key_5}) {
            press(key, Qt::AltModifier);
            QVERIFY(child<QTableView>("patientTable")->isVisible());
        }
        press(Qt::Key_4, Qt::AltModifier); // everybody may read the ledger: it is ciphertext
        QVERIFY(!child<QTableView>("patientTable")->isVisible());
        press(Qt::Key_6, Qt::AltModifier);
        QVERIFY(child<QComboBox>("settingsTheme")->isVisible());
    }

    void everyPageFitsASmallDisplay_data()
    {
        QTest::addColumn<int>("percent");
        QTest::newRow("100 %") << 100;
        QTest::newRow("125 %") << 125;
    }

    void everyPageFitsASmallDisplay()
    {
        QFETCH(int, percent);
        ui::applyTheme(*qApp, ui::Shade::Light, percent);
        open(m_profile.folder());
        enter("asha");
        const auto check = [this](const QString& page) {
            QCoreApplication::processEvents();
            const QSize least = m_window->minimumSizeHint();
            QVERIFY2(
                least.width() <= 800 && least.height() <= 600,
                qPrintable(QStringLiteral("%1: %2x%3").arg(page).arg(least.width()).arg(least.height())));
            for (QWidget* stop : test::tabStopsIn(*m_window)) {
                const QAccessibleInterface* face = QAccessible::queryAccessibleInterface(stop);
                QVERIFY2(face && !face->text(QAccessible::Name).trimmed().isEmpty(),
                         qPrintable(page + QStringLiteral(": ") + stop->objectName()
                                    + QString::fromLatin1(stop->metaObject()->className())));
            }
        };
        for (const Qt::Key key : {Qt::Key_1, Qt::Key_2, Qt::Key_3, Qt::Key_4, Qt::Key_5, Qt::Key_6}) {
            press(key, Qt::AltModifier);
            check(QString::number(key - Qt::Key_0));
        }
        press(Qt::Key_5, Qt::AltModifier);
        press(Qt::Key_A, Qt::ControlModifier | Qt::ShiftModifier);
        check(qs("add staff"));
        press(Qt::Key_N, Qt::ControlModifier | Qt::ShiftModifier);
        check(qs("register"));
        press(Qt::Key_F1);
        check(qs("help"));
        ui::applyTheme(*qApp, ui::Shade::Light);
    }

    void switchingPeopleLeavesNothingBehind()
    {
        open(m_profile.folder());
        enter("asha");
        QTest::keyClicks(child<QLineEdit>("patientSearch"), qs("meera"));
        QTest::keyClick(child<QLineEdit>("patientSearch"), Qt::Key_Return);
        QTRY_COMPARE_WITH_TIMEOUT(child<QLabel>("stripName")->accessibleName(), qs("Meera Rao"), kPatienceMs);
        press(Qt::Key_L, Qt::ControlModifier | Qt::ShiftModifier);
        for (const char* text : {"Meera", "Penicillin", "Metformin", "Dr Asha Rao\n"}) {
            QVERIFY2(test::textsIn(*m_window).filter(qs(text)).isEmpty(), text);
        }
        enter("ravi");
        QVERIFY(textOf("sideBarPerson").contains(qs("Ravi")));
    }

    void blocksAreFetchedWhereOneLooks()
    {
        int asked = 0;
        ui::BlockListModel model(
            [&](const QString&, quint64 from, int count, const Answer<QVector<BlockRow>>& answer) {
                ++asked;
                QVector<BlockRow> rows;
                for (int i = 0; i < count; ++i) {
                    rows.append({from + static_cast<quint64>(i),
                                 QString::number(from + static_cast<quint64>(i)), 1, 0});
                }
                QTimer::singleShot(0, this, [answer, rows] { answer(rows); });
                return Request::start();
            });
        {
            // The tester looks at every row whenever something changes: a small chain is enough for it.
            const QAbstractItemModelTester tester(&model);
            model.setChain(qs("chn-small"), 5);
            QTRY_COMPARE(model.index(4, ui::BlockListModel::Hash).data().toString(), qs("0"));
        }
        model.setChain(qs("chn-x"), 1000000);
        QCOMPARE(model.rowCount(), 1000000);
        const auto hash = [&](int row) {
            return model.index(row, ui::BlockListModel::Hash).data().toString();
        };
        QTRY_COMPARE(hash(0), qs("999999"));
        QTRY_COMPARE(hash(999999), qs("0"));
        QTRY_COMPARE(hash(500123), QString::number(999999 - 500123));
        QVERIFY2(asked < 20, qPrintable(QString::number(asked)));
        model.setChain(qs("chn-y"), 3);
        QCOMPARE(model.rowCount(), 3);
        QTRY_COMPARE(hash(2), qs("0"));
    }
};

QTEST_MAIN(TestPages)
#include "tst_pages.moc"
