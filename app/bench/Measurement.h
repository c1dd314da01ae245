// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QElapsedTimer>
#include <QString>
#include <optional>
#include <vector>

namespace carnet::bench {

/// Times of single operations, in milliseconds.
class Latencies {
public:
    void add(double milliseconds) { m_times.push_back(milliseconds); }
    double total() const;
    /// The time that `part` (0 to 1) of the operations did not exceed; nothing without operations.
    std::optional<double> percentile(double part) const;

private:
    std::vector<double> m_times;
};

/// What was measured of one operation, beside the rate that this machine allowed it in the same run.
struct Measurement {
    QString op;
    qint64 n = 0;     ///< operations
    qint64 bytes = 0; ///< of what the operation reads or makes; the extra fields say which
    double seconds = 0;
    std::optional<double> p50Ms;
    std::optional<double> p99Ms;
    QString limitOp;      ///< empty for a limit itself
    double limitRate = 0; ///< operations of the limit in a second
    double rssMb = 0;     ///< most memory held while it was measured

    struct Extra {
        QByteArray key;
        QByteArray json;
    };
    std::vector<Extra> extras;

    double rate() const { return seconds > 0 ? static_cast<double>(n) / seconds : 0; }
    void setLatencies(const Latencies& latencies);
    void setLimit(const Measurement& limit);
    /// The limit as it was before and after: a busy machine changes under a measurement.
    void setLimit(const Measurement& before, const Measurement& after);
    void addNumber(const char* key, double value);
    void addText(const char* key, const QString& value);

    /// One line of JSON, without the line's end.
    QByteArray toJson() const;
};

/// The measurements as a table for people, the extra fields under each line.
QByteArray tableOf(const std::vector<Measurement>& measurements);

/// Begins to watch how much memory the process holds, and says how much it was at most since then, in MB. Where the system keeps no such mark, it
/// is the most since the program began; 0 where it tells nothing.
void resetPeakMemory();
double peakMemoryMb();
/// How much it holds now.
double residentMemoryMb();

/// One-minute load average; nothing where the system has none.
std::optional<double> loadAverage();

inline double secondsOf(const QElapsedTimer& timer)
{
    return static_cast<double>(timer.nsecsElapsed()) / 1e9;
}

} // namespace carnet::bench
