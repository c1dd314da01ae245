#!/usr/bin/env node
// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Makes a ledger with carnetctl, exports it, and lets the second verifier and carnetctl agree about it; then 200 tampered copies.
// usage: run.mjs CARNETCTL DATA      DATA is the folder of test data where CARNET_TEST_DATA is not set.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const here = import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname);
const [carnetctl, defaultData] = process.argv.slice(2);
const data = process.env.CARNET_TEST_DATA || defaultData;
const TAMPERED = 200;

function makeProfile(folder) {
    const password = path.join(folder, 'password');
    fs.writeFileSync(password, 'correct horse battery\n', { mode: 0o600 });
    const call = (...words) => execFileSync(carnetctl,
        ['--profile', path.join(folder, 'profile'), '--password-file', password, '--json', ...words], { encoding: 'utf8' });
    call('federation', 'create', '--name', 'Second opinion', '--clinic', 'North', '--admin', 'asha', '--role', 'admin,doctor',
        '--recovery-out', path.join(folder, 'recovery'));
    return (...words) => call('--user', 'asha', ...words);
}

// The smallest bundles of synthetic patients, and a few of HL7's own examples.
function realFiles() {
    const inFolder = name => {
        const folder = path.join(data, name);
        return fs.existsSync(folder) ? fs.readdirSync(folder).map(file => path.join(folder, file)) : [];
    };
    const bundles = inFolder('synthea-v2.4-smart').filter(file => /_[0-9a-f-]{36}\.json$/.test(file));
    const size = file => fs.statSync(file).size;
    const patients = inFolder('hl7-r4-examples').filter(file => /^(Patient|Observation)-.*\.json$/.test(path.basename(file)));
    return [...bundles.sort((a, b) => size(a) - size(b)).slice(0, 4), ...patients.slice(0, 20)];
}

function fillWithGenerated(carnet, folder) {
    for (let i = 0; i < 5; ++i) {
        const { patient } = JSON.parse(carnet('patient', 'register', '--name', `Generated ${i}`, '--sex', 'female',
            '--birth-date', `199${i}-01-0${i + 1}`));
        const body = path.join(folder, `visit-${i}.json`);
        fs.writeFileSync(body, JSON.stringify({ note: `Cough for ${i + 1} days.` }));
        carnet('record', 'add', '--patient', patient, '--body', body);
    }
}

function fill(carnet, folder) {
    const files = realFiles();
    if (files.length > 0) {
        carnet('import', 'fhir', ...files);
        return;
    }
    assert.notEqual(process.env.CI, 'true', `There is no test data in ${data}.`);
    process.stderr.write(`There is no test data in ${data}: with generated patients.\n`);
    fillWithGenerated(carnet, folder);
}

function runVerifier(file) {
    const { status, stdout } = spawnSync(process.execPath, [path.join(here, 'verify-export.mjs'), file], { encoding: 'utf8' });
    return { status, ...JSON.parse(stdout) };
}

// Both programs verify the same ledger: the counts, and of each chain the head, the size and the root.
function checkAgreement(carnet, file) {
    const second = runVerifier(file);
    assert.equal(second.status, 0, JSON.stringify(second.faults));
    const first = JSON.parse(carnet('ledger', 'verify', '--full'));
    assert.equal(first.ok, true);
    const counts = ({ chains, blocks, entries }) => ({ chains, blocks, entries });
    assert.deepEqual(counts(second), counts(first));
    assert.equal(second.void, first.void_entries);
    assert.ok(second.entries > 10);
    const heads = carnet('ledger', 'status').trim().split('\n').map(line => JSON.parse(line));
    const named = ({ chain, size, height, head, root }) => ({ chain, size, height, head, root });
    assert.deepEqual(second.heads.map(named), heads.map(named));
    return counts(second);
}

function checkExits(good, folder) {
    const bad = path.join(folder, 'bad.carnet');
    fs.writeFileSync(bad, fs.readFileSync(good).subarray(0, -1));
    assert.deepEqual([runVerifier(bad).status, runVerifier(bad).faults[0].what], [3, 'truncated']);
    assert.equal(spawnSync(process.execPath, [path.join(here, 'verify-export.mjs')]).status, 2);
}

function checkTampered(file) {
    const { status, stdout } = spawnSync(process.execPath,
        [path.join(here, 'tamper.mjs'), file, String(TAMPERED), '1'], { encoding: 'utf8' });
    const { refused, missed } = JSON.parse(stdout);
    assert.deepEqual(missed, []);
    assert.deepEqual([status, refused], [0, TAMPERED]);
    return refused;
}

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'carnet-second-verifier-'));
try {
    const carnet = makeProfile(folder);
    fill(carnet, folder);
    const file = path.join(folder, 'ledger.carnet');
    carnet('ledger', 'export', '--out', file);
    const agreed = checkAgreement(carnet, file);
    checkExits(file, folder);
    process.stdout.write(`${JSON.stringify({ ...agreed, bytes: fs.statSync(file).size, tampered: checkTampered(file) })}\n`);
} finally {
    fs.rmSync(folder, { recursive: true, force: true });
}
