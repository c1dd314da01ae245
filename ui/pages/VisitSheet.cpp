// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/VisitSheet.h"

#include "ui/models/PersonText.h"
#include "ui/pages/VisitPanel.h"
#include "ui/theme/Theme.h"
#include "ui/widgets/LinesEdit.h"
#include "ui/widgets/NoteEdit.h"
#include "ui/widgets/ObservationRow.h"
#include "ui/widgets/Tables.h"

#include <QAbstractItemView>
#include <QCheckBox>
#include <QCompleter>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollBar>
#include <QSignalBlocker>
#include <QStandardItemModel>
#include <QVBoxLayout>
#include <QVariant>

namespace carnet::ui {

using namespace interfaces;

namespace {

constexpr int kChipColumns = 4;
constexpr int kKeyRole = Qt::UserRole + 1; ///< of a search hit: the key of an observation, or of a panel
constexpr int kIsPanelRole = Qt::UserRole + 2;

} // namespace

VisitSheet::VisitSheet(QWidget* parent) : QScrollArea(parent)
{
    setWidgetResizable(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setFocusPolicy(Qt::NoFocus);
    setAccessibleName(tr("Visit"));
    clear();
}

void VisitSheet::clear()
{
    m_form = {};
    m_items.clear();
    m_panels.clear();
    m_order.clear();
    m_values.clear();
    m_rows.clear();
    m_open.clear();
    m_chipOf.clear();
    m_repeatable.clear();
    m_review = {};
    m_more = nullptr;
    m_reason = nullptr;
    m_prescriptions = nullptr;
    m_repeat = nullptr;
    m_problems = nullptr; // the others come and go with it
    m_search = nullptr;
    m_note = nullptr;
    if (QWidget* old = takeWidget()) {
        old->deleteLater(); // one of its fields may be handling a key now
    }
    auto* content = new QWidget;
    m_column = new QWidget(content);
    m_column->setMaximumWidth(metrics::kColumn);
    m_layout = new QVBoxLayout(m_column);
    m_layout->setContentsMargins(0, 0, 0, 0);
    m_layout->setSpacing(metrics::kSmall);
    auto* across = new QHBoxLayout(content);
    across->setContentsMargins(metrics::kMedium, metrics::kSmall, metrics::kMedium, metrics::kMedium);
    across->addWidget(m_column, 100);
    across->addStretch(1);
    setWidget(content);
}

void VisitSheet::setStart(const VisitStart& start)
{
    clear();
    for (const ObservationItem& item : start.background.observations) {
        m_items.insert(item.key, item);
    }
    m_repeatable = start.background.medicines;
    m_ageText = ageText(start.strip.patient.birthDate, QDate::currentDate());
    if (!start.form.corrects.isEmpty()) {
        m_layout->addWidget(makeLabel(tr("Why is the entry corrected?"), "heading", m_column));
        m_reason = new QLineEdit(m_column);
        m_reason->setObjectName(QStringLiteral("visitReason"));
        m_reason->setAccessibleName(tr("Reason of the correction"));
        m_reason->setPlaceholderText(tr("In a few words: what was wrong"));
        connect(m_reason, &QLineEdit::textEdited, this, &VisitSheet::edited);
        m_layout->addWidget(m_reason);
        watch(m_reason);
    }
    makePanels(start);
    makeSearch();
    makeLines(start);
    m_layout->addStretch(1);
    fillFrom(start.form);
    orderTabs();
    verticalScrollBar()->setValue(0);
}

void VisitSheet::makePanels(const VisitStart& start)
{
    m_panelPlace = new QVBoxLayout;
    m_panelPlace->setSpacing(metrics::kSmall);
    m_layout->addLayout(m_panelPlace);
    m_chips = new QGridLayout;
    m_chips->setHorizontalSpacing(metrics::kTight);
    m_chips->setVerticalSpacing(metrics::kTight);
    int chip = 0;
    for (const PanelItem& panel : start.panels) {
        m_panels.insert(panel.key, panel);
        if (&panel == &start.panels.first()) {
            openPanel(panel.key);
            continue;
        }
        auto* button = new QPushButton(panel.name, m_column);
        button->setProperty("look", QStringLiteral("chip"));
        button->setAccessibleName(tr("Panel %1").arg(panel.name));
        button->setFocusPolicy(Qt::NoFocus);
        connect(button, &QPushButton::clicked, this, [this, key = panel.key] { openPanel(key); });
        m_chipOf.insert(panel.key, button);
        m_chips->addWidget(button, chip / kChipColumns, chip % kChipColumns);
        ++chip;
    }
}

VisitPanel* VisitSheet::addPanel(const QString& name)
{
    auto* panel = new VisitPanel(name, m_column);
    panel->addRow(ObservationRow::makeHeading(panel));
    m_panelPlace->addWidget(panel);
    connect(panel, &VisitPanel::foldChanged, this, &VisitSheet::orderTabs);
    return panel;
}

void VisitSheet::openPanel(const QString& key)
{
    if (VisitPanel* open = m_open.value(key)) {
        open->setFolded(false);
    } else {
        const PanelItem panel = m_panels.value(key);
        VisitPanel* place = addPanel(panel.name);
        m_open.insert(key, place);
        for (const QString& observation : panel.observations) {
            addRow(*place, observation);
        }
        if (QPushButton* chip = m_chipOf.value(key)) {
            chip->hide();
        }
        orderTabs();
    }
    const QStringList observations = m_panels.value(key).observations;
    for (ObservationRow* row : m_open.value(key)->findChildren<ObservationRow*>()) {
        if (row->key() == observations.value(0)) {
            row->field()->setFocus(Qt::OtherFocusReason);
            ensureWidgetVisible(m_open.value(key), 0, 0);
        }
    }
}

ObservationRow* VisitSheet::addRow(VisitPanel& panel, const QString& key)
{
    if (key == QLatin1String("age")) {
        panel.addRow(
            ObservationRow::makeFixed(tr("Age"), m_ageText.isEmpty() ? tr("unknown") : m_ageText, &panel));
        return nullptr;
    }
    const auto item = m_items.constFind(key);
    if (item == m_items.constEnd()) {
        return nullptr;
    }
    auto* row = new ObservationRow(*item, &panel);
    panel.addRow(row);
    if (!m_order.contains(key)) {
        m_order.append(key);
    }
    m_rows.insert(key, row);
    row->setValue(m_values.value(key));
    for (const ValueCheck& check : m_review.values) {
        if (check.key == key) {
            row->setCheck(check);
        }
    }
    watch(row->field());
    connect(row, &ObservationRow::edited, this, [this, row] { takeValue(*row); });
    return row;
}

void VisitSheet::takeValue(const ObservationRow& row)
{
    const VisitValue value = row.value();
    if (value.value.isEmpty()) {
        m_values.remove(row.key());
    } else {
        m_values.insert(row.key(), value);
    }
    for (ObservationRow* other : m_rows.values(row.key())) {
        if (other != &row) {
            other->setValue(value);
        }
        if (value.value.isEmpty()) {
            other->clearCheck();
        }
    }
    Q_EMIT edited();
}

void VisitSheet::makeSearch()
{
    m_search = new QLineEdit(m_column);
    m_search->setObjectName(QStringLiteral("visitSearch"));
    m_search->setAccessibleName(tr("Add an observation or a panel"));
    m_search->setPlaceholderText(tr("Add an observation or a panel: name, abbreviation or code"));
    m_found = new QStandardItemModel(m_search);
    for (const PanelItem& panel : m_panels) {
        auto* item = new QStandardItem(tr("Panel: %1").arg(panel.name));
        item->setData(panel.key, kKeyRole);
        item->setData(true, kIsPanelRole);
        m_found->appendRow(item);
    }
    for (const ObservationItem& observation : m_items) {
        auto* item = new QStandardItem(observation.name + QStringLiteral(" · ")
                                       + observation.words.join(QStringLiteral(", ")));
        item->setData(observation.key, kKeyRole);
        m_found->appendRow(item);
    }
    m_found->sort(0);
    auto* completer = new QCompleter(m_found, m_search);
    completer->setCaseSensitivity(Qt::CaseInsensitive);
    completer->setFilterMode(Qt::MatchContains);
    completer->setMaxVisibleItems(8);
    m_search->setCompleter(completer);
    connect(completer, QOverload<const QModelIndex&>::of(&QCompleter::activated), this,
            [this](const QModelIndex& index) { addFound(index.data().toString()); });
    m_layout->addWidget(m_search);
    m_layout->addLayout(m_chips);
    watch(m_search);
}

void VisitSheet::addFound(const QString& text)
{
    for (const QStandardItem* item : m_found->findItems(text)) {
        const QString key = item->data(kKeyRole).toString();
        if (item->data(kIsPanelRole).toBool()) {
            openPanel(key);
        } else {
            addObservation(key);
        }
    }
    // The completer writes its choice into the field after this.
    QMetaObject::invokeMethod(m_search, "clear", Qt::QueuedConnection);
}

void VisitSheet::addObservation(const QString& key)
{
    ObservationRow* row = m_rows.value(key);
    if (!row) {
        if (!m_more) {
            m_more = addPanel(tr("Also measured"));
        }
        m_more->setFolded(false);
        row = addRow(*m_more, key);
        orderTabs();
    }
    if (row) {
        row->field()->setFocus(Qt::OtherFocusReason);
    }
}

void VisitSheet::makeLines(const VisitStart& start)
{
    const auto addSection = [this](const QString& name, const QString& id, const QString& hint) {
        m_layout->addSpacing(metrics::kTight);
        m_layout->addWidget(makeLabel(name, "heading", m_column));
        auto* lines = new LinesEdit(id, name, hint, m_column);
        m_layout->addWidget(lines);
        connect(lines, &LinesEdit::edited, this, &VisitSheet::edited);
        connect(lines, &LinesEdit::fieldsChanged, this, &VisitSheet::orderTabs);
        return lines;
    };
    m_problems = addSection(tr("Problems"), QStringLiteral("problem"), tr("Type 2 diabetes, since 2015"));
    m_allergies = addSection(tr("Allergies"), QStringLiteral("allergy"), tr("Penicillin, high, rash"));
    m_noAllergies = new QCheckBox(tr("Asked: no known allergies"), m_column);
    m_noAllergies->setObjectName(QStringLiteral("visitNoAllergies"));
    connect(m_noAllergies, &QCheckBox::toggled, this, &VisitSheet::edited);
    m_layout->addWidget(m_noAllergies);
    m_medicines = addSection(tr("Medicines that the patient takes"), QStringLiteral("medicine"),
                             tr("Metformin, 500 mg, twice daily"));
    if (start.mayPrescribe) {
        m_prescriptions = addSection(tr("Prescribed now"), QStringLiteral("prescription"),
                                     tr("Paracetamol, 500 mg, three times a day, 5 days"));
        if (!m_repeatable.isEmpty()) {
            m_repeat = new QPushButton(tr("Repeat the current medicines"), m_column);
            m_repeat->setToolTip(
                tr("Repeat the current medicines (Ctrl+R): %1").arg(m_repeatable.join(QStringLiteral("; "))));
            m_repeat->setFocusPolicy(Qt::NoFocus);
            m_repeat->setProperty("look", QStringLiteral("chip"));
            connect(m_repeat, &QPushButton::clicked, this, &VisitSheet::repeatMedicines);
            m_layout->addWidget(m_repeat, 0, Qt::AlignLeft);
        }
    }
    m_layout->addSpacing(metrics::kTight);
    m_layout->addWidget(makeLabel(tr("Note"), "heading", m_column));
    m_note = new NoteEdit(m_column);
    m_note->setObjectName(QStringLiteral("visitNote"));
    m_note->setAccessibleName(tr("Note"));
    connect(m_note, &QPlainTextEdit::textChanged, this, &VisitSheet::edited);
    m_layout->addWidget(m_note);
}

void VisitSheet::fillFrom(const VisitForm& form)
{
    const QSignalBlocker quiet(this);
    m_form = form;
    for (const VisitValue& value : form.values) {
        m_values.insert(value.key, value);
        if (!m_rows.contains(value.key)) {
            addObservation(value.key);
        }
        for (ObservationRow* row : m_rows.values(value.key)) {
            row->setValue(value);
        }
    }
    m_problems->setLines(form.problems);
    m_allergies->setLines(form.allergies);
    m_noAllergies->setChecked(form.noKnownAllergies);
    // What this person may not order stays in the form as it is.
    m_medicines->setLines(form.medicines);
    if (m_prescriptions) {
        m_prescriptions->setLines(form.prescriptions);
    }
    m_note->setPlainText(form.note);
    if (m_reason) {
        m_reason->setText(form.reason);
    }
}

VisitForm VisitSheet::form() const
{
    VisitForm form = m_form;
    if (!m_problems) {
        return form;
    }
    form.values.clear();
    for (const QString& key : m_order) {
        if (m_values.contains(key)) {
            form.values.append(m_values.value(key));
        }
    }
    form.problems = m_problems->lines();
    form.allergies = m_allergies->lines();
    form.noKnownAllergies = m_noAllergies->isChecked();
    form.medicines = m_medicines->lines();
    if (m_prescriptions) {
        form.prescriptions = m_prescriptions->lines();
    }
    form.note = m_note->toPlainText();
    form.reason = m_reason ? m_reason->text() : QString();
    return form;
}

void VisitSheet::setWords(const VisitWords& words)
{
    if (!m_problems) {
        return;
    }
    m_problems->setWords(words.problems);
    m_allergies->setWords(words.allergies);
    m_medicines->setWords(words.medicines);
    if (m_prescriptions) {
        m_prescriptions->setWords(m_repeatable + words.medicines);
    }
}

void VisitSheet::setReview(const VisitReview& review)
{
    m_review = review;
    for (const ValueCheck& check : review.values) {
        for (ObservationRow* row : m_rows.values(check.key)) {
            row->setCheck(check);
        }
    }
}

void VisitSheet::repeatMedicines()
{
    if (m_prescriptions && !m_repeatable.isEmpty()) {
        m_prescriptions->addLines(m_repeatable);
        orderTabs();
        Q_EMIT edited();
    }
}

void VisitSheet::focusFirst()
{
    if (m_reason) {
        m_reason->setFocus(Qt::OtherFocusReason);
    } else if (!m_order.isEmpty()) {
        m_rows.value(m_order.first())->field()->setFocus(Qt::OtherFocusReason);
    }
}

void VisitSheet::focusProblem()
{
    for (const ValueCheck& check : m_review.values) {
        if (!check.problem.isEmpty() && m_rows.contains(check.key)) {
            m_rows.value(check.key)->field()->setFocus(Qt::OtherFocusReason);
            ensureWidgetVisible(m_rows.value(check.key));
            return;
        }
    }
}

/// Rows that are made later would come last in the order of Tab, wherever they stand.
void VisitSheet::orderTabs()
{
    if (!m_note) {
        return;
    }
    QVector<QWidget*> stops;
    if (m_reason) {
        stops.append(m_reason);
    }
    for (int place = 0; place < m_panelPlace->count(); ++place) {
        for (ObservationRow* row : m_panelPlace->itemAt(place)->widget()->findChildren<ObservationRow*>()) {
            stops.append(row->field());
        }
    }
    stops.append(m_search);
    const auto addLines = [&stops, this](const LinesEdit* lines) {
        for (QLineEdit* field : lines ? lines->fields() : QVector<QLineEdit*>()) {
            stops.append(field);
            watch(field);
        }
    };
    addLines(m_problems);
    addLines(m_allergies);
    stops.append(m_noAllergies);
    addLines(m_medicines);
    addLines(m_prescriptions);
    stops.append(m_note);
    for (int stop = 1; stop < stops.size(); ++stop) {
        setTabOrder(stops[stop - 1], stops[stop]);
    }
}

void VisitSheet::watch(QLineEdit* field)
{
    field->removeEventFilter(this);
    field->installEventFilter(this);
    connect(field, &QLineEdit::returnPressed, this, &VisitSheet::enterPressed, Qt::UniqueConnection);
}

/// Enter goes on; in the search field it takes the first hit.
void VisitSheet::enterPressed()
{
    if (sender() != m_search || m_search->text().isEmpty()) {
        focusNextChild();
        return;
    }
    const QCompleter* completer = m_search->completer();
    if (completer->completionCount() > 0) {
        addFound(completer->currentCompletion());
    }
}

bool VisitSheet::eventFilter(QObject* watched, QEvent* event)
{
    auto* field = qobject_cast<QLineEdit*>(watched);
    if (field && event->type() == QEvent::FocusIn) {
        ensureWidgetVisible(field, 0, metrics::kRow * 2);
    }
    if (field && event->type() == QEvent::KeyPress) {
        const auto* key = static_cast<QKeyEvent*>(event);
        if (key->key() == Qt::Key_Down && field != m_search && !field->completer()) {
            focusNextChild();
            return true;
        }
        if (key->key() == Qt::Key_Up && field != m_search && !field->completer()) {
            focusPreviousChild();
            return true;
        }
    }
    return QScrollArea::eventFilter(watched, event);
}

} // namespace carnet::ui
