// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/services/Files.h"
#include "ledger/crypto/Ed25519.h"

#include <optional>

namespace carnet::services {

/// Which computer and folder a station's key was made for, in the profile's file "place". A profile that was copied, by a cloned disk or by hand,
/// finds itself in another one, and must not write to the chain that its original may go on writing to. Hashes only, with the station's key in
/// them, so that the file tells nobody where it comes from.
struct StationPlace {
    std::optional<Hash> machine; ///< nothing where the system has no number of its own
    Hash folder{};
    std::uint64_t file = 0; ///< the system's number of station.key; 0 where it has none

    /// Where the profile is now. The environment variable CARNET_MACHINE_ID stands for the computer's number where that changes without
    /// a reason, as in containers.
    static StationPlace ofNow(const QString& folder, const QString& stationKey,
                              const crypto::PublicKey& station);

    /// Whether it is the same place: the same computer, and the folder under the same name or with the same file. A folder
    /// that was renamed is the same, and so is a disk that gives its files new numbers.
    bool isSameAs(const StationPlace& other) const;

    friend bool operator==(const StationPlace&, const StationPlace&) = default;

    static constexpr std::size_t kMostFileBytes = 1024;
    Bytes encode() const;
    /// Nothing where the file is of another form: then nobody knows.
    static std::optional<StationPlace> decode(ByteView file);
};

} // namespace carnet::services
