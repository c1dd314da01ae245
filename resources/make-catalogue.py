#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Carnet authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes resources/catalogue.tsv from a table of observation facts.

    resources/make-catalogue.py FACTS.tsv [--out resources/catalogue.tsv]

FACTS.tsv has a header line and the columns key, display, loinc, loinc_also, loinc_name, category, group,
value_type, ucum, alt_units, ref_low, ref_high, male_low ... crit_high, plausible_min, plausible_max, decimals,
aliases, verify. What a table of facts cannot say (which unit has a LOINC code of its own, exact fractions, answers,
what is sensitive) stands below. The program never runs this: catalogue.tsv is kept in the repository and reviewed.
"""
import argparse
import csv
import re
import sys
from pathlib import Path

COLUMNS = ("key name loinc other_loinc loinc_name class group kind units spellings reference critical plausible "
           "decimals answers aliases trend marks").split()
KINDS = {"panel": "panel", "quantity": "quantity", "coded": "coded", "ordinal": "ordinal", "string": "text",
         "titer": "titre", "date": "date"}

# Texts in the facts' unit column that are no UCUM code, or another unit than the one meant: the UCUM code of the
# same size. A text that maps to None is in units.tsv for every row that has the unit.
SPELLINGS = {
    "mmHg": None, "bpm": None, "{beats}/min": None, "{breaths}/min": None, "gm%": None, "g%": None, "mg%": None,
    "million/cumm": None, "mill/cmm": None, "10*6/mm3": None, "cells/cumm": "/uL", "/cumm": "/uL", "/mm3": "/uL",
    "lakh/cumm": "10*5/uL", "lakhs/cumm": "10*5/uL", "IU/L": None, "uIU/mL": None, "um3": None,
    "{urine specific gravity}": "{ratio}",
}
ROW_SPELLINGS = {
    ("tsh", "mU/L"): "m[IU]/L",
    ("ca125", "U/mL"): "[arb'U]/mL", ("ca125", "kU/L"): "[arb'U]/mL",
    ("ca19_9", "U/mL"): "[arb'U]/mL", ("ca19_9", "kU/L"): "[arb'U]/mL",
    ("anti_ccp", "U/mL"): "[arb'U]/mL",
    ("mchc", "%"): "g/dL",  # printed so on reports, meaning g per 100 mL
}
FACTORS_OF_SPELLED = {"/uL": {"wbc": "0.001", "plt": "0.001", "neut_abs": "0.001", "lymph_abs": "0.001",
                              "mono_abs": "0.001", "eos_abs": "0.001", "baso_abs": "0.001"},
                      "10*5/uL": {"plt": "100"}}

# Fractions that have no finite decimal, and rules that are not a factor: canonical = (value * m + a) / d.
EXACT = {
    ("temp", "[degF]"): "5-160/9",
    ("temp", "K"): "1-273.15",
    ("hba1c", "mmol/mol"): "0.09148+2.152",      # NGSP % = 0.09148 * IFCC + 2.152
    ("hba1c_ifcc", "%"): "1-2.152/0.09148",      # the same rule, read backwards
    ("age", "mo"): "1/12", ("age", "wk"): "7/365.25", ("age", "d"): "1/365.25",
    ("gest_age", "d"): "1/7",
    ("bleeding_time", "s"): "1/60", ("clotting_time", "s"): "1/60",
}

# LOINC has one code for a mass concentration and another for the substance concentration of the same thing.
UNIT_LOINC = {
    ("glucose_fasting", "mmol/L"): "14771-0", ("glucose_random", "mmol/L"): "14749-6",
    ("glucose_poc", "mmol/L"): "14743-9", ("ogtt_2h", "mmol/L"): "14995-5", ("hba1c", "mmol/mol"): "59261-8",
    ("hba1c_ifcc", "%"): "4548-4",
    ("creatinine", "umol/L"): "14682-9", ("creatinine", "mmol/L"): "14682-9", ("urea", "mmol/L"): "22664-7",
    ("bun", "mmol/L"): "14937-7", ("uric_acid", "umol/L"): "14933-6", ("uric_acid", "mmol/L"): "14933-6",
    ("calcium", "mmol/L"): "2000-8", ("phosphate", "mmol/L"): "14879-1", ("magnesium", "mmol/L"): "2601-3",
    ("chol_total", "mmol/L"): "14647-2", ("hdl", "mmol/L"): "14646-4", ("ldl", "mmol/L"): "39469-2",
    ("ldl_direct", "mmol/L"): "69419-0", ("vldl", "mmol/L"): "25371-6", ("non_hdl", "mmol/L"): "70204-3",
    ("triglycerides", "mmol/L"): "14927-8", ("bili_total", "umol/L"): "14631-6",
    ("bili_direct", "umol/L"): "14629-0", ("bili_indirect", "umol/L"): "14630-8", ("ft4", "pmol/L"): "14920-3",
    ("t4_total", "nmol/L"): "14921-1", ("ft3", "pmol/L"): "14928-6", ("t3_total", "nmol/L"): "14930-2",
    ("hb", "mmol/L"): "59260-0",
}

PRESENCE = ("Positive/Pos/+ve/Present=LA6576-8;Negative/Neg/-ve/Absent=LA6577-6;Reactive;Non-reactive/Nonreactive;"
            "Detected;Not detected;Indeterminate/Equivocal/Borderline")
STRIP = "Negative/Neg/Nil/Absent=LA6577-6;Trace/Tr/+-;1+/+;2+/++;3+/+++;4+/++++;Positive/Pos/Present=LA6576-8"
SEDIMENT = "Nil/Absent/None/Not seen;Occasional/Rare;Few;Moderate;Many/Plenty;Positive/Pos/Present;Negative/Neg"
FIELD = "Nil/Absent/None;Occasional/Rare;Few;Many/Plenty;TNTC/Loaded"
ANSWERS = {
    "abo_group": "A=LA19710-5;B=LA19709-7;AB=LA28449-9;O=LA19708-9;Oh (Bombay)/Oh/Bombay",
    "rh_type": "Positive/Pos/+ve/+=LA6576-8;Negative/Neg/-ve/-=LA6577-6;Weak D positive",
    "abo_rh": "A+/A positive;A-/A negative;B+/B positive;B-/B negative;AB+/AB positive;AB-/AB negative;"
              "O+/O positive;O-/O negative",
    "malaria_smear": "Negative/Not seen=LA6577-6;P. falciparum/Pf;P. vivax/Pv;P. malariae;P. ovale;Mixed;"
                     "Positive=LA6576-8",
    "malaria_ag": "Negative=LA6577-6;P. falciparum/Pf;P. vivax/Pv;Mixed;Positive=LA6576-8",
    "sputum_afb": "Negative=LA6577-6;Scanty;1+;2+;3+;Positive=LA6576-8",
    "smoking": "Never smoker/Never=266919005;Former smoker/Ex-smoker/Ex=8517006;"
               "Current every day smoker/Every day=449868002;Current some day smoker/Some days=428041000124106;"
               "Smoker/Current=77176002;Unknown=266927001",
    "ua_wbc": FIELD, "ua_rbc": FIELD, "ua_epith": FIELD,
    "ua_casts": SEDIMENT, "ua_crystals": SEDIMENT, "ua_bacteria": SEDIMENT,
    "ua_urobilinogen": "Normal;" + STRIP,
    "widal_o": "Negative/Neg/Nil/Non-reactive=LA6577-6", "widal_h": "Negative/Neg/Nil/Non-reactive=LA6577-6",
}
TREND = {"ldl_direct": "ldl", "hba1c_ifcc": "hba1c"}
SENSITIVE = {"hiv_combo", "hiv_ab", "cd4"}
CRITICAL_FOR_ADULTS = {"pulse", "resp_rate", "sbp", "dbp", "map"}
WITHOUT_DIMENSION = {"{score}", "{ratio}", "{INR}", "[pH]", "{#}", "{titer}"}
MORE_ALIASES = {
    "sbp": "SBP;BP systolic;Systolic", "dbp": "DBP;BP diastolic;Diastolic", "map": "MAP", "bmi": "BMI",
    "abo_group": "ABO", "rh_type": "Rh type", "muac": "MUAC", "gcs": "GCS", "pef": "PEFR;Peak flow",
    "glucose_random": "Random blood sugar", "glucose_poc": "Glucometer", "hs_crp": "hs-CRP", "lmp": "LMP", "edd": "EDD",
    "resp_rate": "Breathing rate", "weight": "Weight", "height": "Height", "iron_serum": "Iron",
}


def number(text):
    return re.sub(r"\.0+$", "", text)


def limits(low, high):
    return f"{number(low)}..{number(high)}" if low or high else ""


def rule(key, ucum, factor):
    text = EXACT.get((key, ucum))
    if text is None:
        if not re.fullmatch(r"\d+(\.\d+)?", factor):
            sys.exit(f"{key}: no exact rule for {ucum} = {factor}")
        text = factor
    loinc = UNIT_LOINC.get((key, ucum))
    return f"{ucum}={text}" + (f"@{loinc}" if loinc else "")


def units_of(fact):
    key, canonical = fact["key"], fact["ucum"]
    if not canonical:
        return [], []
    units, spellings = {canonical: canonical}, []
    for each in filter(None, fact["alt_units"].split(";")):
        text, _, factor = each.rpartition("=")
        spelled = ROW_SPELLINGS.get((key, text))
        if spelled is None and text in SPELLINGS:
            spelled = SPELLINGS[text]
            if spelled is None:
                continue
        elif spelled is None:
            if text == "1" and canonical in WITHOUT_DIMENSION:
                spelled = canonical
            else:
                units.setdefault(text, rule(key, text, factor))
                continue
        if spelled in FACTORS_OF_SPELLED:
            units.setdefault(spelled, rule(key, spelled, FACTORS_OF_SPELLED[spelled][key]))
        if text not in SPELLINGS or text == "{urine specific gravity}":
            spellings.append(f"{text.replace(' ', '')}>{spelled}")  # blanks separate; they do not count in a unit
    return list(units.values()), spellings


def row_of(fact):
    key = fact["key"]
    kind = KINDS[fact["value_type"]]
    units, spellings = units_of(fact)
    reference = [limits(fact["ref_low"], fact["ref_high"])]
    for mark, sex in (("m:", "male"), ("f:", "female")):
        one = limits(fact[f"{sex}_low"], fact[f"{sex}_high"])
        reference.append(one and mark + one)
    answers = ANSWERS.get(key, "")
    if not answers and kind == "coded":
        answers = PRESENCE
    if not answers and kind == "ordinal":
        answers = STRIP
    name = fact["loinc_name"]
    aliases = [a for a in (fact["aliases"] + ";" + MORE_ALIASES.get(key, "")).split(";") if a]
    marks = [mark for mark, applies in (("sensitive", key in SENSITIVE),
                                        ("adult-critical", key in CRITICAL_FOR_ADULTS),
                                        ("unit-optional", fact["ucum"] in WITHOUT_DIMENSION)) if applies]
    return {
        "key": key, "name": fact["display"], "loinc": fact["loinc"], "other_loinc": fact["loinc_also"],
        "loinc_name": "" if name.startswith("component:") or fact["verify"] != "A" else name,
        "class": fact["category"], "group": fact["group"], "kind": kind, "units": " ".join(units),
        "spellings": " ".join(spellings), "reference": ";".join(filter(None, reference)),
        "critical": limits(fact["crit_low"], fact["crit_high"]),
        "plausible": limits(fact["plausible_min"], fact["plausible_max"]), "decimals": fact["decimals"],
        "answers": answers, "aliases": ";".join(dict.fromkeys(aliases)), "trend": TREND.get(key, ""),
        "marks": ";".join(marks),
    }


NOTICE = """\
# SPDX-FileCopyrightText: 2026 The Carnet authors
# SPDX-License-Identifier: GPL-3.0-or-later
# The observations that Carnet knows: one a line, {count} of them. README.md beside this file explains the columns.
# Reference and critical limits are common adult values, defaults for display; a clinician must confirm them.
# LOINC codes and names: This material contains content from LOINC (http://loinc.org). LOINC is copyright Regenstrief
# Institute, Inc. and the Logical Observation Identifiers Names and Codes (LOINC) Committee and is available at no cost
# under the license at http://loinc.org/license. LOINC is a registered United States trademark of Regenstrief Institute, Inc.
"""


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("facts", type=Path)
    parser.add_argument("--out", type=Path, default=Path(__file__).with_name("catalogue.tsv"))
    arguments = parser.parse_args()
    with arguments.facts.open(encoding="utf-8") as file:
        facts = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    rows = [row_of(fact) for fact in facts]
    for row in rows:
        if any("\t" in value or "\n" in value for value in row.values()):
            sys.exit(f"{row['key']}: a value holds a tab or a line end")
    with arguments.out.open("w", encoding="utf-8", newline="\n") as file:
        file.write(NOTICE.format(count=len(rows)))
        file.write("\t".join(COLUMNS) + "\n")
        for row in rows:
            file.write("\t".join(row[column] for column in COLUMNS) + "\n")
    print(f"{arguments.out}: {len(rows)} observations")


if __name__ == "__main__":
    main()
