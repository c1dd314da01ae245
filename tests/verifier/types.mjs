// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The table of FORMAT.md, section 5: who writes which type, and the form of its body.
import { ascendingBytes, isBytes, isHash, isHashOrNull, isList, isText, isTuple, isUint, noneTwice } from './form.mjs';

export const PERSON = 0;
export const SUBJECT = 1;
export const STATION = 2;
export const RECOVERY = 3;

const ROLES = ['admin', 'auditor', 'doctor', 'nurse', 'reception'];
const DESK = ['reception', 'nurse', 'doctor'];
const CLINICAL = ['nurse', 'doctor'];
const ADMIN = ['admin'];

const both = (...checks) => value => checks.every(check => check(value));
const isProof = isBytes(64);
const isName = isText(200);
const isReason = isText(1000);
const isRoles = both(isList(1, 5, role => ROLES.includes(role)),
    roles => roles.every((role, i) => i === 0 || ROLES.indexOf(roles[i - 1]) < ROLES.indexOf(role)));
const isAccepted = both(isList(0, 4096, isTuple(isHash, isUint, isHash)),
    accepted => ascendingBytes(accepted, item => item[0]));
const isRoleKeys = (least, most) => both(
    isList(least, most, isTuple(role => isUint(role) && role <= 2, isUint, isHash)),
    keys => keys.every((key, i) => i === 0 || keys[i - 1][0] < key[0]));
const isEpoch = isTuple(isHash, isList(7, 7, isHash), both(isList(0, 64, isHash), noneTwice), isProof);
const isHeadOrNull = value => value === null || isTuple(isUint, isHash)(value);
const isEmpty = isTuple();

const type = (kinds, roles, body, more = {}) => ({ kinds, roles, body, subject: false, ...more });
const ofPatient = (roles, body) => type([PERSON], roles, body, { subject: true });
const membership = (kinds, body, more = {}) => type(kinds, ADMIN, body, { clinicInBody: true, ...more });

// epochAt, acceptedAt: the index in the body of the epoch descriptor and of *accepted*.
export const TYPES = new Map(Object.entries({
    'federation.genesis': type([PERSON], null, isTuple(isName, isHash, isHash, isHashOrNull)),
    'clinic.admit': type([PERSON], ADMIN, isTuple(isName, isText(10), isHash, isHash, isRoleKeys(3, 3)),
        { isProposal: true }),
    'clinic.suspend': type([PERSON], ADMIN, isTuple(isHash, isReason, isAccepted), { isProposal: true, acceptedAt: 2 }),
    'station.enrol': membership([PERSON, RECOVERY], isTuple(isHash, isName, isHash, isHash, isBytes(16), isProof)),
    'station.retire': membership([PERSON, RECOVERY], isTuple(isHash, isHash, isReason, isAccepted), { acceptedAt: 3 }),
    'practitioner.enrol': membership([PERSON, RECOVERY],
        isTuple(isHash, isHash, isHash, isName, isName, isRoles, isProof)),
    'practitioner.change': membership([PERSON], isTuple(isHash, isHash, isName, isName, isRoles)),
    'practitioner.revoke': membership([PERSON, RECOVERY], isTuple(isHash, isHash, isReason, isAccepted),
        { acceptedAt: 3 }),
    'role.rotate': membership([PERSON], isTuple(isHash, isRoleKeys(1, 3))),
    'approve': type([PERSON], ADMIN, isTuple(isHash)),
    'station.restore': type([PERSON], ROLES,
        isTuple(isHash, isName, isHash, isHash, isBytes(16), isHash, isHeadOrNull, isProof), { clinicInBody: true }),
    'seal': type([PERSON, STATION], ADMIN, isTuple(isHash, isUint, isHash)),
    'fork.resolve': type([PERSON], ADMIN, isTuple(isHash, isUint, isHash)),
    'quarantine.adopt': type([PERSON], ADMIN, isEmpty),
    'patient.register': { ...ofPatient(DESK, isTuple(custody => custody === 0 || custody === 1, isEpoch)), epochAt: 1 },
    'patient.update': ofPatient(DESK, isEmpty),
    'patient.link': ofPatient(DESK, isEmpty),
    'patient.unlink': ofPatient(DESK, isEmpty),
    'library.open': { ...ofPatient(DESK, isTuple(isEpoch)), epochAt: 0 },
    'record.add': ofPatient(CLINICAL, isEmpty),
    'record.correct': ofPatient(CLINICAL, isEmpty),
    'access.rotate': type([SUBJECT, PERSON], CLINICAL, isTuple(isEpoch), { subject: true, epochAt: 0 }),
    'access.grant': type([SUBJECT], null, isEmpty, { subject: true }),
    'access.revoke': type([SUBJECT], null, isEmpty, { subject: true }),
}));

// The type's row, or undefined for what is unknown: another version or type.
export function rowOf(entry) {
    return entry.version === 0 ? TYPES.get(entry.type) : undefined;
}
