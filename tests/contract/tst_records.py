# SPDX-FileCopyrightText: 2026 The Carnet authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writing, reading and correcting records, receipts, and who may not."""
import pathlib
import unittest

from carnet import ClinicTest

VISIT = {"observations": [{"key": "glucose_fasting", "value": "104.50", "unit": "mg/dL"}, {"key": "pulse", "value": 72, "unit": "/min"}],
         "note": "Feels well."}


class Records(ClinicTest):
    def setUp(self):
        super().setUp()
        self.patient = self.clinic.register()["patient"]

    def add(self, body=None):
        return self.clinic.ok("record", "add", "--patient", self.patient, "--body", self.clinic.body(body or VISIT), user="meena").one

    def test_a_record_says_where_it_stands(self):
        added = self.add()
        self.assertTrue(added["durable"])
        shown = self.clinic.ok("record", "show", added["record"]).one
        self.assertEqual(shown["author_name"], "Meena Pillai")
        self.assertEqual(shown["block_hash"], added["block_hash"])
        self.assertTrue(shown["signature_ok"])
        self.assertEqual(shown["held_by"], ["Riverside"])
        block = self.clinic.ok("ledger", "block", added["chain"], str(added["height"]), user=None, password=None).one
        self.assertEqual(block["entries"][0]["entry"], added["record"])
        self.assertEqual(block["prev_hash"], shown["prev_hash"])

    def test_digits_are_kept(self):
        self.add()
        text = self.clinic.ok("export", "fhir", "--patient", self.patient, "--out", self.clinic.path("e.json"))
        self.assertGreater(text.one["resources"], 2)
        self.assertIn('104.50', pathlib.Path(self.clinic.path("e.json")).read_text())

    def test_categories(self):
        self.add()
        for category, count in (("laboratory", 1), ("vitals", 1), ("notes", 1), ("documents", 0)):
            lines = self.clinic.ok("record", "list", "--patient", self.patient, "--category", category).lines
            self.assertEqual(sum(len(line["resources"]) for line in lines), count, category)

    def test_what_is_not_valid_is_refused_and_nothing_is_written(self):
        for observation in ({"key": "no_such_thing", "value": "1", "unit": "mg/dL"}, {"key": "pulse", "value": "72", "unit": "mg/dL"},
                            {"key": "pulse", "value": "9999", "unit": "/min"}, {"key": "pulse", "value": "7x2", "unit": "/min"}):
            body = self.clinic.body({"observations": [observation], "note": "x"})
            self.refused(1, "record", "add", "--patient", self.patient, "--body", body, user="meena")
        for text in ("", "{", "[]", '{"note":1}', '{"nonsense":true}', '{"note":"a","note":"b"}'):
            self.refused(1, "record", "add", "--patient", self.patient, "--body", self.clinic.write("bad.json", text), user="meena")
        self.refused(5, "record", "add", "--patient", self.patient, "--body", "/nonexistent", user="meena")
        self.refused(2, "record", "add", "--patient", self.patient, user="meena")

    def test_reception_never_reads_or_writes_clinical_parts(self):
        record = self.add()["record"]
        body = self.clinic.body(VISIT)
        for words in (("record", "list", "--patient", self.patient), ("record", "show", record),
                      ("record", "add", "--patient", self.patient, "--body", body),
                      ("export", "fhir", "--patient", self.patient, "--out", self.clinic.path("x")), ("import", "fhir", body)):
            self.refused(4, *words, user="ravi", slug="no-right")
        self.assertFalse(pathlib.Path(self.clinic.path("x")).exists())

    def test_a_correction_points_back_and_replaces(self):
        record = self.add()["record"]
        corrected = self.clinic.ok("record", "correct", record, "--body", self.clinic.body({"note": "Feels better."}), "--reason", "wrong patient's pulse").one
        self.assertEqual(self.clinic.ok("record", "show", record).one["corrected_by"], corrected["record"])
        self.assertEqual(self.clinic.ok("record", "show", corrected["record"]).one["corrects"], record)
        self.refused(1, "record", "correct", record, "--body", self.clinic.body(VISIT), "--reason", "again", slug="corrected-already")
        self.clinic.ok("export", "fhir", "--patient", self.patient, "--out", self.clinic.path("now.json"))
        self.clinic.ok("export", "fhir", "--patient", self.patient, "--history", "--out", self.clinic.path("all.json"))
        now, everything = (pathlib.Path(self.clinic.path(n)).read_text() for n in ("now.json", "all.json"))
        self.assertNotIn("Feels well.", now)
        self.assertIn("Feels well.", everything)

    def test_an_entry_in_error_stays_readable_and_counts_no_more(self):
        record = self.add()["record"]
        self.refused(4, "record", "error", record, "--reason", "x", user="ravi", slug="no-right")
        self.refused(1, "record", "error", record, "--reason", " ", slug="no-reason")
        marked = self.clinic.ok("record", "error", record, "--reason", "another person's values", user="meena").one
        self.assertTrue(marked["durable"])
        self.assertEqual(marked["marks"], record)
        shown = self.clinic.ok("record", "show", record).one
        self.assertTrue(shown["entered_in_error"])
        self.assertEqual(len(shown["resources"]), 3)
        mark = self.clinic.ok("record", "show", marked["record"]).one
        self.assertEqual((mark["marks_in_error"], mark["reason"]), (record, "another person's values"))
        self.refused(1, "record", "error", record, "--reason", "again", slug="in-error-already")
        self.refused(1, "record", "error", marked["record"], "--reason", "the mark", slug="not-a-record")
        self.refused(1, "record", "correct", record, "--body", self.clinic.body(VISIT), "--reason", "late", slug="in-error-already")
        self.clinic.ok("export", "fhir", "--patient", self.patient, "--out", self.clinic.path("now.json"))
        self.assertNotIn("Feels well.", pathlib.Path(self.clinic.path("now.json")).read_text())

    def test_an_entry_moves_to_the_right_chart(self):
        other = self.clinic.register(name="Arjun Singh")["patient"]
        record = self.add()["record"]
        self.refused(1, "record", "move", record, "--to", self.patient, "--reason", "x", slug="same-patient")
        self.refused(4, "record", "move", record, "--to", other, "--reason", "x", user="ravi", slug="no-right")
        moved = self.clinic.ok("record", "move", record, "--to", other, "--reason", "wrong chart", user="meena").one
        self.assertEqual(moved["moved_from"], record)
        self.assertTrue(self.clinic.ok("record", "show", record).one["entered_in_error"])
        there = self.clinic.ok("record", "list", "--patient", other).lines
        self.assertEqual([line["record"] for line in there], [moved["record"]])
        self.assertEqual(there[0]["moved_from"], record)
        self.assertEqual(len(there[0]["resources"]), 3)
        subjects = {resource["subject"]["reference"] for resource in there[0]["resources"]}
        theirs = {resource["subject"]["reference"] for resource in self.clinic.ok("record", "show", record).one["resources"]}
        self.assertEqual(len(subjects), 1)
        self.assertFalse(subjects & theirs)
        self.refused(1, "record", "move", record, "--to", other, "--reason", "again", slug="in-error-already")

    def test_ids_by_their_beginning(self):
        record = self.add()["record"]
        self.assertEqual(self.clinic.ok("record", "show", record[:14]).one["record"], record)
        self.refused(2, "record", "show", record[:9])
        self.refused(1, "record", "show", "rec-" + "a" * 52, slug="unknown-id")
        self.refused(1, "record", "list", "--patient", "pat-aaaaaaaaaa", slug="unknown-id")

    def test_a_receipt_is_checked_without_a_profile(self):
        record = self.add()["record"]
        receipt = pathlib.Path(self.clinic.path("receipt"))
        self.clinic.ok("receipt", "create", record, "--out", str(receipt))
        federation = self.clinic.ok("federation", "status", user=None, password=None).one["federation"]
        verified = self.clinic.ok("receipt", "verify", str(receipt), "--federation", federation, user=None, password=None).one
        self.assertEqual((verified["ok"], verified["record"], verified["author_name"], verified["clinic"]), (True, record, "Meena Pillai", "Riverside"))
        self.assertEqual(self.clinic.run("receipt", "verify", str(receipt), "--federation", "fed-" + "a" * 52, user=None, password=None).code, 3)
        good = receipt.read_bytes()
        for place in range(0, len(good), max(1, len(good) // 60)):
            forged = bytearray(good)
            forged[place] ^= 0x40
            receipt.write_bytes(bytes(forged))
            self.assertEqual(self.clinic.run("receipt", "verify", str(receipt), "--federation", federation, user=None, password=None).code, 3, place)

    def test_lists_come_back_the_same(self):
        self.add()
        first = self.clinic.ok("ledger", "rebuild").lines
        self.assertEqual([line["vault"] for line in first], ["desk", "clinical"])
        self.assertTrue(all(line["same"] for line in first))
        self.assertEqual([line["digest"] for line in self.clinic.ok("ledger", "rebuild").lines], [line["digest"] for line in first])
        self.assertEqual(len(self.clinic.ok("record", "list", "--patient", self.patient).lines), 1)


if __name__ == "__main__":
    unittest.main()
