# SPDX-FileCopyrightText: 2026 The Carnet authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Three installations on one machine, real processes and real TLS: they exchange what they hold, through cuts, slow lines and kills."""
import json
import os
import pathlib
import random
import signal
import socket
import subprocess
import threading
import time
import unittest

from carnet import PROGRAM, Clinic, ClinicTest, Installation, data_folder


class Serving:
    """A running `carnetctl serve`."""

    def __init__(self, clinic, listen="127.0.0.1:0"):
        self.log = open(clinic.path("serve.log"), "ab")
        self.process = subprocess.Popen([PROGRAM, "--profile", str(clinic.profile), "--json", "serve", "--listen", listen],
                                        stdout=subprocess.PIPE, stderr=self.log, stdin=subprocess.DEVNULL, text=True)
        line = self.process.stdout.readline()
        if not line:
            raise AssertionError("serve did not start: " + pathlib.Path(clinic.path("serve.log")).read_text())
        self.hello = json.loads(line)
        self.address = self.hello["listening"]

    def stop(self):
        """Ends it politely and returns the exit code."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(timeout=30)
        self.close()
        return code

    def kill(self):
        self.process.kill()
        self.process.wait()
        self.close()

    def close(self):
        self.process.stdout.close()
        self.log.close()


class Relay:
    """A line between two stations that can be slow, and be cut."""

    def __init__(self, target, bytes_per_second=None):
        host, port = target.rsplit(":", 1)
        self.target = (host, int(port))
        self.rate = bytes_per_second
        self.up = True
        self.carried = 0
        self.connections = []
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.address = "127.0.0.1:%d" % self.listener.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                near, _ = self.listener.accept()
            except OSError:
                return
            if not self.up:
                near.close()
                continue
            far = socket.create_connection(self.target)
            self.connections += [near, far]
            threading.Thread(target=self.carry, args=(near, far), daemon=True).start()
            threading.Thread(target=self.carry, args=(far, near), daemon=True).start()

    def carry(self, source, sink):
        try:
            while True:
                data = source.recv(4096 if self.rate else 65536)
                if not data:
                    break
                sink.sendall(data)
                self.carried += len(data)
                if self.rate:
                    time.sleep(len(data) / self.rate)
        except OSError:
            pass
        for end in (source, sink):
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass

    def cut(self):
        self.up = False
        connections, self.connections = self.connections, []
        for each in connections:
            try:
                each.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
            each.close()

    def heal(self):
        self.up = True

    def close(self):
        self.cut()
        self.listener.close()


def join(founder, folder, name, user):
    """A further clinic of the founder's federation."""
    clinic = Installation(folder, user=user)
    clinic.ok("federation", "request", "--clinic", name, "--admin", user, "--full-name", "Dr " + user.title(), "--role", "admin,doctor",
              "--out", clinic.path("req"), "--recovery-out", clinic.path("recovery"), user=None)
    founder.ok("federation", "admit", clinic.path("req"), "--out", clinic.path("adm"))
    clinic.ok("federation", "accept", clinic.path("adm"))
    return clinic


def chains(clinic):
    return {line["chain"]: line for line in clinic.ok("ledger", "status", user=None, password=None).lines}


def heads(clinic):
    return {chain: (line["height"], line["head"], line["root"]) for chain, line in chains(clinic).items()}


def wait_for(condition, seconds=60, what="the condition"):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return
        time.sleep(0.1)
    raise AssertionError(f"{what} did not come about in {seconds} seconds")


class Network(ClinicTest):
    """asha's founding clinic Riverside; bela's Hill and chand's Lake join it."""

    def setUp(self):
        super().setUp()
        base = pathlib.Path(self.temporary.name)
        self.hill = join(self.clinic, base / "hill", "Hill", "bela")
        self.lake = join(self.clinic, base / "lake", "Lake", "chand")
        self.open = []

    def tearDown(self):
        for each in self.open:
            each.kill() if isinstance(each, Serving) and each.process.poll() is None else each.close()
        super().tearDown()

    def serve(self, clinic):
        serving = Serving(clinic)
        self.open.append(serving)
        return serving

    def relay(self, *arguments):
        relay = Relay(*arguments)
        self.open.append(relay)
        return relay

    def fill(self, clinic, patients, user):
        """Demonstration patients with records: real resources, sealed and signed."""
        for number in range(patients):
            patient = clinic.ok("patient", "register", "--name", f"{user} {number}", "--sex", "female", "--birth-date", "1980", user=user).one["patient"]
            clinic.ok("record", "add", "--patient", patient, "--body", clinic.body({"observations": [{"key": "pulse", "value": "72", "unit": "/min"}]}), user=user)

    def import_some(self, clinic, count, skip=0):
        data = data_folder()
        if data is None:
            self.fill(clinic, 5, clinic.user)
            return
        files = sorted((data / "synthea-v2.4-smart").glob("*.json"))[skip:skip + count]
        clinic.ok("import", "fhir", *map(str, files))

    def test_imports_are_exchanged_both_ways_between_three(self):
        self.import_some(self.clinic, 3)
        self.import_some(self.hill, 2, skip=3)
        serving = self.serve(self.clinic)
        self.assertTrue(serving.hello["station"].startswith("sta-"))
        first = self.hill.ok("sync", "--peer", serving.address, "--once", user=None, password=None).one
        self.assertGreater(first["blocks_in"], 0)
        self.assertGreater(first["blocks_out"], 0)
        self.assertGreater(first["bytes_in"], 1000)
        self.assertEqual(first["peer"], serving.address)
        second = self.lake.ok("sync", "--peer", serving.address, "--once", user=None, password=None).one
        self.assertGreater(second["entries_in"], 0)
        again = self.hill.ok("sync", "--peer", serving.address, "--once", user=None, password=None).one
        third = self.hill.ok("sync", "--peer", serving.address, "--once", user=None, password=None).one
        self.assertEqual((third["blocks_in"], third["blocks_out"]), (0, 0))
        self.assertLess(third["bytes_in"] + third["bytes_out"], 20_000)
        self.assertLess(again["seconds"], 60)
        self.assertEqual(serving.stop(), 0)
        self.assertEqual(heads(self.hill), heads(self.clinic))
        self.assertEqual(heads(self.lake).keys(), heads(self.clinic).keys())
        for clinic in (self.clinic, self.hill, self.lake):
            report = clinic.ok("ledger", "verify", "--full", user=None, password=None).one
            self.assertTrue(report["ok"])
            self.assertEqual(report["chains"], 3)
            self.assertEqual(report["void_entries"], 0)
        # Sealed parts travel with their entries: the ledger without its keys still opens nothing, and nothing is lacking.
        lacking = []
        for line in self.hill.ok("ledger", "blocks", "--limit", "0", user=None, password=None).lines:
            block = self.hill.ok("ledger", "block", line["chain"], str(line["height"]), user=None, password=None).one
            lacking += [entry["entry"] for entry in block["entries"] if entry["parts"] != entry["parts_held"]]
        self.assertEqual(lacking, [])

    def test_records_show_who_holds_and_who_witnessed_them(self):
        patient = self.clinic.register()["patient"]
        record = self.clinic.ok("record", "add", "--patient", patient, "--body",
                                self.clinic.body({"observations": [{"key": "pulse", "value": "72", "unit": "/min"}]})).one["record"]
        before = self.clinic.ok("record", "show", record).one
        self.assertEqual((before["held_by"], before["witnessed_by"]), (["Riverside"], []))
        serving = self.serve(self.clinic)
        self.hill.ok("sync", "--peer", serving.address, "--once", user=None, password=None)
        self.lake.ok("sync", "--peer", serving.address, "--once", user=None, password=None)
        wait_for(lambda: len(self.clinic.ok("record", "show", record).one["witnessed_by"]) == 2, 30, "two witnesses")
        after = self.clinic.ok("record", "show", record).one
        self.assertEqual(sorted(after["witnessed_by"]), ["Hill", "Lake"])
        self.assertEqual(sorted(after["held_by"]), ["Hill", "Lake", "Riverside"])
        self.assertIn("proven_not_after", after)
        receipt = self.clinic.path("receipt")
        made = self.clinic.ok("receipt", "create", record, "--out", receipt).one
        self.assertGreaterEqual(len(made["witnesses"]), 1)
        self.assertIsNotNone(made["proven_not_after"])
        checked = self.clinic.ok("receipt", "verify", receipt, user=None, password=None).one
        self.assertEqual(checked["witnesses"], made["witnesses"])
        serving.stop()

    def test_what_is_written_while_both_run_arrives_at_once(self):
        one = self.serve(self.clinic)
        self.hill.ok("peer", "add", one.address)
        two = self.serve(self.hill)
        wait_for(lambda: [peer["state"] for peer in self.hill.ok("peer", "list", user=None, password=None).lines] == ["in-sync"], 30, "the connection")
        # Written through the serving process, by another process of the same profile.
        patient = self.clinic.register("Asked Through The Socket", "1990", "male", user="meena")
        own = next(chain for chain, line in chains(self.clinic).items() if line["station"] == one.hello["station"])
        height = chains(self.clinic)[own]["height"]
        started = time.monotonic()
        wait_for(lambda: chains(self.hill)[own]["height"] == height, 20, "the push")
        self.assertLess(time.monotonic() - started, 10)
        self.assertTrue(patient["patient"].startswith("pat-"))
        listed = self.hill.ok("peer", "list", user=None, password=None).one
        self.assertEqual((listed["peer"], listed["clinic"], listed["behind"], listed["ahead"]), (one.address, "Riverside", 0, 0))
        self.assertEqual(listed["station"], one.hello["station"])
        self.assertEqual(self.hill.ok("peer", "remove", one.address).one["peer"], one.address)
        self.assertEqual(self.hill.ok("peer", "list", user=None, password=None).lines, [])
        self.assertEqual((one.stop(), two.stop()), (0, 0))
        # A stopped profile is its files alone.
        self.assertEqual(sorted(p.name for p in self.hill.profile.glob("*-wal")), [])

    def test_killed_in_the_middle_it_goes_on(self):
        self.import_some(self.clinic, 6)
        serving = self.serve(self.clinic)
        # The line is slow enough that the kill comes in the middle.
        relay = self.relay(serving.address, 400_000)
        command = [PROGRAM, "--profile", str(self.hill.profile), "--json", "sync", "--peer", relay.address]
        for _ in range(3):
            before = relay.carried
            process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL)
            wait_for(lambda: relay.carried > before + 150_000 or process.poll() is not None, 60, "some traffic")
            process.kill()
            process.wait()
            self.assertTrue(self.hill.ok("ledger", "verify", user=None, password=None).one["ok"])
        relay.rate = None
        self.hill.ok("sync", "--peer", relay.address, "--once", user=None, password=None)
        self.assertEqual(serving.stop(), 0)
        self.assertEqual(heads(self.hill)[self.own(self.clinic)], heads(self.clinic)[self.own(self.clinic)])
        self.assertTrue(self.hill.ok("ledger", "verify", "--full", user=None, password=None).one["ok"])

    def own(self, clinic):
        """The chain of this clinic's only station."""
        names = {"asha": "Riverside", "bela": "Hill", "chand": "Lake"}
        return next(chain for chain, line in chains(clinic).items() if line["clinic"] == names[clinic.user])

    def test_a_cut_line_is_dialled_again(self):
        serving = self.serve(self.clinic)
        relay = self.relay(serving.address)
        self.hill.ok("peer", "add", relay.address)
        other = self.serve(self.hill)
        wait_for(lambda: self.hill.ok("peer", "list", user=None, password=None).one["state"] == "in-sync", 30, "the connection")
        for _ in range(3):
            relay.cut()
            self.clinic.register("Written While Cut", "1990", "male", user="meena")
            time.sleep(random.uniform(0.2, 0.8))
            relay.heal()
        chain = self.own(self.clinic)
        wait_for(lambda: heads(self.hill).get(chain) == heads(self.clinic)[chain], 60, "what was written while the line was cut")
        self.assertEqual((serving.stop(), other.stop()), (0, 0))

    def test_who_is_no_member_gets_nothing(self):
        stranger = Clinic(pathlib.Path(self.temporary.name) / "stranger", staff=False)
        serving = self.serve(self.clinic)
        answer = stranger.run("sync", "--peer", serving.address, "--once", user=None, password=None)
        self.assertIn(answer.code, (4, 5), answer.error)
        self.assertEqual(len(chains(stranger)), 1)
        self.assertEqual(len(chains(self.clinic)), 1)
        answer = self.hill.run("sync", "--peer", "127.0.0.1:1", "--once", user=None, password=None)
        self.assertEqual((answer.code, answer.slug), (5, "unreachable"))
        self.assertEqual(self.hill.run("peer", "add", "nonsense").code, 2)
        self.assertEqual(self.hill.run("peer", "remove", "10.9.9.9:1").code, 1)
        self.assertEqual(self.hill.run("sync", "--once", user=None, password=None).slug, "no-peers")
        self.assertEqual(serving.stop(), 0)


if __name__ == "__main__":
    unittest.main()
