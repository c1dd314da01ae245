// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The export file: FORMAT.md, section 7.
import { CborError, decodeAt } from './cbor.mjs';
import { base32, sha256 } from './hash.mjs';
import { hex, isHash, isTuple, isUint } from './form.mjs';
import { isGoodCheckpoint, originOf } from './checkpoint.mjs';
import { Ledger } from './ledger.mjs';

const isFirst = isTuple(word => word === 'carnet-export', version => version === 0, isHash);
const isCarried = isTuple(Buffer.isBuffer,
    parts => Array.isArray(parts) && parts.every(part => part === null || Buffer.isBuffer(part)));
const isBlock = isTuple(tag => tag === 1, Buffer.isBuffer, list => Array.isArray(list) && list.every(isCarried));
const isCheckpoint = isTuple(tag => tag === 2, isHash, Buffer.isBuffer);
const isTrailer = isTuple(tag => tag === 3, isUint, isUint, isHash);

class FileFault extends Error {}

class ExportFile {
    faults = [];
    blocks = 0;
    entries = 0;
    ledger = null;
    #checkpoints = new Map();
    #rejected = new Set();

    constructor(bytes) {
        this.bytes = bytes;
    }

    read() {
        let at = 0;
        let isEnded = false;
        while (!isEnded) {
            const { value, end } = this.#itemAt(at);
            isEnded = this.#take(value, at);
            at = end;
        }
        if (at !== this.bytes.length) {
            throw new FileFault('file');
        }
    }

    #itemAt(at) {
        try {
            return decodeAt(this.bytes, at);
        } catch (error) {
            if (error instanceof CborError) {
                throw new FileFault(error.ranOut ? 'truncated' : 'file');
            }
            throw error;
        }
    }

    // True after the trailer.
    #take(item, at) {
        if (this.ledger === null) {
            if (!isFirst(item)) {
                throw new FileFault('file');
            }
            this.ledger = new Ledger(item[2]);
        } else if (isBlock(item)) {
            this.#takeBlock(item);
        } else if (isCheckpoint(item)) {
            this.#takeCheckpoint(item);
        } else if (isTrailer(item)) {
            this.#checkTrailer(item, at);
            return true;
        } else {
            throw new FileFault('file');
        }
        return false;
    }

    #takeBlock([, block, carried]) {
        ++this.blocks;
        this.entries += carried.length;
        const { chain, height, what } = this.ledger.add(block, carried);
        const name = hex(chain);
        if (what === 'again' && this.#rejected.has(name)) {
            return; // Everything after a rejected block is rejected with it.
        }
        if (what === 'again' || this.#checkpoints.has(name)) {
            throw new FileFault('file');
        }
        if (what !== null) {
            this.#rejected.add(name);
            this.#fault(what, chain, height);
        }
    }

    #takeCheckpoint([, chainId, bytes]) {
        const chain = this.ledger.chains.get(hex(chainId));
        if (this.#checkpoints.has(hex(chainId))) {
            throw new FileFault('file');
        }
        this.#checkpoints.set(hex(chainId), bytes);
        const federation = this.ledger.federation;
        const keys = new Map([...this.ledger.chains.values()].map(one => [originOf(federation, one.id), one.stationKey]));
        const good = chain !== undefined && isGoodCheckpoint(bytes,
            { origin: originOf(federation, chainId), size: chain.tree.size, root: chain.tree.root(), keys });
        if (!good) {
            this.#fault('checkpoint', chainId, chain === undefined ? null : chain.blocks.length - 1);
        }
    }

    #checkTrailer([, blocks, entries, digest], at) {
        if (blocks !== this.blocks || entries !== this.entries || !sha256(this.bytes.subarray(0, at)).equals(digest)) {
            this.#fault('trailer');
        }
    }

    #fault(what, chain = null, height = null) {
        this.faults.push({ chain: chain && `chn-${base32(chain)}`, height, what });
    }

    result() {
        try {
            this.read();
        } catch (error) {
            if (!(error instanceof FileFault)) {
                throw error;
            }
            this.#fault(error.message);
        }
        this.ledger?.finish();
        const counted = state => this.ledger?.entries.filter(entry => entry.status.state === state).length ?? 0;
        return {
            ok: this.faults.length === 0,
            federation: this.ledger && `fed-${base32(this.ledger.federation)}`,
            chains: this.ledger?.chains.size ?? 0,
            blocks: this.blocks,
            entries: this.entries,
            void: counted('void'),
            quarantined: counted('quarantined'),
            unknown: counted('unknown'),
            faults: this.faults,
            heads: [...this.ledger?.chains.values() ?? []].map(chain => ({
                chain: `chn-${base32(chain.id)}`, size: chain.tree.size, height: chain.blocks.length - 1,
                head: `blk-${base32(chain.blocks.at(-1))}`, root: hex(chain.tree.root()) })),
        };
    }
}

// { ok, federation, chains, blocks, entries, void, quarantined, unknown, faults: [{ chain, height, what }],
//   heads: [{ chain, size, height, head, root }] }
export function verifyExport(bytes) {
    return new ExportFile(bytes).result();
}

// The statuses of all entries of accepted blocks, in the file's order: [{ id, state, reason }].
export function statusesOf(bytes) {
    const file = new ExportFile(bytes);
    file.result();
    return file.ledger.entries.map(entry => ({ id: hex(entry.id), ...entry.status }));
}
