// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Writes woven ledgers, each with the status of every entry, for a verifier that is to agree.
#include "ledger/encoding/Hex.h"
#include "tests/vectors/Json.h"
#include "tests/vectors/Weave.h"

#include <cstdio>
#include <filesystem>
#include <fstream>

using namespace carnet;
using namespace carnet::test;

namespace {

Bytes statusesOf(const Weave& weave)
{
    Json::Array all;
    for (const chain::ExportedBlock& block : weave.f.blocks) {
        const chain::Preamble preamble = chain::parseBlock(block.block)->preamble;
        const chain::BlockView view = weave.f.state.block(preamble.chain, preamble.height).value();
        for (std::size_t i = 0; i < block.entries.size(); ++i) {
            const chain::EntryView entry = weave.f.state.entryAt(preamble.chain, view.firstLeaf + i).value();
            Json::Object status{{"id", ByteView(entry.id)}, {"state", wordOf(entry.status.state)}};
            if (entry.status.state == chain::EntryState::Void) {
                status.emplace_back("reason", wordOf(entry.status.reason));
            }
            all.emplace_back(status);
        }
    }
    return toBytes(viewOf(Json(all).text()));
}

bool write(const std::filesystem::path& path, const Bytes& bytes)
{
    std::ofstream file(path, std::ios::binary);
    file.write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
    return static_cast<bool>(file.flush());
}

} // namespace

int main(int argc, char** argv)
{
    if (argc != 4) {
        std::fprintf(stderr, "usage: make_weave FOLDER FIRST-SEED COUNT\n");
        return 2;
    }
    const std::filesystem::path folder(argv[1]);
    std::filesystem::create_directories(folder);
    const auto first = static_cast<unsigned>(std::stoul(argv[2]));
    const auto count = static_cast<unsigned>(std::stoul(argv[3]));
    for (unsigned seed = first; seed < first + count; ++seed) {
        const Weave weave(seed);
        const std::string name = "weave-" + std::to_string(seed);
        if (!write(folder / (name + ".carnet"), weave.exportFile())
            || !write(folder / (name + ".json"), statusesOf(weave))) {
            std::fprintf(stderr, "%s could not be written\n", name.c_str());
            return 1;
        }
    }
    return 0;
}
