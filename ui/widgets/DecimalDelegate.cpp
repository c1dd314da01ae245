// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/DecimalDelegate.h"

#include <QApplication>
#include <QPainter>
#include <QRegularExpression>

namespace carnet::ui {

void DecimalDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                            const QModelIndex& index) const
{
    static const QRegularExpression number(QStringLiteral("^[<>=]{0,2}\\s*-?[0-9]+(\\.[0-9]+)?$"));
    QStyleOptionViewItem item = option;
    initStyleOption(&item, index);
    const QString text = item.text;
    if (!number.match(text).hasMatch()) {
        QStyledItemDelegate::paint(painter, option, index);
        return;
    }
    item.text.clear();
    const QWidget* widget = item.widget;
    (widget ? widget->style() : QApplication::style())
        ->drawControl(QStyle::CE_ItemViewItem, &item, painter, widget);

    const int point = static_cast<int>(text.indexOf(QLatin1Char('.')));
    const QString whole = point < 0 ? text : text.left(point);
    const QString rest = point < 0 ? QString() : text.mid(point);
    // The point stands where two more digits and a margin fit behind it, or as far right as the fraction needs.
    const int behind = qMax(item.fontMetrics.horizontalAdvance(QStringLiteral(".00")),
                            item.fontMetrics.horizontalAdvance(rest))
        + 8;
    const int x = qMax(option.rect.left() + item.fontMetrics.horizontalAdvance(whole) + 4,
                       option.rect.right() - behind);
    painter->save();
    painter->setFont(item.font);
    painter->setPen(item.palette.color(QPalette::Text));
    painter->drawText(
        QRect(option.rect.left(), option.rect.top(), x - option.rect.left(), option.rect.height()),
        Qt::AlignRight | Qt::AlignVCenter, whole);
    painter->drawText(QRect(x, option.rect.top(), option.rect.right() - x + 1, option.rect.height()),
                      Qt::AlignLeft | Qt::AlignVCenter, rest);
    painter->restore();
}

} // namespace carnet::ui
