# SPDX-FileCopyrightText: 2026 The Carnet authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""scripts/validate-fhir tells valid R4 from invalid, and says so where it has no validator."""
import json
import os
import subprocess
import tempfile
import unittest

SCRIPT = os.path.join(os.environ["CARNET_SOURCE_DIR"], "scripts", "validate-fhir")
PATIENT = {"resourceType": "Patient", "id": "a", "gender": "female", "birthDate": "1980-05-17"}


def validate(resource, **environment):
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump(resource, file)
        file.flush()
        return subprocess.run([SCRIPT, file.name], capture_output=True, text=True, env={**os.environ, **environment})


class TestValidateFhir(unittest.TestCase):
    def test_absent_validator_is_said_and_fails_in_ci(self):
        absent = {"CARNET_VALIDATE": "/nonexistent"}
        result = validate(PATIENT, CI="", **absent)
        self.assertEqual(result.returncode, 77)
        self.assertIn("FHIR is not checked", result.stderr)
        self.assertEqual(validate(PATIENT, CI="true", **absent).returncode, 1)

    def test_usage(self):
        self.assertEqual(subprocess.run([SCRIPT], capture_output=True).returncode, 2)

    def test_valid_and_invalid(self):
        result = validate(PATIENT)
        if result.returncode == 77:
            self.skipTest(result.stderr.strip())
        self.assertEqual(result.returncode, 0, result.stdout + result.stderr)
        self.assertTrue(json.loads(result.stdout)["valid"])
        result = validate({**PATIENT, "gender": "F"})
        self.assertEqual(result.returncode, 1, result.stderr)
        self.assertFalse(json.loads(result.stdout)["valid"])


if __name__ == "__main__":
    unittest.main()
