// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The strict rule for Ed25519 of FORMAT.md, section 1.1, around the library's verification without cofactor.
import crypto from 'node:crypto';

const P = 2n ** 255n - 19n;
const L = 2n ** 252n + 27742317777372353535851937790883648493n;
const SPKI_PREFIX = Buffer.from('302a300506032b6570032100', 'hex');

function littleEndian(bytes) {
    return BigInt('0x' + Buffer.from(bytes).reverse().toString('hex'));
}

function withoutSign(hex) {
    return littleEndian(Buffer.from(hex, 'hex')) & ((1n << 255n) - 1n);
}

// The y of the eight torsion points; each stands there with both signs of x.
const SMALL_ORDER_Y = new Set([
    0n, 1n, P - 1n,
    withoutSign('26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05'),
    withoutSign('c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a'),
]);

// x is 0 only where y is 1 or -1, so that refusing small orders refuses "x = 0 with the sign bit", too.
function isAcceptablePoint(bytes) {
    const y = littleEndian(bytes) & ((1n << 255n) - 1n);
    return y < P && !SMALL_ORDER_Y.has(y);
}

const keys = new Map();

function keyObject(publicKey) {
    const name = publicKey.toString('hex');
    if (!keys.has(name)) {
        keys.set(name, isAcceptablePoint(publicKey)
            ? crypto.createPublicKey({ key: Buffer.concat([SPKI_PREFIX, publicKey]), format: 'der', type: 'spki' })
            : null);
    }
    return keys.get(name);
}

export function verify(publicKey, message, signature) {
    if (publicKey.length !== 32 || signature.length !== 64) {
        return false;
    }
    const key = keyObject(publicKey);
    if (key === null || littleEndian(signature.subarray(32)) >= L || !isAcceptablePoint(signature.subarray(0, 32))) {
        return false;
    }
    return crypto.verify(null, message, key, signature);
}
