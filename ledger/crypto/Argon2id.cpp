// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/crypto/Argon2id.h"

#include "ledger/crypto/detail/Primitive.h"

#include <sodium.h>

#include <string>

namespace carnet::crypto {

namespace {

static_assert(kArgon2SaltSize == crypto_pwhash_argon2id_SALTBYTES);
static_assert(kArgon2MinPasses >= crypto_pwhash_argon2id_OPSLIMIT_MIN);
static_assert(kArgon2MinMemoryKiB * 1024 >= crypto_pwhash_argon2id_MEMLIMIT_MIN);
static_assert(kArgon2MinLength >= crypto_pwhash_argon2id_BYTES_MIN);

auto refused(const char* what, std::size_t value, std::size_t lowest, std::size_t highest)
{
    return failure(ErrorKind::Refused, "bad-kdf-parameters",
                   std::string("The password's protection asks for ") + what + " of " + std::to_string(value)
                       + ", but only " + std::to_string(lowest) + " to " + std::to_string(highest)
                       + " is possible. The file that says so may be damaged.");
}

} // namespace

Result<SecretBytes> argon2id(ByteView password, ByteView salt16, Argon2Parameters parameters,
                             std::size_t length)
{
    if (parameters.passes < kArgon2MinPasses || parameters.passes > kArgon2MaxPasses) {
        return refused("a number of passes", parameters.passes, kArgon2MinPasses, kArgon2MaxPasses);
    }
    if (parameters.memoryKiB < kArgon2MinMemoryKiB || parameters.memoryKiB > kArgon2MaxMemoryKiB) {
        return refused("an amount of memory in KiB", parameters.memoryKiB, kArgon2MinMemoryKiB,
                       kArgon2MaxMemoryKiB);
    }
    if (salt16.size() != kArgon2SaltSize) {
        return refused("a salt size in bytes", salt16.size(), kArgon2SaltSize, kArgon2SaltSize);
    }
    if (length < kArgon2MinLength || length > kArgon2MaxLength) {
        return refused("a key size in bytes", length, kArgon2MinLength, kArgon2MaxLength);
    }
    if (password.size() > kArgon2MaxPasswordSize) {
        return refused("a password size in bytes", password.size(), 0, kArgon2MaxPasswordSize);
    }
    detail::requireSodium();
    SecretBytes key = SecretBytes::zeroed(length);
    // An empty view may have no address at all, which libsodium's declaration rules out.
    const char* const text = password.empty() ? "" : reinterpret_cast<const char*>(password.data());
    // After the checks above the only way to fail is that the memory cannot be had.
    if (crypto_pwhash_argon2id(key.mutableView().data(), key.size(), text, password.size(), salt16.data(),
                               parameters.passes, std::size_t{parameters.memoryKiB} * 1024,
                               crypto_pwhash_argon2id_ALG_ARGON2ID13)
        != 0) {
        return failure(ErrorKind::Unavailable, "out-of-memory",
                       "There is not enough free memory to check the password ("
                           + std::to_string(parameters.memoryKiB / 1024)
                           + " MiB are needed). Close other programs and try again.");
    }
    return key;
}

} // namespace carnet::crypto
