# SPDX-FileCopyrightText: 2026 The Carnet authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Set-up, staff and patients: what each may do, and what is refused."""
import json
import pathlib
import subprocess
import unittest

from carnet import PROGRAM, ClinicTest


class People(ClinicTest):
    def test_status_needs_nobody(self):
        status = self.clinic.ok("federation", "status", user=None, password=None).one
        self.assertEqual(status["name"], "Valley")
        self.assertEqual(status["members"][0]["name"], "Riverside")

    def test_a_profile_is_not_made_over_another(self):
        self.refused(1, "federation", "create", "--name", "V", "--clinic", "C", "--admin", "x", slug="profile-exists", user=None)

    def test_a_weak_password_makes_no_profile(self):
        self.clinic.write("weak", "12345\n")
        other = pathlib.Path(self.temporary.name) / "other"
        answer = subprocess.run([PROGRAM, "--profile", str(other), "--json", "--password-file", self.clinic.path("weak"), "federation", "create",
                                 "--name", "V", "--clinic", "C", "--admin", "x"], capture_output=True, text=True)
        self.assertEqual(answer.returncode, 1)
        self.assertEqual(json.loads(answer.stderr)["error"], "weak-password")
        self.assertFalse(other.exists())

    def test_a_missing_profile_and_a_wrong_word(self):
        self.assertEqual(subprocess.run([PROGRAM, "--profile", "/nonexistent/x", "ledger", "status"], capture_output=True).returncode, 5)
        self.assertEqual(subprocess.run([PROGRAM, "ledger", "frobnicate"], capture_output=True).returncode, 2)
        self.assertEqual(subprocess.run([PROGRAM, "--help"], capture_output=True).returncode, 0)

    def test_wrong_password_and_unknown_person(self):
        self.clinic.write("wrong", "not the password\n")
        self.refused(4, "patient", "find", "", password="wrong", slug="wrong-password")
        self.refused(4, "patient", "find", "", user="nobody")

    def test_wrong_passwords_wait_and_the_count_survives_the_process(self):
        self.clinic.write("wrong", "not the password\n")
        for _ in range(3):
            self.clinic.run("patient", "find", "", password="wrong")
        self.refused(4, "patient", "find", "", slug="password-delayed")

    def test_several_people_need_a_name(self):
        self.refused(2, "patient", "find", "", user=None)

    def test_staff_is_the_administrators(self):
        self.refused(4, "user", "add", "x", "--full-name", "X", "--role", "doctor", "--new-password-file", self.clinic.path("pw"), user="meena", slug="no-right")
        self.refused(1, "user", "add", "meena", "--full-name", "Again", "--role", "nurse", "--new-password-file", self.clinic.path("pw"), slug="user-exists")
        self.refused(2, "user", "add", "y", "--full-name", "Y", "--role", "wizard", "--new-password-file", self.clinic.path("pw"))

    def test_a_revoked_person_is_out_and_the_rest_goes_on(self):
        patient = self.clinic.register()["patient"]
        self.assertEqual(self.clinic.ok("user", "revoke", "meena").one["state"], "revoked")
        self.assertEqual(self.clinic.run("patient", "find", "", user="meena").code, 4)
        states = {u["user"]: u["state"] for u in self.clinic.ok("user", "list", user=None, password=None).lines}
        self.assertEqual(states, {"asha": "active", "meena": "revoked", "ravi": "active"})
        # New role keys were handed to who stays: a patient who comes after the rotation is read by both roles.
        after = self.clinic.register("Late Comer", "1990", "male", user="ravi")["patient"]
        self.assertEqual(self.clinic.ok("patient", "show", after, user="ravi").one["name"], "Late Comer")
        self.clinic.ok("record", "add", "--patient", after, "--body", self.clinic.body({"note": "Seen."}))
        self.assertEqual(len(self.clinic.ok("record", "list", "--patient", after).lines), 1)
        self.clinic.ok("patient", "show", patient)
        self.assertTrue(self.clinic.ok("ledger", "verify", "--full", user=None, password=None).one["ok"])

    def test_a_new_password(self):
        self.clinic.write("new", "a quite different phrase\n")
        self.clinic.ok("user", "passwd", "--new-password-file", self.clinic.path("new"), user="meena")
        self.assertEqual(self.clinic.run("patient", "find", "", user="meena").code, 4)
        self.clinic.ok("patient", "find", "", user="meena", password="new")

    def test_find_by_any_part(self):
        one = self.clinic.register("Meera Śrīnivāsan", "1975-01-02", "female", "--phone", "+91 98450 12345", "--identifier", "ABHA|22-7225-4829-5255")
        self.clinic.register("लक्ष्मी देवी", "1980")
        for text in ("meera", "nivas", "srini", "12345", "1975", "22-7225", one["display_id"]):
            hits = [h["patient"] for h in self.clinic.ok("patient", "find", text, user="ravi").lines]
            self.assertIn(one["patient"], hits, text)
        self.assertEqual(len(self.clinic.ok("patient", "find", "देवी").lines), 1)
        self.assertEqual(len(self.clinic.ok("patient", "find", "").lines), 2)
        self.assertEqual(self.clinic.ok("patient", "find", "nobody of that name").lines, [])

    def test_registration_refuses_what_is_not_valid(self):
        for birth in ("1980-13-01", "1980-02-30", "yesterday", "2999-01-01"):
            self.refused(1, "patient", "register", "--name", "A", "--sex", "male", "--birth-date", birth, user="meena")
        self.refused(2, "patient", "register", "--name", "A", "--sex", "m", "--birth-date", "1980", user="meena")
        self.refused(1, "patient", "register", "--name", "A", "--sex", "male", "--birth-date", "1980", "--region", "IN-ZZ", user="meena")

    def test_duplicates_are_shown_and_can_be_refused(self):
        self.clinic.register("Lakshmi Devi", "1980-05-17", "female", "--phone", "9845012345")
        again = self.clinic.register("Laxmi Devi", "1980-05-17", "female", "--phone", "9845012345")
        self.assertEqual(len(again["possible_duplicates"]), 1)
        self.refused(1, "patient", "register", "--name", "Lakshmi Devi", "--sex", "female", "--birth-date", "1980-05-17", "--refuse-duplicates",
                     user="meena", slug="possible-duplicate")

    def test_link_and_unlink(self):
        one, two = self.clinic.register("A One", "1970")["patient"], self.clinic.register("B Two", "1971")["patient"]
        link = self.clinic.ok("patient", "link", one, two).one["link"]
        self.assertEqual(self.clinic.ok("patient", "show", two).one["links"][0]["patient"], one)
        self.refused(1, "patient", "link", one, one, slug="same-patient")
        self.clinic.ok("patient", "unlink", link)
        self.assertEqual(self.clinic.ok("patient", "show", one).one["links"], [])
        self.refused(1, "patient", "unlink", link)

    def test_a_card_is_made_once_and_never_written_over(self):
        self.clinic.write("pin", "4711\n")
        card = pathlib.Path(self.clinic.path("card"))
        made = self.clinic.register("Card Holder", "1980", "male", "--card", str(card), "--pin-file", self.clinic.path("pin"))
        self.assertEqual(made["card"], str(card))
        self.assertTrue(card.read_text().startswith("CARNET1:"))
        self.assertEqual(card.stat().st_mode & 0o077, 0)
        self.assertEqual(self.clinic.ok("patient", "show", made["patient"]).one["custody"], "patient")
        self.refused(1, "patient", "register", "--name", "B", "--sex", "male", "--birth-date", "1980", "--card", str(card),
                     "--pin-file", self.clinic.path("pin"), user="meena", slug="file-exists")

    def test_update_keeps_what_is_not_named(self):
        patient = self.clinic.register("Lakshmi Devi", "1980-05-17", "female", "--phone", "9845012345")["patient"]
        self.clinic.ok("patient", "update", patient, "--address", "12 Temple Road", user="ravi")
        shown = self.clinic.ok("patient", "show", patient).one
        self.assertEqual((shown["phone"], shown["address"], shown["birth_date"]), ("9845012345", "12 Temple Road", "1980-05-17"))


if __name__ == "__main__":
    unittest.main()
