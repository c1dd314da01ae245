// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
// QCustomPlot's header is written with Qt's keywords.
#undef QT_NO_KEYWORDS
#undef QT_NO_FOREACH

#include "ui/charts/TrendPlot.h"

#include "ui/models/PersonText.h"
#include "ui/theme/Theme.h"

#include <QKeyEvent>
#include <QLabel>
#include <QLocale>
#include <QVBoxLayout>
#include <QVariant>
#include <algorithm>
#include <qcustomplot.h>

namespace carnet::ui {

using namespace interfaces;

namespace {

constexpr double kDay = 24 * 3600;
constexpr int kPointSize = 7;
constexpr int kLeastHeight = 132;

double secondsOf(const Trend::Point& point)
{
    return static_cast<double>(point.time.toMSecsSinceEpoch()) / 1000.0;
}

/// A little room on both sides of a range; some where it has no width.
QCPRange padded(double low, double high, double least)
{
    const double room = std::max((high - low) * 0.08, least);
    return {low - room, high + room};
}

} // namespace

TrendPlot::TrendPlot(QWidget* parent)
    : QWidget(parent)
    , m_plot(new QCustomPlot(this))
    , m_bandTop(m_plot->addGraph())
    , m_bandBottom(m_plot->addGraph())
    , m_values(m_plot->addGraph())
    , m_flagged(m_plot->addGraph())
    , m_tracer(new QCPItemTracer(m_plot))
    , m_sentence(new QLabel(this))
{
    m_plot->setObjectName(QStringLiteral("trendPlot"));
    m_plot->setFocusPolicy(Qt::StrongFocus);
    m_plot->setMinimumHeight(kLeastHeight);
    m_plot->setAccessibleName(tr("Trend"));
    m_plot->installEventFilter(this);
    m_plot->xAxis->setTicker(QSharedPointer<QCPAxisTickerDateTime>(new QCPAxisTickerDateTime));
    m_plot->xAxis->ticker()->setTickCount(4);
    m_plot->yAxis->ticker()->setTickCount(4);
    m_bandTop->setChannelFillGraph(m_bandBottom);
    m_bandTop->setPen(Qt::NoPen);
    m_bandBottom->setPen(Qt::NoPen);
    m_flagged->setLineStyle(QCPGraph::lsNone);
    m_tracer->setStyle(QCPItemTracer::tsCircle);
    m_tracer->setSize(kPointSize * 2);
    m_sentence->setObjectName(QStringLiteral("trendSentence"));
    m_sentence->setProperty("look", QStringLiteral("secondary"));
    m_sentence->setTextFormat(Qt::PlainText);
    m_sentence->setWordWrap(true);
    auto* rows = new QVBoxLayout(this);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(metrics::kTight);
    rows->addWidget(m_plot, 1);
    rows->addWidget(m_sentence);
    clear();
}

void TrendPlot::paintTheme()
{
    const Tokens& tokens = currentTokens();
    m_plot->setBackground(QBrush(tokens.surface));
    for (QCPAxis* axis : {m_plot->xAxis, m_plot->yAxis}) {
        axis->setBasePen(QPen(tokens.line));
        axis->setTickPen(QPen(tokens.line));
        axis->setSubTickPen(Qt::NoPen);
        axis->setTickLabelColor(tokens.secondary);
        axis->setLabelColor(tokens.secondary);
        axis->setTickLabelFont(font());
        axis->setLabelFont(font());
        axis->grid()->setPen(QPen(tokens.line, 1, Qt::DotLine));
        axis->grid()->setZeroLinePen(Qt::NoPen);
    }
    m_bandTop->setBrush(tokens.selection);
    m_values->setPen(QPen(tokens.accent, 2));
    m_values->setScatterStyle(
        QCPScatterStyle(QCPScatterStyle::ssCircle, tokens.accent, tokens.surface, kPointSize));
    m_flagged->setScatterStyle(
        QCPScatterStyle(QCPScatterStyle::ssDiamond, tokens.attention, tokens.attention, kPointSize + 3));
    m_tracer->setPen(QPen(tokens.text, 2));
    m_tracer->setBrush(Qt::NoBrush);
}

void TrendPlot::setTrend(const Trend& trend)
{
    m_trend = trend;
    QVector<double> times;
    QVector<double> values;
    QVector<double> flaggedTimes;
    QVector<double> flaggedValues;
    for (const Trend::Point& point : trend.points) {
        times.append(secondsOf(point));
        values.append(point.value);
        if (!point.flag.isEmpty()) {
            flaggedTimes.append(secondsOf(point));
            flaggedValues.append(point.value);
        }
    }
    m_values->setData(times, values, true);
    m_flagged->setData(flaggedTimes, flaggedValues, true);
    m_plot->yAxis->setLabel(trend.unit);
    m_plot->setAccessibleName(tr("Trend of %1").arg(trend.name));
    paintTheme();
    setRanges();
    mark(static_cast<int>(trend.points.size()) - 1);
}

void TrendPlot::setRanges()
{
    if (m_trend.points.isEmpty()) {
        m_bandTop->data()->clear();
        m_bandBottom->data()->clear();
        m_plot->xAxis->setRange(0, kDay);
        m_plot->yAxis->setRange(0, 1);
        return;
    }
    const auto byValue = [](const Trend::Point& a, const Trend::Point& b) { return a.value < b.value; };
    double low = std::min_element(m_trend.points.begin(), m_trend.points.end(), byValue)->value;
    double high = std::max_element(m_trend.points.begin(), m_trend.points.end(), byValue)->value;
    low = m_trend.hasLow ? std::min(low, m_trend.low) : low;
    high = m_trend.hasHigh ? std::max(high, m_trend.high) : high;
    const QCPRange up = padded(low, high, std::max(std::abs(high) * 0.02, 0.01));
    const QCPRange across =
        padded(secondsOf(m_trend.points.first()), secondsOf(m_trend.points.last()), 15 * kDay);
    m_plot->xAxis->setRange(across);
    m_plot->yAxis->setRange(up);
    const bool isYears = across.size() > 900 * kDay;
    qSharedPointerCast<QCPAxisTickerDateTime>(m_plot->xAxis->ticker())
        ->setDateTimeFormat(isYears ? QStringLiteral("yyyy") : QStringLiteral("d MMM yy"));
    if (!m_trend.hasLow && !m_trend.hasHigh) {
        m_bandTop->data()->clear();
        m_bandBottom->data()->clear();
        return;
    }
    // An open range reaches to the edge.
    const double top = m_trend.hasHigh ? m_trend.high : up.upper;
    const double bottom = m_trend.hasLow ? m_trend.low : up.lower;
    m_bandTop->setData({across.lower, across.upper}, {top, top}, true);
    m_bandBottom->setData({across.lower, across.upper}, {bottom, bottom}, true);
}

void TrendPlot::mark(int point)
{
    m_marked =
        m_trend.points.isEmpty() ? -1 : std::clamp(point, 0, static_cast<int>(m_trend.points.size()) - 1);
    m_plot->setVisible(m_marked >= 0); // axes without a value would say something untrue
    m_tracer->setVisible(m_marked >= 0);
    m_tracer->setGraph(m_marked >= 0 ? m_values : nullptr);
    if (m_marked < 0) {
        m_sentence->setText(m_trend.name.isEmpty() ? tr("Choose a result to see its trend.")
                                                   : tr("%1 has no numbers to draw.").arg(m_trend.name));
    } else {
        const Trend::Point& one = m_trend.points[m_marked];
        m_tracer->setGraphKey(secondsOf(one));
        m_sentence->setText(tr("%1: %2 %3 on %4 (%5 of %6)")
                                .arg(m_trend.name, one.shown, one.flag,
                                     dateText(one.time.date().toString(Qt::ISODate)),
                                     QString::number(m_marked + 1), QString::number(m_trend.points.size()))
                                .simplified());
    }
    m_plot->setAccessibleDescription(m_sentence->text());
    m_plot->replot(QCustomPlot::rpQueuedReplot);
}

QString TrendPlot::sentence() const
{
    return m_sentence->text();
}

void TrendPlot::clear()
{
    setTrend({});
}

bool TrendPlot::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_plot && event->type() == QEvent::KeyPress) {
        switch (static_cast<QKeyEvent*>(event)->key()) {
        case Qt::Key_Left: mark(m_marked - 1); return true;
        case Qt::Key_Right: mark(m_marked + 1); return true;
        case Qt::Key_Home: mark(0); return true;
        case Qt::Key_End: mark(static_cast<int>(m_trend.points.size()) - 1); return true;
        default: break;
        }
    }
    if (watched == m_plot && (event->type() == QEvent::FocusIn || event->type() == QEvent::FocusOut)) {
        const bool isIn = event->type() == QEvent::FocusIn;
        m_plot->axisRect()->setBackground(isIn ? QBrush(currentTokens().window) : QBrush(Qt::NoBrush));
        m_plot->replot(QCustomPlot::rpQueuedReplot);
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace carnet::ui
