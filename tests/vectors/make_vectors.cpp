// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Writes the golden vectors of the ledger into a folder: make_ledger_vectors tests/data/vectors/ledger
#include "tests/vectors/VectorLedger.h"

#include <cstdio>
#include <filesystem>
#include <fstream>

int main(int argc, char** argv)
{
    if (argc != 2) {
        std::fprintf(stderr, "usage: make_ledger_vectors FOLDER\n");
        return 2;
    }
    std::filesystem::create_directories(argv[1]);
    for (const auto& [name, bytes] : carnet::test::makeVectors()) {
        std::ofstream file(std::filesystem::path(argv[1]) / name, std::ios::binary);
        file.write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
        if (!file.flush()) {
            std::fprintf(stderr, "%s could not be written\n", name.c_str());
            return 1;
        }
    }
    return 0;
}
