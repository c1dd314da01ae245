// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/FirstRunPage.h"

#include "ui/theme/Theme.h"
#include "ui/widgets/ChoiceBox.h"
#include "ui/widgets/FormGrid.h"
#include "ui/widgets/ProgressPanel.h"
#include "ui/widgets/Tables.h"

#include <QFileDialog>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPainter>
#include <QPrintDialog>
#include <QPrinter>
#include <QPushButton>
#include <QStackedWidget>
#include <QTextDocument>
#include <QVBoxLayout>
#include <QVariant>

namespace carnet::ui {

using namespace interfaces;

namespace {

constexpr int kCardWidth = 460;

QPushButton* makeButton(const QString& text, const char* look, const char* name, QWidget* parent)
{
    auto* button = new QPushButton(text, parent);
    button->setObjectName(QString::fromLatin1(name));
    button->setAccessibleName(QString(text).remove(QLatin1Char('&')));
    button->setProperty("look", QString::fromLatin1(look));
    return button;
}

/// A card in the middle of the window.
QWidget* centred(QWidget* card)
{
    auto* page = new QWidget;
    card->setProperty("look", QStringLiteral("panel"));
    card->setFixedWidth(kCardWidth);
    auto* rows = new QVBoxLayout(page);
    rows->addStretch(2);
    // An alignment flag would keep wrapped labels from getting the height that their width needs.
    auto* across = new QHBoxLayout;
    across->addStretch(1);
    across->addWidget(card);
    across->addStretch(1);
    rows->addLayout(across);
    rows->addStretch(3);
    return page;
}

QVBoxLayout* rowsOf(QWidget* card)
{
    auto* rows = new QVBoxLayout(card);
    rows->setContentsMargins(metrics::kWide, metrics::kWide, metrics::kWide, metrics::kWide);
    rows->setSpacing(metrics::kSmall);
    return rows;
}

} // namespace

FirstRunPage::FirstRunPage(Setup& setup, QWidget* parent)
    : QWidget(parent)
    , m_setup(setup)
    , m_steps(new QStackedWidget(this))
{
    setProperty("look", QStringLiteral("page"));
    setAttribute(Qt::WA_StyledBackground);
    m_steps->addWidget(makeChoice());
    m_steps->addWidget(makeForm());
    m_steps->addWidget(makeKit());
    auto* rows = new QVBoxLayout(this);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->addWidget(m_steps);
}

QWidget* FirstRunPage::makeChoice()
{
    auto* card = new QFrame;
    auto* rows = rowsOf(card);
    rows->addWidget(makeLabel(tr("Carnet"), "wordmark", card));
    rows->addWidget(
        makeLabel(tr("Health records that a clinic signs, a patient opens, and nobody can quietly change."),
                  "secondary", card, true));
    rows->addSpacing(metrics::kMedium);
    m_makeClinic = makeButton(tr("&Make a clinic"), "primary", "makeClinicButton", card);
    auto* demo = makeButton(tr("&Open the demo"), "plain", "openDemoButton", card);
    rows->addWidget(m_makeClinic);
    rows->addWidget(
        makeLabel(tr("Begin with an empty ledger of your own. It takes a minute."), "secondary", card, true));
    rows->addSpacing(metrics::kSmall);
    rows->addWidget(demo);
    rows->addWidget(
        makeLabel(tr("A clinic of 200 invented patients, kept apart from yours, to try everything with."),
                  "secondary", card, true));
    m_progress = new ProgressPanel(card);
    m_progress->hide();
    m_choiceMessage = makeLabel(QString(), "attention", card, true);
    m_choiceMessage->setObjectName(QStringLiteral("firstRunMessage"));
    m_choiceMessage->hide();
    rows->addWidget(m_progress);
    rows->addWidget(m_choiceMessage);
    connect(m_makeClinic, &QPushButton::clicked, this, [this] {
        m_steps->setCurrentIndex(1);
        m_clinic->setFocus();
        askCountries();
    });
    connect(demo, &QPushButton::clicked, this, &FirstRunPage::openDemo);
    connect(m_progress, &ProgressPanel::cancelled, this, [this] {
        m_progress->setStopping();
        m_request.stop();
    });
    return centred(card);
}

QWidget* FirstRunPage::makeForm()
{
    auto* form = new FormGrid;
    form->addHeading(tr("Your clinic"));
    m_clinic = form->addLine(tr("Clinic's name"), QStringLiteral("clinicName"), tr("Riverside Clinic"));
    m_country = new ChoiceBox(form);
    m_country->setObjectName(QStringLiteral("clinicCountry"));
    form->addField(tr("Country"), m_country);
    m_region = new ChoiceBox(form);
    m_region->setObjectName(QStringLiteral("clinicRegion"));
    form->addField(tr("State or region"), m_region);
    m_station = form->addLine(tr("This computer"), QStringLiteral("stationName"), tr("Front desk"));
    form->addHeading(tr("You, its administrator"));
    m_fullName = form->addLine(tr("Full name"), QStringLiteral("adminFullName"), tr("Dr Asha Rao"));
    m_user = form->addLine(tr("User name"), QStringLiteral("adminUser"), tr("asha"));
    m_role = new ChoiceBox(form);
    m_role->setObjectName(QStringLiteral("adminRole"));
    m_role->addItem(tr("Administrator and doctor"), QStringLiteral("doctor"));
    m_role->addItem(tr("Administrator and nurse"), QStringLiteral("nurse"));
    m_role->addItem(tr("Administrator only"), QString());
    form->addField(tr("Role"), m_role);
    m_password = form->addLine(tr("Password"), QStringLiteral("adminPassword"));
    m_password->setEchoMode(QLineEdit::Password);
    m_strength =
        makeLabel(tr("At least 8 characters; four unrelated words are good."), "secondary", form, true);
    m_strength->setObjectName(QStringLiteral("passwordStrength"));
    form->addField(QString(), m_strength);
    m_again = form->addLine(tr("Password again"), QStringLiteral("adminPasswordAgain"));
    m_again->setEchoMode(QLineEdit::Password);
    m_formMessage = makeLabel(QString(), "attention", form, true);
    m_formMessage->setObjectName(QStringLiteral("firstRunFault"));
    m_formMessage->hide();
    form->addWide(m_formMessage);
    auto* buttons = new QWidget(form);
    auto* across = new QHBoxLayout(buttons);
    across->setContentsMargins(0, metrics::kSmall, 0, 0);
    m_create = makeButton(tr("&Make the clinic"), "primary", "createClinicButton", buttons);
    m_back = makeButton(tr("&Back"), "plain", "firstRunBackButton", buttons);
    across->addWidget(m_create);
    across->addWidget(m_back);
    across->addStretch(1);
    form->addWide(buttons);
    connect(m_country, QOverload<int>::of(&QComboBox::currentIndexChanged), this, &FirstRunPage::askParts);
    connect(m_password, &QLineEdit::textChanged, this, &FirstRunPage::showStrength);
    connect(m_again, &QLineEdit::returnPressed, this, &FirstRunPage::create);
    connect(m_create, &QPushButton::clicked, this, &FirstRunPage::create);
    connect(m_back, &QPushButton::clicked, this, &FirstRunPage::start);
    return makeColumn(form, this);
}

QWidget* FirstRunPage::makeKit()
{
    auto* card = new QFrame;
    auto* rows = rowsOf(card);
    rows->addWidget(makeLabel(tr("The recovery kit"), "title", card));
    rows->addWidget(makeLabel(
        tr("This code opens the clinic's records when nobody can unlock any more. It is shown only now and stored nowhere. Print it or save it, and lock it away."),
        "body", card, true));
    m_code = makeLabel(QString(), "kit", card, true);
    m_code->setObjectName(QStringLiteral("recoveryCode"));
    m_code->setAlignment(Qt::AlignCenter);
    m_code->setTextInteractionFlags(Qt::TextSelectableByMouse);
    rows->addWidget(m_code);
    auto* print = makeButton(tr("&Print…"), "plain", "printKitButton", card);
    auto* save = makeButton(tr("&Save as a file…"), "plain", "saveKitButton", card);
    auto* across = new QHBoxLayout;
    across->addWidget(print);
    across->addWidget(save);
    rows->addLayout(across);
    m_kitMessage = makeLabel(tr("Print or save it to go on."), "secondary", card, true);
    m_kitMessage->setObjectName(QStringLiteral("kitMessage"));
    rows->addWidget(m_kitMessage);
    m_goOn = makeButton(tr("&Go on to unlock"), "primary", "kitGoOnButton", card);
    m_goOn->setEnabled(false);
    rows->addWidget(m_goOn);
    connect(print, &QPushButton::clicked, this, &FirstRunPage::printKit);
    connect(save, &QPushButton::clicked, this, &FirstRunPage::saveKit);
    connect(m_goOn, &QPushButton::clicked, this, [this] {
        const QString user = m_created.user;
        m_created = {};
        m_code->clear();
        m_code->setAccessibleName(QString()); // the code is in it as well
        Q_EMIT ready(user, tr("The clinic is ready. Unlock it with your new password."));
    });
    return centred(card);
}

void FirstRunPage::start()
{
    m_steps->setCurrentIndex(0);
    m_makeClinic->setFocus();
}

void FirstRunPage::say(QLabel* label, const QString& sentence)
{
    label->setText(sentence);
    label->setVisible(!sentence.isEmpty());
}

void FirstRunPage::askCountries()
{
    if (m_country->count() > 0) {
        return;
    }
    m_regionRequest = m_setup.regions(this, QString(), [this](Outcome<QVector<RegionName>> countries) {
        if (!countries) {
            return;
        }
        {
            const QSignalBlocker quiet(m_country);
            m_country->addItem(tr("Not said"), QString());
            for (const RegionName& country : *countries) {
                m_country->addItem(country.name, country.code);
            }
        }
        const QString here = QLocale::system().name().section(QLatin1Char('_'), 1, 1);
        m_country->setCurrentIndex(qMax(0, m_country->findData(here)));
        askParts();
    });
}

void FirstRunPage::askParts()
{
    const QString country = m_country->currentData().toString();
    m_region->clear();
    m_region->addItem(tr("Not said"), country);
    if (country.isEmpty()) {
        return;
    }
    m_regionRequest.cancel();
    m_regionRequest = m_setup.regions(this, country, [this](Outcome<QVector<RegionName>> parts) {
        for (const RegionName& part : parts ? *parts : QVector<RegionName>()) {
            m_region->addItem(tr("%1 (%2)").arg(part.name, part.code), part.code);
        }
    });
}

void FirstRunPage::showStrength()
{
    const PasswordStrength strength = m_setup.assessPassword(m_password->text(), m_user->text());
    static const char* const words[] = {QT_TR_NOOP("Refused"), QT_TR_NOOP("Weak"), QT_TR_NOOP("Fair"),
                                        QT_TR_NOOP("Good"), QT_TR_NOOP("Strong")};
    const QString word = tr(words[qBound(0, strength.level, 4)]);
    setLook(m_strength, strength.level == 0 ? "attention" : "secondary");
    m_strength->setText(strength.advice.isEmpty() ? word : tr("%1. %2").arg(word, strength.advice));
}

void FirstRunPage::create()
{
    if (m_password->text() != m_again->text()) {
        say(m_formMessage, tr("The two passwords differ. Nothing was made. Type the password again."));
        m_again->setFocus();
        m_again->selectAll();
        return;
    }
    NewClinic clinic;
    clinic.clinicName = m_clinic->text();
    clinic.region = m_region->currentData().toString();
    clinic.stationName =
        m_station->text().trimmed().isEmpty() ? m_station->placeholderText() : m_station->text();
    clinic.fullName = m_fullName->text();
    clinic.user = m_user->text();
    if (!m_role->currentData().toString().isEmpty()) {
        clinic.otherRoles.append(m_role->currentData().toString());
    }
    m_create->setEnabled(false);
    say(m_formMessage, tr("Making the keys and the first block…"));
    m_request =
        m_setup.createClinic(this, clinic, m_password->text(), [this](Outcome<CreatedClinic> created) {
            m_create->setEnabled(true);
            if (!created) {
                say(m_formMessage, created.error().message);
                return;
            }
            say(m_formMessage, QString());
            m_password->clear();
            m_again->clear();
            m_created = *created;
            m_code->setText(m_created.recoveryCode);
            m_code->setAccessibleName(tr("Recovery code %1").arg(m_created.recoveryCode));
            m_steps->setCurrentIndex(2);
        });
}

void FirstRunPage::openDemo()
{
    say(m_choiceMessage, QString());
    m_progress->begin(tr("Making the demo clinic"), tr("patients"));
    m_progress->show();
    m_request = m_setup.openDemo(
        this, [this](const JobProgress& progress) { m_progress->setProgress(progress); },
        [this](Outcome<DemoClinic> demo) {
            m_progress->hide();
            if (!demo) {
                say(m_choiceMessage, demo.error().message);
                return;
            }
            Q_EMIT ready(
                demo->users.value(0),
                tr("The demo. Everybody's password is %1; asha is the doctor, meena the nurse, ravi at the desk.")
                    .arg(demo->password));
        });
}

void FirstRunPage::saveKit()
{
    const QString file = m_nextFileName.isEmpty() ? QFileDialog::getSaveFileName(
                             this, tr("Save the recovery kit"), QStringLiteral("carnet-recovery-kit.txt"))
                                                  : m_nextFileName;
    if (file.isEmpty()) {
        return;
    }
    m_request = m_setup.saveRecoveryKit(this, m_created, file, [this, file](Outcome<bool> saved) {
        if (saved) {
            setKitKept(tr("Saved in %1. Move it off this computer.").arg(file));
        } else {
            m_kitMessage->setText(saved.error().message);
        }
    });
}

void FirstRunPage::printKit()
{
    QPrinter printer(QPrinter::HighResolution);
    QPrintDialog dialog(&printer, this);
    if (dialog.exec() != QDialog::Accepted) {
        return;
    }
    QTextDocument document;
    document.setPlainText(
        tr("Carnet recovery kit\n\nClinic: %1\n\nRecovery code:\n\n%2\n\nThis code opens the clinic's records "
           "when nobody can unlock any more. Lock this paper away.")
            .arg(m_created.clinicName, m_created.recoveryCode));
    document.print(&printer);
    setKitKept(tr("Sent to the printer. Check that the paper is readable before you go on."));
}

void FirstRunPage::setKitKept(const QString& how)
{
    m_kitMessage->setText(how);
    m_goOn->setEnabled(true);
    m_goOn->setFocus();
}

} // namespace carnet::ui
