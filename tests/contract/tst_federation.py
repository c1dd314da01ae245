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


class Membership(ClinicTest):
    """What ends a membership, and what the others do with entries that come later. The clinics exchange files, as they would without a line."""

    def join(self, name, user, *, admitted_by=None):
        clinic = Installation(pathlib.Path(self.temporary.name) / name.lower(), user=user)
        clinic.ok("federation", "request", "--clinic", name, "--admin", user, "--full-name", f"Dr {name}", "--role", "admin,doctor", "--out", clinic.path("req"),
                  "--recovery-out", clinic.path("recovery"), user=None)
        answer = (admitted_by or self.clinic).ok("federation", "admit", clinic.path("req"), "--out", clinic.path("adm")).one
        if answer["admitted"]:
            clinic.ok("federation", "accept", clinic.path("adm"))
        return clinic

    def bring(self, giver, *takers):
        giver.ok("ledger", "export", "--out", giver.path("export"), user=None, password=None)
        for taker in takers:
            self.assertEqual(taker.ok("ledger", "import", giver.path("export"), user=None, password=None).one["faults"], [])

    def members(self, clinic):
        return {m["name"]: m["state"] for m in clinic.ok("federation", "status", user=None, password=None).one["members"]}

    def quarantine(self, clinic):
        return clinic.ok("ledger", "quarantine", user=None, password=None).lines

    def write(self, clinic, note, patient=None):
        patient = patient or clinic.register(f"Patient of {clinic.user}", "1970", "male", user=clinic.user)["patient"]
        return patient, clinic.ok("record", "add", "--patient", patient, "--body", clinic.body({"note": note})).one["record"]

    def test_a_suspended_clinics_later_entries_are_quarantined(self):
        hill = self.join("Hill", "bela")
        patient, before = self.write(hill, "Before.")
        self.bring(hill, self.clinic)
        self.assertEqual(self.clinic.ok("federation", "suspend", "Hill", "--reason", "Closed").one["state"], "suspended")
        self.assertEqual(self.clinic.run("federation", "suspend", "Hill").slug, "already-suspended")
        _, after = self.write(hill, "After, without knowing.", patient)
        self.bring(hill, self.clinic)
        self.assertEqual([e["entry"] for e in self.quarantine(self.clinic)], [after])
        self.assertEqual(self.members(self.clinic), {"Riverside": "active", "Hill": "suspended"})
        # When the clinic hears of it, nobody writes there any more, and what came later is not shown as valid there either.
        self.bring(self.clinic, hill)
        self.assertNotEqual(hill.run("record", "add", "--patient", patient, "--body", hill.body({"note": "Once more."})).code, 0)
        # The clinic that suspended it may adopt what was written in between.
        self.assertEqual(self.clinic.ok("ledger", "adopt", after).one["state"], "valid")
        self.assertEqual(self.quarantine(self.clinic), [])
        self.assertEqual(self.clinic.run("ledger", "adopt", before).slug, "unknown-id")
        self.assertTrue(self.clinic.ok("ledger", "verify", "--full", user=None, password=None).one["ok"])

    def test_a_revoked_doctors_later_entries_are_quarantined_at_the_receiver(self):
        desk = Installation(pathlib.Path(self.temporary.name) / "desk", user="asha")
        self.clinic.ok("user", "add", "dev", "--full-name", "Dr Dev", "--role", "doctor", "--new-password-file", self.clinic.path("pw"))
        patient = self.clinic.register()["patient"]
        desk.ok("station", "request", "--name", "Desk", "--out", desk.path("req"), user=None, password=None)
        self.clinic.ok("station", "admit", desk.path("req"), "--out", desk.path("adm"))
        desk.ok("station", "accept", desk.path("adm"))
        desk.ok("record", "add", "--patient", patient, "--body", desk.body({"note": "Early."}), user="dev")
        self.bring(desk, self.clinic)
        self.clinic.ok("user", "revoke", "dev")
        late = desk.ok("record", "add", "--patient", patient, "--body", desk.body({"note": "Late."}), user="dev").one["record"]
        shown = str(desk.ok("record", "list", "--patient", patient, user="meena").lines)
        self.assertIn("Late.", shown)
        self.bring(desk, self.clinic)
        self.assertEqual([(e["entry"], e["author_name"]) for e in self.quarantine(self.clinic)], [(late, "Dr Dev")])
        shown = str(self.clinic.ok("record", "list", "--patient", patient, user="meena").lines)
        self.assertTrue("Early." in shown and "Late." not in shown, shown)
        # At the other station it was shown, until the revocation arrived there.
        self.bring(self.clinic, desk)
        self.assertEqual(desk.run("record", "list", "--patient", patient, user="dev").code, 4)
        self.assertNotIn("Late.", str(desk.ok("record", "list", "--patient", patient, user="meena").lines))
        self.assertTrue(all(v["same"] for v in desk.ok("ledger", "rebuild", user="meena").lines))
        # Adopted, it counts again at both.
        self.clinic.ok("ledger", "adopt", late)
        self.bring(self.clinic, desk)
        for station in (self.clinic, desk):
            self.assertIn("Late.", str(station.ok("record", "list", "--patient", patient, user="meena").lines))

    def test_a_retired_station(self):
        desk = Installation(pathlib.Path(self.temporary.name) / "desk", user="asha")
        desk.ok("station", "request", "--name", "Desk", "--out", desk.path("req"), user=None, password=None)
        self.clinic.ok("station", "admit", desk.path("req"), "--out", desk.path("adm"))
        desk.ok("station", "accept", desk.path("adm"))
        self.bring(desk, self.clinic)
        self.assertEqual(self.clinic.ok("station", "retire", "Desk", "--reason", "Stolen").one["state"], "retired")
        self.assertEqual(self.clinic.run("station", "retire", "Desk").slug, "already-retired")
        late = desk.register("Late", "1990", "male", user="meena")
        self.assertTrue(late["patient"])
        self.bring(desk, self.clinic)
        self.assertEqual([e["type"] for e in self.quarantine(self.clinic)], ["patient.register"])
        self.assertEqual(self.clinic.ok("patient", "find", "Late").lines, [])
        self.bring(self.clinic, desk)
        self.assertNotEqual(desk.run("patient", "register", "--name", "B", "--sex", "male", "--birth-date", "1980", user="meena").code, 0)
        own = [s["station"] for s in self.clinic.ok("station", "list", user=None, password=None).lines if s["state"] == "active"]
        self.assertEqual(self.clinic.run("station", "retire", own[0]).slug, "own-station")

    def test_from_three_clinics_on_a_majority_decides(self):
        hill, lake = self.join("Hill", "bela"), None
        self.bring(hill, self.clinic)
        lake = self.join("Lake", "cara")
        self.bring(lake, self.clinic, hill)
        self.bring(self.clinic, hill, lake)
        # Three members: two of them admit the fourth.
        fourth = Installation(pathlib.Path(self.temporary.name) / "sea", user="dora")
        fourth.ok("federation", "request", "--clinic", "Sea", "--admin", "dora", "--out", fourth.path("req"), user=None)
        proposed = hill.ok("federation", "admit", fourth.path("req"), "--out", fourth.path("adm")).one
        self.assertEqual((proposed["admitted"], proposed["approvals"], proposed["needed"]), (False, 1, 2))
        self.assertFalse((fourth.folder / "adm").exists())
        self.assertEqual(hill.ok("federation", "admit", fourth.path("req"), "--out", fourth.path("adm")).one, proposed)
        self.assertNotIn("Sea", self.members(hill))
        self.bring(hill, lake)
        admitted = lake.ok("federation", "admit", fourth.path("req"), "--out", fourth.path("adm")).one
        self.assertEqual((admitted["admitted"], admitted["approvals"], admitted["needed"]), (True, 2, 2))
        fourth.ok("federation", "accept", fourth.path("adm"))
        self.assertEqual(self.members(fourth)["Sea"], "active")
        # A dead founding clinic is suspended by the majority of the others.
        self.bring(fourth, hill, lake)
        self.assertEqual(hill.ok("federation", "suspend", "Riverside").one["state"], "active")
        self.bring(hill, lake, fourth)
        self.assertEqual(lake.ok("federation", "suspend", "Riverside").one["state"], "active")
        self.bring(lake, fourth)
        ended = fourth.ok("federation", "suspend", "Riverside").one
        self.assertEqual((ended["state"], ended["approvals"], ended["needed"]), ("suspended", 3, 3))

    def test_a_clinic_without_a_vote_admits_nobody(self):
        hill = self.join("Hill", "bela")
        other = Installation(pathlib.Path(self.temporary.name) / "sea", user="dora")
        other.ok("federation", "request", "--clinic", "Sea", "--admin", "dora", "--out", other.path("req"), user=None)
        answer = hill.run("federation", "admit", other.path("req"), "--out", other.path("adm"))
        self.assertEqual((answer.code, answer.slug), (4, "no-right"))
        self.assertFalse((other.folder / "adm").exists())

    def test_the_staff_of_other_clinics_is_known(self):
        hill = self.join("Hill", "bela")
        self.bring(hill, self.clinic)
        people = {(p["name"], p["clinic"], p["state"]) for p in self.clinic.ok("federation", "people", user=None, password=None).lines}
        self.assertIn(("Dr Hill", "Hill", "active"), people)
        self.assertIn(("Dr Asha Rao", "Riverside", "active"), people)

    def test_a_file_of_another_federation_is_refused(self):
        stranger = Installation(pathlib.Path(self.temporary.name) / "stranger", user="zoe")
        stranger.ok("federation", "create", "--name", "Elsewhere", "--clinic", "Zoo", "--admin", "zoe", user=None)
        stranger.ok("ledger", "export", "--out", stranger.path("export"), user=None, password=None)
        self.refused(1, "ledger", "import", stranger.path("export"), slug="other-federation")

    def test_edited_blocks_are_refused_and_named(self):
        hill = self.join("Hill", "bela")
        hill.register("Somebody", "1970", "male", user="bela")
        hill.ok("ledger", "export", "--out", hill.path("export"), user=None, password=None)
        data = bytearray((hill.folder / "export").read_bytes())
        data[len(data) - 2500] ^= 1
        (hill.folder / "export").write_bytes(data)
        answer = self.clinic.run("ledger", "import", hill.path("export"), user=None, password=None)
        self.assertEqual(answer.code, 3, answer.error)
        self.assertTrue(self.clinic.ok("ledger", "verify", "--full", user=None, password=None).one["ok"])


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

    def test_who_is_added_at_one_signs_in_at_the_other(self):
        desk = self.joined()
        desk.ok("ledger", "export", "--out", desk.path("export"), user=None, password=None)
        self.clinic.ok("ledger", "import", desk.path("export"), user=None, password=None)
        self.clinic.write("dev", "a password of Dev's own\n")
        desk.write("dev", "a password of Dev's own\n")
        self.clinic.ok("user", "add", "dev", "--full-name", "Dr Dev", "--role", "doctor", "--new-password-file", self.clinic.path("dev"))
        self.clinic.ok("ledger", "export", "--out", self.clinic.path("export"), user=None, password=None)
        desk.ok("ledger", "import", self.clinic.path("export"), user=None, password=None)
        self.assertEqual(desk.run("patient", "find", "", user="dev", password="dev").slug, "unknown-user")
        # The next one who signs in there brings the new slot in.
        patient = desk.register(user="ravi")["patient"]
        desk.ok("record", "add", "--patient", patient, "--body", desk.body({"note": "By Dev."}), user="dev", password="dev")
        self.assertEqual(desk.run("patient", "find", "", user="dev").slug, "wrong-password")
        self.assertEqual({u["user"]: u["state"] for u in desk.ok("user", "list", user=None, password=None).lines}["dev"], "active")

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
