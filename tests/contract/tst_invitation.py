# SPDX-FileCopyrightText: 2026 The Carnet authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Joining by a code over the network, and who must not come in by it."""
import base64
import hashlib
import json
import pathlib
import socket
import subprocess
import unittest

from carnet import PROGRAM, ClinicTest, Installation


class Invitation(ClinicTest):
    def setUp(self):
        super().setUp()
        self.host = None

    def tearDown(self):
        if self.host and self.host.poll() is None:
            self.host.kill()
        if self.host:
            self.host.communicate()
        super().tearDown()

    def invite(self, *more):
        self.host = subprocess.Popen([PROGRAM, "--profile", str(self.clinic.profile), "--json", "--user", "asha", "--password-file", self.clinic.path("pw"),
                                      "invite", "create", "--listen", "127.0.0.1:0", *more], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        return json.loads(self.host.stdout.readline())

    def ended(self):
        out, error = self.host.communicate(timeout=60)
        return self.host.returncode, [json.loads(line) for line in out.splitlines()], json.loads(error.splitlines()[-1])["error"] if error.strip() else ""

    def hill(self, name="hill"):
        return Installation(pathlib.Path(self.temporary.name) / name, user="bela")

    def join(self, clinic, code, **options):
        return clinic.run("join", code, "--clinic", "Hill", "--admin", "bela", "--full-name", "Dr Bela Sen", "--role", "admin,doctor",
                          "--recovery-out", clinic.path("recovery-" + str(len(list(clinic.folder.iterdir())))), user=None, **options)

    def changed(self, code, at):
        """The code with one byte changed and its checksum made to fit."""
        text = code.split("-", 1)[1].upper()
        body = bytearray(base64.b32decode(text + "=" * (-len(text) % 8))[:-4])
        body[at] ^= 1
        return "carnet-" + base64.b32encode(bytes(body) + hashlib.sha256(body).digest()[:4]).decode().rstrip("=").lower()

    def test_a_clinic_joins(self):
        self.clinic.register()
        invited = self.invite()
        hill = self.hill()
        joined = self.join(hill, invited["code"].upper())
        self.assertEqual(joined.code, 0, joined.error)
        code, lines, _ = self.ended()
        self.assertEqual((code, lines[0]["admitted"], lines[0]["name"], lines[0]["clinic"]), (0, True, "Hill", joined.one["clinic"]))
        hill.register("Hill Patient", "1970", "male", user="bela")
        self.assertEqual([m["name"] for m in hill.ok("federation", "status", user=None, password=None).one["members"]], ["Riverside", "Hill"])
        self.assertTrue(hill.ok("ledger", "verify", "--full", user=None, password=None).one["ok"])
        # It holds once.
        third = self.join(self.hill("third"), invited["code"])
        self.assertEqual((third.code, third.slug), (5, "unreachable"))

    def test_a_workstation_joins(self):
        patient = self.clinic.register()["patient"]
        code = self.invite()["code"]
        desk = Installation(pathlib.Path(self.temporary.name) / "desk")
        joined = desk.run("join", code, "--station", "--name", "Desk")
        self.assertEqual(joined.code, 0, joined.error)
        self.assertEqual(desk.ok("patient", "show", patient, user="ravi").one["name"], "Lakshmi Devi")

    def test_wrong_secrets_admit_nobody_and_end_the_invitation(self):
        before = self.clinic.height()
        code = self.invite()["code"]
        wrong = self.changed(code, 20)
        for number in range(3):
            answer = self.join(self.hill(f"h{number}"), wrong)
            self.assertEqual((answer.code, answer.slug), (4, "wrong-secret"), answer.error)
        code, lines, slug = self.ended()
        self.assertEqual((code, lines, slug), (4, [], "wrong-secret"))
        self.assertEqual(self.clinic.height(), before)

    def test_another_station_at_the_address_gets_no_secret(self):
        code = self.invite()["code"]
        answer = self.join(self.hill(), self.changed(code, 4))
        self.assertEqual((answer.code, answer.slug), (4, "other-station"))
        hill = self.hill()
        self.assertFalse((hill.profile / "chain.db").exists())
        # The same profile joins with the right code.
        self.assertEqual(self.join(hill, code).code, 0)

    def test_who_is_not_asked_disturbs_nobody(self):
        code = self.invite()
        address, port = code["listening"].rsplit(":", 1)
        idle = [socket.create_connection((address, int(port))) for _ in range(40)]
        idle[0].sendall(b"GET / HTTP/1.1\r\n\r\n")
        self.assertEqual(self.join(self.hill(), code["code"]).code, 0)
        for each in idle:
            each.close()

    def test_a_typing_error_and_an_expired_code(self):
        code = self.invite("--expires", "2")["code"]
        for wrong in (code[:-1], code.replace("a", "b", 1) if "a" in code[7:] else code[:-2], "nonsense", ""):
            answer = self.join(self.hill(), wrong)
            self.assertEqual((answer.code, answer.slug), (2, "bad-code"), wrong)
        self.assertFalse(self.hill().profile.exists())
        self.assertEqual(self.ended()[0::2], (1, "expired"))
        self.assertEqual(self.join(self.hill(), code).slug, "unreachable")

    def test_only_an_administrator_invites(self):
        self.refused(4, "invite", "create", user="meena", slug="no-right")


if __name__ == "__main__":
    unittest.main()
