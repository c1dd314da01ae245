// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/ObservationRow.h"

#include "ui/models/PersonText.h"
#include "ui/theme/Theme.h"
#include "ui/widgets/ChoiceBox.h"
#include "ui/widgets/ElidedLabel.h"
#include "ui/widgets/Tables.h"

#include <QCompleter>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QVBoxLayout>
#include <QVariant>

namespace carnet::ui {

using namespace interfaces;

namespace {

constexpr int kValueWidth = 92;
constexpr int kUnitWidth = 84;
constexpr int kRangeWidth = 80;
constexpr int kFlagWidth = 22;
constexpr int kPreviousWidth = 118;
constexpr int kLeastName = 96;

QHBoxLayout* makeColumns(QWidget* name, QWidget* value, QWidget* unit, QWidget* range, QWidget* flag,
                         QWidget* previous)
{
    auto* columns = new QHBoxLayout;
    columns->setContentsMargins(0, 0, 0, 0);
    columns->setSpacing(metrics::kSmall);
    name->setMinimumWidth(kLeastName);
    value->setFixedWidth(kValueWidth);
    unit->setFixedWidth(kUnitWidth);
    range->setFixedWidth(kRangeWidth);
    flag->setFixedWidth(kFlagWidth);
    previous->setFixedWidth(kPreviousWidth);
    columns->addWidget(name, 1);
    for (QWidget* cell : {value, unit, range, flag, previous}) {
        columns->addWidget(cell);
    }
    return columns;
}

QString previousText(const ObservationItem& item)
{
    if (item.previousValue.isEmpty()) {
        return {};
    }
    const QString value = item.previousFlag.isEmpty()
        ? item.previousValue
        : item.previousValue + QLatin1Char(' ') + item.previousFlag;
    return ObservationRow::tr("%1, %2").arg(value, dateText(item.previousDate));
}

} // namespace

ObservationRow::ObservationRow(const ObservationItem& item, QWidget* parent)
    : QWidget(parent)
    , m_item(item)
    , m_field(new QLineEdit(this))
    , m_range(makeLabel(item.range, "secondary", this))
    , m_flag(makeLabel(QString(), "heading", this))
    , m_problem(makeLabel(QString(), "danger", this, true))
{
    auto* name = new ElidedLabel(this);
    name->setWholeText(item.name);
    auto* previous = new ElidedLabel(this);
    previous->setProperty("look", QStringLiteral("secondary"));
    previous->setWholeText(previousText(item));
    m_field->setObjectName(QStringLiteral("value_") + item.key);
    m_field->setAccessibleName(item.name);
    if (item.input == ValueInput::Answer) {
        auto* completer = new QCompleter(item.answers, m_field);
        completer->setCaseSensitivity(Qt::CaseInsensitive);
        m_field->setCompleter(completer);
        m_field->setToolTip(item.answers.join(QStringLiteral(", ")));
    } else if (item.input == ValueInput::Date) {
        m_field->setPlaceholderText(tr("YYYY-MM-DD"));
    } else if (item.input == ValueInput::Titre) {
        m_field->setPlaceholderText(QStringLiteral("1:80"));
    }
    clearCheck();
    auto* rows = new QVBoxLayout(this);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(0);
    rows->addLayout(makeColumns(name, m_field, makeUnit(), m_range, m_flag, previous));
    rows->addWidget(m_problem);
    connect(m_field, &QLineEdit::textEdited, this, &ObservationRow::edited);
    if (m_field->completer()) {
        connect(m_field->completer(), QOverload<const QString&>::of(&QCompleter::activated), this,
                &ObservationRow::edited);
    }
}

QWidget* ObservationRow::makeUnit()
{
    if (m_item.units.size() < 2) {
        m_typedUnit = makeLabel(m_item.units.value(0), "secondary", this);
        return m_typedUnit;
    }
    m_unit = new ChoiceBox(this);
    m_unit->setProperty("look", QStringLiteral("quiet"));
    m_unit->addItems(m_item.units);
    m_unit->setFocusPolicy(Qt::NoFocus);
    m_unit->setAccessibleName(tr("Unit of %1").arg(m_item.name));
    m_unit->setToolTip(tr("The unit can be typed behind the number, too."));
    connect(m_unit, QOverload<int>::of(&QComboBox::activated), this, &ObservationRow::edited);
    return m_unit;
}

VisitValue ObservationRow::value() const
{
    return {m_item.key, m_field->text().trimmed(), m_unit ? m_unit->currentText() : m_item.units.value(0)};
}

void ObservationRow::setValue(const VisitValue& value)
{
    if (m_field->text().trimmed() != value.value) {
        m_field->setText(value.value);
    }
    if (m_unit && !value.unit.isEmpty()) {
        const int unit = m_unit->findText(value.unit);
        if (unit < 0) {
            m_unit->addItem(value.unit); // of a draft or a record: as it was written
        }
        m_unit->setCurrentText(value.unit);
    }
}

void ObservationRow::setCheck(const ValueCheck& check)
{
    const bool isCritical = check.flag.size() > 1;
    m_range->setText(check.range);
    m_flag->setText(check.flag);
    m_flag->setAccessibleName(check.flag.isEmpty() ? QString() : tr("Flag %1").arg(check.flag));
    setLook(m_flag, check.flag.isEmpty() ? "heading" : (isCritical ? "critical" : "flag"));
    setLook(m_field,
            !check.problem.isEmpty() || isCritical ? "refused" : (check.flag.isEmpty() ? "" : "flagged"));
    QStringList said{check.problem, check.flag.isEmpty() ? QString() : tr("Flag %1").arg(check.flag),
                     check.range.isEmpty() ? QString() : tr("Usual: %1").arg(check.range)};
    said.removeAll(QString());
    m_field->setAccessibleDescription(said.join(QStringLiteral(". ")));
    m_problem->setText(check.problem);
    m_problem->setVisible(!check.problem.isEmpty());
    if (m_unit && !check.unit.isEmpty() && m_unit->findText(check.unit) >= 0) {
        m_unit->setCurrentText(check.unit);
    }
}

void ObservationRow::clearCheck()
{
    ValueCheck none;
    none.range = m_item.range;
    setCheck(none);
}

QWidget* ObservationRow::makeHeading(QWidget* parent)
{
    auto* heading = new QWidget(parent);
    const auto cell = [heading](const QString& text) { return makeLabel(text, "small", heading); };
    heading->setLayout(makeColumns(cell(QString()), cell(tr("Value")), cell(tr("Unit")), cell(tr("Usual")),
                                   cell(QString()), cell(tr("Previous"))));
    return heading;
}

QWidget* ObservationRow::makeFixed(const QString& name, const QString& value, QWidget* parent)
{
    auto* row = new QWidget(parent);
    const auto cell = [row](const QString& text, const char* look) { return makeLabel(text, look, row); };
    auto* columns = makeColumns(cell(name, "body"), cell(value, "body"), cell(QString(), "body"),
                                cell(QString(), "body"), cell(QString(), "body"), cell(QString(), "body"));
    columns->setContentsMargins(0, metrics::kTight, 0, metrics::kTight);
    row->setLayout(columns);
    return row;
}

} // namespace carnet::ui
