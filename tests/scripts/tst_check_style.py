# SPDX-FileCopyrightText: 2026 The Carnet authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""scripts/check-style finds what it is there to find, and nothing in a proper file."""
import os
import subprocess
import tempfile
import unittest

CHECK = os.path.join(os.environ["CARNET_SOURCE_DIR"], "scripts", "check-style")
HEADER = "// SPDX-FileCopyrightText: 2026 The Carnet authors\n// SPDX-License-Identifier: GPL-3.0-or-later\n"


class TestStyle(unittest.TestCase):
    def findings(self, path, text):
        with tempfile.TemporaryDirectory() as folder:
            goal = os.path.join(folder, path)
            os.makedirs(os.path.dirname(goal), exist_ok=True)
            with open(goal, "w", encoding="utf-8") as file:
                file.write(text)
            result = subprocess.run(["python3", "-B", CHECK, "--source", folder], capture_output=True, text=True)
            self.assertEqual(result.returncode, 1 if "findings" in result.stdout else 0)
            return [line for line in result.stdout.splitlines() if line.startswith(path)]

    def test_proper_file_passes(self):
        self.assertEqual(self.findings("ledger/base/A.h", HEADER + "#pragma once\n"), [])
        self.assertEqual(self.findings("scripts/run", "#!/bin/sh\n" + HEADER.replace("//", "#")), [])

    def test_licence_lines_are_wanted(self):
        self.assertEqual(len(self.findings("ledger/base/A.h", "#pragma once\n")), 1)
        self.assertEqual(len(self.findings("ledger/base/A.h", HEADER.splitlines()[0] + "\n\n")), 1)
        self.assertEqual(len(self.findings("scripts/run", "#!/bin/sh\necho\n")), 1)
        self.assertEqual(len(self.findings("ui/CMakeLists.txt", "add_library(x)\n")), 1)

    def test_unfinished_words_are_found(self):
        self.assertEqual(len(self.findings("ui/A.cpp", HEADER + "// TO" + "DO: later\n")), 1)

    def test_window_does_not_wait(self):
        self.assertEqual(len(self.findings("ui/A.cpp", HEADER + "qApp->process" + "Events();\n")), 1)
        self.assertEqual(self.findings("tests/gui/A.cpp", HEADER + "qApp->process" + "Events();\n"), [])

    def test_long_file_is_two_files(self):
        self.assertEqual(self.findings("ui/A.cpp", HEADER + "\n" * 598), [])
        self.assertEqual(len(self.findings("ui/A.cpp", HEADER + "\n" * 599)), 1)


if __name__ == "__main__":
    unittest.main()
