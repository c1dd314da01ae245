// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Checkpoints: FORMAT.md, section 6 (C2SP tlog-checkpoint, signed-note and tlog-cosignature).
import { base32, CONTEXT, sha256 } from './hash.mjs';
import { verify } from './ed25519.mjs';

const ED25519 = 0x01;
const COSIGNATURE = 0x04;

export function originOf(federation, chain) {
    return `${CONTEXT}${base32(federation)}/${base32(chain)}`;
}

function keyId(name, algorithm, key) {
    return sha256(`${name}\n`, Buffer.from([algorithm]), key).subarray(0, 4);
}

function parseSignature(line) {
    const match = /^— ([^ +]+) ([A-Za-z0-9+/]+={0,2})$/.exec(line);
    if (match === null) {
        return null;
    }
    const bytes = Buffer.from(match[2], 'base64');
    return bytes.toString('base64') === match[2] ? { name: match[1], bytes } : null;
}

// Whether one signature line of a known station verifies; null where the line is of another key.
function checkLine({ name, bytes }, text, key, isOwn) {
    if (isOwn && bytes.subarray(0, 4).equals(keyId(name, ED25519, key))) {
        return verify(key, Buffer.from(text), bytes.subarray(4));
    }
    if (!isOwn && bytes.subarray(0, 4).equals(keyId(name, COSIGNATURE, key))) {
        if (bytes.length !== 76) {
            return false;
        }
        const message = `cosignature/v1\ntime ${bytes.readBigUInt64BE(4)}\n${text}`;
        return verify(key, Buffer.from(message), bytes.subarray(12));
    }
    return null;
}

// Whether the checkpoint is for this size and root and its station signed it; a false signature of a known station spoils it.
// keys: Map of origin to station key, of all chains.
export function isGoodCheckpoint(bytes, { origin, size, root, keys }) {
    const note = bytes.toString('utf8');
    const text = `${origin}\n${size}\n${root.toString('base64')}\n`;
    if (!Buffer.from(note).equals(bytes) || !note.startsWith(`${text}\n`) || !note.endsWith('\n')) {
        return false;
    }
    const lines = note.slice(text.length + 1, -1).split('\n').map(parseSignature);
    if (lines.includes(null)) {
        return false;
    }
    let isSigned = false;
    for (const line of lines.filter(one => keys.has(one.name))) {
        const good = checkLine(line, text, keys.get(line.name), line.name === origin);
        if (good === false) {
            return false;
        }
        isSigned ||= good === true && line.name === origin;
    }
    return isSigned;
}
