// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/PatientStripWidget.h"

#include "ui/models/PersonText.h"
#include "ui/theme/Theme.h"
#include "ui/widgets/ElidedLabel.h"
#include "ui/widgets/Tables.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QVBoxLayout>
#include <QVariant>

namespace carnet::ui {

using interfaces::AllergyKnowledge;

PatientStripWidget::PatientStripWidget(QWidget* parent, const QString& id)
    : QFrame(parent)
    , m_name(new ElidedLabel(this))
    , m_facts(makeLabel(QString(), "body", this))
    , m_allergies(new ElidedLabel(this))
    , m_contact(new ElidedLabel(this))
{
    setProperty("look", QStringLiteral("strip"));
    m_name->setProperty("look", QStringLiteral("patient"));
    m_contact->setProperty("look", QStringLiteral("secondary"));
    m_name->setObjectName(id + QStringLiteral("Name"));
    m_allergies->setContentsMargins(metrics::kSmall, metrics::kTight / 2, metrics::kSmall,
                                    metrics::kTight / 2);
    m_allergies->setObjectName(id + QStringLiteral("Allergies"));

    auto* first = new QHBoxLayout;
    first->setSpacing(metrics::kLarge);
    first->addWidget(m_name, 3);
    first->addWidget(m_facts);
    first->addStretch(1);
    auto* second = new QHBoxLayout;
    second->setSpacing(metrics::kLarge);
    second->addWidget(m_contact, 1);
    second->addWidget(m_allergies);
    auto* rows = new QVBoxLayout(this);
    rows->setContentsMargins(metrics::kLarge, metrics::kSmall, metrics::kLarge, metrics::kSmall);
    rows->setSpacing(metrics::kTight);
    rows->addLayout(first);
    rows->addLayout(second);
}

void PatientStripWidget::setStrip(const interfaces::PatientStrip& strip)
{
    const interfaces::PatientRow& patient = strip.patient;
    m_name->setWholeText(patient.deceased ? tr("%1 (deceased)").arg(patient.name) : patient.name);
    QStringList facts{sexText(patient.sex)};
    const QString age = patient.deceased ? QString() : ageText(patient.birthDate, QDate::currentDate());
    const QString born = birthText(patient.birthDate, patient.birthDateEstimated);
    facts.append(age.isEmpty() ? born : tr("%1 (%2)").arg(age, born));
    facts.append(patient.displayId);
    facts.removeAll(QString());
    m_facts->setText(facts.join(QStringLiteral("   ")));
    QStringList contact = strip.phones;
    contact.append(strip.address);
    contact.append(strip.identifiers);
    if (strip.custodied) {
        contact.append(tr("the clinic keeps this patient's key"));
    }
    contact.removeAll(QString());
    m_contact->setWholeText(contact.join(QStringLiteral(" · ")));
    setAllergies(strip);
}

void PatientStripWidget::setAllergies(const interfaces::PatientStrip& strip)
{
    switch (strip.allergyKnowledge) {
    case AllergyKnowledge::Known:
        setLook(m_allergies, "attention");
        m_allergies->setWholeText(tr("Allergies: %1").arg(strip.allergies.join(QStringLiteral(", "))));
        break;
    case AllergyKnowledge::NoneKnown:
        setLook(m_allergies, "secondary");
        m_allergies->setWholeText(tr("No known allergies"));
        break;
    case AllergyKnowledge::NoInformation:
        setLook(m_allergies, "secondary");
        m_allergies->setWholeText(tr("Allergies: no information"));
        break;
    case AllergyKnowledge::Hidden: m_allergies->setWholeText(QString()); break;
    }
    m_allergies->setVisible(strip.allergyKnowledge != AllergyKnowledge::Hidden);
}

void PatientStripWidget::clear()
{
    m_name->setWholeText(QString());
    m_facts->clear();
    m_contact->setWholeText(QString());
    m_allergies->setWholeText(QString());
    m_allergies->hide();
}

} // namespace carnet::ui
