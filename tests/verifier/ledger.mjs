// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The rules by which a block is accepted: FORMAT.md, sections 3.3 and 5.1.
import { H } from './hash.mjs';
import { checkPart, hex, parseBlock, parseEntry, verifyCose } from './form.mjs';
import { Tree } from './merkle.mjs';
import { Statuses } from './status.mjs';
import { PERSON, rowOf } from './types.mjs';

function attempt(make) {
    try {
        return make();
    } catch {
        return null;
    }
}

export class Ledger {
    chains = new Map(); // hex -> { id, stationKey, clinic, enrolment, blocks, sizes, roots, tree, seen, past, broken }
    entries = [];

    constructor(federation) {
        this.federation = federation;
        this.statuses = new Statuses(federation, this.chains);
    }

    // Takes the next block; gives { chain, height, what }, what being null, a rule's word, 'missing' or 'again'.
    add(blockBytes, carried) {
        const block = attempt(() => parseBlock(blockBytes));
        if (block === null || block.version !== 0) {
            return { chain: null, height: null, what: block === null ? 'encoding' : 'version' };
        }
        const what = this.#check(block, carried);
        const chain = this.chains.get(hex(block.chain));
        if (what !== null && what !== 'missing' && what !== 'again' && chain !== undefined) {
            chain.broken = true;
        }
        return { chain: block.chain, height: block.height, what };
    }

    #check(block, carried) {
        if (!block.federation.equals(this.federation)) {
            return 'federation';
        }
        const chain = this.chains.get(hex(block.chain));
        if (block.height < (chain?.blocks.length ?? 0)) {
            return this.#checkSecond(block, chain);
        }
        if (chain?.broken) {
            return 'again';
        }
        const link = this.#checkLink(block, chain) ?? this.#checkSeenHeads(block, chain);
        if (link !== null) {
            return link;
        }
        const past = this.#pastOf(block, chain);
        const entries = carried.map(([bytes], index) => this.#place(block, chain, past, attempt(() => parseEntry(bytes)), index));
        const known = chain ?? this.#makeKnown(block, past, entries);
        if (known === null || !known.stationKey.equals(block.stationKey)) {
            return 'station';
        }
        if (this.#isFounding(block, entries) && !this.#beginsWell(known, entries)) {
            return 'founding';
        }
        if (!verifyCose('block', block.cose, block.stationKey)) {
            return 'signature';
        }
        const fault = this.#checkContents(block, known, carried, entries);
        if (fault === null) {
            this.#accept(block, known, past, entries);
        }
        return fault;
    }

    // A height that is taken: the same block again, a fork, or nothing that belongs to the chain.
    #checkSecond(block, chain) {
        if (chain.blocks[block.height].equals(block.hash)) {
            return 'again';
        }
        const signed = chain.stationKey.equals(block.stationKey) && verifyCose('block', block.cose, block.stationKey);
        if (!signed) {
            return 'link';
        }
        chain.forkHeight = Math.min(block.height, chain.forkHeight ?? block.height);
        return 'fork';
    }

    #checkLink(block, chain) {
        const length = chain?.blocks.length ?? 0;
        if (block.height > length) {
            return 'missing';
        }
        return length > 0 && !block.previous.equals(chain.blocks[length - 1]) ? 'link' : null;
    }

    #checkSeenHeads(block, chain) {
        let missing = null;
        for (const [id, height, hash] of block.seenHeads) {
            const seen = this.chains.get(hex(id))?.blocks[height];
            if (this.#isHiddenByFork(id, height, hash)) {
                continue;
            }
            if (seen === undefined) {
                missing = 'missing';
            } else if (!seen.equals(hash) || height < (chain?.seen.get(hex(id)) ?? 0)) {
                return 'seen-heads';
            }
        }
        return missing;
    }

    // The block's causal past as the last height of each other chain.
    #pastOf(block, chain) {
        const past = new Map(chain?.past);
        const raise = (id, height) => past.set(id, Math.max(height, past.get(id) ?? -1));
        for (const [id, height, hash] of block.seenHeads) {
            const named = this.chains.get(hex(id));
            const reached = this.#isHiddenByFork(id, height, hash) ? named.forkHeight - 1 : height;
            if (reached >= 0) {
                raise(hex(id), reached);
                named.pasts[reached].forEach((further, other) => raise(other, further));
            }
        }
        return past;
    }

    // The named block belongs to a branch that is not here.
    #isHiddenByFork(id, height, hash) {
        const named = this.chains.get(hex(id));
        return named?.forkHeight !== undefined && height >= named.forkHeight && !named.blocks[height]?.equals(hash);
    }

    #place(block, chain, past, entry, index) {
        if (entry !== null) {
            entry.place = {
                chain: hex(block.chain), height: block.height, index, leaf: (chain?.tree.size ?? 0) + index, past };
            entry.clinic = chain?.clinic;
            entry.station = chain && hex(chain.stationKey);
        }
        return entry;
    }

    #isFounding(block, entries) {
        return block.height === 0 && entries[0] !== null && entries[0] !== undefined && entries[0].version === 0 &&
            entries[0].type === 'federation.genesis' && entries[0].id.equals(this.federation);
    }

    // Rule 5 for a chain's first block.
    #makeKnown(block, past, entries) {
        const makesKnown = (entry, types) => Boolean(entry) && entry.version === 0 && types.includes(entry.type) &&
            rowOf(entry).body(entry.body) && H('chain', entry.body[2], entry.body[4]).equals(block.chain);
        const probe = { place: { chain: hex(block.chain), height: 0, index: 0, past } };
        let enrolment = this.statuses.enrolmentsOf(probe, block.chain)[0];
        if (enrolment === undefined && this.#isFounding(block, entries)) {
            enrolment = makesKnown(entries[2], ['station.enrol']) ? entries[2] : undefined;
        } else if (enrolment === undefined && makesKnown(entries[0], ['station.enrol', 'station.restore'])) {
            const own = { clinic: hex(entries[0].body[0]), station: hex(entries[0].body[2]) };
            const judged = this.statuses.judge({ ...entries[0], ...own });
            enrolment = judged.state === 'valid' ? entries[0] : undefined;
        }
        if (enrolment === undefined) {
            return null;
        }
        const chain = {
            id: block.chain, stationKey: enrolment.body[2], clinic: hex(enrolment.body[0]), enrolment,
            blocks: [], sizes: [], roots: [], pasts: [], tree: new Tree(), seen: new Map(), past: new Map(), broken: false };
        for (const entry of entries.filter(Boolean)) {
            entry.clinic = chain.clinic;
            entry.station = hex(chain.stationKey);
        }
        return chain;
    }

    // Rule 6, judged apart from the ledger, which knows nothing before the founding block.
    #beginsWell(chain, entries) {
        const first = entries.slice(0, 4);
        const types = ['federation.genesis', 'clinic.admit', 'station.enrol', 'practitioner.enrol'];
        if (first.length < 4 || !first.every((entry, i) => entry?.version === 0 && entry.type === types[i])) {
            return false;
        }
        const [genesis, admit, station, person] = first;
        if (!first.every(entry => rowOf(entry).body(entry.body))) {
            return false;
        }
        const founder = genesis.body[1];
        const apart = new Statuses(this.federation, new Map());
        genesis.opensFoundingBlock = true;
        apart.found(genesis, admit);
        first.forEach(entry => apart.take(entry));
        const good = first.every(entry => entry.status.state === 'valid' && entry.kind === PERSON && entry.key.equals(founder)) &&
            admit.body[2].equals(founder) && station.body[0].equals(admit.id) && station === chain.enrolment &&
            person.body[0].equals(admit.id) && person.body[1].equals(founder) && person.body[5].includes('admin');
        if (good) {
            this.statuses.found(genesis, admit);
        }
        return good;
    }

    // Rules 9 to 12.
    #checkContents(block, chain, carried, entries) {
        if (carried.length !== block.count) {
            return 'count';
        }
        const tree = chain.tree.copy();
        carried.forEach(([bytes]) => tree.append(bytes));
        tree.append(block.preamble);
        if (tree.size !== block.treeSize || !tree.root().equals(block.root)) {
            return 'root';
        }
        if (!entries.every(entry => entry !== null && this.#belongs(block, entry))) {
            return 'entry';
        }
        if (!entries.every(entry => verifyCose('entry', entry.cose, entry.key))) {
            return 'entry-signature';
        }
        const partsFit = carried.every(([, parts], i) => parts.length === entries[i].parts.length &&
            parts.every((part, at) => part === null || fits(part, entries[i].parts[at])));
        return partsFit ? null : 'part';
    }

    #belongs(block, entry) {
        const isGenesis = entry.version === 0 && entry.type === 'federation.genesis';
        return entry.chain.equals(block.chain) &&
            (isGenesis ? entry.federation === null : entry.federation !== null && entry.federation.equals(this.federation));
    }

    #accept(block, chain, past, entries) {
        this.chains.set(hex(block.chain), chain);
        carriedInto(chain.tree, block, entries);
        chain.blocks.push(block.hash);
        chain.sizes.push(block.treeSize);
        chain.roots.push(block.root);
        chain.past = past;
        chain.pasts.push(past);
        block.seenHeads.forEach(([id, height]) => chain.seen.set(hex(id), height));
        for (const entry of entries) {
            this.statuses.take(entry);
            this.entries.push(entry);
        }
    }

    // To be called once, after the last block.
    finish() {
        this.statuses.quarantine(this.entries);
    }
}

function carriedInto(tree, block, entries) {
    entries.forEach(entry => tree.append(entry.bytes));
    tree.append(block.preamble);
}

function fits(part, named) {
    return attempt(() => {
        checkPart(part, named);
        return true;
    }) === true;
}
