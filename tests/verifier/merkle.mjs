// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The tree of RFC 9162, section 2.1, as the hashes of its complete subtrees: enough to append leaves and to tell the root.
import { sha256 } from './hash.mjs';

export function leafHash(bytes) {
    return sha256(Buffer.from([0]), bytes);
}

function nodeHash(left, right) {
    return sha256(Buffer.from([1]), left, right);
}

export class Tree {
    constructor(size = 0, subtrees = []) {
        this.size = size;
        this.subtrees = subtrees;
    }

    copy() {
        return new Tree(this.size, [...this.subtrees]);
    }

    append(leaf) {
        let node = leafHash(leaf);
        for (let rest = this.size; rest % 2 === 1; rest = Math.floor(rest / 2)) {
            node = nodeHash(this.subtrees.pop(), node);
        }
        this.subtrees.push(node);
        ++this.size;
    }

    root() {
        if (this.size === 0) {
            return sha256();
        }
        return this.subtrees.reduceRight((right, left) => nodeHash(left, right));
    }
}
