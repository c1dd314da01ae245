# SPDX-FileCopyrightText: 2026 The Carnet authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The README's command lines, run as they stand there by a shell, as a stranger would."""
import json
import os
import pathlib
import re
import signal
import socket
import subprocess
import tempfile
import unittest

PROGRAM = pathlib.Path(os.environ["CARNETCTL"]).resolve()
SOURCE = pathlib.Path(os.environ["CARNET_SOURCE_DIR"]).resolve()

# What a reader has at hand already, and the README does not make: a file of FHIR, Node's verifier beside the source.
BUNDLE = {"resourceType": "Bundle", "type": "collection", "entry": [
    {"fullUrl": "urn:uuid:7f1c2f52-5d3e-4f5e-9d7c-0a2d6c1f4b11", "resource": {
        "resourceType": "Patient", "name": [{"text": "Nandini Gowda"}], "gender": "female", "birthDate": "1990-03-02"}}]}


def commands(heading):
    """The indented lines of one section of the README."""
    section = re.search(rf"^## {re.escape(heading)}\n(.*?)(?=^## |\Z)", (SOURCE / "README.md").read_text("utf-8"), re.M | re.S)
    assert section, f"the README has no section {heading!r}"
    lines = [line[4:] for line in section[1].splitlines() if line.startswith("    ")]
    assert lines, f"the section {heading!r} has no command"
    return "\n".join(lines) + "\n"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Readme(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.home = pathlib.Path(self.folder.name)
        (self.home / "build/release/bin").mkdir(parents=True)
        (self.home / "build/release/bin/carnetctl").symlink_to(PROGRAM)
        (self.home / "tests").symlink_to(SOURCE / "tests")
        self.environment = dict(os.environ, HOME=str(self.home))
        self.environment.pop("CARNET_PROFILE", None)

    def run_script(self, script, timeout=900):
        # A process group of its own, so that what the README starts in the background ends with the test.
        process = subprocess.Popen(["bash", "-e", "-o", "pipefail", "-c", script], cwd=self.home, env=self.environment, text=True,
                                   encoding="utf-8", stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                   start_new_session=True)
        try:
            output, _ = process.communicate(timeout=timeout)
        finally:
            try:
                os.killpg(process.pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
        self.assertEqual(process.returncode, 0, output)
        return output

    def test_command_line(self):
        script = commands("The command line")
        trial = self.home / "carnet-trial"
        # What the reader puts in: the id that a line before showed, and a file.
        first, second = script.split("# A visit,", 1)
        ready = ('PATIENT=$($carnetctl --json --user meena --password-file meena.txt patient find laksh | '
                 'sed \'s/.*"display_id":"\\([^"]*\\)".*/\\1/\')\n' f"printf '%s' '{json.dumps(BUNDLE)}' >bundle.json\n")
        output = self.run_script(first + ready + "# A visit," + re.sub(r"\bPATIENT\b", "$PATIENT", second).replace(
            "# A visit, signed by the nurse. $PATIENT", "# A visit, signed by the nurse. PATIENT"))
        self.assertIn("Lakshmi Devi", output)
        exported = json.loads((trial / "lakshmi.json").read_text("utf-8"))
        self.assertIn("Patient", [entry["resource"]["resourceType"] for entry in exported["entry"]])
        self.assertTrue((trial / "ledger.cbor").stat().st_size > 0)

    def test_several_clinics(self):
        founding = commands("The command line").split("# A nurse,", 1)[0]
        output = self.run_script(founding + f"printf '%s' '{json.dumps(BUNDLE)}' >bundle.json\n" 
                                 + commands("Several clinics").replace("9440", str(free_port())))
        for clinic in ("Riverside", "Hillside", "Harbour"):
            self.assertIn(clinic, output)
        # The processes of the script are gone: the profiles can be asked again.
        statuses = []
        for profile in ("riverside", "hillside", "harbour"):
            answer = subprocess.run([PROGRAM, "--profile", self.home / "carnet-trial" / profile, "--json", "ledger", "status"],
                                    capture_output=True, text=True, encoding="utf-8", check=True)
            statuses.append({line["chain"]: (line["size"], line["root"]) for line in map(json.loads, answer.stdout.splitlines())})
        self.assertEqual(len(statuses[0]), 3)
        self.assertEqual(statuses[0], statuses[2])
        hillside = max(statuses[1].values())
        self.assertIn(hillside, statuses[2].values())


if __name__ == "__main__":
    unittest.main(verbosity=2)
