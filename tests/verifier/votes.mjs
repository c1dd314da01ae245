// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Proposals and votes: FORMAT.md, section 5.3.
import { hex } from './form.mjs';
import { isBefore } from './status.mjs';

const LEAST_VOTERS = 3;
const EVERYTHING = () => true;

export class Votes {
    #statuses;
    #proposals = [];
    #votes = new Map(); // hex of a proposal's id -> approve entries

    constructor(statuses) {
        this.#statuses = statuses;
    }

    // A valid clinic.admit or clinic.suspend about the clinic.
    propose(entry, about) {
        entry.about = about;
        entry.deciders = this.decidersBefore(entry);
        this.#proposals.push(entry);
    }

    vote(entry, proposal) {
        this.#votes.set(proposal, [...this.#votes.get(proposal) ?? [], entry]);
    }

    // Whether a valid proposal is in effect in the causal past of an entry, or in the whole ledger; `counts` may leave out entries.
    isInEffect(proposal, before = null, counts = EVERYTHING) {
        const isThere = entry => (before === null || isBefore(entry, before)) && counts(entry);
        if (!isThere(proposal)) {
            return false;
        }
        const votes = (this.#votes.get(hex(proposal.id)) ?? []).filter(isThere);
        const clinics = new Set([proposal, ...votes].map(entry => entry.clinic));
        return clinics.size >= Math.floor(proposal.deciders.length / 2) + 1;
    }

    // The clinics that decide about a proposal at the place of the entry.
    decidersBefore(entry) {
        const founding = this.#statuses.foundingClinic;
        const inEffect = this.#proposals.filter(one => this.isInEffect(one, entry));
        const about = type => inEffect.filter(one => one.type === type).map(one => one.about);
        const suspended = about('clinic.suspend');
        const members = about('clinic.admit').filter(clinic => !suspended.includes(clinic));
        const foundingDecides = this.#proposals.every(one => !isBefore(one, entry)) ||
            (members.includes(founding) && members.length < LEAST_VOTERS);
        return foundingDecides ? [founding] : members;
    }
}
