# SPDX-FileCopyrightText: 2026 The Carnet authors
# SPDX-License-Identifier: GPL-3.0-or-later
# Run by carnet_embed at build time: writes INPUT's bytes as a C++ array to OUTPUT. An array, since compilers
# limit the length of string literals.
file(READ "${INPUT}" hex HEX)
string(REGEX REPLACE "(................................)" "\\1\n" hex "${hex}")
string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," hex "${hex}")
file(WRITE "${OUTPUT}"
  "#include <string_view>\n"
  "namespace carnet::embedded {\n"
  "std::string_view ${SYMBOL}();\n"
  "static constexpr unsigned char bytes[] = {\n${hex}0};\n"
  "std::string_view ${SYMBOL}()\n"
  "{\n"
  "    return {reinterpret_cast<const char*>(bytes), sizeof bytes - 1};\n"
  "}\n"
  "} // namespace carnet::embedded\n")
