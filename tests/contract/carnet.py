# SPDX-FileCopyrightText: 2026 The Carnet authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the contract tests share: a profile in a temporary folder, and carnetctl run on it."""
import json
import os
import pathlib
import subprocess
import tempfile
import unittest

PROGRAM = os.environ["CARNETCTL"]
PASSWORD = "correct horse battery"


def data_folder():
    """The real test data, or nothing where it is not there; with CI=true it must be there."""
    source = pathlib.Path(os.environ.get("CARNET_SOURCE_DIR", "."))
    folder = pathlib.Path(os.environ.get("CARNET_TEST_DATA", source / ".." / "shared" / "data"))
    if folder.is_dir():
        return folder
    if os.environ.get("CI") == "true":
        raise SystemExit(f"the test data is not there: {folder}")
    print(f"no test data in {folder}: what needs it is left out")
    return None


class Answer:
    def __init__(self, process):
        self.code = process.returncode
        self.lines = [json.loads(line) for line in process.stdout.splitlines() if line.strip()]
        self.error = process.stderr.strip()

    @property
    def one(self):
        assert len(self.lines) == 1, self.lines
        return self.lines[0]

    @property
    def slug(self):
        return json.loads(self.error.splitlines()[-1])["error"]


class Installation:
    """A folder with a profile, and carnetctl run on it; the profile is made by what is run."""

    def __init__(self, folder, user="asha"):
        self.folder = pathlib.Path(folder)
        self.folder.mkdir(exist_ok=True)
        self.profile = self.folder / "profile"
        self.user = user
        self.write("pw", PASSWORD + "\n")

    def path(self, name):
        return str(self.folder / name)

    def write(self, name, text):
        (self.folder / name).write_text(text, encoding="utf-8")
        return self.path(name)

    def body(self, value):
        return self.write("body.json", json.dumps(value))

    def run(self, *words, user="", password="pw", timeout=600):
        user = self.user if user == "" else user
        command = [PROGRAM, "--profile", str(self.profile), "--json"]
        if user:
            command += ["--user", user]
        if password:
            command += ["--password-file", self.path(password)]
        return Answer(subprocess.run(command + list(words), capture_output=True, text=True, encoding="utf-8", timeout=timeout, stdin=subprocess.DEVNULL))

    def ok(self, *words, **options):
        answer = self.run(*words, **options)
        if answer.code != 0:
            raise AssertionError(f"{words}: exit {answer.code}: {answer.error}")
        return answer

    def height(self):
        return self.ok("ledger", "status", user=None, password=None).lines[0]["height"]

    def register(self, name="Lakshmi Devi", birth="1980-05-17", sex="female", *more, user="meena"):
        return self.ok("patient", "register", "--name", name, "--sex", sex, "--birth-date", birth, *more, user=user).one


class Clinic(Installation):
    """A profile with an administrator and doctor (asha), a nurse (meena) and a receptionist (ravi)."""

    def __init__(self, folder, staff=True):
        super().__init__(folder)
        self.ok("federation", "create", "--name", "Valley", "--clinic", "Riverside", "--admin", "asha", "--full-name", "Dr Asha Rao",
                "--role", "admin,doctor", "--region", "IN-KA", "--recovery-out", self.path("recovery"), user=None, password="pw")
        if staff:
            for user, name, role in (("meena", "Meena Pillai", "nurse"), ("ravi", "Ravi Kumar", "reception")):
                self.ok("user", "add", user, "--full-name", name, "--role", role, "--new-password-file", self.path("pw"))


class ClinicTest(unittest.TestCase):
    def setUp(self):
        self.temporary = tempfile.TemporaryDirectory(prefix="carnet-")
        self.clinic = Clinic(self.temporary.name)

    def tearDown(self):
        self.temporary.cleanup()

    def refused(self, code, *words, slug=None, **options):
        """The call ends with this exit code and one sentence, and the ledger stays as it was."""
        before = self.clinic.height()
        answer = self.clinic.run(*words, **options)
        self.assertEqual(answer.code, code, f"{words}: {answer.error}")
        message = json.loads(answer.error.splitlines()[-1])
        self.assertTrue(message["message"].endswith((".", ")")), message)
        if slug:
            self.assertEqual(message["error"], slug)
        self.assertEqual(self.clinic.height(), before)
        return answer
