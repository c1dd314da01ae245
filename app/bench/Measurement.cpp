// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/bench/Measurement.h"

#include <QFile>
#include <QStringList>
#include <algorithm>
#include <cmath>
#include <numeric>

namespace carnet::bench {

namespace {

QByteArray numberText(double value)
{
    // Six significant digits: more than any of these times is known to.
    return QByteArray::number(value, 'g', std::abs(value) >= 1e6 ? 9 : 6);
}

QByteArray orNull(const std::optional<double>& value)
{
    return value ? numberText(*value) : QByteArray("null");
}

QByteArray quoted(const QString& text)
{
    QByteArray out = "\"";
    const QByteArray utf8 = text.toUtf8();
    for (const char c : utf8) {
        if (c == '"' || c == '\\') {
            out += '\\';
        }
        out += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
    }
    return out + "\"";
}

QByteArray firstLineWith(const QString& path, const QByteArray& beginning)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) {
        return {};
    }
    const QList<QByteArray> lines = file.readAll().split('\n');
    for (const QByteArray& line : lines) {
        if (line.startsWith(beginning)) {
            return line.mid(beginning.size()).trimmed();
        }
    }
    return {};
}

QString shown(const std::optional<double>& value)
{
    return value ? QString::fromLatin1(numberText(*value)) : QStringLiteral("-");
}

} // namespace

double Latencies::total() const
{
    return std::accumulate(m_times.begin(), m_times.end(), 0.0);
}

std::optional<double> Latencies::percentile(double part) const
{
    if (m_times.empty()) {
        return std::nullopt;
    }
    std::vector<double> sorted = m_times;
    std::sort(sorted.begin(), sorted.end());
    return sorted[static_cast<std::size_t>(std::ceil(part * static_cast<double>(sorted.size() - 1)))];
}

void Measurement::setLatencies(const Latencies& latencies)
{
    p50Ms = latencies.percentile(0.5);
    p99Ms = latencies.percentile(0.99);
}

void Measurement::setLimit(const Measurement& limit)
{
    limitOp = limit.op;
    limitRate = limit.rate();
}

void Measurement::setLimit(const Measurement& before, const Measurement& after)
{
    limitOp = before.op;
    limitRate = static_cast<double>(before.n + after.n) / (before.seconds + after.seconds);
}

void Measurement::addNumber(const char* key, double value)
{
    extras.push_back({key, numberText(value)});
}

void Measurement::addText(const char* key, const QString& value)
{
    extras.push_back({key, quoted(value)});
}

QByteArray Measurement::toJson() const
{
    const bool hasLimit = !limitOp.isEmpty() && limitRate > 0;
    QByteArray json = "{\"system\":\"carnet\",\"op\":" + quoted(op);
    json += ",\"n\":" + QByteArray::number(n);
    json += ",\"bytes\":" + QByteArray::number(bytes);
    json += ",\"seconds\":" + numberText(seconds);
    json += ",\"rate\":" + numberText(rate());
    json += ",\"p50_ms\":" + orNull(p50Ms);
    json += ",\"p99_ms\":" + orNull(p99Ms);
    json += ",\"limit_op\":" + (hasLimit ? quoted(limitOp) : QByteArray("null"));
    json += ",\"limit_rate\":" + (hasLimit ? numberText(limitRate) : QByteArray("null"));
    json += ",\"ratio\":" + (hasLimit ? numberText(rate() / limitRate) : QByteArray("null"));
    json += ",\"rss_mb\":" + numberText(rssMb);
    for (const Extra& extra : extras) {
        json += ",\"" + extra.key + "\":" + extra.json;
    }
    return json + "}";
}

QByteArray tableOf(const std::vector<Measurement>& measurements)
{
    std::vector<QStringList> rows{{QStringLiteral("op"), QStringLiteral("n"), QStringLiteral("seconds"),
                                   QStringLiteral("rate/s"), QStringLiteral("p50 ms"),
                                   QStringLiteral("p99 ms"), QStringLiteral("limit"),
                                   QStringLiteral("limit/s"), QStringLiteral("ratio"), QStringLiteral("MB")}};
    for (const Measurement& m : measurements) {
        const bool hasLimit = !m.limitOp.isEmpty() && m.limitRate > 0;
        const std::optional<double> limit = hasLimit ? std::optional(m.limitRate) : std::nullopt;
        const std::optional<double> ratio = hasLimit ? std::optional(m.rate() / m.limitRate) : std::nullopt;
        rows.push_back({m.op, QString::number(m.n), shown(m.seconds), shown(m.rate()), shown(m.p50Ms),
                        shown(m.p99Ms), hasLimit ? m.limitOp : QStringLiteral("-"), shown(limit),
                        shown(ratio), QString::number(m.rssMb, 'f', 0)});
    }
    std::vector<int> widths(static_cast<std::size_t>(rows.front().size()), 0);
    for (const QStringList& row : rows) {
        for (std::size_t i = 0; i < widths.size(); ++i) {
            widths[i] = std::max(widths[i], static_cast<int>(row.at(static_cast<int>(i)).size()));
        }
    }
    QByteArray out;
    for (std::size_t r = 0; r < rows.size(); ++r) {
        QString line;
        for (std::size_t i = 0; i < widths.size(); ++i) {
            const QString& cell = rows[r].at(static_cast<int>(i));
            const bool isText = i == 0 || i == 6;
            line += (isText ? cell.leftJustified(widths[i]) : cell.rightJustified(widths[i]))
                + QStringLiteral("  ");
        }
        out += line.trimmed().toUtf8() + "\n";
        if (r > 0) {
            for (const Measurement::Extra& extra : measurements[r - 1].extras) {
                out += "    " + extra.key + " " + extra.json + "\n";
            }
        }
    }
    return out;
}

void resetPeakMemory()
{
    QFile file(QStringLiteral("/proc/self/clear_refs"));
    if (file.open(QIODevice::WriteOnly)) {
        file.write("5");
    }
}

double peakMemoryMb()
{
    const QByteArray peak = firstLineWith(QStringLiteral("/proc/self/status"), "VmHWM:");
    return peak.split(' ').first().toDouble() / 1024;
}

double residentMemoryMb()
{
    const QByteArray resident = firstLineWith(QStringLiteral("/proc/self/status"), "VmRSS:");
    return resident.split(' ').first().toDouble() / 1024;
}

std::optional<double> loadAverage()
{
    const QByteArray line = firstLineWith(QStringLiteral("/proc/loadavg"), "");
    bool ok = false;
    const double load = line.split(' ').first().toDouble(&ok);
    return ok ? std::optional(load) : std::nullopt;
}

} // namespace carnet::bench
