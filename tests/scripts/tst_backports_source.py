# SPDX-FileCopyrightText: 2026 The Carnet authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""scripts/backports-source copies the machine's own stanza, whatever form it has, with the suite changed."""
import os
import subprocess
import tempfile
import unittest

SCRIPT = os.path.join(os.environ["CARNET_SOURCE_DIR"], "scripts", "backports-source")


class TestBackportsSource(unittest.TestCase):
    def run_with(self, files):
        with tempfile.TemporaryDirectory() as apt:
            os.makedirs(os.path.join(apt, "sources.list.d"))
            for name, text in files.items():
                with open(os.path.join(apt, name), "w", encoding="utf-8") as file:
                    file.write(text)
            return subprocess.run([SCRIPT, "bookworm", apt], capture_output=True, text=True)

    def test_deb822(self):
        result = self.run_with({"sources.list.d/debian.sources":
            "Types: deb\n# a remark\nURIs: http://mirror.invalid/debian-security\nSuites: bookworm-security\n\n"
            "Types: deb\n# a remark\nURIs: http://mirror.invalid/debian\nSuites: bookworm bookworm-updates\n"
            "Components: main\nSigned-By: /usr/share/keyrings/own.gpg\n"})
        self.assertEqual(result.returncode, 0)
        self.assertEqual(result.stdout,
            "carnet-backports.sources\nTypes: deb\nURIs: http://mirror.invalid/debian\nSuites: bookworm-backports\n"
            "Components: main\nSigned-By: /usr/share/keyrings/own.gpg\n")

    def test_deb822_suites_over_two_lines(self):
        result = self.run_with({"sources.list.d/debian.sources":
            "Types: deb\nSuites: bookworm-updates\n bookworm\nURIs: http://mirror.invalid/debian\nComponents: main\n"})
        self.assertEqual(result.stdout,
            "carnet-backports.sources\nTypes: deb\nSuites: bookworm-backports\nURIs: http://mirror.invalid/debian\nComponents: main\n")

    def test_disabled_stanza_is_passed_over(self):
        result = self.run_with({"sources.list.d/debian.sources":
            "Enabled: no\nTypes: deb\nURIs: http://off.invalid/debian\nSuites: bookworm\nComponents: main\n\n"
            "Types: deb\nURIs: http://on.invalid/debian\nSuites: bookworm\nComponents: main\n"})
        self.assertIn("http://on.invalid/debian", result.stdout)
        self.assertNotIn("off.invalid", result.stdout)

    def test_one_line(self):
        result = self.run_with({"sources.list":
            "deb cdrom:[Debian 12]/ bookworm main\n# deb http://off.invalid/debian bookworm main\n"
            "deb http://mirror.invalid/security bookworm-security main\n"
            "deb [arch=amd64] http://mirror.invalid/debian bookworm main contrib\n"})
        self.assertEqual(result.stdout,
            "carnet-backports.list\ndeb [arch=amd64] http://mirror.invalid/debian bookworm-backports main contrib\n")

    def test_no_source_of_this_release(self):
        result = self.run_with({"sources.list": "deb http://mirror.invalid/debian trixie main\n"})
        self.assertEqual(result.returncode, 1)
        self.assertEqual(result.stdout, "")


if __name__ == "__main__":
    unittest.main()
