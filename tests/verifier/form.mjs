// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
// What the bytes of blocks, entries and sealed parts must look like: FORMAT.md, sections 1.1, 2, 3 and 4.
// Each function throws (CborError or FormError) where they do not.
import { decode, encode, EMPTY_MAP } from './cbor.mjs';
import { CONTEXT, H } from './hash.mjs';
import { leafHash } from './merkle.mjs';
import { verify } from './ed25519.mjs';

const PROTECTED = Buffer.from('a10127', 'hex');
const MAX_ENTRY = 262_144;
const MAX_BLOCK = 320_000;
const MAX_PART = 33_554_432;

export class FormError extends Error {}

export function need(condition, what) {
    if (!condition) {
        throw new FormError(what);
    }
}

export const isUint = value => Number.isSafeInteger(value) && value >= 0;
export const isBytes = size => value => Buffer.isBuffer(value) && value.length === size;
export const isHash = isBytes(32);
export const isHashOrNull = value => value === null || isHash(value);
export const isText = most => value => typeof value === 'string' && Buffer.byteLength(value) <= most;
export const isTuple = (...checks) => value =>
    Array.isArray(value) && value.length === checks.length && checks.every((check, i) => check(value[i]));
export const isList = (least, most, check) => value =>
    Array.isArray(value) && value.length >= least && value.length <= most && value.every(check);
export const hex = bytes => bytes === null ? null : bytes.toString('hex');
export const noneTwice = hashes => new Set(hashes.map(hex)).size === hashes.length;
export const ascendingBytes = (items, key) =>
    items.every((item, i) => i === 0 || Buffer.compare(key(items[i - 1]), key(item)) < 0);

export function parseCose(bytes) {
    const cose = decode(bytes);
    need(Array.isArray(cose) && cose.length === 4, 'COSE_Sign1');
    const [header, unprotected, payload, signature] = cose;
    need(Buffer.isBuffer(header) && header.equals(PROTECTED) && unprotected === EMPTY_MAP, 'COSE headers');
    need(Buffer.isBuffer(payload) && isBytes(64)(signature), 'COSE payload');
    return { payload, signature };
}

export function verifyCose(context, cose, key) {
    const toBeSigned = encode(['Signature1', PROTECTED, Buffer.from(CONTEXT + context), cose.payload]);
    return verify(key, toBeSigned, cose.signature);
}

const isPartHeader = isTuple(isHash, isUint, isHashOrNull);

// Section 2. Of another version only elements 0-6 are known.
export function parseEntry(bytes) {
    need(bytes.length <= MAX_ENTRY, 'entry too large');
    const cose = parseCose(bytes);
    const header = decode(cose.payload);
    need(Array.isArray(header) && header.length >= 7 && isUint(header[0]), 'header');
    const [version, federation, chain, nonce, type, subject, author] = header;
    need(isHashOrNull(federation) && isHash(chain) && isBytes(16)(nonce) && isHashOrNull(subject), 'header');
    need(isText(40)(type) && /^[a-z]+(\.[a-z]+)*$/.test(type), 'type');
    need(isTuple(isUint, isHash)(author) && (version !== 0 || author[0] <= 3), 'author');
    const entry = {
        id: leafHash(bytes), bytes, cose, version, federation, chain, nonce, type, subject,
        kind: author[0], key: author[1], references: [], parts: [], epoch: null, body: [],
    };
    if (version === 0) {
        need(header.length === 12, 'header');
        const [time, epoch, references, parts, body] = header.slice(7);
        need(isUint(time) && isHashOrNull(epoch) && Array.isArray(body), 'header');
        need(isList(0, 64, isHash)(references) && noneTwice(references), 'references');
        need(isList(0, 256, isPartHeader)(parts), 'parts');
        Object.assign(entry, { epoch, references, parts, body });
    }
    return entry;
}

const isSeenHead = isTuple(isHash, isUint, isHash);

// Section 3. The result of a preamble of another version has nothing but that version.
export function parseBlock(bytes) {
    need(bytes.length <= MAX_BLOCK, 'block too large');
    const cose = parseCose(bytes);
    const payload = decode(cose.payload);
    need(isTuple(Buffer.isBuffer, isUint, isHash)(payload) && payload[1] <= 0xffff_ffff, 'block payload');
    const [preamble, treeSize, root] = payload;
    const fields = decode(preamble);
    need(Array.isArray(fields) && isUint(fields[0]), 'preamble');
    if (fields[0] !== 0) {
        return { version: fields[0] };
    }
    need(fields.length === 9, 'preamble');
    const [version, federation, chain, stationKey, height, previous, time, count, seenHeads] = fields;
    need([federation, chain, stationKey].every(isHash) && isUint(height) && isUint(time), 'preamble');
    need(isHashOrNull(previous) && (previous === null) === (height === 0), 'previous');
    need(isUint(count) && count >= 1 && count <= 4096, 'count');
    need(isList(0, 4096, isSeenHead)(seenHeads) && ascendingBytes(seenHeads, head => head[0]), 'seen heads');
    need(seenHeads.every(head => !head[0].equals(chain)), 'own chain seen');
    return {
        version, cose, preamble, treeSize, root, federation, chain, stationKey, height, previous, count, seenHeads,
        hash: H('block-hash', bytes),
    };
}

// Section 4: a part that came along, beside what the header says of it.
export function checkPart(bytes, [hash, size]) {
    need(bytes.length <= MAX_PART, 'part too large');
    const part = decode(bytes);
    need(isTuple(isHash, isBytes(16), Buffer.isBuffer)(part), 'part');
    need(part[2].length === size && H('part', ...part).equals(hash), 'part hash');
}
