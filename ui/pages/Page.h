// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/Icons.h"

#include <QWidget>

namespace carnet::ui {

/// A page of the workplace. Its QAction objects (QWidget::addAction) stand in the action bar while it is shown, and their keys work then.
class Page : public QWidget {
    Q_OBJECT
public:
    explicit Page(QWidget* parent = nullptr);

    /// What the help key shows: a few sentences, the keys last.
    virtual QString helpText() const = 0;
    /// The page is shown now: it asks for what may have changed, and puts the cursor where one begins.
    virtual void activate() {}
    /// Somebody changed the ledger or the lists while the page is shown.
    virtual void refresh() {}
    /// Forgets everything that was shown: the window locks.
    virtual void clear() {}
    /// Esc: true where the page went back one step itself.
    virtual bool goBack() { return false; }

Q_SIGNALS:
    /// The page is done: the window goes back to where one came from.
    void finished();
    /// A sentence for the status line.
    void said(const QString& sentence);
    /// A patient's chart is wanted.
    void patientChosen(const QString& patientId);

protected:
    /// A named action with its icon and key, for the action bar.
    QAction* addCommand(Icon icon, const QString& text, const char* keys, const QString& objectName);
};

} // namespace carnet::ui
