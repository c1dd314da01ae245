#!/usr/bin/env node
// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Makes tampered export files from a good one, and requires of the verifier that it refuses each for a fitting reason.
// usage: tamper.mjs FILE [COUNT [SEED]]      One line of JSON; 0 all refused, 3 not, 2 usage.
// What leaves a valid shorter ledger is no tampering here: a chain's last block is dropped only where its checkpoint tells.
import fs from 'node:fs';
import { pathToFileURL } from 'node:url';
import { decode, decodeAt, encode } from './cbor.mjs';
import { sha256 } from './hash.mjs';
import { verifyExport } from './export-file.mjs';

const L = 2n ** 252n + 27742317777372353535851937790883648493n;

// mulberry32: the same seed makes the same tamperings.
function makeRandom(seed) {
    let state = seed >>> 0;
    return below => {
        state = (state + 0x6d2b79f5) >>> 0;
        let mixed = Math.imul(state ^ (state >>> 15), state | 1);
        mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
        return Math.floor(((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32 * below);
    };
}

class Export {
    constructor(bytes, random) {
        this.bytes = bytes;
        this.random = random;
        this.items = [];
        for (let at = 0; at < bytes.length;) {
            const { value, end } = decodeAt(bytes, at);
            this.items.push(value);
            this.trailerAt = at;
            at = end;
        }
        this.items.pop();
        this.blocks = this.items.filter(item => item[0] === 1).map(item => ({
            item, chain: preambleOf(item)[2].toString('hex'), height: preambleOf(item)[4] }));
        this.checkpoints = this.items.filter(item => item[0] === 2);
    }

    pick(list) {
        return list.length === 0 ? undefined : list[this.random(list.length)];
    }

    // Two different members, or undefined.
    pickTwo(list) {
        const first = this.random(list.length);
        const second = (first + 1 + this.random(list.length - 1)) % list.length;
        return list.length < 2 ? undefined : [list[first], list[second]];
    }

    // Blocks whose absence shows, since a later block or a checkpoint of the chain is there.
    neededBlocks() {
        return this.blocks.filter(({ chain, height }) =>
            this.blocks.some(other => other.chain === chain && other.height > height) ||
            this.checkpoints.some(item => item[1].toString('hex') === chain));
    }

    // All entries' indices as [block item, index].
    places(matches = () => true) {
        return this.blocks.flatMap(({ item }) => item[2].map((_, i) => [item, i])).filter(([item, i]) => matches(item[2][i]));
    }

    without(item) {
        return this.items.filter(one => one !== item);
    }

    replaced(item, other) {
        return this.items.map(one => one === item ? other : one);
    }

    exchanged(a, b) {
        return this.items.map(one => one === a ? b : one === b ? a : one);
    }
}

function preambleOf(item) {
    return decode(decode(decode(item[1])[2])[0]);
}

// The file of these items (arrays, or bytes as they are) with a trailer that agrees.
function sealed(items) {
    const body = Buffer.concat(items.map(item => Buffer.isBuffer(item) ? item : encode(item)));
    const blocks = items.map(item => Buffer.isBuffer(item) ? decodeAt(item, 0).value : item).filter(item => item[0] === 1);
    const entries = blocks.reduce((sum, item) => sum + item[2].length, 0);
    return Buffer.concat([body, encode([3, blocks.length, entries, sha256(body)])]);
}

function flipped(bytes, bit) {
    const copy = Buffer.from(bytes);
    copy[bit >> 3] ^= 1 << (bit & 7);
    return copy;
}

function changedCose(bytes, change) {
    const cose = decode(bytes);
    change(cose);
    return encode(cose);
}

function withEntries(item, change) {
    const entries = [...item[2]];
    change(entries);
    return [item[0], item[1], entries];
}

function withEntry(item, index, change) {
    return withEntries(item, entries => {
        entries[index] = [change(entries[index][0]), entries[index][1]];
    });
}

function withParts(item, index, change) {
    return withEntries(item, entries => {
        const parts = [...entries[index][1]];
        change(parts);
        entries[index] = [entries[index][0], parts];
    });
}

function sPlusL(signature) {
    const s = BigInt('0x' + Buffer.from(signature.subarray(32)).reverse().toString('hex')) + L;
    return Buffer.concat([signature.subarray(0, 32), Buffer.from(s.toString(16).padStart(64, '0'), 'hex').reverse()]);
}

// The same byte string with a length one size longer than need be, or an array's head written long.
function longHead(encoded) {
    const info = encoded[0] & 0x1f;
    const top = encoded[0] & 0xe0;
    if (info < 24) {
        return Buffer.concat([Buffer.from([top | 24, info]), encoded.subarray(1)]);
    }
    const size = 1 << (info - 24);
    return Buffer.concat([Buffer.from([top | (info + 1)]), Buffer.alloc(size), encoded.subarray(1)]);
}

function changedPreamble(x, change) {
    const { item } = x.pick(x.blocks);
    return [item, [1, changedCose(item[1], cose => {
        const payload = decode(cose[2]);
        const preamble = decode(payload[0]);
        change(preamble, payload, x);
        cose[2] = encode([encode(preamble), payload[1], payload[2]]);
    }), item[2]]];
}

const preamble = change => x => sealed(x.replaced(...changedPreamble(x, change)));

function inBlock(x, change) {
    const { item } = x.pick(x.blocks);
    return sealed(x.replaced(item, [1, change(item[1], item), item[2]]));
}

function inEntry(x, change) {
    const [item, i] = x.pick(x.places());
    return sealed(x.replaced(item, withEntry(item, i, change)));
}

const hasParts = entry => entry[1].some(part => part !== null);

function inParts(x, change) {
    const place = x.pick(x.places(hasParts));
    return place && sealed(x.replaced(place[0], withParts(...place, change)));
}

function swappedParts(x) {
    const two = x.pickTwo(x.places(hasParts));
    if (two === undefined) {
        return undefined;
    }
    const [a, b] = two.map(([item, i]) => item[2][i]);
    const [partA, partB] = [a, b].map(entry => entry[1].findIndex(part => part !== null));
    const changed = item => item[0] !== 1 ? item : withEntries(item, entries => entries.forEach((entry, i) => {
        if (entry === a || entry === b) {
            const parts = [...entry[1]];
            parts[entry === a ? partA : partB] = entry === a ? b[1][partB] : a[1][partA];
            entries[i] = [entry[0], parts];
        }
    }));
    return sealed(x.items.map(changed));
}

function checkpointText(x, change) {
    const item = x.pick(x.checkpoints);
    if (item === undefined) {
        return undefined;
    }
    const lines = item[2].toString('utf8').split('\n');
    change(lines);
    return sealed(x.replaced(item, [2, item[1], Buffer.from(lines.join('\n'))]));
}

// Anywhere but in cosignatures, which nothing binds to the file where their station is not known.
function flippedAndSealed(x) {
    const item = x.pick(x.items);
    const bytes = encode(item);
    const ownLines = item[0] === 2 ? item[2].toString('utf8').split('\n').slice(0, 5).join('\n') : null;
    const size = ownLines === null ? bytes.length : bytes.length - item[2].length + Buffer.byteLength(ownLines);
    const changed = flipped(bytes, x.random(8 * size));
    const body = Buffer.concat(x.items.map(one => one === item ? changed : encode(one)));
    const blocks = x.blocks.length;
    const entries = x.places().length;
    return Buffer.concat([body, encode([3, blocks, entries, sha256(body)])]);
}

function flipAt(signature, x) {
    return flipped(signature, x.random(8 * signature.length));
}

// Each kind: what it is, what the verifier may call it (empty: any word), and how it is made; undefined where the
// export has nothing to do it with.
const KINDS = [
    ['a bit anywhere', [], x => flipped(x.bytes, x.random(8 * x.bytes.length))],
    ['a bit anywhere, trailer made again', ['!trailer'], flippedAndSealed],
    ['cut anywhere', ['truncated'], x => x.bytes.subarray(0, x.random(x.bytes.length))],
    ['without the trailer', ['truncated'], x => x.bytes.subarray(0, x.trailerAt)],
    ['a byte after the trailer', ['file'], x => Buffer.concat([x.bytes, Buffer.from([x.random(256)])])],
    ['trailer with other counts', ['trailer'], x => {
        const [, blocks, entries, digest] = decode(x.bytes.subarray(x.trailerAt));
        const more = x.random(2);
        return Buffer.concat([x.bytes.subarray(0, x.trailerAt), encode([3, blocks + more, entries + 1 - more, digest])]);
    }],
    ['another federation in the first item', ['federation'], x =>
        sealed([[x.items[0][0], 0, flipAt(x.items[0][2], x)], ...x.items.slice(1)])],
    ['another version in the first item', ['file'], x => sealed([[x.items[0][0], 1, x.items[0][2]], ...x.items.slice(1)])],
    ['a block dropped', ['missing', 'station', 'checkpoint'], x => {
        const block = x.pick(x.neededBlocks());
        return block && sealed(x.without(block.item));
    }],
    ['a block twice', ['file'], x => {
        const { item } = x.pick(x.blocks);
        return sealed(x.items.flatMap(one => one === item ? [one, one] : [one]));
    }],
    ['two blocks of a chain exchanged', ['missing'], x => {
        const a = x.pick(x.neededBlocks());
        const b = a && x.pick(x.blocks.filter(other => other.chain === a.chain && other !== a));
        return b && sealed(x.exchanged(a.item, b.item));
    }],
    ['the entries of two blocks exchanged', ['count', 'root', 'station'], x => {
        const two = x.pickTwo(x.blocks);
        const [a, b] = (two ?? []).map(block => block.item);
        return two && sealed(x.items.map(one => one === a ? [1, a[1], b[2]] : one === b ? [1, b[1], a[2]] : one));
    }],
    ['an entry dropped', ['count', 'founding', 'station'], x => {
        const [item, i] = x.pick(x.places());
        return sealed(x.replaced(item, withEntries(item, entries => entries.splice(i, 1))));
    }],
    ['an entry twice', ['count', 'founding', 'station'], x => {
        const [item, i] = x.pick(x.places());
        return sealed(x.replaced(item, withEntries(item, entries => entries.splice(i, 0, entries[i]))));
    }],
    ['an entry in another\'s place', ['root', 'founding', 'station'], x => {
        const two = x.pickTwo(x.places());
        return two && sealed(x.replaced(two[0][0], withEntries(two[0][0], entries => {
            entries[two[0][1]] = two[1][0][2][two[1][1]];
        })));
    }],
    ['two entries of a block exchanged', ['root', 'founding', 'station'], x => {
        const block = x.pick(x.blocks.filter(one => one.item[2].length > 1));
        const at = block && x.random(block.item[2].length - 1);
        return block && sealed(x.replaced(block.item, withEntries(block.item, entries => {
            entries.splice(at, 2, entries[at + 1], entries[at]);
        })));
    }],
    ['a part in another entry', ['part'], swappedParts],
    ['a bit of a part', ['part'], x => inParts(x, parts => {
        const i = parts.findIndex(part => part !== null);
        parts[i] = flipAt(parts[i], x);
    })],
    ['a part cut', ['part'], x => inParts(x, parts => {
        const i = parts.findIndex(part => part !== null);
        parts[i] = parts[i].subarray(0, -1);
    })],
    ['a place for a part too many', ['part'], x => inParts(x, parts => parts.push(null))],
    ['a place for a part too few', ['part'], x => inParts(x, parts => parts.pop())],
    ['another time of a block', ['signature'], preamble(fields => ++fields[6])],
    ['another height of a block', ['missing', 'encoding', 'link'], preamble(fields => ++fields[4])],
    ['another count of a block', ['signature'], preamble(fields => ++fields[7])],
    ['another previous block', ['link', 'encoding'], preamble((fields, _, x) => {
        fields[5] = fields[5] === null ? Buffer.alloc(32) : flipAt(fields[5], x);
    })],
    ['another station key', ['station'], preamble((fields, _, x) => {
        fields[3] = flipAt(fields[3], x);
    })],
    ['another chain', ['station', 'missing', 'encoding'], preamble((fields, _, x) => {
        fields[2] = flipAt(fields[2], x);
    })],
    ['another tree size', ['signature'], preamble((_, payload) => ++payload[1])],
    ['another root', ['signature'], preamble((_, payload, x) => {
        payload[2] = flipAt(payload[2], x);
    })],
    ['a seen head that is not there', ['missing'], preamble((fields, _, x) => {
        const other = flipped(fields[2], 0);
        fields[8] = [[other, x.random(9), Buffer.alloc(32)]];
    })],
    ['a block of another version', ['version'], preamble(fields => {
        fields[0] = 1;
    })],
    ['a block\'s S + L', ['signature'], x => inBlock(x, block => changedCose(block, cose => {
        cose[3] = sPlusL(cose[3]);
    }))],
    ['a bit of a block\'s signature', ['signature'], x => inBlock(x, block => changedCose(block, cose => {
        cose[3] = flipAt(cose[3], x);
    }))],
    ['another block\'s signature', ['signature'], x => x.blocks.length < 2 ? undefined : inBlock(x, (block, item) =>
        changedCose(block, cose => {
            cose[3] = decode(x.pick(x.blocks.filter(other => other.item !== item)).item[1])[3];
        }))],
    ['a block with an algorithm in the unprotected header', ['encoding'], x => inBlock(x, block =>
        Buffer.from(block.toString('hex').replace('43a10127a0', '43a10127a10127'), 'hex'))],
    ['a block written long', ['encoding'], x => inBlock(x, block => longHead(block))],
    ['a block\'s payload written long', ['encoding'], x => inBlock(x, block => changedCose(block, cose => {
        cose[2] = longHead(cose[2]);
    }))],
    ['a byte after a block', ['encoding'], x => inBlock(x, block => Buffer.concat([block, Buffer.from([0])]))],
    ['an entry\'s S + L', ['root', 'founding', 'station'], x => inEntry(x, entry => changedCose(entry, cose => {
        cose[3] = sPlusL(cose[3]);
    }))],
    ['another time of an entry', ['root', 'founding', 'station'], x => inEntry(x, entry => changedCose(entry, cose => {
        const header = decode(cose[2]);
        header[7] = (header[7] ?? 0) + 1;
        cose[2] = encode(header);
    }))],
    ['an entry written long', ['root', 'founding', 'station'], x => inEntry(x, entry => changedCose(entry, cose => {
        cose[2] = longHead(cose[2]);
    }))],
    ['an entry\'s signature of zeros', ['root', 'founding', 'station'], x => inEntry(x, entry => changedCose(entry, cose => {
        cose[3] = Buffer.alloc(64);
    }))],
    ['an item of the file written long', ['file'], x => {
        const item = x.pick(x.items);
        const body = Buffer.concat(x.items.map(one => one === item ? longHead(encode(one)) : encode(one)));
        return Buffer.concat([body, encode([3, x.blocks.length, x.places().length, sha256(body)])]);
    }],
    ['the last blocks of two chains exchanged', ['missing', 'file', 'station'], x => {
        const two = x.pickTwo([...new Set(x.blocks.map(block => block.chain))]);
        const heads = two?.map(chain => x.blocks.filter(block => block.chain === chain).at(-1).item);
        return heads && sealed(x.exchanged(...heads));
    }],
    ['the checkpoints of two chains exchanged', ['checkpoint'], x => {
        const two = x.pickTwo(x.checkpoints);
        return two && sealed(x.items.map(one => one === two[0] ? [2, one[1], two[1][2]] :
            one === two[1] ? [2, one[1], two[0][2]] : one));
    }],
    ['a checkpoint of another size', ['checkpoint'], x => checkpointText(x, lines => {
        lines[1] = String(Number(lines[1]) + 1 - 2 * x.random(2));
    })],
    ['a checkpoint of another root', ['checkpoint'], x => checkpointText(x, lines => {
        lines[2] = flipAt(Buffer.from(lines[2], 'base64'), x).toString('base64');
    })],
    ['a checkpoint without its station\'s signature', ['checkpoint'], x => checkpointText(x, lines => lines.splice(4, 1))],
    ['a checkpoint twice', ['file'], x => {
        const item = x.pick(x.checkpoints);
        return item && sealed([...x.items, item]);
    }],
];

function fits(words, faults) {
    const found = faults.map(fault => fault.what);
    if (words[0] === '!trailer') {
        return found.length > 0 && found[0] !== 'trailer';
    }
    return found.length > 0 && (words.length === 0 || words.includes(found[0]));
}

// { refused, kinds: { kind: number }, impossible: [kind], words: { word: number }, missed: [{ kind, number, faults }] }
export function tamperAll(bytes, count = 200, seed = 1) {
    const random = makeRandom(seed);
    const x = new Export(bytes, random);
    const possible = KINDS.filter(([, , make]) => make(x) !== undefined);
    const impossible = KINDS.filter(kind => !possible.includes(kind)).map(kind => kind[0]);
    const result = { refused: 0, kinds: {}, words: {}, missed: [], impossible };
    for (let number = 0; number < count; ++number) {
        const [name, words, make] = possible[number % possible.length];
        let tampered = make(x);
        while (tampered.equals(bytes)) {
            tampered = make(x);
        }
        const { ok, faults } = verifyExport(tampered);
        if (!ok && fits(words, faults)) {
            ++result.refused;
            result.kinds[name] = (result.kinds[name] ?? 0) + 1;
            result.words[faults[0].what] = (result.words[faults[0].what] ?? 0) + 1;
        } else {
            result.missed.push({ kind: name, number, faults });
        }
    }
    return result;
}

function main([name, count = '200', seed = '1']) {
    if (name === undefined || !fs.existsSync(name)) {
        process.stderr.write('usage: tamper.mjs FILE [COUNT [SEED]]\n');
        return 2;
    }
    const bytes = fs.readFileSync(name);
    if (!verifyExport(bytes).ok) {
        process.stderr.write('The file is not good to begin with.\n');
        return 2;
    }
    const result = tamperAll(bytes, Number(count), Number(seed));
    process.stdout.write(`${JSON.stringify(result)}\n`);
    return result.missed.length === 0 && result.refused === Number(count) ? 0 : 3;
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
    process.exitCode = main(process.argv.slice(2));
}
