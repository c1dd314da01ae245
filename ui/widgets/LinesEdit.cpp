// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/LinesEdit.h"

#include "ui/theme/Theme.h"

#include <QCompleter>
#include <QLineEdit>
#include <QStringListModel>
#include <QTimer>
#include <QVBoxLayout>

namespace carnet::ui {

LinesEdit::LinesEdit(const QString& id, const QString& name, const QString& hint, QWidget* parent)
    : QWidget(parent)
    , m_id(id)
    , m_name(name)
    , m_hint(hint)
    , m_words(new QStringListModel(this))
    , m_rows(new QVBoxLayout(this))
{
    m_rows->setContentsMargins(0, 0, 0, 0);
    m_rows->setSpacing(metrics::kTight);
    keepOneFree();
}

QStringList LinesEdit::lines() const
{
    QStringList lines;
    for (const QLineEdit* field : m_fields) {
        if (!field->text().trimmed().isEmpty()) {
            lines.append(field->text().simplified());
        }
    }
    return lines;
}

void LinesEdit::setLines(const QStringList& lines)
{
    qDeleteAll(m_fields);
    m_fields.clear();
    addLines(lines);
}

void LinesEdit::addLines(const QStringList& lines)
{
    const QStringList present = this->lines();
    // The free line goes to the end.
    if (!m_fields.isEmpty() && m_fields.last()->text().trimmed().isEmpty()) {
        delete m_fields.takeLast();
    }
    for (const QString& line : lines) {
        if (!present.contains(line, Qt::CaseInsensitive)) {
            addField(line);
        }
    }
    keepOneFree();
    Q_EMIT fieldsChanged();
}

void LinesEdit::setWords(const QStringList& words)
{
    m_words->setStringList(words);
}

QLineEdit* LinesEdit::addField(const QString& text)
{
    auto* field = new QLineEdit(text, this);
    field->setObjectName(m_id + QString::number(m_fields.size()));
    field->setAccessibleName(m_name);
    auto* completer = new QCompleter(m_words, field);
    completer->setCaseSensitivity(Qt::CaseInsensitive);
    completer->setFilterMode(Qt::MatchContains);
    completer->setMaxVisibleItems(6);
    field->setCompleter(completer);
    m_rows->addWidget(field);
    m_fields.append(field);
    connect(field, &QLineEdit::textChanged, this, [this] {
        keepOneFree();
        Q_EMIT edited();
    });
    connect(field, &QLineEdit::editingFinished, this, [this, field] { dropEmpty(field); });
    return field;
}

void LinesEdit::keepOneFree()
{
    if (m_fields.isEmpty() || !m_fields.last()->text().trimmed().isEmpty()) {
        if (!m_fields.isEmpty()) {
            m_fields.last()->setPlaceholderText(QString());
        }
        addField(QString())->setPlaceholderText(m_hint);
        Q_EMIT fieldsChanged();
    }
}

void LinesEdit::dropEmpty(QLineEdit* field)
{
    if (field == m_fields.last() || !field->text().trimmed().isEmpty()) {
        return;
    }
    // Later, since the field is still in the middle of handing on the focus.
    QTimer::singleShot(0, field, [this, field] {
        if (field != m_fields.last() && field->text().trimmed().isEmpty() && !field->hasFocus()) {
            m_fields.removeOne(field);
            field->deleteLater();
            Q_EMIT fieldsChanged();
        }
    });
}

} // namespace carnet::ui
