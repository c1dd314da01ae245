// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>
#include <QVector>
#include <QWidget>

class QLineEdit;
class QStringListModel;
class QVBoxLayout;

namespace carnet::ui {

/// A list that is typed, one line each: a free line always stands at its end, and a line that was emptied goes. Lines are completed from a
/// list of words while one types.
class LinesEdit final : public QWidget {
    Q_OBJECT
public:
    /// `name` is what a screen reader says of a line, `hint` stands in the free one; object names are made of `id`.
    LinesEdit(const QString& id, const QString& name, const QString& hint, QWidget* parent = nullptr);

    /// Without the empty ones.
    QStringList lines() const;
    /// Without telling of it.
    void setLines(const QStringList& lines);
    void addLines(const QStringList& lines);
    void setWords(const QStringList& words);
    /// The fields from top to bottom, for the order of Tab.
    QVector<QLineEdit*> fields() const { return m_fields; }

Q_SIGNALS:
    void edited();
    /// A field came or went.
    void fieldsChanged();

private:
    QLineEdit* addField(const QString& text);
    void keepOneFree();
    void dropEmpty(QLineEdit* field);

    QString m_id;
    QString m_name;
    QString m_hint;
    QStringListModel* m_words;
    QVBoxLayout* m_rows;
    QVector<QLineEdit*> m_fields;
};

} // namespace carnet::ui
