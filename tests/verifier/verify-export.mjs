#!/usr/bin/env node
// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Verifies an export file of a ledger, written from ledger/FORMAT.md alone and with nothing of Carnet's own code.
// usage: verify-export.mjs FILE      One line of JSON; 0 good, 3 a fault, 2 usage.
import fs from 'node:fs';
import { verifyExport } from './export-file.mjs';

function main(names) {
    if (names.length !== 1 || !fs.existsSync(names[0])) {
        process.stderr.write('usage: verify-export.mjs FILE\n');
        return 2;
    }
    const result = verifyExport(fs.readFileSync(names[0]));
    process.stdout.write(`${JSON.stringify(result)}\n`);
    return result.ok ? 0 : 3;
}

process.exitCode = main(process.argv.slice(2));
