# SPDX-FileCopyrightText: 2026 The Carnet authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""How clinics and workstations join by files, and every file that must be refused."""
import os
import pathlib
import subprocess
import time
import unittest

from carnet import PROGRAM, PASSWORD, ClinicTest, Installation


class Federation(ClinicTest):
    def hill(self):
        return Installation(pathlib.Path(self.temporary.name) / "hill", user="bela")

    def request(self, clinic, name="Hill", *more):
        return clinic.ok("federation", "request", "--clinic", name, "--admin", clinic.user, "--full-name", "Dr Bela Sen", "--role", "admin,doctor",
                         "--out", clinic.path("req"), "--recovery-out", clinic.path("recovery"), *more, user=None).one

    def admit(self, clinic, file="adm"):
        return self.clinic.ok("federation", "admit", clinic.path("req"), "--out", clinic.path(file)).one

    def joined(self):
        clinic = self.hill()
        self.request(clinic)
        self.admit(clinic)
        clinic.ok("federation", "accept", clinic.path("adm"))
        return clinic

    def refused_accept(self, clinic, code, slug, file="adm", **options):
        answer = clinic.run("federation", "accept", clinic.path(file), **options)
        self.assertEqual((answer.code, answer.slug), (code, slug), answer.error)
        self.assertFalse((clinic.profile / "chain.db").exists())
        self.assertEqual(list(clinic.profile.glob("chain.db.new*")), [])

    def damaged(self, clinic, change, name="bad"):
        """A copy of the admission with its bytes changed."""
        data = change(bytearray((clinic.folder / "adm").read_bytes()))
        (clinic.folder / name).write_bytes(data)
        return name

    def test_three_steps_and_the_new_clinic_works(self):
        patient = self.clinic.register()["patient"]
        clinic = self.hill()
        made = self.request(clinic)
        self.assertTrue(made["request"].startswith("req-"))
        self.assertEqual(clinic.run("patient", "find", "").slug, "not-admitted")
        admitted = self.admit(clinic)
        self.assertEqual((admitted["admitted"], admitted["approvals"], admitted["needed"]), (True, 1, 1))
        self.assertEqual(admitted["fingerprint"], made["fingerprint"])
        accepted = clinic.ok("federation", "accept", clinic.path("adm")).one
        self.assertEqual(accepted["clinic"], admitted["clinic"])
        ours, theirs = (c.ok("federation", "status", user=None, password=None).one for c in (self.clinic, clinic))
        self.assertEqual(ours["federation"], theirs["federation"])
        self.assertEqual([m["name"] for m in theirs["members"]], ["Riverside", "Hill"])
        self.assertEqual([m["stations"] for m in theirs["members"]], [1, 1])
        # It writes at once, and everything verifies there.
        clinic.ok("user", "add", "nils", "--full-name", "Nils Roy", "--role", "nurse", "--new-password-file", clinic.path("pw"))
        own = clinic.register("Hill Patient", "1970", "male", user="nils")["patient"]
        clinic.ok("record", "add", "--patient", own, "--body", clinic.body({"note": "Seen."}), user="nils")
        record = clinic.ok("record", "list", "--patient", own).one
        self.assertEqual((record["author_name"], record["clinic"]), ("Nils Roy", "Hill"))
        verified = clinic.ok("ledger", "verify", "--full", user=None, password=None).one
        self.assertTrue(verified["ok"])
        self.assertEqual(verified["chains"], 2)
        # It has no key of the other clinic's patients.
        self.assertEqual([p["patient"] for p in clinic.ok("patient", "find", "").lines], [own])
        self.assertNotEqual(clinic.run("patient", "show", patient).code, 0)

    def test_each_step_can_be_repeated(self):
        clinic = self.hill()
        made = self.request(clinic)
        os.remove(clinic.path("req"))
        again = clinic.ok("federation", "request", "--clinic", "Hill", "--admin", "bela", "--out", clinic.path("req"), user=None).one
        self.assertEqual(again, made)
        other = clinic.run("federation", "request", "--clinic", "Other", "--admin", "bela", "--out", clinic.path("req"), user=None)
        self.assertEqual(other.slug, "request-pending")
        first = self.admit(clinic)
        height = self.clinic.height()
        self.assertEqual(self.admit(clinic), first)
        self.assertEqual(self.clinic.height(), height)
        accepted = clinic.ok("federation", "accept", clinic.path("adm")).one
        self.assertEqual(clinic.ok("federation", "accept", clinic.path("adm")).one, accepted)
        self.assertEqual(len(clinic.ok("ledger", "status", user=None, password=None).lines), 2)

    def test_killed_while_it_accepts(self):
        clinic = self.hill()
        self.request(clinic)
        self.admit(clinic)
        command = [PROGRAM, "--profile", str(clinic.profile), "--user", "bela", "--password-file", clinic.path("pw"), "federation", "accept", clinic.path("adm")]
        for delay in (0.02, 0.1, 0.2, 0.3, 0.4, 0.5):
            process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            time.sleep(delay)
            process.kill()
            process.wait()
        clinic.ok("federation", "accept", clinic.path("adm"))
        clinic.register("After", "1980", "female", user="bela")
        self.assertTrue(clinic.ok("ledger", "verify", "--full", user=None, password=None).one["ok"])

    def test_a_request_that_was_changed_admits_nobody(self):
        clinic = self.hill()
        self.request(clinic)
        data = bytearray((clinic.folder / "req").read_bytes())
        at = data.find(b"Hill")
        data[at:at + 4] = b"Evil"
        (clinic.folder / "req2").write_bytes(data)
        self.refused(3, "federation", "admit", clinic.path("req2"), "--out", clinic.path("adm"), slug="bad-request")
        (clinic.folder / "req3").write_bytes(data[:-1])
        self.refused(3, "federation", "admit", clinic.path("req3"), "--out", clinic.path("adm"), slug="bad-request")
        self.refused(1, "station", "admit", clinic.path("req"), "--out", clinic.path("adm"), slug="wrong-kind")
        self.refused(5, "federation", "admit", clinic.path("none"), "--out", clinic.path("adm"), slug="no-file")
        self.assertFalse((clinic.folder / "adm").exists())

    def test_only_an_administrator_admits(self):
        clinic = self.hill()
        self.request(clinic)
        self.refused(4, "federation", "admit", clinic.path("req"), "--out", clinic.path("adm"), user="meena", slug="no-right")
        self.assertFalse((clinic.folder / "adm").exists())

    def test_an_admission_that_was_changed_or_cut_is_refused(self):
        clinic = self.hill()
        self.request(clinic)
        self.admit(clinic)
        size = (clinic.folder / "adm").stat().st_size
        cut = self.damaged(clinic, lambda data: data[:-10])
        self.refused_accept(clinic, 3, "export-truncated", cut)
        self.refused_accept(clinic, 3, "bad-admission", self.damaged(clinic, lambda data: data[:60]))
        self.refused_accept(clinic, 3, "bad-admission", self.damaged(clinic, lambda data: bytes(8)))

        def flip(at):
            def change(data):
                data[at] ^= 1
                return data
            return change
        self.refused_accept(clinic, 3, "bad-admission", self.damaged(clinic, flip(40)))
        for at in range(size // 4, size - 60, size // 7):
            answer = clinic.run("federation", "accept", clinic.path(self.damaged(clinic, flip(at))))
            self.assertEqual(answer.code, 3, f"byte {at}: {answer.error}")
            self.assertFalse((clinic.profile / "chain.db").exists())
        clinic.ok("federation", "accept", clinic.path("adm"))

    def test_an_admission_for_another_request(self):
        clinic, third = self.hill(), Installation(pathlib.Path(self.temporary.name) / "third", user="cara")
        self.request(clinic)
        self.request(third, "Third")
        self.clinic.ok("federation", "admit", third.path("req"), "--out", clinic.path("adm"))
        self.refused_accept(clinic, 1, "other-request")

    def test_an_admission_joined_from_two(self):
        """The head of the right admission before a ledger that does not admit the clinic."""
        clinic, third = self.hill(), Installation(pathlib.Path(self.temporary.name) / "third", user="cara")
        self.request(clinic)
        self.request(third, "Third")
        self.clinic.ok("federation", "admit", third.path("req"), "--out", third.path("adm"))
        self.admit(clinic)

        def parts(path):
            data = pathlib.Path(path).read_bytes()
            self.assertEqual(data[0], 0x58 if data[1] < 256 and data[0] == 0x58 else 0x59)
            head = 2 + data[1] if data[0] == 0x58 else 3 + int.from_bytes(data[1:3], "big")
            return data[:head], data[head:]
        (clinic.folder / "mixed").write_bytes(parts(clinic.path("adm"))[0] + parts(third.path("adm"))[1])
        self.refused_accept(clinic, 1, "not-in-ledger", "mixed")
        clinic.ok("federation", "accept", clinic.path("adm"))

    def test_an_admission_by_another_federation(self):
        clinic = self.joined()
        stranger = Installation(pathlib.Path(self.temporary.name) / "stranger", user="zoe")
        stranger.ok("federation", "create", "--name", "Elsewhere", "--clinic", "Zoo", "--admin", "zoe", user=None)
        stranger.ok("federation", "admit", clinic.path("req"), "--out", clinic.path("adm2"))
        answer = clinic.run("federation", "accept", clinic.path("adm2"))
        self.assertEqual((answer.code, answer.slug), (1, "already-member"))
        self.assertEqual(clinic.ok("federation", "status", user=None, password=None).one["name"], "Valley")

    def test_a_wrong_password_accepts_nothing(self):
        clinic = self.hill()
        self.request(clinic)
        self.admit(clinic)
        clinic.write("wrong", "not the password\n")
        self.refused_accept(clinic, 4, "wrong-password", password="wrong")
        self.refused_accept(clinic, 2, "usage", user="asha")


class Station(ClinicTest):
    def desk(self):
        return Installation(pathlib.Path(self.temporary.name) / "desk", user="asha")

    def joined(self):
        desk = self.desk()
        desk.ok("station", "request", "--name", "Front desk", "--out", desk.path("req"), user=None, password=None)
        self.clinic.ok("station", "admit", desk.path("req"), "--out", desk.path("adm"))
        desk.ok("station", "accept", desk.path("adm"))
        return desk

    def test_staff_work_at_both_with_one_password(self):
        patient = self.clinic.register()["patient"]
        self.clinic.ok("record", "add", "--patient", patient, "--body", self.clinic.body({"note": "At the first station."}))
        desk = self.joined()
        status = desk.ok("federation", "status", user=None, password=None).one
        self.assertEqual([m["stations"] for m in status["members"]], [2])
        self.assertEqual([p["name"] for p in desk.ok("patient", "find", "lakshmi", user="ravi").lines], ["Lakshmi Devi"])
        self.assertIn("At the first station.", str(desk.ok("record", "list", "--patient", patient, user="meena").one))
        desk.ok("record", "add", "--patient", patient, "--body", desk.body({"note": "At the second."}), user="meena")
        records = desk.ok("record", "list", "--patient", patient, user="meena").lines
        self.assertEqual(len({r["chain"] for r in records}), 2)
        self.assertEqual(desk.run("record", "list", "--patient", patient, user="ravi").code, 4)
        self.assertTrue(desk.ok("ledger", "verify", "--full", user=None, password=None).one["ok"])

    def test_only_an_administrator_admits_and_accepts(self):
        desk = self.desk()
        desk.ok("station", "request", "--out", desk.path("req"), user=None, password=None)
        self.refused(4, "station", "admit", desk.path("req"), "--out", desk.path("adm"), user="ravi", slug="no-right")
        self.clinic.ok("station", "admit", desk.path("req"), "--out", desk.path("adm"))
        answer = desk.run("station", "accept", desk.path("adm"), user="ravi")
        self.assertEqual((answer.code, answer.slug), (4, "no-right"))
        self.assertFalse((desk.profile / "chain.db").exists())
        desk.ok("station", "accept", desk.path("adm"))

    def test_people_sealed_to_another_station_are_refused(self):
        desk, thief = self.desk(), Installation(pathlib.Path(self.temporary.name) / "thief")
        for station in (desk, thief):
            station.ok("station", "request", "--out", station.path("req"), user=None, password=None)
        self.clinic.ok("station", "admit", desk.path("req"), "--out", thief.path("adm"))
        answer = thief.run("station", "accept", thief.path("adm"))
        self.assertEqual((answer.code, answer.slug), (1, "other-request"))
        self.assertFalse((thief.profile / "keyring").exists())


if __name__ == "__main__":
    unittest.main()
