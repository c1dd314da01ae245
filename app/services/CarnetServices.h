// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/services/ChainsService.h"
#include "app/services/Core.h"
#include "app/services/ImportsService.h"
#include "app/services/LedgerService.h"
#include "app/services/RegistryService.h"
#include "app/services/SetupService.h"
#include "app/services/StaffService.h"
#include "app/services/VisitsService.h"
#include "ledger/interfaces/Carnet.h"

namespace carnet::services {

/// Everything behind the window of one profile: the threads, and one adapter for each interface. It must outlive the window.
class CarnetServices {
public:
    explicit CarnetServices(const QString& profileFolder) : m_core(profileFolder) {}

    interfaces::Carnet carnet()
    {
        return {m_ledger, m_setup, m_registry, m_staff, m_imports, m_chains, m_visits};
    }
    /// See Core::shutdown().
    void shutdown() { m_core.shutdown(); }

private:
    Core m_core;
    LedgerService m_ledger{m_core};
    SetupService m_setup{m_core};
    RegistryService m_registry{m_core};
    StaffService m_staff{m_core};
    ImportsService m_imports{m_core};
    ChainsService m_chains{m_core};
    VisitsService m_visits{m_core};
};

} // namespace carnet::services
