// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/carnetctl/Output.h"

#include <QLatin1Char>
#include <algorithm>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

namespace carnet::cli {

namespace {

/// A table's cell stays on one line.
QString oneLine(QString text)
{
    text.replace(QLatin1Char('\n'), QLatin1Char(' '));
    return text;
}

} // namespace

QByteArray jsonText(const QString& value)
{
    rapidjson::StringBuffer buffer;
    rapidjson::Writer<rapidjson::StringBuffer> writer(buffer);
    const QByteArray utf8 = value.toUtf8();
    writer.String(utf8.constData(), static_cast<rapidjson::SizeType>(utf8.size()));
    return QByteArray(buffer.GetString(), static_cast<int>(buffer.GetSize()));
}

Fields& Fields::text(const char* key, const QString& value)
{
    m_fields.push_back({key, jsonText(value), value});
    return *this;
}

Fields& Fields::number(const char* key, qint64 value)
{
    m_fields.push_back({key, QByteArray::number(value), QString::number(value)});
    return *this;
}

Fields& Fields::real(const char* key, double value, int decimals)
{
    const QByteArray digits = QByteArray::number(value, 'f', decimals);
    m_fields.push_back({key, digits, QString::fromLatin1(digits)});
    return *this;
}

Fields& Fields::boolean(const char* key, bool value)
{
    m_fields.push_back({key, value ? "true" : "false", value ? QStringLiteral("yes") : QStringLiteral("no")});
    return *this;
}

Fields& Fields::null(const char* key)
{
    m_fields.push_back({key, "null", QString()});
    return *this;
}

Fields& Fields::texts(const char* key, const QStringList& values)
{
    QByteArray json = "[";
    for (const QString& value : values) {
        json += (json.size() > 1 ? "," : "") + jsonText(value);
    }
    m_fields.push_back({key, json + "]", values.join(QStringLiteral(", "))});
    return *this;
}

Fields& Fields::json(const char* key, const QByteArray& value, const QString& shown)
{
    m_fields.push_back({key, value, shown.isNull() ? QString::fromUtf8(value) : shown});
    return *this;
}

Fields& Fields::objects(const char* key, const std::vector<Fields>& values)
{
    QByteArray json = "[";
    QStringList shown;
    for (const Fields& value : values) {
        json += (json.size() > 1 ? "," : "") + value.toJson();
        QStringList parts;
        for (const Field& field : value.m_fields) {
            parts += field.shown;
        }
        shown += parts.join(QLatin1Char(' '));
    }
    m_fields.push_back({key, json + "]", shown.join(QStringLiteral("; "))});
    return *this;
}

QByteArray Fields::toJson() const
{
    QByteArray json = "{";
    for (const Field& field : m_fields) {
        json += (json.size() > 1 ? ",\"" : "\"") + field.key + "\":" + field.json;
    }
    return json + "}";
}

Output::Output(bool asJson, Streams& streams) : m_asJson(asJson), m_streams(streams) {}

void Output::row(const Fields& fields)
{
    if (m_asJson) {
        m_streams.writeOut(fields.toJson() + "\n");
        return;
    }
    m_rows.push_back(fields);
}

void Output::single(const Fields& fields)
{
    if (m_asJson) {
        m_streams.writeOut(fields.toJson() + "\n");
        return;
    }
    int width = 0;
    for (const Fields::Field& field : fields.all()) {
        width = std::max(width, static_cast<int>(field.key.size()));
    }
    for (const Fields::Field& field : fields.all()) {
        const QString label = QString::fromLatin1(field.key)
                                  .replace(QLatin1Char('_'), QLatin1Char(' '))
                                  .leftJustified(width + 2);
        m_streams.writeOut((label + field.shown + QLatin1Char('\n')).toUtf8());
    }
}

void Output::note(const QString& sentence)
{
    if (!m_asJson) {
        m_streams.writeOut((sentence + QLatin1Char('\n')).toUtf8());
    }
}

void Output::error(const Error& error)
{
    if (m_progressShown) {
        m_streams.writeError("\n");
    }
    if (m_asJson) {
        m_streams.writeError(
            "{\"error\":" + jsonText(QString::fromStdString(error.slug))
            + ",\"message\":" + jsonText(QString::fromStdString(error.message)) + ",\"detail\":{"
            + (error.detail.empty() ? QByteArray()
                                    : "\"text\":" + jsonText(QString::fromStdString(error.detail)))
            + "}}\n");
        return;
    }
    m_streams.writeError(
        oneLine(QStringLiteral("carnetctl: ") + QString::fromStdString(error.message)).toUtf8() + "\n");
}

void Output::progress(const QString& sentence)
{
    if (m_asJson || !m_streams.errorIsTerminal()) {
        return;
    }
    m_progressShown = true;
    m_streams.writeError("\r\033[K" + sentence.toUtf8());
}

bool Output::finish()
{
    if (m_progressShown) {
        m_streams.writeError("\r\033[K");
        m_progressShown = false;
    }
    printTable();
    return m_streams.flush();
}

void Output::printTable()
{
    if (m_rows.empty()) {
        return;
    }
    const std::vector<Fields::Field>& first = m_rows.front().all();
    std::vector<int> widths;
    for (const Fields::Field& field : first) {
        widths.push_back(static_cast<int>(field.key.size()));
    }
    for (const Fields& row : m_rows) {
        for (std::size_t i = 0; i < row.all().size() && i < widths.size(); ++i) {
            widths[i] = std::max(widths[i], static_cast<int>(oneLine(row.all()[i].shown).size()));
        }
    }
    const auto line = [&](auto cell, std::size_t count) {
        QString text;
        for (std::size_t i = 0; i < count; ++i) {
            const QString shown = cell(i);
            text += i + 1 < count && i < widths.size() ? shown.leftJustified(widths[i] + 2) : shown;
        }
        m_streams.writeOut(text.toUtf8() + "\n");
    };
    line([&](std::size_t i) { return QString::fromLatin1(first[i].key).toUpper(); }, first.size());
    for (const Fields& row : m_rows) {
        line([&](std::size_t i) { return oneLine(row.all()[i].shown); }, row.all().size());
    }
    m_rows.clear();
}

} // namespace carnet::cli
