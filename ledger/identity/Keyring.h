// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/identity/KeyringSlot.h"
#include "ledger/identity/RecoveryCode.h"

#include <span>
#include <string_view>
#include <vector>

namespace carnet {

/// The `keyring` file of a profile: one slot per staff member, opened by that person's password (KEYRING.md).
///
/// A value: it holds nothing secret in clear and may be copied. An operation that fails changes nothing, but
/// for the count of wrong passwords. After each operation that raised sequence(), the caller writes encode()
/// to both copies (first the second, then the first, each by a temporary file, fsync and rename) *before* it
/// tells anybody the outcome. So work on a copy, write it, then keep it. One object belongs to one thread at
/// a time; operations that derive a key from a password take some tenths of a second, never in the window's
/// thread.
///
/// Passwords are UTF-8 in NFC. User names compare without regard to the case of ASCII letters.
class Keyring {
public:
    /// A new slot's password costs this at least (64 MiB, 3 passes).
    static constexpr crypto::Argon2Parameters kDefaultKdf{3, 64 * 1024};
    /// What a file may ask for, checked before anything is allocated: at least 8 MiB and 1 pass, at most 512
    /// MiB and 16 passes, and not more than 4 GiB times passes in all.
    static constexpr crypto::Argon2Parameters kLeastKdf{1, 8 * 1024};
    static constexpr crypto::Argon2Parameters kMostKdf{16, 512 * 1024};
    static constexpr std::uint64_t kMostKdfWorkKiB = 4ull * 1024 * 1024;
    static constexpr std::size_t kMostSlots = 1024;
    static constexpr std::size_t kMostUserNameBytes = 64;
    /// The most bytes that a keyring file has: read no more.
    static constexpr std::size_t kMostFileBytes = 2 * 1024 * 1024;

    struct Created;

    /// A keyring with one slot, the first administrator's, and fresh keys for both vaults.
    /// `roles` must contain Admin. Errors: Usage "bad-role"; Refused "bad-user-name", "weak-password",
    /// "bad-kdf-parameters"; Unavailable "out-of-memory". Any thread.
    static Result<Created> create(std::string_view userName, Roles roles, const PersonKeys& keys,
                                  std::string_view password, crypto::Argon2Parameters kdf = kDefaultKdf);

    /// Reads one copy. Errors: Fault "keyring-damaged", Refused "keyring-newer", with what to do. Any thread.
    static Result<Keyring> decode(ByteView file);
    /// The file's bytes.
    Bytes encode() const;

    /// Opens a slot. A wrong password is counted, and from the third in a row on the next attempt must wait
    /// (waitAfter): 5 s, 10 s, … at most 5 min; nobody is locked out for ever. An attempt within the wait is
    /// not looked at and not counted. If the clock was set back, the wait is never longer than it was at
    /// first. Success sets the count to 0. Errors: Denied "unknown-user"; Denied "wrong-password", its
    /// message naming the seconds to wait if any, its detail "retry-after-ms=N"; Denied "password-delayed",
    /// likewise; Fault "keyring-tampered" where the password is right, but slots were changed by somebody who
    /// could not unlock one; Unavailable "out-of-memory".
    Result<UnlockedSlot> unlock(std::string_view userName, std::string_view password, std::int64_t nowMs);
    /// Opens the recovery kit's slot. Errors: Refused "no-recovery-kit"; Denied "wrong-recovery-code"; Fault
    /// "keyring-tampered".
    Result<UnlockedSlot> unlockWithRecovery(const RecoveryCode& code) const;

    /// Adds a staff member. `by` must be an administrator's slot or the recovery kit's.
    /// Errors: Denied "no-right"; Refused "user-exists"; and those of create(). Returns the slot's id.
    Result<std::uint64_t> addSlot(const UnlockedSlot& by, std::string_view userName, Roles roles,
                                  const PersonKeys& keys, std::string_view password,
                                  crypto::Argon2Parameters kdf = kDefaultKdf);
    /// Adds the recovery kit's slot, in place of an earlier one, whose code then opens nothing.
    Result<void> setRecovery(const UnlockedSlot& by, const RecoveryCode& code);
    /// Destroys a slot's keys; its name stays, so that the list still shows it. The vaults' keys that the
    /// person knew stay what they are: the person no longer has a way to them on this machine. Errors: Denied
    /// "no-right"; Refused "unknown-user", "last-administrator".
    Result<void> removeSlot(const UnlockedSlot& by, std::string_view userName);
    /// Gives or takes the clinical vault's key as the new roles ask, without the person's password.
    /// Errors: as removeSlot(); Usage "bad-role" for no roles at all.
    Result<void> setRoles(const UnlockedSlot& by, std::string_view userName, Roles roles);
    /// Seals the person's own slot under a new password with a new salt. The cost is the caller's, never the
    /// file's, so that a file with a low one cannot keep it low. Errors: Refused "weak-password",
    /// "unknown-user"; as create().
    Result<void> changePassword(const UnlockedSlot& own, std::string_view newPassword,
                                crypto::Argon2Parameters kdf = kDefaultKdf);

    /// A person's slot for the same clinic's other stations: a keyring with this slot alone, which the MAC key makes. Errors: Denied "unknown-user".
    Result<Bytes> exportSlot(const UnlockedSlot& by, std::string_view userName) const;
    /// Takes such a slot in, where this keyring has the same id and MAC key and nothing of the person. True if that changed something.
    /// Anybody who is unlocked may do it: the MAC shows that an administrator of the clinic made the slot. Errors: Refused
    /// "other-keyring", "user-exists" where the user name or the slot's id is taken, "keyring-full"; Fault "keyring-tampered", "keyring-damaged".
    Result<bool> adoptSlot(const UnlockedSlot& by, ByteView exported);

    /// Whether this is a keyring from before `knownRevision`, the highest that the caller has seen and kept
    /// in a vault: somebody put old files back, and removed slots or old passwords would count again. Error:
    /// Fault "keyring-old".
    Result<void> checkNotOlderThan(std::uint64_t knownRevision) const;

    /// Rises with every change, wrong passwords included: the newer of two copies is the one with the higher.
    std::uint64_t sequence() const noexcept { return m_sequence; }
    /// Rises with every change of a slot; authenticated. To be kept in a vault after each unlock.
    std::uint64_t revision() const noexcept { return m_revision; }
    const ByteArray<16>& id() const noexcept { return m_id; }
    const std::vector<KeyringSlot>& slots() const noexcept { return m_slots; }
    /// The active slot of a user; null if there is none. Valid until the next operation.
    const KeyringSlot* find(std::string_view userName) const noexcept;

    /// How long the next attempt waits after so many wrong passwords in a row, in ms: 0 for up to 2, then
    /// 5,000 doubling up to 300,000.
    static std::int64_t waitAfter(std::uint64_t failedAttempts) noexcept;
    /// Parameters that take about targetMs where `measured` took measuredMs: more passes, never fewer than
    /// measured.
    static crypto::Argon2Parameters calibrated(crypto::Argon2Parameters measured, double measuredMs,
                                               double targetMs) noexcept;

private:
    Keyring() = default;

    Hash macOf(ByteView macKey) const;
    Result<void> checkMac(ByteView macKey) const;
    Result<void> requireAdministrator(const UnlockedSlot& by) const;
    KeyringSlot* activeSlot(std::string_view userName) noexcept;
    std::uint64_t nextSlotId() const;
    Result<UnlockedSlot> openSlot(const KeyringSlot& slot, ByteView slotKey) const;
    void slotsChanged(ByteView macKey);
    bool isLastAdministrator(const KeyringSlot& slot) const noexcept;

    ByteArray<16> m_id{};
    std::uint64_t m_sequence = 0;
    std::uint64_t m_revision = 0;
    Hash m_mac{};
    std::vector<KeyringSlot> m_slots;
};

struct Keyring::Created {
    Keyring keyring;
    UnlockedSlot administrator;
};

/// A keyring read from the two copies of its file.
struct ChosenKeyring {
    Keyring keyring;
    bool rewriteBoth = false; ///< a copy is absent, damaged or older: write both again now
    std::string note;         ///< a sentence for a person where a copy was damaged; else empty
};

/// The newest valid one of the two copies; an absent file is an empty view. Errors: Unavailable "no-keyring"
/// where both are absent; Fault "keyring-damaged" where no copy is valid; Refused "keyring-newer" where a
/// later version of the program wrote one. Any thread.
Result<ChosenKeyring> chooseKeyring(ByteView first, ByteView second);

/// The names of the two copies in a profile.
inline constexpr std::string_view kKeyringFileName = "keyring";
inline constexpr std::string_view kKeyringSecondFileName = "keyring.2";
inline constexpr std::string_view kStationKeyFileName = "station.key";

} // namespace carnet
