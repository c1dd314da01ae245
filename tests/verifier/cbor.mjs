// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The deterministic subset of CBOR of FORMAT.md, section 1, in both directions.
// Values: number (bigint beyond 2^53-1), Buffer, string, array, boolean, null, and EMPTY_MAP.
export const EMPTY_MAP = Symbol('empty map');
const MAX_NESTING = 16;
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

export class CborError extends Error {
    // ranOut: the bytes end before the item does.
    constructor(message, ranOut = false) {
        super(message);
        this.ranOut = ranOut;
    }
}

function readArgument(bytes, at) {
    const info = bytes[at] & 0x1f;
    if (info < 24) {
        return { value: info, end: at + 1 };
    }
    if (info > 27) {
        throw new CborError('reserved or indefinite length');
    }
    const size = 1 << (info - 24);
    const end = at + 1 + size;
    if (end > bytes.length) {
        throw new CborError('ends within a length', true);
    }
    const value = size === 8 ? bytes.readBigUInt64BE(at + 1) : bytes.readUIntBE(at + 1, size);
    const least = size === 1 ? 24 : size === 8 ? 0x1_0000_0000n : 2 ** (4 * size);
    if (value < least) {
        throw new CborError('not the shortest form');
    }
    return { value: value <= Number.MAX_SAFE_INTEGER ? Number(value) : value, end };
}

function simpleValue(byte) {
    switch (byte) {
    case 0xf4: return false;
    case 0xf5: return true;
    case 0xf6: return null;
    default: throw new CborError('a type outside the subset');
    }
}

// Decodes the item that begins at `at`; gives { value, end }.
export function decodeAt(bytes, at, nesting = 0) {
    if (at >= bytes.length) {
        throw new CborError('ends before an item', true);
    }
    const major = bytes[at] >> 5;
    if (major === 7) {
        return { value: simpleValue(bytes[at]), end: at + 1 };
    }
    if (major === 5) {
        if (bytes[at] !== 0xa0) {
            throw new CborError('a map that is not empty');
        }
        return { value: EMPTY_MAP, end: at + 1 };
    }
    if (major === 6) {
        throw new CborError('a tag');
    }
    const argument = readArgument(bytes, at);
    if (major === 0) {
        return argument;
    }
    if (major === 1) {
        const negative = -1n - BigInt(argument.value);
        return { value: negative >= Number.MIN_SAFE_INTEGER ? Number(negative) : negative, end: argument.end };
    }
    if (argument.value > bytes.length - argument.end) {
        throw new CborError('ends within an item', true);
    }
    return major === 4 ? decodeArray(bytes, argument, nesting + 1) : decodeString(bytes, argument, major);
}

function decodeString(bytes, argument, major) {
    const end = argument.end + argument.value;
    const content = bytes.subarray(argument.end, end);
    if (major === 2) {
        return { value: content, end };
    }
    try {
        return { value: utf8.decode(content), end };
    } catch {
        throw new CborError('text that is not UTF-8');
    }
}

function decodeArray(bytes, argument, nesting) {
    if (nesting > MAX_NESTING) {
        throw new CborError('nested too deeply');
    }
    const value = [];
    let at = argument.end;
    for (let i = 0; i < argument.value; ++i) {
        const item = decodeAt(bytes, at, nesting);
        value.push(item.value);
        at = item.end;
    }
    return { value, end: at };
}

// Decodes one item that stands alone.
export function decode(bytes) {
    const { value, end } = decodeAt(bytes, 0);
    if (end !== bytes.length) {
        throw new CborError('bytes after the item');
    }
    return value;
}

function head(major, value) {
    const top = major << 5;
    if (value < 24) {
        return Buffer.from([top | Number(value)]);
    }
    const size = value < 0x100 ? 1 : value < 0x10000 ? 2 : value < 0x1_0000_0000 ? 4 : 8;
    const out = Buffer.alloc(1 + size);
    out[0] = top | (24 + Math.log2(size));
    if (size === 8) {
        out.writeBigUInt64BE(BigInt(value), 1);
    } else {
        out.writeUIntBE(Number(value), 1, size);
    }
    return out;
}

export function encode(value) {
    if (value === null) {
        return Buffer.from([0xf6]);
    }
    if (typeof value === 'boolean') {
        return Buffer.from([value ? 0xf5 : 0xf4]);
    }
    if (value === EMPTY_MAP) {
        return Buffer.from([0xa0]);
    }
    if (typeof value === 'number' || typeof value === 'bigint') {
        return value < 0 ? head(1, -1n - BigInt(value)) : head(0, value);
    }
    if (typeof value === 'string') {
        const text = Buffer.from(value, 'utf8');
        return Buffer.concat([head(3, text.length), text]);
    }
    if (Buffer.isBuffer(value)) {
        return Buffer.concat([head(2, value.length), value]);
    }
    return Buffer.concat([head(4, value.length), ...value.map(encode)]);
}
