#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Carnet authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes resources/regions.tsv: countries and their first-level subdivisions.

    resources/make-regions.py INDIA.tsv [--iso-codes /usr/share/iso-codes/json] [--out resources/regions.tsv]

Countries and subdivisions come from Debian's package iso-codes. India's come from INDIA.tsv (columns code, name, kind,
old_codes_or_names), because ISO changed four of its codes in November 2023, after that package. The program
never runs this: regions.tsv is kept in the repository and reviewed.
"""
import argparse
import csv
import json
import re
import sys
from pathlib import Path

NOTICE = """\
# SPDX-FileCopyrightText: 2026 The Carnet authors
# SPDX-License-Identifier: GPL-3.0-or-later
# ISO 3166-1 countries and their first-level ISO 3166-2 subdivisions: code, name, former codes and names.
# Made by make-regions.py from Debian's package iso-codes (copyright Alastair McKinstry, Christian Perrier,
# Tobias Quathamer; LGPL-2.1-or-later) and, for India, from the codes as changed in November 2023.
"""


def india(path):
    with path.open(encoding="utf-8") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            former = row["old_codes_or_names"] or ""
            found = []
            if former.startswith("IN-"):
                found += re.findall(r"IN-[A-Z]{2}", former) + re.findall(r"\(([A-Za-z ]+)\)", former)
            elif re.fullmatch(r"[A-Za-z ]+", former):
                found.append(former)
            yield row["code"], row["name"], ";".join(found)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("india", type=Path)
    parser.add_argument("--iso-codes", type=Path, default=Path("/usr/share/iso-codes/json"))
    parser.add_argument("--out", type=Path, default=Path(__file__).with_name("regions.tsv"))
    arguments = parser.parse_args()
    countries = json.loads((arguments.iso_codes / "iso_3166-1.json").read_text(encoding="utf-8"))["3166-1"]
    parts = json.loads((arguments.iso_codes / "iso_3166-2.json").read_text(encoding="utf-8"))["3166-2"]
    rows = []
    for country in countries:
        name = country.get("common_name", country["name"])
        former = ";".join(n for n in (country["name"], country.get("official_name", "")) if n and n != name)
        rows.append((country["alpha_2"], name, former))
    rows += [(p["code"], p["name"], "") for p in parts if "parent" not in p and not p["code"].startswith("IN-")]
    rows += list(india(arguments.india))
    rows.sort()
    if len({code for code, _, _ in rows}) != len(rows) or any("\t" in c for r in rows for c in r):
        sys.exit("a code stands twice, or a name holds a tab")
    with arguments.out.open("w", encoding="utf-8", newline="\n") as file:
        file.write(NOTICE + "code\tname\tformer\n")
        file.writelines("\t".join(row) + "\n" for row in rows)
    print(f"{arguments.out}: {len(countries)} countries, {len(rows) - len(countries)} subdivisions")


if __name__ == "__main__":
    main()
