// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The status of an entry: FORMAT.md, section 5.2.
//
// Statuses holds what valid entries have done, and answers for one more entry from its causal past. An entry has, beside
// what parseEntry gives: place { chain hex, height, index, leaf, past: Map of chain hex to the height rested on }, clinic (hex,
// of its chain) and station (hex).
import { CONTEXT, H, sha256 } from './hash.mjs';
import { encode } from './cbor.mjs';
import { verify } from './ed25519.mjs';
import { hex } from './form.mjs';
import { PERSON, RECOVERY, rowOf, STATION, SUBJECT } from './types.mjs';
import { Votes } from './votes.mjs';

const EMPTY_ROOT = sha256();

export class Lists {
    #lists = new Map();

    all(key) {
        return this.#lists.get(key) ?? [];
    }

    add(key, entry) {
        const list = this.#lists.get(key);
        if (list) {
            list.push(entry);
        } else {
            this.#lists.set(key, [entry]);
        }
    }

    // The entries under the key that are in the causal past of `entry`.
    before(entry, key) {
        return this.all(key).filter(earlier => isBefore(earlier, entry));
    }
}

export function isBefore(earlier, later) {
    const a = earlier.place;
    const b = later.place;
    if (a.chain === b.chain) {
        return a.height < b.height || (a.height === b.height && a.index < b.index);
    }
    return a.height <= (b.past.get(a.chain) ?? -1);
}

const pair = (a, b) => `${hex(a)} ${hex(b)}`;

export class Statuses {
    #byNonce = new Lists();
    #byId = new Lists();
    #valid = new Lists(); // under "<type> <what it is about>"
    #revocations = [];
    #votes = new Votes(this);
    #adoptions = [];
    #resolutions = [];
    #restorations = [];
    #chains;

    // chains: Map of chain hex to { clinic, sizes: array of tree sizes by height, roots }.
    constructor(federation, chains) {
        this.federation = federation;
        this.#chains = chains;
        this.genesis = null;
        this.foundingClinic = null;
    }

    found(genesis, clinicAdmit) {
        this.genesis = genesis;
        this.foundingClinic = hex(clinicAdmit.id);
    }

    // { state, reason } of the entry; nothing is kept.
    judge(entry) {
        const row = rowOf(entry);
        if (row === undefined) {
            return { state: 'unknown' };
        }
        const checks = [
            ['body', this.#bodyFits], ['kind', this.#kindFits], ['nonce', this.#nonceIsFresh], ['author', this.#authorIsKnown],
            ['revoked', this.#isNotRevoked], ['role', this.#hasRole], ['proof', this.#proves], ['subject', this.#subjectFits],
            ['epoch', this.#epochFits], ['reference', this.#referencesFit]];
        const broken = checks.find(([, check]) => !check.call(this, entry, row));
        return broken ? { state: 'void', reason: broken[0] } : { state: 'valid' };
    }

    // Judges the entry, and keeps it and its effect.
    take(entry) {
        entry.status = this.judge(entry);
        this.#byNonce.add(pair(entry.key, entry.nonce), entry);
        this.#byId.add(hex(entry.id), entry);
        if (entry.status.state === 'valid') {
            this.#keepEffect(entry, rowOf(entry));
        }
    }

    // Valid `station.enrol` entries before `entry` that make the chain known; the one with the least id first.
    enrolmentsOf(entry, chainId) {
        return this.#valid.before(entry, `chain ${hex(chainId)}`).sort((a, b) => Buffer.compare(a.id, b.id));
    }

    authorsClinic(entry, row = rowOf(entry)) {
        return row.clinicInBody ? hex(entry.body[0]) : entry.clinic;
    }

    #bodyFits(entry, row) {
        const fits = row.body(entry.body) && (entry.subject !== null) === row.subject &&
            (entry.epoch !== null) === row.subject;
        return fits && (entry.type !== 'federation.genesis' || entry.opensFoundingBlock === true);
    }

    #kindFits(entry, row) {
        const rotatesToNewSubject = entry.type === 'access.rotate' && entry.body[0][2].length === 0;
        return row.kinds.includes(entry.kind) && !(rotatesToNewSubject && entry.kind !== SUBJECT);
    }

    #nonceIsFresh(entry) {
        return this.#byNonce.before(entry, pair(entry.key, entry.nonce)).length === 0;
    }

    // The clinic's admission, if it is in effect in the entry's causal past.
    #admitsOf(entry, clinic) {
        return this.#valid.before(entry, `clinic.admit ${clinic}`).filter(admit => this.#votes.isInEffect(admit, entry));
    }

    #isNamedAdministrator(entry, clinic, key) {
        const opening = entry.type === 'clinic.admit' && hex(entry.id) === this.foundingClinic;
        return (opening && this.genesis.body[1].equals(key)) ||
            this.#admitsOf(entry, clinic).some(admit => admit.body[2].equals(key));
    }

    #authorIsKnown(entry, row) {
        if (entry.kind === SUBJECT) {
            return H('subject', entry.key).equals(entry.subject);
        }
        if (entry.type === 'federation.genesis') {
            return true;
        }
        if (entry.kind === STATION) {
            return hex(entry.key) === entry.station;
        }
        const clinic = this.authorsClinic(entry, row);
        if (entry.kind === RECOVERY) {
            return this.#admitsOf(entry, clinic).some(admit => admit.body[3].equals(entry.key)) ||
                (clinic === this.foundingClinic && this.genesis.body[2].equals(entry.key) &&
                    this.#admitsOf(entry, clinic).length > 0);
        }
        return this.#valid.before(entry, `enrolled ${clinic} ${hex(entry.key)}`).length > 0 ||
            this.#isNamedAdministrator(entry, clinic, entry.key);
    }

    #isNotRevoked(entry, row) {
        const clinic = this.authorsClinic(entry, row);
        const isSuspended = id => this.#valid.before(entry, `clinic.suspend ${id}`)
            .some(suspension => this.#votes.isInEffect(suspension, entry));
        if (isSuspended(entry.clinic) || isSuspended(clinic)) {
            return false;
        }
        const marks = [`station.retire ${entry.station}`, `seal ${entry.place.chain}`];
        if (entry.kind === PERSON) {
            marks.push(`practitioner.revoke ${clinic} ${hex(entry.key)}`);
        }
        return marks.every(mark => this.#valid.before(entry, mark).length === 0);
    }

    #hasRole(entry, row) {
        if (entry.kind === RECOVERY) {
            return entry.type !== 'practitioner.enrol' || entry.body[5].includes('admin');
        }
        if (entry.kind === STATION) {
            return this.#valid.before(entry, `confirmed ${hex(entry.key)}`).length > 0;
        }
        if (entry.kind !== PERSON || row.roles === null) {
            return true;
        }
        if (row.isProposal && !this.#votes.decidersBefore(entry).includes(this.authorsClinic(entry, row))) {
            return false;
        }
        const clinic = this.authorsClinic(entry, row);
        const given = this.#valid.before(entry, `roles ${clinic} ${hex(entry.key)}`);
        const last = given.filter(one => !given.some(other => isBefore(one, other)));
        entry.rights = last;
        if (last.length === 0) {
            return row.roles.includes('admin');
        }
        return row.roles.some(role => last.every(one => one.body[one.body.length === 7 ? 5 : 4].includes(role)));
    }

    #proves(entry, row) {
        const signed = (key, signature, context, ...values) => verify(key, encode([CONTEXT + context, ...values]), signature);
        if (entry.type === 'station.enrol') {
            const [clinic, , key, exchangeKey, nonce, proof] = entry.body;
            return signed(key, proof, 'station-proof', this.federation, clinic, exchangeKey, nonce);
        }
        if (entry.type === 'station.restore') {
            const [clinic, , key, exchangeKey, nonce, , , proof] = entry.body;
            return signed(key, proof, 'station-proof', this.federation, clinic, exchangeKey, nonce);
        }
        if (entry.type === 'practitioner.enrol') {
            const [clinic, key, exchangeKey, , , , proof] = entry.body;
            return signed(key, proof, 'practitioner-proof', this.federation, clinic, exchangeKey);
        }
        if (row.epochAt === undefined) {
            return true;
        }
        const [key, commitments, parents, proof] = entry.body[row.epochAt];
        const epoch = H('epoch', this.federation, key, commitments, parents);
        const agrees = entry.type === 'access.rotate' && entry.kind === PERSON ? proof.every(byte => byte === 0) : signed(key, proof, 'subject-proof', this.federation, entry.chain, entry.nonce, epoch);
        return epoch.equals(entry.epoch) && H('subject', key).equals(entry.subject) && agrees;
    }

    #begins(entry, row) {
        return row.epochAt !== undefined && (entry.type !== 'access.rotate' || entry.body[0][2].length === 0);
    }

    #subjectFits(entry, row) {
        const has = mark => this.#valid.before(entry, mark).length > 0;
        if (row.subject) {
            return has(`begun ${hex(entry.subject)}`) !== this.#begins(entry, row);
        }
        const clinic = hex(entry.body[0]?.length === 32 ? entry.body[0] : null);
        switch (entry.type) {
        case 'station.enrol':
            return this.#valid.before(entry, `station ${hex(entry.body[2])}`).every(one => confirms(entry, one));
        case 'station.restore':
            return entry.place.leaf === 0 && hex(entry.body[2]) === entry.station && !has(`station ${entry.station}`) &&
                H('chain', entry.body[2], entry.body[4]).equals(entry.chain) && has(`chain ${hex(entry.body[5])} ${clinic}`);
        case 'approve':
            return this.#valid.before(entry, `proposal ${clinic}`).some(one => one.deciders.includes(entry.clinic));
        case 'seal': return !entry.body[0].equals(entry.chain) && has(`restored ${clinic} ${entry.clinic}`);
        case 'fork.resolve': return !entry.body[0].equals(entry.chain) && has(`chain ${clinic} ${entry.clinic}`);
        case 'quarantine.adopt': return entry.references.every(id => this.#byId.before(entry, hex(id))
            .every(one => this.#mayAdopt(entry, one)));
        case 'station.retire': return has(`station ${hex(entry.body[1])} ${clinic}`);
        case 'practitioner.enrol': return !has(`enrolled ${clinic} ${hex(entry.body[1])}`);
        case 'practitioner.change': return has(`enrolled ${clinic} ${hex(entry.body[1])}`);
        case 'practitioner.revoke':
            return has(`enrolled ${clinic} ${hex(entry.body[1])}`) || this.#isNamedAdministrator(entry, clinic, entry.body[1]);
        case 'clinic.suspend': return this.#admitsOf(entry, clinic).length > 0;
        case 'role.rotate':
            return entry.body[1].every(([role, generation]) => this.#valid.before(entry, `generation ${clinic}`)
                .every(earlier => earlier.body.at(-1).every(([r, g]) => r !== role || g < generation)));
        default: return true;
        }
    }

    #epochFits(entry, row) {
        if (!row.subject) {
            return true;
        }
        const isMade = epoch => this.#valid.before(entry, `epoch ${pair(entry.subject, epoch)}`).length > 0;
        return row.epochAt === undefined ? isMade(entry.epoch) : entry.body[row.epochAt][2].every(isMade);
    }

    #referencesFit(entry, row) {
        const accepted = row.acceptedAt === undefined ? [] : [...entry.body[row.acceptedAt]];
        if (entry.type === 'seal') {
            accepted.push(entry.body);
        }
        return entry.references.every(id => this.#byId.before(entry, hex(id)).length > 0) &&
            accepted.every(item => this.#acceptedFits(entry, item));
    }

    #acceptedFits(entry, [chainId, size, root]) {
        if (size === 0) {
            return root.equals(EMPTY_ROOT);
        }
        const chain = this.#chains.get(hex(chainId));
        const height = chain === undefined ? -1 : chain.sizes.indexOf(size);
        return height >= 0 && height <= lastHeight(entry, hex(chainId)) && chain.roots[height].equals(root);
    }

    #keepEffect(entry, row) {
        const keep = (...words) => this.#valid.add(words.join(' '), entry);
        const at = i => hex(entry.body[i]);
        if (row.epochAt !== undefined) {
            keep('epoch', pair(entry.subject, entry.epoch));
        }
        if (this.#begins(entry, row)) {
            keep('begun', hex(entry.subject));
        }
        switch (entry.type) {
        case 'clinic.admit':
            this.#votes.propose(entry, hex(entry.id));
            keep('clinic.admit', hex(entry.id));
            keep('proposal', hex(entry.id));
            keep('generation', hex(entry.id));
            break;
        case 'approve': this.#votes.vote(entry, at(0)); break;
        case 'seal': keep('seal', at(0)); this.#revocations.push(entry); break;
        case 'fork.resolve': this.#resolutions.push(entry); break;
        case 'quarantine.adopt': this.#adoptions.push(entry); break;
        case 'station.restore':
            this.#restorations.push(entry);
            keep('restored', at(5), at(0));
            // falls through
        case 'station.enrol':
            if (entry.type === 'station.enrol') {
                keep('confirmed', at(2));
            }
            keep('station', at(2));
            keep('station', at(2), at(0));
            keep('chain', hex(H('chain', entry.body[2], entry.body[4])));
            keep('chain', hex(H('chain', entry.body[2], entry.body[4])), at(0));
            break;
        case 'practitioner.enrol':
            keep('enrolled', at(0), at(1));
            keep('roles', at(0), at(1));
            break;
        case 'practitioner.change': keep('roles', at(0), at(1)); break;
        case 'role.rotate': keep('generation', at(0)); break;
        case 'station.retire': keep('station.retire', at(1)); this.#revocations.push(entry); break;
        case 'clinic.suspend':
            this.#votes.propose(entry, at(0));
            keep('clinic.suspend', at(0));
            keep('proposal', hex(entry.id));
            this.#revocations.push(entry);
            break;
        case 'practitioner.revoke': keep('practitioner.revoke', at(0), at(1)); this.#revocations.push(entry); break;
        }
    }

    // Whether the entry, which is in the causal past of the quarantine.adopt, may be adopted by it.
    #mayAdopt(adopt, entry) {
        if (entry.status.state !== 'valid' || entry.type === 'federation.genesis') {
            return false;
        }
        const clinic = this.authorsClinic(entry);
        return clinic === adopt.clinic || this.#valid.before(adopt, `clinic.suspend ${clinic}`)
            .some(suspension => suspension.clinic === adopt.clinic && this.#votes.isInEffect(suspension, adopt));
    }

    // Marks the quarantined among all entries, which stand in an order in which each is after its causal past.
    quarantine(entries) {
        const cuts = this.#revocations.filter(one => !rowOf(one).isProposal || this.#votes.isInEffect(one))
            .map(revocation => ({ revocation, limits: this.#limitsOf(revocation) }));
        const valid = entries.filter(one => one.status.state === 'valid');
        let out = new Set();
        let spared = new Set();
        let kept = [];
        for (let rounds = -1; rounds !== spared.size + kept.length;) {
            rounds = spared.size + kept.length;
            out = new Set();
            for (const entry of valid) {
                if (!spared.has(entry) && (cuts.some(cut => this.#cutsOff(cut, entry)) || this.#isForked(entry, kept) ||
                    this.#standsOnQuarantined(entry, out))) {
                    out.add(entry);
                }
            }
            kept = this.#resolutions.filter(one => !out.has(one));
            spared = this.#sparedBy(out);
        }
        out.forEach(entry => { entry.status = { state: 'quarantined' }; });
    }

    // What is never quarantined, given what is.
    #sparedBy(out) {
        const adopted = this.#adoptions.filter(one => !out.has(one))
            .flatMap(adopt => adopt.references.flatMap(id => this.#byId.before(adopt, hex(id))));
        const confirmed = this.#restorations.filter(restoration => this.#valid.all(`chain ${hex(restoration.chain)}`)
            .some(one => one.type === 'station.enrol' && !out.has(one)));
        return new Set([...adopted, ...confirmed]);
    }

    #isForked(entry, kept) {
        const chain = this.#chains.get(entry.place.chain);
        if (chain.forkHeight === undefined || entry.place.height < chain.forkHeight) {
            return false;
        }
        return !kept.some(({ body: [id, height, hash] }) => hex(id) === entry.place.chain && height >= entry.place.height &&
            chain.blocks[height]?.equals(hash));
    }

    #limitsOf(revocation) {
        if (revocation.type === 'seal') {
            return new Map([[hex(revocation.body[0]), revocation.body[1]]]);
        }
        return new Map(revocation.body[rowOf(revocation).acceptedAt].map(([chain, size]) => [hex(chain), size]));
    }

    #cutsOff({ revocation, limits }, entry) {
        if (entry === revocation || !this.#concerns(revocation, entry)) {
            return false;
        }
        const chain = entry.place.chain;
        const own = chain === revocation.place.chain;
        const seen = own ? revocation.place.leaf : this.#chains.get(chain).sizes[lastHeight(revocation, chain)] ?? 0;
        return entry.place.leaf >= (limits.get(chain) ?? seen);
    }

    #concerns({ type, body }, entry) {
        switch (type) {
        case 'station.retire': return entry.station === hex(body[1]);
        case 'seal': return entry.place.chain === hex(body[0]);
        case 'clinic.suspend': return entry.clinic === hex(body[0]) || this.authorsClinic(entry) === hex(body[0]);
        default:
            return entry.kind === PERSON && entry.key.equals(body[1]) && this.authorsClinic(entry) === hex(body[0]);
        }
    }

    #standsOnQuarantined(entry, out) {
        const sources = [this.#chains.get(entry.place.chain).enrolment, ...entry.rights ?? []];
        const clinics = [entry.clinic, this.authorsClinic(entry)].flatMap(clinic => this.#admitsOf(entry, clinic));
        return sources.some(source => source !== entry && out.has(source)) ||
            clinics.some(admit => !this.#votes.isInEffect(admit, entry, one => !out.has(one)));
    }
}

// Whether the station.enrol confirms what made the same key known before.
function confirms(enrolment, earlier) {
    const named = entry => [0, 2, 3, 4].map(i => hex(entry.body[i])).join(' ');
    return earlier.type === 'station.restore' && named(enrolment) === named(earlier);
}

// The greatest height of the chain that the entry's block rests on; -1 where there is none.
function lastHeight(entry, chain) {
    return entry.place.chain === chain ? entry.place.height - 1 : entry.place.past.get(chain) ?? -1;
}
