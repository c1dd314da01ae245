# SPDX-FileCopyrightText: 2026 The Carnet authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Backups, restores and copies: what comes back, and that no station ever signs at one place twice."""
import os
import pathlib
import shutil
import unittest

from carnet import ClinicTest, Installation


class BackupTest(ClinicTest):
    def setUp(self):
        super().setUp()
        self.patient = self.clinic.register()["patient"]
        self.clinic.ok("record", "add", "--patient", self.patient, "--body", self.clinic.body({"note": "Before the backup."}))

    def backup(self, name="backup"):
        return self.clinic.ok("backup", "create", "--out", self.clinic.path(name)).one

    def elsewhere(self, name="restored"):
        return Installation(pathlib.Path(self.temporary.name) / name)

    def chains(self, installation):
        return {line["chain"]: line for line in installation.ok("ledger", "status", user=None, password=None).lines}

    def notes(self, installation, user="meena"):
        return str(installation.ok("record", "list", "--patient", self.patient, user=user).lines)


class Backup(BackupTest):
    def test_made_rehearsed_and_restored(self):
        made = self.backup()
        self.assertEqual(made["size"], pathlib.Path(self.clinic.path("backup")).stat().st_size)
        self.assertEqual(os.stat(self.clinic.path("backup")).st_mode & 0o077, 0)
        restored = self.elsewhere()
        rehearsed = restored.ok("backup", "verify", self.clinic.path("backup")).one
        self.assertEqual((rehearsed["ok"], rehearsed["height"], rehearsed["head"]), (True, made["height"], made["head"]))
        self.assertEqual((rehearsed["witnessed_by"], rehearsed["witnessed_height"]), ([], None))
        self.assertFalse(restored.profile.exists())
        answer = restored.ok("backup", "restore", self.clinic.path("backup")).one
        self.assertEqual(answer["last_known_height"], made["height"])
        self.assertNotEqual(answer["old_chain"], answer["new_chain"])
        self.assertFalse(answer["provisional"])
        # All people are there with their passwords, what they may read is there, and what is written stands on the new chain.
        self.assertIn("Before the backup.", self.notes(restored))
        self.assertEqual([p["name"] for p in restored.ok("patient", "find", "lakshmi", user="ravi").lines], ["Lakshmi Devi"])
        written = restored.ok("record", "add", "--patient", self.patient, "--body", restored.body({"note": "After."}), user="meena").one
        self.assertEqual(written["chain"], answer["new_chain"])
        self.assertTrue(restored.ok("ledger", "verify", "--full", user=None, password=None).one["ok"])
        self.assertNotEqual((restored.profile / "station.key").read_bytes(), (self.clinic.profile / "station.key").read_bytes())
        # The original goes on where it was, and the two are in step again without a fork.
        self.clinic.ok("record", "add", "--patient", self.patient, "--body", self.clinic.body({"note": "At the original."}), user="meena")
        for one, other in ((self.clinic, restored), (restored, self.clinic)):
            one.ok("ledger", "export", "--out", one.path("export"), user=None, password=None)
            taken = other.ok("ledger", "import", one.path("export"), user=None, password=None).one
            self.assertEqual(taken["faults"], [])
        for installation in (self.clinic, restored):
            shown = self.notes(installation)
            self.assertTrue("After." in shown and "At the original." in shown, shown)

    def test_the_recovery_code_opens_it(self):
        self.backup()
        restored = self.elsewhere()
        recovery = self.clinic.path("recovery")
        self.assertTrue(restored.ok("backup", "verify", self.clinic.path("backup"), "--recovery", recovery, user=None, password=None).one["ok"])
        answer = restored.ok("backup", "restore", self.clinic.path("backup"), "--recovery", recovery, user=None, password=None).one
        self.assertFalse(answer["provisional"])
        written = restored.ok("record", "add", "--patient", self.patient, "--body", restored.body({"note": "After."}), user="meena").one
        self.assertEqual(written["chain"], answer["new_chain"])

    def refused_restore(self, code, slug, file, *more, **options):
        restored = self.elsewhere()
        for word in ("verify", "restore"):
            answer = restored.run("backup", word, file, *more, **options)
            self.assertEqual((answer.code, answer.slug), (code, slug), answer.error)
            self.assertFalse(restored.profile.exists())

    def test_who_cannot_open_it(self):
        self.backup()
        restored = self.elsewhere()
        restored.write("wrong", "not the password\n")
        self.refused_restore(4, "wrong-password", self.clinic.path("backup"), password="wrong")
        self.refused_restore(4, "no-right", self.clinic.path("backup"), user="meena")
        self.refused_restore(4, "unknown-user", self.clinic.path("backup"), user="nobody")
        restored.write("code", "ABCDE-ABCDE-ABCDE-ABCDE-ABCDE-ABCDE-ABCDE-ABCDE\n")
        self.refused_restore(4, "bad-recovery-code", self.clinic.path("backup"), "--recovery", restored.path("code"))
        self.refused(4, "backup", "create", "--out", self.clinic.path("other"), user="meena", slug="no-right")
        self.assertFalse(pathlib.Path(self.clinic.path("other")).exists())

    def test_a_damaged_backup_restores_nothing(self):
        self.backup()
        data = pathlib.Path(self.clinic.path("backup")).read_bytes()
        bad = pathlib.Path(self.clinic.path("bad"))
        for size in (0, 4, 100, len(data) // 2, len(data) - 1):
            bad.write_bytes(data[:size])
            self.refused_restore(3, "backup-damaged", str(bad))
        for at in (2, 30, len(data) // 2, len(data) - 5):
            changed = bytearray(data)
            changed[at] ^= 1
            bad.write_bytes(changed)
            self.refused_restore(3, "backup-damaged", str(bad))
        self.refused_restore(5, "no-file", self.clinic.path("none"))

    def test_nothing_is_in_clear_and_no_key_is_in_it(self):
        self.backup()
        data = pathlib.Path(self.clinic.path("backup")).read_bytes()
        for word in (b"Lakshmi", b"Before the backup", b"carnet-export"):
            self.assertNotIn(word, data)
        seed = (self.clinic.profile / "station.key").read_bytes()[11:43]
        self.assertNotIn(seed, data)

    def test_it_is_not_restored_over_a_profile(self):
        self.backup()
        answer = self.clinic.run("backup", "restore", self.clinic.path("backup"))
        self.assertEqual((answer.code, answer.slug), (1, "profile-exists"))


class Copies(BackupTest):
    """Each time the station finds itself copied or put back, says so, and goes on with a new chain, whoever signs in first."""

    def assert_goes_on(self, installation, old, user="meena", provisional=True):
        before = self.chains(installation)[old]["height"]
        written = installation.ok("record", "add", "--patient", self.patient, "--body", installation.body({"note": "Later."}), user=user).one
        self.assertNotEqual(written["chain"], old)
        self.assertEqual(self.chains(installation)[old]["height"], before)
        states = {s["chain"]: s["state"] for s in installation.ok("station", "list", user=None, password=None).lines}
        self.assertEqual(states[written["chain"]], "provisional" if provisional else "active")
        self.assertIn("Later.", self.notes(installation))
        # From then on it stays there.
        again = installation.ok("record", "add", "--patient", self.patient, "--body", installation.body({"note": "Again."}), user=user).one
        self.assertEqual(again["chain"], written["chain"])
        self.assertTrue(installation.ok("ledger", "verify", "--full", user=None, password=None).one["ok"])
        return written["chain"]

    def own_chain(self):
        return self.clinic.ok("ledger", "status", user=None, password=None).lines[0]["chain"]

    def test_a_copied_folder(self):
        old = self.own_chain()
        copy = self.elsewhere("copy")
        shutil.copytree(self.clinic.profile, copy.profile)
        new = self.assert_goes_on(copy, old)
        station = [s["station"] for s in copy.ok("station", "list", user=None, password=None).lines if s["chain"] == new]
        self.assertEqual(copy.ok("station", "confirm", station[0]).one["state"], "active")
        self.assertEqual(copy.run("station", "confirm", station[0]).slug, "not-provisional")
        # The original noticed nothing and writes on.
        written = self.clinic.ok("record", "add", "--patient", self.patient, "--body", self.clinic.body({"note": "Original."})).one
        self.assertEqual(written["chain"], old)
        copy.ok("ledger", "export", "--out", copy.path("export"), user=None, password=None)
        self.assertEqual(self.clinic.ok("ledger", "import", copy.path("export"), user=None, password=None).one["faults"], [])

    def test_another_computer(self):
        old = self.own_chain()
        os.environ["CARNET_MACHINE_ID"] = "another"
        try:
            self.assert_goes_on(self.clinic, old, user="asha", provisional=False)
        finally:
            del os.environ["CARNET_MACHINE_ID"]

    def test_a_renamed_folder_is_the_same(self):
        old = self.own_chain()
        self.clinic.profile.rename(self.clinic.folder / "renamed")
        self.clinic.profile = self.clinic.folder / "renamed"
        written = self.clinic.ok("record", "add", "--patient", self.patient, "--body", self.clinic.body({"note": "Here."})).one
        self.assertEqual(written["chain"], old)

    def test_an_old_ledger_put_back(self):
        old = self.own_chain()
        shutil.copy(self.clinic.profile / "chain.db", self.clinic.path("chain.old"))
        self.clinic.ok("record", "add", "--patient", self.patient, "--body", self.clinic.body({"note": "Lost with the disk."}))
        lost = self.chains(self.clinic)[old]["height"]
        shutil.copy(self.clinic.path("chain.old"), self.clinic.profile / "chain.db")
        self.assertLess(self.chains(self.clinic)[old]["height"], lost)
        self.assert_goes_on(self.clinic, old)

    def test_an_old_ledger_put_back_is_told_before_anybody_signs_in(self):
        shutil.copy(self.clinic.profile / "chain.db", self.clinic.path("chain.old"))
        self.clinic.ok("record", "add", "--patient", self.patient, "--body", self.clinic.body({"note": "Lost with the disk."}))
        shutil.copy(self.clinic.path("chain.old"), self.clinic.profile / "chain.db")
        states = [s["state"] for s in self.clinic.ok("ledger", "status", user=None, password=None).lines]
        self.assertEqual(states, ["stopped"])


if __name__ == "__main__":
    unittest.main()
