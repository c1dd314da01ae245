// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/VisitPage.h"

#include "ui/pages/SignPage.h"
#include "ui/pages/VisitSheet.h"
#include "ui/theme/Theme.h"
#include "ui/widgets/ElidedLabel.h"
#include "ui/widgets/PatientStripWidget.h"
#include "ui/widgets/Tables.h"

#include <QFrame>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QShortcut>
#include <QStackedWidget>
#include <QVBoxLayout>
#include <QVariant>

namespace carnet::ui {

using namespace interfaces;

namespace {

constexpr int kPauseMs = 700;    // after the last key
constexpr int kLongestMs = 3000; // of typing without a pause

QPushButton* makeAction(const QString& text, const char* id, const QString& toolTip, QWidget* parent)
{
    auto* button = new QPushButton(text, parent);
    button->setObjectName(QString::fromLatin1(id));
    button->setToolTip(toolTip);
    return button;
}

} // namespace

VisitPage::VisitPage(Visits& visits, QWidget* parent)
    : QWidget(parent)
    , m_visits(visits)
    , m_strip(new PatientStripWidget(this, QStringLiteral("visitStrip")))
    , m_stack(new QStackedWidget(this))
    , m_message(makeLabel(QString(), "secondary", this, true))
    , m_sheet(new VisitSheet(this))
    , m_signPage(new SignPage(this))
{
    setProperty("look", QStringLiteral("page"));
    setAttribute(Qt::WA_StyledBackground);
    m_message->setObjectName(QStringLiteral("visitMessage"));
    m_message->setContentsMargins(metrics::kLarge, metrics::kLarge, metrics::kLarge, metrics::kLarge);
    m_message->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    for (QWidget* page : {static_cast<QWidget*>(m_message), static_cast<QWidget*>(m_sheet),
                          static_cast<QWidget*>(m_signPage)}) {
        m_stack->addWidget(page);
    }
    auto* rows = new QVBoxLayout(this);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(0);
    rows->addWidget(m_strip);
    rows->addWidget(m_stack, 1);
    rows->addWidget(makeActions());
    addKeys();
    m_saveTimer.setSingleShot(true);
    connect(&m_saveTimer, &QTimer::timeout, this, &VisitPage::saveNow);
    connect(m_sheet, &VisitSheet::edited, this, &VisitPage::wasEdited);
    connect(m_signPage, &SignPage::accepted, this, &VisitPage::sign);
    showMessage(QString());
}

QWidget* VisitPage::makeActions()
{
    auto* bar = new QFrame(this);
    bar->setProperty("look", QStringLiteral("actions"));
    m_state = new ElidedLabel(bar);
    m_state->setObjectName(QStringLiteral("visitState"));
    m_state->setProperty("look", QStringLiteral("secondary"));
    m_discard = makeAction(tr("Discard"), "visitDiscard", tr("Throw the draft away"), bar);
    m_handOver = makeAction(tr("Hand to a doctor"), "visitHandOver",
                            tr("A doctor finds this draft in the list, finishes it and signs it"), bar);
    m_save = makeAction(tr("Save draft"), "visitSave", tr("Save draft (Ctrl+S)"), bar);
    m_next = makeAction(tr("Sign…"), "visitSign", tr("See what will be signed, then sign (Ctrl+Enter)"), bar);
    m_next->setProperty("look", QStringLiteral("primary"));
    auto* across = new QHBoxLayout(bar);
    across->setContentsMargins(metrics::kMedium, metrics::kTight, metrics::kMedium, metrics::kTight);
    across->setSpacing(metrics::kSmall);
    across->addWidget(m_state, 1);
    for (QPushButton* button : {m_discard, m_handOver, m_save, m_next}) {
        across->addWidget(button);
    }
    connect(m_discard, &QPushButton::clicked, this, &VisitPage::discard);
    connect(m_handOver, &QPushButton::clicked, this, &VisitPage::handOver);
    connect(m_save, &QPushButton::clicked, this, &VisitPage::saveNow);
    connect(m_next, &QPushButton::clicked, this, &VisitPage::goOn);
    return bar;
}

void VisitPage::addKeys()
{
    const auto onKey = [this](const char* keys, auto action) {
        auto* shortcut = new QShortcut(QKeySequence(QString::fromLatin1(keys)), this);
        shortcut->setContext(Qt::WidgetWithChildrenShortcut);
        connect(shortcut, &QShortcut::activated, this, action);
    };
    onKey("Ctrl+S", [this] { saveNow(); });
    onKey("Ctrl+R", [this] { m_sheet->repeatMedicines(); });
    onKey("Ctrl+Return", [this] { goOn(); });
    onKey("Ctrl+Enter", [this] { goOn(); });
}

void VisitPage::startVisit(const QString& patientId)
{
    leave();
    showMessage(tr("Opening the visit…"));
    m_opening =
        m_visits.startVisit(this, patientId, [this](Outcome<VisitStart> start) { open(std::move(start)); });
}

void VisitPage::openDraft(const QString& draftId)
{
    leave();
    showMessage(tr("Opening the draft…"));
    m_opening =
        m_visits.openDraft(this, draftId, [this](Outcome<VisitStart> start) { open(std::move(start)); });
}

void VisitPage::startCorrection(const QString& recordId)
{
    leave();
    showMessage(tr("Opening the entry…"));
    m_opening = m_visits.startCorrection(this, recordId,
                                         [this](Outcome<VisitStart> start) { open(std::move(start)); });
}

void VisitPage::open(Outcome<VisitStart> start)
{
    if (!start) {
        showMessage(start.error().message);
        return;
    }
    m_start = std::move(*start);
    m_isOpen = true;
    m_strip->setStrip(m_start.strip);
    m_sheet->setStart(m_start);
    m_handOver->setVisible(m_start.mayHandOver && m_start.form.corrects.isEmpty());
    for (QPushButton* button : {m_discard, m_handOver, m_save, m_next}) {
        button->setEnabled(true);
    }
    m_stack->setCurrentWidget(m_sheet);
    const QString time = QLocale().toString(m_start.savedAt, QStringLiteral("d MMM HH:mm"));
    if (!m_start.begunBy.isEmpty()) {
        say(tr("Draft by %1, %2").arg(m_start.begunBy, time));
    } else if (m_start.savedAt.isValid()) {
        say(tr("Your draft of %1 goes on").arg(time));
    } else {
        say(m_start.form.corrects.isEmpty() ? tr("New visit") : tr("Correction of a signed entry"));
    }
    m_sheet->focusFirst();
    reviewNow();
    fetchWords();
    Q_EMIT draftsChanged(); // one that was handed over has an owner now
}

void VisitPage::fetchWords()
{
    if (m_hasWords) {
        m_sheet->setWords(m_words);
        return;
    }
    (void)m_visits.words(this, [this, visit = m_visit](Outcome<VisitWords> words) {
        if (words && visit == m_visit) {
            m_words = std::move(*words);
            m_hasWords = true;
            m_sheet->setWords(m_words);
        }
    });
}

void VisitPage::showMessage(const QString& text)
{
    m_message->setText(text);
    m_stack->setCurrentWidget(m_message);
    for (QPushButton* button : {m_discard, m_handOver, m_save, m_next}) {
        button->setEnabled(false);
    }
}

void VisitPage::say(const QString& text, bool isProblem)
{
    setLook(m_state, isProblem ? "danger" : "secondary");
    m_state->setWholeText(text);
    m_discard->setText(tr("Discard"));
}

void VisitPage::wasEdited()
{
    if (!m_isOpen) {
        return;
    }
    if (!m_isDirty) {
        m_typingSince.start();
        m_isDirty = true;
        say(tr("Not saved yet"));
    }
    // Each key puts the saving off, but not for ever.
    const int left = kLongestMs - static_cast<int>(m_typingSince.elapsed());
    m_saveTimer.start(qBound(0, left, kPauseMs));
    reviewNow();
}

void VisitPage::reviewNow()
{
    // What an older text gave must not come after what a newer one did.
    m_reviewing.cancel();
    m_reviewing =
        m_visits.review(this, m_sheet->form(), m_start.background, [this](Outcome<VisitReview> review) {
            if (review && m_isOpen) {
                m_sheet->setReview(*review);
            }
        });
}

void VisitPage::saveNow()
{
    m_saveTimer.stop();
    if (!m_isOpen || m_isSigning) {
        return;
    }
    m_isDirty = false;
    const auto answered = [this, visit = m_visit](Outcome<QDateTime> saved) {
        Q_EMIT draftsChanged();
        if (visit != m_visit || m_isSigning) {
            return;
        }
        if (!saved) {
            m_isDirty = true;
            say(saved.error().message, true);
            return;
        }
        if (!m_isDirty) {
            say(tr("Draft saved here %1").arg(QLocale().toString(*saved, QStringLiteral("HH:mm"))));
        }
    };
    (void)m_visits.saveDraft(this, m_start.draftId, m_sheet->form(), answered);
}

void VisitPage::goOn()
{
    if (!m_isOpen || m_isSigning) {
        return;
    }
    if (m_stack->currentWidget() == m_signPage) {
        m_signPage->trySigning();
        return;
    }
    m_reviewing.cancel();
    m_reviewing =
        m_visits.review(this, m_sheet->form(), m_start.background, [this](Outcome<VisitReview> review) {
            if (!m_isOpen) {
                return;
            }
            if (!review || !review->problem.isEmpty()) {
                say(review ? review->problem : review.error().message, true);
                if (review) {
                    m_sheet->setReview(*review);
                    m_sheet->focusProblem();
                }
                return;
            }
            m_sheet->setReview(*review);
            m_signPage->setReview(*review, m_start.strip.patient.name);
            m_stack->setCurrentWidget(m_signPage);
            m_next->setEnabled(false); // the page has its own
            m_signPage->focusFirst();
        });
}

void VisitPage::back()
{
    if (m_isSigning) {
        return; // it is being made durable: it cannot be taken back any more
    }
    if (m_isOpen && m_stack->currentWidget() == m_signPage) {
        m_stack->setCurrentWidget(m_sheet);
        m_next->setEnabled(true);
        m_sheet->focusFirst();
        return;
    }
    const QString patient = patientId();
    leave();
    Q_EMIT closed(patient);
}

void VisitPage::sign(const QStringList& confirmed)
{
    if (m_isDirty) {
        saveNow(); // so that nothing is lost if the signing fails
    }
    m_isSigning = true;
    m_signPage->setBusy(true);
    say(tr("Signing…"));
    const auto answered = [this, visit = m_visit](Outcome<SignedEntry> entry) {
        if (visit != m_visit) {
            return; // locked or left meanwhile
        }
        m_isSigning = false;
        m_signPage->setBusy(false);
        if (!entry) {
            say(entry.error().message, true);
            return;
        }
        leave();
        Q_EMIT draftsChanged();
        Q_EMIT signedEntry(*entry);
    };
    (void)m_visits.sign(this, m_start.draftId, m_sheet->form(), confirmed, answered);
}

void VisitPage::discard()
{
    if (!m_isOpen || m_isSigning) {
        return;
    }
    // Nothing brings a draft back, so that the second press says whose it is.
    const QString sure = tr("Discard the draft of %1").arg(m_start.strip.patient.name);
    if (m_discard->text() != sure) {
        m_discard->setText(sure);
        return;
    }
    m_saveTimer.stop();
    m_isDirty = false;
    m_isOpen = false;
    const QString patient = patientId();
    (void)m_visits.discardDraft(this, m_start.draftId, [this, patient](const Outcome<bool>&) {
        Q_EMIT draftsChanged();
        Q_EMIT closed(patient);
    });
    leave();
}

void VisitPage::handOver()
{
    if (!m_isOpen || m_isSigning) {
        return;
    }
    saveNow();
    const QString patient = patientId();
    (void)m_visits.handOver(this, m_start.draftId,
                            [this, patient, visit = m_visit](const Outcome<bool>& done) {
                                if (visit != m_visit) {
                                    return;
                                }
                                if (!done) {
                                    say(done.error().message, true);
                                    return;
                                }
                                m_isDirty = false;
                                leave();
                                Q_EMIT draftsChanged();
                                Q_EMIT closed(patient);
                            });
}

void VisitPage::leave()
{
    m_opening.cancel();
    m_reviewing.cancel();
    if (m_isOpen && m_isDirty && !m_isSigning) {
        saveNow();
    }
    m_saveTimer.stop();
    ++m_visit;
    m_isOpen = false;
    m_isDirty = false;
    m_isSigning = false;
    m_start = {};
    m_strip->clear();
    m_sheet->clear();
    m_signPage->clear();
    say(QString());
    showMessage(QString());
}

void VisitPage::forget()
{
    leave();
    m_words = {};
    m_hasWords = false;
}

} // namespace carnet::ui
