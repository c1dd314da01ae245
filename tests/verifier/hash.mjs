// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
// SHA-256, H(context, ...) of FORMAT.md section 1, and the names of section 1.2.
import crypto from 'node:crypto';
import { encode } from './cbor.mjs';

export const CONTEXT = 'carnet/draft-0/';

export function sha256(...pieces) {
    const hash = crypto.createHash('sha256');
    for (const piece of pieces) {
        hash.update(piece);
    }
    return hash.digest();
}

export function H(context, ...values) {
    return sha256(encode([CONTEXT + context, ...values]));
}

// RFC 4648, lower case, without padding.
export function base32(bytes) {
    const alphabet = 'abcdefghijklmnopqrstuvwxyz234567';
    let text = '';
    let bits = 0;
    let held = 0;
    for (const byte of bytes) {
        held = (held << 8) | byte;
        bits += 8;
        while (bits >= 5) {
            bits -= 5;
            text += alphabet[(held >> bits) & 31];
        }
        held &= (1 << bits) - 1;
    }
    return bits > 0 ? text + alphabet[(held << (5 - bits)) & 31] : text;
}
