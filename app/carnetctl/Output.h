// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/carnetctl/Streams.h"
#include "ledger/base/Error.h"

#include <QByteArray>
#include <QString>
#include <QStringList>
#include <vector>

namespace carnet::cli {

/// One result: named values in the order in which they are shown. As a JSON object it stands on one line.
class Fields {
public:
    Fields& text(const char* key, const QString& value);
    Fields& number(const char* key, qint64 value);
    Fields& real(const char* key, double value, int decimals = 3);
    Fields& boolean(const char* key, bool value);
    Fields& null(const char* key);
    Fields& texts(const char* key, const QStringList& values);
    /// JSON that is inserted as it is; `shown` is what a person reads instead.
    Fields& json(const char* key, const QByteArray& value, const QString& shown = {});
    Fields& objects(const char* key, const std::vector<Fields>& values);

    QByteArray toJson() const;

    struct Field {
        QByteArray key;
        QByteArray json;
        QString shown;
    };
    const std::vector<Field>& all() const { return m_fields; }

private:
    std::vector<Field> m_fields;
};

/// A JSON string token for a text.
QByteArray jsonText(const QString& value);

/// The output of one command: text for a person, or a JSON object a line.
class Output {
public:
    /// `streams` must outlive it.
    Output(bool asJson, Streams& streams);

    Streams& streams() { return m_streams; }

    /// One result of several of the same shape; shown as a table when the command ends.
    void row(const Fields& fields);
    /// One result that stands alone: shown as "key  value" lines.
    void single(const Fields& fields);
    /// A sentence that only a person needs; nothing with JSON.
    void note(const QString& sentence);
    /// The error, one line on standard error.
    void error(const Error& error);
    /// Progress on a terminal: overwrites its line. Nothing elsewhere.
    void progress(const QString& sentence);
    /// Writes what is buffered. Returns false when standard output cannot be written.
    bool finish();

private:
    void printTable();

    bool m_asJson;
    Streams& m_streams;
    bool m_progressShown = false;
    std::vector<Fields> m_rows;
};

} // namespace carnet::cli
