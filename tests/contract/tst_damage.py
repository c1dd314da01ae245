# SPDX-FileCopyrightText: 2026 The Carnet authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Damaged files, a second process, a kill in the middle: said in words, and nothing acknowledged is lost."""
import os
import pathlib
import random
import shutil
import signal
import subprocess
import time
import unittest

from carnet import PROGRAM, ClinicTest


class Damage(ClinicTest):
    def setUp(self):
        super().setUp()
        self.patient = self.clinic.register()["patient"]
        for i in range(5):
            self.add(i)

    def add(self, i):
        return self.clinic.ok("record", "add", "--patient", self.patient, "--body", self.clinic.body({"note": f"Visit {i}."}), user="meena").one["record"]

    def file(self, name):
        return self.clinic.profile / name

    def flip(self, name, place):
        content = bytearray(self.file(name).read_bytes())
        content[place % len(content)] ^= 0x10
        self.file(name).write_bytes(bytes(content))

    def test_a_stopped_profile_is_its_files_alone(self):
        names = {p.name for p in self.clinic.profile.iterdir()}
        self.assertEqual(names, {"chain.db", "desk.db", "clinical.db", "keyring", "keyring.2", "station.key", "place", "tail"})

    def test_a_lock_that_names_nobody_is_taken_over(self):
        # What a power cut leaves between the making of the file and its writing.
        for left in (b"", b"123"):
            self.file("lock").write_bytes(left)
            self.clinic.ok("ledger", "status", user=None, password=None)

    def test_every_flipped_bit_in_the_ledger_is_found(self):
        good = self.file("chain.db").read_bytes()
        chance = random.Random(7)
        for _ in range(25):
            self.file("chain.db").write_bytes(good)
            self.flip("chain.db", chance.randrange(len(good)))
            answer = self.clinic.run("ledger", "verify", "--full", user=None, password=None)
            self.assertEqual(answer.code, 3, answer.error)
        self.file("chain.db").write_bytes(good)
        self.assertTrue(self.clinic.ok("ledger", "verify", "--full", user=None, password=None).one["ok"])

    def test_one_damaged_keyring_is_mended_and_two_are_said(self):
        self.flip("keyring", 100)
        self.clinic.ok("patient", "find", "")
        self.assertEqual(self.file("keyring").read_bytes(), self.file("keyring.2").read_bytes())
        self.flip("keyring", 100)
        self.flip("keyring.2", 100)
        self.assertEqual(self.clinic.run("patient", "find", "").code, 3)

    def test_damaged_lists_come_back_from_the_ledger(self):
        before = [line["digest"] for line in self.clinic.ok("ledger", "rebuild").lines]
        for name in ("desk.db", "clinical.db"):
            self.file(name).write_bytes(os.urandom(20000))
        self.assertEqual(len(self.clinic.ok("record", "list", "--patient", self.patient).lines), 5)
        self.assertEqual([line["digest"] for line in self.clinic.ok("ledger", "rebuild").lines], before)
        for name in ("desk.db", "clinical.db"):
            self.file(name).unlink()
        self.assertEqual(len(self.clinic.ok("record", "list", "--patient", self.patient).lines), 5)

    def test_a_second_process_is_told_who_holds_the_profile(self):
        holder = subprocess.Popen([PROGRAM, "--profile", str(self.clinic.profile), "--user", "asha", "--password-file", "-", "patient", "find", ""],
                                  stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            for _ in range(500):
                if self.file("lock").exists():
                    break
                time.sleep(0.02)
            answer = self.clinic.run("ledger", "status", user=None, password=None)
            self.assertEqual(answer.code, 5)
            self.assertIn(str(holder.pid), answer.error)
        finally:
            holder.communicate(b"correct horse battery\n", timeout=60)
        self.clinic.ok("ledger", "status", user=None, password=None)

    def test_no_write_permission_is_said(self):
        if os.geteuid() == 0:
            self.skipTestAsRoot()
            return
        os.chmod(self.clinic.profile, 0o500)
        try:
            self.assertEqual(self.clinic.run("ledger", "status", user=None, password=None).code, 5)
        finally:
            os.chmod(self.clinic.profile, 0o700)

    def skipTestAsRoot(self):
        print("runs as root, whom permissions do not stop: left out")

    def test_kills_lose_nothing_that_was_acknowledged(self):
        acknowledged = 5
        chance = random.Random(11)
        for i in range(20):
            body = self.clinic.body({"note": f"Before the power cut {i}."})
            process = subprocess.Popen([PROGRAM, "--profile", str(self.clinic.profile), "--json", "--user", "meena", "--password-file", self.clinic.path("pw"),
                                        "record", "add", "--patient", self.patient, "--body", body], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
            time.sleep(chance.uniform(0.05, 0.35))
            process.send_signal(signal.SIGKILL)
            acknowledged += b'"durable":true' in process.communicate()[0]
        self.assertGreaterEqual(len(self.clinic.ok("record", "list", "--patient", self.patient).lines), acknowledged)
        self.assertTrue(self.clinic.ok("ledger", "verify", "--full", user=None, password=None).one["ok"])
        self.add(99)

    def test_an_old_copy_of_the_lists_is_brought_up_to_the_ledger(self):
        for name in ("desk.db", "clinical.db"):
            shutil.copy(self.file(name), self.clinic.path(name))
        self.add(6)
        for name in ("desk.db", "clinical.db"):
            shutil.copy(self.clinic.path(name), self.file(name))
        self.assertEqual(len(self.clinic.ok("record", "list", "--patient", self.patient).lines), 6)


if __name__ == "__main__":
    unittest.main()
