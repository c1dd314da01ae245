# SPDX-FileCopyrightText: 2026 The Carnet authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every real FHIR file goes in, each resource held or named, and comes out with the same JSON values, digit by digit."""
import collections
import json
import os
import pathlib
import subprocess
import unittest

from carnet import ClinicTest, data_folder


def values(text):
    """JSON with the digits of its numbers as they were written."""
    return json.loads(text, parse_float=lambda s: ("number", s), parse_int=lambda s: ("number", s))


def key(value):
    return json.dumps(value, sort_keys=True, ensure_ascii=False)


def resources_of(path):
    """The resources of a file that can be read at all, each as its key, in the places that the import names."""
    text = path.read_bytes().decode("utf-8")
    if path.suffix == ".ndjson":
        return {f"line {i + 1}": key(values(line)) for i, line in enumerate(text.splitlines()) if line.strip()}
    value = values(text)
    if isinstance(value, dict) and value.get("resourceType") == "Bundle":
        return {f"entry[{i}].resource": key(entry["resource"]) for i, entry in enumerate(value.get("entry", []))
                if isinstance(entry, dict) and "resource" in entry}
    return {"file": key(value)}


class Transfer(ClinicTest):
    def test_all_real_files(self):
        folder = data_folder()
        if folder is None:
            return
        files = sorted(p for p in folder.rglob("*") if p.suffix in (".json", ".ndjson") and p.name not in ("mapping-example.json",))
        self.assertGreater(len(files), 400)
        answer = self.clinic.ok("import", "fhir", *map(str, files), user="meena")
        reports, total = answer.lines[:-1], answer.lines[-1]["total"]
        self.assertEqual(len(reports), len(files))
        self.clinic.ok("export", "fhir", "--all", "--out", self.clinic.path("all.json"), user="meena")
        bundle = values(pathlib.Path(self.clinic.path("all.json")).read_text(encoding="utf-8"))
        exported = collections.Counter(key(entry["resource"]) for entry in bundle["entry"])
        held = 0
        for path, report in zip(files, reports):
            rejected = {item["where"] for item in report["rejected"]}
            self.assertEqual(len(rejected), len(report["rejected"]), path)
            self.assertTrue(all(item["reason"] for item in report["rejected"]), path)
            held += report["resources"]
            if "file" in rejected:
                self.assertEqual(report["resources"], 0, path)
                continue
            resources = resources_of(path)
            self.assertEqual(report["resources"] + len(rejected), len(resources), path)
            for where, resource in resources.items():
                if where not in rejected:
                    self.assertGreater(exported[resource], 0, f"{path} {where} is not in the export")
        self.assertEqual(held, total["resources"])
        again = self.clinic.ok("import", "fhir", *map(str, files), user="meena").lines[-1]["total"]
        self.assertEqual((again["resources"], again["already_held"], again["records"]), (held, held, 0))
        self.assertTrue(self.clinic.ok("ledger", "verify", "--full", user=None, password=None).one["ok"])
        self.assertTrue(all(vault["same"] for vault in self.clinic.ok("ledger", "rebuild", user="meena").lines))

    def test_exports_of_valid_input_are_valid(self):
        folder = data_folder()
        if folder is None:
            return
        script = pathlib.Path(os.environ["CARNET_SOURCE_DIR"]) / "scripts" / "validate-fhir"
        inputs = sorted((folder / "synthea-v2.4-smart").glob("*.json"), key=lambda p: p.stat().st_size)[:2]
        inputs += [folder / "ips-hl7-v1.1.0" / "Bundle-IPS-examples-Bundle-01.json"]
        checked = subprocess.run([script, *map(str, inputs)], capture_output=True, text=True)
        valid = [p for p, line in zip(inputs, checked.stdout.splitlines()) if json.loads(line).get("valid", json.loads(line).get("ok"))]
        self.assertTrue(valid, checked.stdout + checked.stderr)
        exports = []
        for i, path in enumerate(valid):
            self.clinic.ok("import", "fhir", str(path), user="meena")
        for i, hit in enumerate(self.clinic.ok("patient", "find", "", "--limit", "0").lines):
            exports.append(self.clinic.path(f"export{i}.json"))
            self.clinic.ok("export", "fhir", "--patient", hit["patient"], "--out", exports[-1])
        own = self.clinic.register("Lakshmi Devi", "1980-05-17", "female", "--phone", "9845012345", "--estimated")["patient"]
        self.clinic.ok("record", "add", "--patient", own, "--body", self.clinic.body({
            "observations": [{"key": "sbp", "value": "120", "unit": "mmHg"}, {"key": "dbp", "value": "80", "unit": "mmHg"},
                             {"key": "hb", "value": "11.2", "unit": "g/dL"}], "allergies": "none-known",
            "conditions": [{"text": "Anaemia"}], "medications": [{"text": "Iron", "dose": "60 mg", "frequency": "daily"}], "note": "Tired."}))
        exports.append(self.clinic.path("own.json"))
        self.clinic.ok("export", "fhir", "--patient", own, "--out", exports[-1])
        result = subprocess.run([script, *exports], capture_output=True, text=True)
        self.assertEqual(result.returncode, 0, result.stdout[:4000] + result.stderr[:1000])

    def test_bad_files_are_named_and_change_nothing(self):
        before = self.clinic.height()
        bad = {
            "cut.json": '{"resourceType":"Patient","name":[{"text":"A"', "twice.json": '{"resourceType":"Patient","id":"a","id":"b"}',
            "type.json": '{"resourceType":"Wizard"}', "date.json": '{"resourceType":"Patient","birthDate":"1980-13-45"}',
            "decimal.json": '{"resourceType":"Observation","status":"final","code":{"text":"x"},"valueQuantity":{"value":"12"}}',
            "deep.json": "[" * 10000 + "]" * 10000, "empty.json": "", "number.json": "12",
        }
        for name, text in bad.items():
            answer = self.clinic.run("import", "fhir", self.clinic.write(name, text), user="meena")
            self.assertEqual(answer.code, 1, name)
            self.assertEqual(len(answer.lines[0]["rejected"]), 1, name)
        pathlib.Path(self.clinic.path("latin1.json")).write_bytes('{"resourceType":"Patient","name":[{"text":"Jos\xe9"}]}'.encode("latin-1"))
        self.assertEqual(self.clinic.run("import", "fhir", self.clinic.path("latin1.json"), user="meena").code, 1)
        self.assertEqual(self.clinic.run("import", "fhir", self.clinic.path("no-such-file.json"), user="meena").code, 5)
        self.assertEqual(self.clinic.height(), before)

    def test_a_dry_run_writes_nothing(self):
        before = self.clinic.height()
        file = self.clinic.write("p.json", '{"resourceType":"Patient","id":"p","name":[{"text":"Dry Run"}]}')
        self.assertEqual(self.clinic.ok("import", "fhir", "--dry-run", file, user="meena").lines[-1]["total"]["resources"], 1)
        self.assertEqual(self.clinic.height(), before)
        self.assertEqual(self.clinic.ok("patient", "find", "dry run").lines, [])

    def test_a_subject_that_is_not_in_the_set_gets_a_chart_of_its_own(self):
        file = self.clinic.write("o.json", json.dumps({"resourceType": "Observation", "status": "final", "code": {"text": "x"},
                                                       "subject": {"reference": "Patient/example"}, "valueString": "y"}))
        self.clinic.ok("import", "fhir", file, user="meena")
        hits = self.clinic.ok("patient", "find", "Unidentified").lines
        self.assertEqual(len(hits), 1)
        self.assertIn("Patient/example", hits[0]["name"])
        self.assertEqual(len(self.clinic.ok("record", "list", "--patient", hits[0]["patient"]).lines), 1)

    def test_charts_join_by_identifier_never_by_name(self):
        def patient(name, value, birth):
            return self.clinic.write(f"{value}-{birth}.json", json.dumps({"resourceType": "Patient", "id": f"p{birth}", "name": [{"text": name}], "birthDate": birth,
                "identifier": [{"system": "https://national.example/id", "value": value}]}))
        for file in (patient("Same Name", "1", "1980-01-01"), patient("Other Spelling", "1", "1980"), patient("Same Name", "2", "1980-01-01"),
                     patient("Same Name", "1", "1955-02-02")):
            self.clinic.ok("import", "fhir", file, user="meena")
        self.assertEqual(len(self.clinic.ok("patient", "find", "").lines), 3)


if __name__ == "__main__":
    unittest.main()
