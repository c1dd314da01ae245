// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/services/CarnetServices.h"
#include "app/services/Profile.h"
#include "app/services/Session.h"
#include "app/services/Users.h"
#include "ledger/crypto/Initialise.h"
#include "tests/gui/ClinicProfile.h"
#include "tests/gui/WidgetTexts.h"
#include "ui/MainWindow.h"
#include "ui/models/DraftListModel.h"
#include "ui/models/TimelineModel.h"
#include "ui/theme/Theme.h"

#include <QAbstractItemModelTester>
#include <QAccessible>
#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPlainTextEdit>
#include <QProcess>
#include <QPushButton>
#include <QTabWidget>
#include <QTableView>
#include <QTreeView>
#include <QtTest>
#include <cstdio>

using namespace carnet;
using namespace carnet::interfaces;

namespace {

constexpr int kPatienceMs = 60000;
constexpr const char* kTyped = "Fainted twice since Monday";

QString qs(const char* text)
{
    return QString::fromUtf8(text);
}

/// The window of one run of the program, worked as a person does: by keys.
class Desk {
public:
    explicit Desk(const QString& folder)
        : m_services(folder)
        , m_window(m_services.carnet(), folder, QString())
    {
        m_window.resize(800, 600);
        m_window.show();
        QApplication::setActiveWindow(&m_window);
    }

    ui::MainWindow& window() { return m_window; }

    template <typename T>
    T* child(const QString& name)
    {
        return m_window.findChild<T*>(name);
    }
    template <typename T>
    T* child(const char* name)
    {
        return child<T>(qs(name));
    }
    bool shows(const char* name)
    {
        auto* widget = child<QWidget>(name);
        return widget && widget->isVisible();
    }

    /// A key for whatever has the focus.
    void key(Qt::Key key, Qt::KeyboardModifiers modifiers = Qt::NoModifier)
    {
        QWidget* target = QApplication::focusWidget() ? QApplication::focusWidget() : &m_window;
        QTest::keyClick(target, key, modifiers);
        ++m_actions;
    }
    void type(const char* text)
    {
        QVERIFY(QApplication::focusWidget());
        QTest::keyClicks(QApplication::focusWidget(), qs(text));
    }
    int takeActions() { return std::exchange(m_actions, 0); }

    void unlock(const char* user)
    {
        QTRY_VERIFY_WITH_TIMEOUT(shows("unlockPassword") && child<QWidget>("unlockPassword")->isEnabled(),
                                 kPatienceMs);
        auto* people = child<QComboBox>("unlockPerson");
        QTRY_VERIFY_WITH_TIMEOUT(people->findData(qs(user)) >= 0, kPatienceMs);
        people->setCurrentIndex(people->findData(qs(user)));
        child<QLineEdit>("unlockPassword")->setFocus();
        type(test::ClinicProfile::kPassword);
        key(Qt::Key_Return);
        QTRY_VERIFY_WITH_TIMEOUT(shows("patientSearch"), kPatienceMs);
        takeActions();
    }

    void openChart(const char* search, const char* name)
    {
        key(Qt::Key_F, Qt::ControlModifier);
        child<QLineEdit>("patientSearch")->clear();
        type(search);
        auto* table = child<QTableView>("patientTable");
        QTRY_VERIFY_WITH_TIMEOUT(table->model()->rowCount() == 1
                                     && table->model()->index(0, 0).data().toString() == qs(name),
                                 kPatienceMs);
        key(Qt::Key_Return);
        QTRY_VERIFY_WITH_TIMEOUT(shows("chartTabs"), kPatienceMs);
    }

    void newVisit()
    {
        key(Qt::Key_N, Qt::ControlModifier);
        QTRY_VERIFY_WITH_TIMEOUT(shows("value_glucose_pp"), kPatienceMs);
        QTRY_VERIFY_WITH_TIMEOUT(QApplication::focusWidget() == child<QWidget>("value_glucose_pp"),
                                 kPatienceMs);
    }

    QString state() { return child<QLabel>("visitState")->accessibleName(); }
    void waitForDraft() { QTRY_VERIFY_WITH_TIMEOUT(state().startsWith(qs("Draft saved here")), kPatienceMs); }
    int drafts() { return child<QTableView>("draftTable")->model()->rowCount(); }

private:
    services::CarnetServices m_services;
    ui::MainWindow m_window;
    int m_actions = 0;
};

/// What the test starts as a program of its own, to be killed: it unlocks, types, tells when the draft is on the disk, and goes on.
int typeAndWait(const QString& folder)
{
    Desk desk(folder);
    desk.unlock("asha");
    desk.openChart("lakshmi", "Lakshmi Iyer");
    desk.newVisit();
    desk.type("141");
    desk.child<QPlainTextEdit>("visitNote")->setFocus();
    desk.type(kTyped);
    desk.waitForDraft();
    std::puts("saved");
    std::fflush(stdout);
    return QApplication::exec();
}

} // namespace

class TestVisit : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        const Result<void> made = m_profile.make();
        QVERIFY2(made, made ? "" : made.error().message.c_str());
        const crypto::SecretBytes password =
            crypto::SecretBytes::fromView(viewOf(std::string_view(test::ClinicProfile::kPassword)));
        Result<std::unique_ptr<services::Profile>> profile = services::Profile::open(m_profile.folder());
        QVERIFY(profile);
        Result<std::unique_ptr<services::Session>> session = (*profile)->unlock("asha", password);
        QVERIFY(session);
        QVERIFY(services::addUser(**session, {"sita", "Sita Nair", Roles{Role::Nurse}, {}}, password));
        QVERIFY((*session)->close());
    }

    void init() { m_desk = std::make_unique<Desk>(m_profile.folder()); }
    void cleanup() { m_desk.reset(); }

    void walkFromSearchToSignature()
    {
        m_desk->unlock("asha");
        m_desk->openChart("meera", "Meera Rao");
        m_desk->newVisit();
        m_desk->type("151"); // glucose PP, above the usual range
        m_desk->key(Qt::Key_Return);
        QCOMPARE(QApplication::focusWidget()->objectName(), qs("value_glucose_fasting"));
        m_desk->type("97");
        m_desk->key(Qt::Key_Return, Qt::ControlModifier);
        QTRY_VERIFY_WITH_TIMEOUT(m_desk->shows("signButton"), kPatienceMs);
        QVERIFY(!test::textsIn(m_desk->window()).filter(qs("before: 212")).isEmpty());
        m_desk->key(Qt::Key_Return, Qt::ControlModifier);
        QTRY_VERIFY_WITH_TIMEOUT(m_desk->shows("chartTabs"), kPatienceMs);
        const int actions = m_desk->takeActions();
        QVERIFY2(actions < 10, qPrintable(QString::number(actions)));
        const auto* timeline = m_desk->child<QTreeView>("timelineTree");
        QTRY_VERIFY_WITH_TIMEOUT(!test::textsIn(m_desk->window()).filter(qs("151 mg/dL H")).isEmpty(),
                                 kPatienceMs);
        QCOMPARE(timeline->model()->index(0, ui::TimelineModel::Author).data().toString(), qs("Dr Asha Rao"));
        QTRY_COMPARE_WITH_TIMEOUT(m_desk->drafts(), 0, kPatienceMs);
        QTRY_VERIFY_WITH_TIMEOUT(
            m_desk->child<QLabel>("statusLine")->accessibleName().startsWith(qs("Saved here")), kPatienceMs);
    }

    void valuesAreCheckedWhileTyping()
    {
        m_desk->unlock("asha");
        m_desk->openChart("arjun", "Arjun Singh");
        m_desk->newVisit();
        auto* hb = m_desk->child<QLineEdit>("value_hb");
        hb->setFocus();
        m_desk->type("5");
        QTRY_VERIFY_WITH_TIMEOUT(!test::textsIn(*hb->parentWidget()).filter(qs("LL")).isEmpty(), kPatienceMs);
        m_desk->type("00"); // 500 g/dL
        QTRY_VERIFY_WITH_TIMEOUT(!test::textsIn(*hb->parentWidget()).filter(qs("plausible")).isEmpty()
                                     || hb->property("look").toString() == qs("refused"),
                                 kPatienceMs);
        m_desk->key(Qt::Key_Return, Qt::ControlModifier);
        QTest::qWait(300);
        QVERIFY(!m_desk->shows("signButton"));
        hb->clear();
        hb->setFocus();
        m_desk->type("5");
        m_desk->key(Qt::Key_Return, Qt::ControlModifier);
        QTRY_VERIFY_WITH_TIMEOUT(m_desk->shows("signButton"), kPatienceMs);
        // A critical value is signed only when it was confirmed.
        auto* box = m_desk->child<QCheckBox>("confirm0");
        QTRY_COMPARE(QApplication::focusWidget(), static_cast<QWidget*>(box));
        m_desk->key(Qt::Key_Return, Qt::ControlModifier);
        QTest::qWait(300);
        QVERIFY(m_desk->shows("signButton"));
        m_desk->key(Qt::Key_Space);
        m_desk->key(Qt::Key_Return, Qt::ControlModifier);
        QTRY_VERIFY_WITH_TIMEOUT(m_desk->shows("chartTabs"), kPatienceMs);
    }

    void escGoesBackAndLosesNothing()
    {
        m_desk->unlock("asha");
        m_desk->openChart("arjun", "Arjun Singh");
        m_desk->newVisit();
        m_desk->type("120");
        m_desk->key(Qt::Key_Escape);
        QTRY_VERIFY_WITH_TIMEOUT(m_desk->shows("chartTabs"), kPatienceMs);
        QTRY_COMPARE_WITH_TIMEOUT(m_desk->drafts(), 1, kPatienceMs);
        m_desk->newVisit();
        QCOMPARE(m_desk->child<QLineEdit>("value_glucose_pp")->text(), qs("120"));
        QVERIFY(m_desk->state().startsWith(qs("Your draft of")));
        m_desk->child<QPushButton>("visitDiscard")->click();
        QVERIFY(m_desk->shows("value_glucose_pp")); // the first press asks
        m_desk->child<QPushButton>("visitDiscard")->click();
        QTRY_COMPARE_WITH_TIMEOUT(m_desk->drafts(), 0, kPatienceMs);
    }

    void crashGivesTheDraftBack()
    {
        m_desk.reset(); // it holds the profile
        QProcess program;
        program.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        program.start(QCoreApplication::applicationFilePath(), {qs("--type-and-wait"), m_profile.folder()});
        QVERIFY(program.waitForStarted());
        while (!program.readAllStandardOutput().contains("saved")) {
            QVERIFY2(program.waitForReadyRead(kPatienceMs), qPrintable(program.errorString()));
        }
        program.kill(); // SIGKILL: nothing in it can tidy up
        QVERIFY(program.waitForFinished());
        QCOMPARE(program.exitStatus(), QProcess::CrashExit);

        m_desk = std::make_unique<Desk>(m_profile.folder());
        m_desk->unlock("asha");
        QTRY_COMPARE_WITH_TIMEOUT(m_desk->drafts(), 1, kPatienceMs);
        QVERIFY(!test::textsIn(m_desk->window()).filter(qs("Lakshmi Iyer")).isEmpty());
        m_desk->openChart("lakshmi", "Lakshmi Iyer");
        m_desk->newVisit();
        QCOMPARE(m_desk->child<QLineEdit>("value_glucose_pp")->text(), qs("141"));
        QCOMPARE(m_desk->child<QPlainTextEdit>("visitNote")->toPlainText(), qs(kTyped));
        m_desk->child<QPushButton>("visitDiscard")->click();
        m_desk->child<QPushButton>("visitDiscard")->click();
        QTRY_COMPARE_WITH_TIMEOUT(m_desk->drafts(), 0, kPatienceMs);
    }

    void closingKeepsWhatWasTyped()
    {
        m_desk->unlock("asha");
        m_desk->openChart("arjun", "Arjun Singh");
        m_desk->newVisit();
        m_desk->type("118");
        m_desk->window().close(); // before any pause in which it would have been saved
        QTRY_VERIFY_WITH_TIMEOUT(!m_desk->window().isVisible(), kPatienceMs);
        m_desk.reset();
        m_desk = std::make_unique<Desk>(m_profile.folder());
        m_desk->unlock("asha");
        QTRY_COMPARE_WITH_TIMEOUT(m_desk->drafts(), 1, kPatienceMs);
        m_desk->key(Qt::Key_D, Qt::ControlModifier);
        m_desk->key(Qt::Key_Return);
        QTRY_VERIFY_WITH_TIMEOUT(m_desk->shows("value_glucose_pp"), kPatienceMs);
        QCOMPARE(m_desk->child<QLineEdit>("value_glucose_pp")->text(), qs("118"));
        m_desk->child<QPushButton>("visitDiscard")->click();
        m_desk->child<QPushButton>("visitDiscard")->click();
        QTRY_COMPARE_WITH_TIMEOUT(m_desk->drafts(), 0, kPatienceMs);
    }

    void twoPeopleNeverSeeEachOthersDrafts()
    {
        m_desk->unlock("sita");
        m_desk->openChart("meera", "Meera Rao");
        m_desk->newVisit();
        m_desk->type("133");
        m_desk->child<QPlainTextEdit>("visitNote")->setFocus();
        m_desk->type(kTyped);
        m_desk->key(Qt::Key_L, Qt::ControlModifier); // at once: it is saved before the keys go
        QVERIFY(test::textsIn(m_desk->window()).filter(qs(kTyped)).isEmpty());
        m_desk->unlock("asha");
        QTest::qWait(300);
        QCOMPARE(m_desk->drafts(), 0);
        m_desk->openChart("meera", "Meera Rao");
        m_desk->newVisit();
        QVERIFY(m_desk->child<QLineEdit>("value_glucose_pp")->text().isEmpty());
        QVERIFY(test::textsIn(m_desk->window()).filter(qs(kTyped)).isEmpty());
        QVERIFY(!m_desk->shows("visitHandOver")); // a doctor signs
        m_desk->key(Qt::Key_L, Qt::ControlModifier);

        m_desk->unlock("sita");
        QTRY_COMPARE_WITH_TIMEOUT(m_desk->drafts(), 1, kPatienceMs);
        m_desk->openChart("meera", "Meera Rao");
        m_desk->newVisit();
        QCOMPARE(m_desk->child<QPlainTextEdit>("visitNote")->toPlainText(), qs(kTyped));
        m_desk->child<QPushButton>("visitHandOver")->click();
        QTRY_VERIFY_WITH_TIMEOUT(m_desk->shows("chartTabs"), kPatienceMs);
        m_desk->key(Qt::Key_L, Qt::ControlModifier);

        m_desk->unlock("asha");
        QTRY_COMPARE_WITH_TIMEOUT(m_desk->drafts(), 1, kPatienceMs);
        const auto* drafts = m_desk->child<QTableView>("draftTable")->model();
        QCOMPARE(drafts->index(0, ui::DraftListModel::From).data().toString(),
                 qs("Handed over by Sita Nair"));
        m_desk->key(Qt::Key_D, Qt::ControlModifier);
        QTRY_VERIFY_WITH_TIMEOUT(m_desk->shows("draftTable"), kPatienceMs);
        m_desk->key(Qt::Key_Return);
        QTRY_VERIFY_WITH_TIMEOUT(m_desk->shows("value_glucose_pp"), kPatienceMs);
        QCOMPARE(m_desk->child<QLineEdit>("value_glucose_pp")->text(), qs("133"));
        m_desk->key(Qt::Key_Return, Qt::ControlModifier);
        QTRY_VERIFY_WITH_TIMEOUT(m_desk->shows("signButton"), kPatienceMs);
        m_desk->key(Qt::Key_Return, Qt::ControlModifier);
        QTRY_VERIFY_WITH_TIMEOUT(m_desk->shows("chartTabs"), kPatienceMs);
        QTRY_COMPARE_WITH_TIMEOUT(m_desk->drafts(), 0, kPatienceMs);
    }

    void receptionHasNoVisit()
    {
        m_desk->unlock("ravi");
        m_desk->key(Qt::Key_F, Qt::ControlModifier);
        m_desk->type("meera");
        auto* table = m_desk->child<QTableView>("patientTable");
        QTRY_COMPARE_WITH_TIMEOUT(table->model()->rowCount(), 1, kPatienceMs);
        m_desk->key(Qt::Key_Return);
        QTRY_VERIFY_WITH_TIMEOUT(m_desk->shows("chartMessage"), kPatienceMs);
        m_desk->key(Qt::Key_N, Qt::ControlModifier);
        m_desk->key(Qt::Key_D, Qt::ControlModifier);
        QTest::qWait(300);
        QVERIFY(!m_desk->shows("visitState"));
        QVERIFY(!m_desk->shows("draftTable"));
    }

    void entryIsMarkedInTheTimeline()
    {
        m_desk->unlock("asha");
        m_desk->openChart("arjun", "Arjun Singh");
        m_desk->key(Qt::Key_2, Qt::ControlModifier);
        auto* timeline = m_desk->child<QTreeView>("timelineTree");
        const int before = timeline->model()->rowCount();
        QVERIFY(before > 0);
        timeline->setCurrentIndex(timeline->model()->index(0, 0));
        QVERIFY(m_desk->child<QPushButton>("recordInError")->isEnabled());
        m_desk->child<QPushButton>("recordInError")->click();
        auto* reason = m_desk->child<QLineEdit>("recordReason");
        QCOMPARE(QApplication::focusWidget(), static_cast<QWidget*>(reason));
        m_desk->type("Another person's");
        m_desk->key(Qt::Key_Return);
        QTRY_VERIFY_WITH_TIMEOUT(timeline->model()->rowCount() == before + 1, kPatienceMs);
        QVERIFY(!test::textsIn(*timeline).isEmpty() || timeline->model());
        QStringList titles;
        for (int row = 0; row <= before; ++row) {
            titles.append(timeline->model()->index(row, 0).data().toString());
        }
        QCOMPARE(titles.filter(qs("Entered in error:")).size(), 1);
        QCOMPARE(titles.filter(qs("An earlier entry was entered in error")).size(), 1);
    }

    void trendIsReadByKeyboard()
    {
        m_desk->unlock("asha");
        m_desk->openChart("meera", "Meera Rao");
        m_desk->key(Qt::Key_3, Qt::ControlModifier);
        auto* table = m_desk->child<QTableView>("resultsTable");
        int glucose = -1;
        for (int row = 0; row < table->model()->rowCount(); ++row) {
            glucose =
                table->model()->index(row, 0).data().toString() == qs("Glucose fasting") ? row : glucose;
        }
        QVERIFY(glucose >= 0);
        table->setCurrentIndex(table->model()->index(glucose, 0));
        const auto* sentence = m_desk->child<QLabel>("trendSentence");
        // 98, which replaced 333, then 212, then 97 of the walk; never what was corrected away.
        QTRY_VERIFY_WITH_TIMEOUT(sentence->text().contains(qs("97 mg/dL")), kPatienceMs);
        QVERIFY2(sentence->text().endsWith(qs("(3 of 3)")), qPrintable(sentence->text()));
        m_desk->child<QWidget>("trendPlot")->setFocus();
        m_desk->key(Qt::Key_Left);
        QVERIFY2(sentence->text().contains(qs("212 mg/dL H")), qPrintable(sentence->text()));
        m_desk->key(Qt::Key_Home);
        QVERIFY2(sentence->text().contains(qs("98 mg/dL")), qPrintable(sentence->text()));
    }

    void controlsAreNamedAndTabGoesDownTheValues()
    {
        m_desk->unlock("asha");
        m_desk->openChart("lakshmi", "Lakshmi Iyer");
        m_desk->newVisit();
        for (const char* next : {"glucose_fasting", "creatinine", "urea", "chol_total", "hdl", "ldl", "rbc",
                                 "hb", "pulse", "sbp", "dbp", "abo_group", "rh_type"}) {
            m_desk->key(Qt::Key_Tab);
            QCOMPARE(QApplication::focusWidget()->objectName(), qs("value_") + qs(next));
        }
        m_desk->key(Qt::Key_Tab);
        QCOMPARE(QApplication::focusWidget()->objectName(), qs("visitSearch"));
        // A panel by its name, by keyboard: its rows come before the search field.
        m_desk->type("panel: kid");
        m_desk->key(Qt::Key_Return);
        QCOMPARE(QApplication::focusWidget()->objectName(), qs("value_creatinine"));
        for (QWidget* stop : test::tabStopsIn(m_desk->window())) {
            const QAccessibleInterface* face = QAccessible::queryAccessibleInterface(stop);
            QVERIFY2(face && !face->text(QAccessible::Name).trimmed().isEmpty(),
                     qPrintable(QString::fromLatin1(stop->metaObject()->className()) + QLatin1Char(' ')
                                + stop->objectName()));
        }
        const QSize least = m_desk->window().minimumSizeHint();
        QVERIFY2(least.width() <= 800 && least.height() <= 600,
                 qPrintable(QStringLiteral("%1x%2").arg(least.width()).arg(least.height())));
        m_desk->key(Qt::Key_Escape);
    }

    void draftModelIsSound()
    {
        ui::DraftListModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        DraftRow mine;
        mine.patient.name = qs("Meera Rao");
        mine.mine = true;
        DraftRow offered = mine;
        offered.mine = false;
        offered.offered = true;
        offered.begunBy = qs("Sita Nair");
        model.setRows({mine, offered});
        QCOMPARE(model.rowCount(), 2);
        model.setRows({});
        QCOMPARE(model.rowCount(), 0);
    }

private:
    test::ClinicProfile m_profile;
    std::unique_ptr<Desk> m_desk;
};

int main(int argc, char** argv)
{
    QApplication application(argc, argv);
    ui::applyTheme(application, ui::Shade::Light);
    if (argc == 3 && qs(argv[1]) == qs("--type-and-wait")) {
        const Result<void> initialised = crypto::initialise();
        return initialised ? typeAndWait(qs(argv[2])) : 1;
    }
    TestVisit test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_visit.moc"
