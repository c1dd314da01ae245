// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/interfaces/Registry.h"

namespace carnet::services {

class Core;

/// Registering, changing and linking patients.
class RegistryService final : public interfaces::Registry {
public:
    explicit RegistryService(Core& core) : m_core(core) {}

    interfaces::Request check(QObject* context, const interfaces::PatientFields& fields,
                              const QString& patientId,
                              interfaces::Answer<interfaces::CheckedPatientForm> answer) override;
    interfaces::Request registerPatient(QObject* context, const interfaces::PatientFields& fields,
                                        interfaces::Answer<interfaces::SavedPatient> answer) override;
    interfaces::Request fieldsOf(QObject* context, const QString& patientId,
                                 interfaces::Answer<interfaces::PatientFields> answer) override;
    interfaces::Request update(QObject* context, const QString& patientId,
                               const interfaces::PatientFields& fields,
                               interfaces::Answer<interfaces::SavedPatient> answer) override;
    interfaces::Request link(QObject* context, const QString& patientId, const QString& otherPatientId,
                             interfaces::Answer<bool> answer) override;
    QVector<interfaces::RelationshipName> relationships() const override;

private:
    Core& m_core;
};

} // namespace carnet::services
