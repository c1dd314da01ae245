#!/usr/bin/env node
// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Holds the verifier against the golden vectors: the good ledger with the status of each entry, the forged ones with the word
// that must be named, tampered copies, and the borderline cases of the Ed25519 rule.
// usage: check-vectors.mjs DIRECTORY      (tests/data)
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { statusesOf, verifyExport } from './export-file.mjs';
import { tamperAll } from './tamper.mjs';
import { verify } from './ed25519.mjs';

const data = process.argv[2];
const read = (...names) => fs.readFileSync(path.join(data, ...names));
const good = read('vectors', 'ledger', 'ledger.carnet');

function checkRule() {
    const fromHex = text => Buffer.from(text ?? '', 'hex');
    const rows = read('crypto', 'ed25519-rule.tsv').toString().split('\n').filter(row => row !== '' && row[0] !== '#');
    for (const [word, name, key, message, signature] of rows.map(row => row.split('\t'))) {
        assert.equal(verify(fromHex(key), fromHex(message), fromHex(signature)), word === 'accept', name);
    }
    return rows.length;
}

function checkForged() {
    const forged = JSON.parse(read('vectors', 'ledger', 'forged.json'));
    for (const { name, expected, file } of forged) {
        const found = verifyExport(Buffer.from(file, 'hex')).faults.map(fault => fault.what);
        assert.deepEqual(found, expected === 'accepted' ? [] : [expected], name);
    }
    return forged.length;
}

function checkStatuses() {
    const result = verifyExport(good);
    assert.deepEqual(result.faults, []);
    const blocks = JSON.parse(read('vectors', 'ledger', 'blocks.json'));
    const expected = blocks.flatMap(block => block.entries.map(entry => ({ id: entry.id, ...entry.status })));
    assert.deepEqual(statusesOf(good), expected);
    assert.equal(result.blocks, blocks.length);
    for (const head of result.heads) {
        assert.ok(blocks.some(block => block.root === head.root && block.tree_size === head.size));
    }
    return expected.length;
}

function checkTampered() {
    const result = tamperAll(good, 98, 7);
    assert.deepEqual(result.missed, []);
    assert.deepEqual(result.impossible, []);
    return result.refused;
}

const result = { rule: checkRule(), forged: checkForged(), statuses: checkStatuses(), tampered: checkTampered() };
assert.ok(Object.values(result).every(count => count > 0));
process.stdout.write(`${JSON.stringify(result)}\n`);
