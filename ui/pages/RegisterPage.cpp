// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/RegisterPage.h"

#include "ui/models/PersonText.h"
#include "ui/theme/Theme.h"
#include "ui/widgets/ChoiceBox.h"
#include "ui/widgets/FormGrid.h"
#include "ui/widgets/Tables.h"

#include <QAction>
#include <QCheckBox>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QRegularExpression>
#include <QTableView>
#include <QVBoxLayout>
#include <QVariant>

namespace carnet::ui {

using namespace interfaces;

namespace {

constexpr int kCheckAfterMs = 300;
constexpr int kDuplicateRows = 3;

QString abhaSystem()
{
    return QStringLiteral("ABHA");
}

bool isAbha(const PatientIdentifierFields& identifier)
{
    return identifier.system.compare(abhaSystem(), Qt::CaseInsensitive) == 0
        || identifier.system.contains(QLatin1String("healthid."));
}

} // namespace

RegisterPage::RegisterPage(Registry& registry, Setup& setup, QWidget* parent)
    : Page(parent)
    , m_registry(registry)
    , m_setup(setup)
    , m_title(makeLabel(tr("Register a patient"), "title", this))
    , m_message(makeLabel(QString(), "secondary", this, true))
    , m_saveAction(addCommand(Icon::Add, tr("Register"), "Ctrl+Return", QStringLiteral("registerSave")))
{
    QAction* cancel =
        addCommand(Icon::Patients, tr("Back"), "", QStringLiteral("registerBack")); // Esc is the window's own
    connect(cancel, &QAction::triggered, this, &Page::finished);
    connect(m_saveAction, &QAction::triggered, this, &RegisterPage::save);
    m_message->setObjectName(QStringLiteral("registerMessage"));
    m_message->setContentsMargins(metrics::kLarge, metrics::kTight, metrics::kLarge, metrics::kTight);
    m_title->setContentsMargins(metrics::kLarge, metrics::kMedium, metrics::kLarge, 0);
    m_column = makeForm();
    auto* rows = new QVBoxLayout(this);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(0);
    rows->addWidget(m_title);
    rows->addWidget(m_column, 1);
    rows->addWidget(makeDuplicates());
    rows->addWidget(m_message);
    m_soon.setSingleShot(true);
    m_soon.setInterval(kCheckAfterMs);
    connect(&m_soon, &QTimer::timeout, this, &RegisterPage::check);
    for (QLineEdit* line : findChildren<QLineEdit*>()) {
        connect(line, &QLineEdit::textChanged, this, &RegisterPage::checkSoon);
    }
    for (QComboBox* box : findChildren<QComboBox*>()) {
        connect(box, QOverload<int>::of(&QComboBox::currentIndexChanged), this, &RegisterPage::checkSoon);
    }
}

QWidget* RegisterPage::makeForm()
{
    auto* form = new FormGrid;
    m_name = form->addLine(tr("Name"), QStringLiteral("patientName"), tr("Whole name, in any script"));
    m_sex = new ChoiceBox(form);
    m_sex->setObjectName(QStringLiteral("patientSex"));
    m_sex->addItem(tr("Not known"), QStringLiteral("unknown"));
    m_sex->addItem(tr("Female"), QStringLiteral("female"));
    m_sex->addItem(tr("Male"), QStringLiteral("male"));
    m_sex->addItem(tr("Other"), QStringLiteral("other"));
    form->addField(tr("Sex"), m_sex);
    m_born = form->addLine(tr("Born, or age"), QStringLiteral("patientBorn"),
                           tr("1980-05-17, 1980, about 40 years"));
    m_bornWords = makeLabel(QString(), "secondary", form);
    m_bornWords->setObjectName(QStringLiteral("patientBornWords"));
    form->addField(QString(), m_bornWords);
    m_phone = form->addLine(tr("Phone"), QStringLiteral("patientPhone"));
    m_phone2 = form->addLine(tr("Second phone"), QStringLiteral("patientPhone2"));
    m_otherNames = form->addLine(tr("Other names"), QStringLiteral("patientOtherNames"),
                                 tr("Maiden name, another script; separated by ;"));
    form->addHeading(tr("Address"));
    m_address = form->addLine(tr("House and street"), QStringLiteral("patientAddress"));
    m_city = form->addLine(tr("City or village"), QStringLiteral("patientCity"));
    m_district = form->addLine(tr("District"), QStringLiteral("patientDistrict"));
    m_postalCode = form->addLine(tr("Postal code"), QStringLiteral("patientPostalCode"));
    m_country = new ChoiceBox(form);
    m_country->setObjectName(QStringLiteral("patientCountry"));
    form->addField(tr("Country"), m_country);
    m_region = new ChoiceBox(form);
    m_region->setObjectName(QStringLiteral("patientRegion"));
    form->addField(tr("State or region"), m_region);
    form->addHeading(tr("Identifiers"));
    m_abha = form->addLine(tr("ABHA number"), QStringLiteral("patientAbha"), tr("14 digits"));
    m_idSystem = form->addLine(tr("Other: issued by"), QStringLiteral("patientIdSystem"),
                               tr("https://hospital.example/mrn"));
    m_idValue = form->addLine(tr("Other: number"), QStringLiteral("patientIdValue"));
    form->addHeading(tr("Guardian"));
    m_guardian = form->addLine(tr("Guardian's name"), QStringLiteral("guardianName"));
    m_relationship = new ChoiceBox(form);
    m_relationship->setObjectName(QStringLiteral("guardianRelationship"));
    m_relationship->addItem(tr("Not said"), QString());
    for (const RelationshipName& relationship : m_registry.relationships()) {
        m_relationship->addItem(relationship.word, relationship.code);
    }
    form->addField(tr("Who is"), m_relationship);
    m_guardianPhone = form->addLine(tr("Guardian's phone"), QStringLiteral("guardianPhone"));
    form->addHeading(tr("End of life"));
    m_deceased = new QCheckBox(tr("The patient has died"), form);
    m_deceased->setObjectName(QStringLiteral("patientDeceased"));
    m_deceased->setAccessibleName(m_deceased->text());
    form->addField(QString(), m_deceased);
    m_deceasedDate = form->addLine(tr("Died on"), QStringLiteral("patientDeceasedDate"), tr("2026-05-17"));
    m_deceasedDate->setEnabled(false);
    connect(m_deceased, &QCheckBox::toggled, m_deceasedDate, &QLineEdit::setEnabled);
    connect(m_country, QOverload<int>::of(&QComboBox::currentIndexChanged), this,
            [this] { askRegions(m_country->currentData().toString(), QString()); });
    return makeColumn(form, this);
}

QWidget* RegisterPage::makeDuplicates()
{
    m_duplicatePanel = new QFrame(this);
    m_duplicatePanel->setProperty("look", QStringLiteral("panel"));
    m_duplicates = new RowsModel<DuplicateRow>(
        {{tr("Name"), [](const DuplicateRow& row) { return row.patient.name; }},
         {tr("Born"),
          [](const DuplicateRow& row) {
              return birthText(row.patient.birthDate, row.patient.birthDateEstimated);
          }},
         {tr("Id"), [](const DuplicateRow& row) { return row.patient.displayId; }},
         {tr("Why"), [](const DuplicateRow& row) { return row.reasons.join(QStringLiteral("; ")); }}},
        this);
    m_duplicateTable = new QTableView(m_duplicatePanel);
    m_duplicateTable->setObjectName(QStringLiteral("duplicateTable"));
    m_duplicateTable->setModel(m_duplicates);
    dressTable(m_duplicateTable, tr("May be the same person"));
    m_duplicateTable->horizontalHeader()->setStretchLastSection(true);
    m_duplicateTable->horizontalHeader()->resizeSection(0, 160);
    m_duplicateTable->setFixedHeight(metrics::kRow * (kDuplicateRows + 1) + metrics::kSmall);
    connect(m_duplicateTable, &QTableView::activated, this, &RegisterPage::openDuplicate);
    auto* rows = new QVBoxLayout(m_duplicatePanel);
    rows->setContentsMargins(metrics::kMedium, metrics::kSmall, metrics::kMedium, metrics::kSmall);
    rows->addWidget(makeLabel(tr("May be registered already. Enter opens that chart instead."), "heading",
                              m_duplicatePanel));
    rows->addWidget(m_duplicateTable);
    m_duplicatePanel->hide();
    return m_duplicatePanel;
}

void RegisterPage::startNew(const QString& name)
{
    m_patientId.clear();
    m_title->setText(tr("Register a patient"));
    m_saveAction->setText(tr("Register"));
    show(PatientFields());
    if (!name.contains(QRegularExpression(QStringLiteral("\\d")))) {
        m_name->setText(name);
    } else {
        m_phone->setText(name);
    }
    say(tr("The name is enough to register; everything else helps to find the patient again."), "secondary");
}

void RegisterPage::startEdit(const QString& patientId)
{
    m_patientId = patientId;
    m_title->setText(tr("Change a patient's details"));
    m_saveAction->setText(tr("Sign the change"));
    say(tr("Reading the details…"), "secondary");
    m_save = m_registry.fieldsOf(this, patientId, [this](Outcome<PatientFields> held) {
        if (held) {
            show(*held);
            say(tr("The former details stay on the ledger; what you sign here takes their place."),
                "secondary");
        } else {
            say(held.error().message, "attention");
        }
    });
}

QString RegisterPage::helpText() const
{
    return tr(
        "A whole name registers a patient. Type a birth date, a year, or an age such as \"about 40 years\": an age gives an "
        "estimated year. Who may be the same person appears below before you save. Ctrl+Enter registers, Esc goes back.");
}

void RegisterPage::activate()
{
    if (m_country->count() == 0) {
        m_regions = m_setup.regions(this, QString(), [this](Outcome<QVector<RegionName>> countries) {
            const QSignalBlocker quiet(m_country);
            m_country->addItem(tr("Not said"), QString());
            for (const RegionName& country : countries ? *countries : QVector<RegionName>()) {
                m_country->addItem(country.name, country.code);
            }
            const QString wanted = m_held.region.isEmpty()
                ? QLocale::system().name().section(QLatin1Char('_'), 1, 1)
                : m_held.region.section(QLatin1Char('-'), 0, 0);
            m_country->setCurrentIndex(qMax(0, m_country->findData(wanted)));
            askRegions(m_country->currentData().toString(), m_held.region);
        });
    }
    m_name->setFocus();
}

void RegisterPage::askRegions(const QString& country, const QString& wanted)
{
    m_regions.cancel();
    m_region->clear();
    m_region->addItem(tr("Not said"), country);
    if (country.isEmpty()) {
        return;
    }
    m_regions = m_setup.regions(this, country, [this, wanted](Outcome<QVector<RegionName>> parts) {
        for (const RegionName& part : parts ? *parts : QVector<RegionName>()) {
            m_region->addItem(tr("%1 (%2)").arg(part.name, part.code), part.code);
        }
        m_region->setCurrentIndex(qMax(0, m_region->findData(wanted)));
    });
}

void RegisterPage::clear()
{
    m_check.cancel();
    m_save.cancel();
    m_soon.stop();
    m_patientId.clear();
    show(PatientFields());
    say(QString(), "secondary");
}

void RegisterPage::show(const PatientFields& fields)
{
    m_held = fields;
    m_duplicatesSeen = false;
    m_name->setText(fields.name);
    m_sex->setCurrentIndex(qMax(0, m_sex->findData(fields.sex)));
    m_born->setText(fields.birthDateEstimated ? tr("about %1").arg(fields.birthDate) : fields.birthDate);
    m_phone->setText(fields.phones.value(0));
    m_phone2->setText(fields.phones.value(1));
    m_otherNames->setText(fields.otherNames.join(QStringLiteral("; ")));
    m_address->setText(fields.address);
    m_city->setText(fields.city);
    m_district->setText(fields.district);
    m_postalCode->setText(fields.postalCode);
    if (m_country->count() > 0 && !fields.region.isEmpty()) {
        const QSignalBlocker quiet(m_country);
        m_country->setCurrentIndex(
            qMax(0, m_country->findData(fields.region.section(QLatin1Char('-'), 0, 0))));
        askRegions(m_country->currentData().toString(), fields.region);
    }
    m_abha->clear();
    m_idSystem->clear();
    m_idValue->clear();
    for (const PatientIdentifierFields& identifier : fields.identifiers) {
        if (isAbha(identifier)) {
            m_abha->setText(identifier.value);
        } else if (m_idValue->text().isEmpty()) {
            m_idSystem->setText(identifier.system);
            m_idValue->setText(identifier.value);
        }
    }
    m_guardian->setText(fields.guardianName);
    m_relationship->setCurrentIndex(qMax(0, m_relationship->findData(fields.guardianRelationship)));
    m_guardianPhone->setText(fields.guardianPhone);
    m_deceased->setChecked(fields.deceased);
    m_deceasedDate->setText(fields.deceasedDate);
    m_duplicates->setRows({});
    m_duplicatePanel->hide();
}

PatientFields RegisterPage::fields() const
{
    PatientFields fields = m_held;
    fields.name = m_name->text();
    if (fields.name.trimmed() != m_held.name) {
        fields.family.clear(); // they were parts of the former name
        fields.given.clear();
    }
    fields.sex = m_sex->currentData().toString();
    fields.birthDate = birthDateOf(m_born->text(), QDate::currentDate(), fields.birthDateEstimated);
    fields.phones = QStringList{m_phone->text(), m_phone2->text()} + m_held.phones.mid(2);
    fields.otherNames.clear();
    for (const QString& name : m_otherNames->text().split(QLatin1Char(';'))) {
        fields.otherNames.append(name.trimmed());
    }
    fields.address = m_address->text();
    fields.city = m_city->text();
    fields.district = m_district->text();
    fields.postalCode = m_postalCode->text();
    fields.region = m_region->count() > 0 ? m_region->currentData().toString() : m_held.region;
    fields.identifiers.clear();
    bool otherShown = false;
    for (const PatientIdentifierFields& identifier : m_held.identifiers) {
        const bool isShown = isAbha(identifier) || !otherShown;
        otherShown = otherShown || !isAbha(identifier);
        if (!isShown) {
            fields.identifiers.append(identifier);
        }
    }
    if (!m_abha->text().trimmed().isEmpty()) {
        fields.identifiers.append({abhaSystem(), m_abha->text()});
    }
    if (!m_idValue->text().trimmed().isEmpty()) {
        fields.identifiers.append({m_idSystem->text(), m_idValue->text()});
    }
    fields.guardianName = m_guardian->text();
    fields.guardianRelationship = m_relationship->currentData().toString();
    fields.guardianPhone = m_guardianPhone->text();
    fields.deceased = m_deceased->isChecked();
    fields.deceasedDate = m_deceasedDate->text();
    return fields;
}

QString RegisterPage::birthDateOf(const QString& typed, const QDate& today, bool& estimated)
{
    static const QRegularExpression age(
        QStringLiteral(
            "^\\s*(?:about|abt|ca\\.?|~)?\\s*(\\d{1,3})\\s*(?:(y|yr|yrs|year|years)|(m|mo|month|months))\\s*(?:old)?\\s*$"),
        QRegularExpression::CaseInsensitiveOption);
    static const QRegularExpression aboutDate(
        QStringLiteral("^\\s*(?:about|abt|ca\\.?|~)\\s*(\\d{4}(?:-\\d{2}){0,2})\\s*$"),
        QRegularExpression::CaseInsensitiveOption);
    static const QRegularExpression bareAge(QStringLiteral("^\\s*(\\d{1,3})\\s*$"));
    static const QRegularExpression dayFirst(
        QStringLiteral("^\\s*(\\d{1,2})[./-](\\d{1,2})[./-](\\d{4})\\s*$"));
    estimated = false;
    QRegularExpressionMatch match = age.match(typed);
    if (match.hasMatch() && !match.captured(3).isEmpty()) {
        estimated = true;
        return today.addMonths(-match.captured(1).toInt()).toString(QStringLiteral("yyyy-MM"));
    }
    if (!match.hasMatch()) {
        match = bareAge.match(typed);
    }
    if (match.hasMatch()) {
        estimated = true;
        return QString::number(today.year() - match.captured(1).toInt());
    }
    match = aboutDate.match(typed);
    if (match.hasMatch()) {
        estimated = true;
        return match.captured(1);
    }
    match = dayFirst.match(typed);
    if (match.hasMatch()) {
        return QStringLiteral("%1-%2-%3")
            .arg(match.captured(3), match.captured(2).rightJustified(2, QLatin1Char('0')),
                 match.captured(1).rightJustified(2, QLatin1Char('0')));
    }
    return typed.trimmed();
}

void RegisterPage::checkSoon()
{
    bool estimated = false;
    const QString born = birthDateOf(m_born->text(), QDate::currentDate(), estimated);
    m_bornWords->setText(
        born.isEmpty()
            ? QString()
            : tr("Born %1 · %2").arg(birthText(born, estimated), ageText(born, QDate::currentDate())));
    m_duplicatesSeen = false;
    m_soon.start();
}

void RegisterPage::check()
{
    m_check.cancel();
    if (m_name->text().trimmed().isEmpty() || !isVisible()) {
        return;
    }
    m_check = m_registry.check(this, fields(), m_patientId, [this](Outcome<CheckedPatientForm> checked) {
        if (checked) {
            showChecked(*checked);
        }
    });
}

void RegisterPage::showChecked(const CheckedPatientForm& checked)
{
    m_duplicates->setRows(checked.duplicates);
    m_duplicatePanel->setVisible(!checked.duplicates.isEmpty());
    if (!checked.duplicates.isEmpty()) {
        m_duplicateTable->setCurrentIndex(m_duplicates->index(0, 0));
    }
    if (!checked.fault.isEmpty()) {
        say(checked.fault, "attention");
    } else if (!checked.warnings.isEmpty()) {
        say(checked.warnings.join(QLatin1Char(' ')), "attention");
    } else {
        say(QString(), "secondary");
    }
}

void RegisterPage::save()
{
    if (m_name->text().trimmed().isEmpty()) {
        say(tr("Nobody was registered: the name is missing. Type the whole name, as the person writes it."),
            "attention");
        m_name->setFocus();
        return;
    }
    m_soon.stop();
    m_check.cancel();
    m_saveAction->setEnabled(false);
    // What was not looked at yet is looked at first: who may be the same stands there before anything is saved.
    m_check = m_registry.check(this, fields(), m_patientId, [this](Outcome<CheckedPatientForm> checked) {
        m_saveAction->setEnabled(true);
        if (!checked) {
            say(checked.error().message, "attention");
            return;
        }
        showChecked(*checked);
        if (!checked->fault.isEmpty()) {
            return;
        }
        if (!checked->duplicates.isEmpty() && !m_duplicatesSeen && m_patientId.isEmpty()) {
            m_duplicatesSeen = true;
            say(tr("Look at who may be the same person. Register once more (Ctrl+Enter) if it is somebody else."),
                "attention");
            return;
        }
        m_saveAction->setEnabled(false);
        const auto saved = [this](Outcome<SavedPatient> patient) {
            m_saveAction->setEnabled(true);
            if (!patient) {
                say(patient.error().message, "attention");
                return;
            }
            const QString sentence = m_patientId.isEmpty()
                ? tr("%1 is registered as %2. Saved here %3.")
                : tr("The details of %1 (%2) are changed. Saved here %3.");
            Q_EMIT said(sentence.arg(patient->name, patient->displayId,
                                     QLocale().toString(patient->savedAt.time(), QStringLiteral("HH:mm"))));
            Q_EMIT patientChosen(patient->patientId);
        };
        m_save = m_patientId.isEmpty() ? m_registry.registerPatient(this, fields(), saved)
                                       : m_registry.update(this, m_patientId, fields(), saved);
    });
}

void RegisterPage::openDuplicate()
{
    const QModelIndex current = m_duplicateTable->currentIndex();
    if (current.isValid()) {
        Q_EMIT patientChosen(m_duplicates->rowAt(current.row()).patient.patientId);
    }
}

void RegisterPage::say(const QString& sentence, const char* look)
{
    setLook(m_message, look);
    m_message->setText(sentence);
    m_message->setVisible(!sentence.isEmpty());
}

} // namespace carnet::ui
