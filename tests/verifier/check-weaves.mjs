#!/usr/bin/env node
// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Holds the verifier against ledgers that the program wove at random: the status of each entry must be the same.
// usage: check-weaves.mjs MAKE-WEAVE FIRST-SEED COUNT
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { statusesOf, verifyExport } from './export-file.mjs';

const [make, first, count] = process.argv.slice(2);
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'carnet-weaves-'));
try {
    execFileSync(make, [folder, first, count]);
    const seen = {};
    for (let seed = Number(first); seed < Number(first) + Number(count); ++seed) {
        const file = fs.readFileSync(path.join(folder, `weave-${seed}.carnet`));
        assert.deepEqual(verifyExport(file).faults, [], `seed ${seed}`);
        const found = statusesOf(file);
        const expected = JSON.parse(fs.readFileSync(path.join(folder, `weave-${seed}.json`)));
        assert.equal(found.length, expected.length, `seed ${seed}`);
        found.forEach((status, i) => assert.deepEqual(status, expected[i], `seed ${seed}, entry ${i}`));
        found.forEach(({ state, reason }) => { seen[reason ?? state] = (seen[reason ?? state] ?? 0) + 1; });
    }
    // A weave in which nothing is cut off, or void for these reasons, compares nothing.
    for (const word of ['valid', 'quarantined', 'author', 'revoked', 'role', 'subject', 'epoch', 'reference']) {
        assert.ok(seen[word] > 0, `no weave has an entry that is ${word}`);
    }
    process.stdout.write(`${JSON.stringify(seen)}\n`);
} finally {
    fs.rmSync(folder, { recursive: true, force: true });
}
