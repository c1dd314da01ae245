// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
// A stranger's reading of FORMAT.md §4 and §9: it opens the vectors of tests/data/vectors with Node's own crypto and
// shares no line with the C++. Two primitives that Node 20 has not are left out: Argon2id (the vector states the
// derived key) and zstd (the frame is authenticated, and compared where this Node can decompress it).
//
//     node check_sealed_vectors.mjs FOLDER
import assert from 'node:assert/strict';
import crypto from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import zlib from 'node:zlib';

const folder = process.argv[2];
const read = (name) => JSON.parse(fs.readFileSync(path.join(folder, name), 'utf8'));
const hex = (text) => Buffer.from(text, 'hex');
const sha256 = (bytes) => crypto.createHash('sha256').update(bytes).digest();
const hkdf = (ikm, salt, info, length) => Buffer.from(crypto.hkdfSync('sha256', ikm, salt, info, length));
const hmac = (key, data) => crypto.createHmac('sha256', key).update(data).digest();

// ---- The subset of CBOR -----------------------------------------------------------------------------------

function head(major, n) {
  if (n < 24) return Buffer.from([(major << 5) | n]);
  if (n < 256) return Buffer.from([(major << 5) | 24, n]);
  if (n < 65536) return Buffer.from([(major << 5) | 25, n >> 8, n & 255]);
  const wide = Buffer.alloc(5);
  wide[0] = (major << 5) | 26;
  wide.writeUInt32BE(n, 1);
  return wide;
}

function encode(value) {
  if (value === null) return Buffer.from([0xf6]);
  if (typeof value === 'number') return head(0, value);
  if (typeof value === 'string') return Buffer.concat([head(3, Buffer.byteLength(value)), Buffer.from(value)]);
  if (Buffer.isBuffer(value)) return Buffer.concat([head(2, value.length), value]);
  return Buffer.concat([head(4, value.length), ...value.map(encode)]);
}

function decode(bytes) {
  let at = 0;
  const item = () => {
    const first = bytes[at++];
    if (first === 0xf6) return null;
    const major = first >> 5;
    let n = first & 31;
    assert.ok(n < 27 && major < 5, 'outside the subset');
    if (n >= 24) {
      const width = 1 << (n - 24);
      n = bytes.readUIntBE(at, width);
      at += width;
    }
    if (major === 0) return n;
    if (major === 4) return Array.from({ length: n }, item);
    assert.ok(major === 2 || major === 3);
    at += n;
    const body = bytes.subarray(at - n, at);
    return major === 2 ? body : body.toString('utf8');
  };
  const value = item();
  assert.equal(at, bytes.length, 'bytes after the item');
  assert.deepEqual(encode(value), Buffer.from(bytes), 'not the one encoding');
  return value;
}

const context = (name) => `carnet/draft-0/${name}`;
const H = (name, ...values) => sha256(encode([context(name), ...values]));

function open(key, nonce, aad, sealed) {
  const cipher = crypto.createDecipheriv('aes-256-gcm', key, nonce);
  cipher.setAAD(aad);
  cipher.setAuthTag(sealed.subarray(sealed.length - 16));
  return Buffer.concat([cipher.update(sealed.subarray(0, sealed.length - 16)), cipher.final()]);
}

const kNonce = Buffer.alloc(12);

function unpad(plaintext, headSize, paddedLength) {
  const n = plaintext.readUInt32BE(headSize - 4);
  assert.equal(plaintext.length, paddedLength(headSize + n), 'padded length');
  assert.ok(plaintext.subarray(headSize + n).every((byte) => byte === 0), 'padding is zeros');
  return plaintext.subarray(headSize, headSize + n);
}

function padme(length) {
  const e = Math.floor(Math.log2(length));
  const s = Math.floor(Math.log2(e)) + 1;
  const step = 2 ** (e - s);
  return Math.max(256, Math.ceil(length / step) * step);
}

// ---- Keys -------------------------------------------------------------------------------------------------

const der = { x25519: ['302e020100300506032b656e04220420', '302a300506032b656e032100'],
              ed25519: ['302e020100300506032b657004220420', '302a300506032b6570032100'] };
const privateKey = (kind, bytes) =>
  crypto.createPrivateKey({ key: Buffer.concat([hex(der[kind][0]), bytes]), format: 'der', type: 'pkcs8' });
const publicKey = (kind, bytes) =>
  crypto.createPublicKey({ key: Buffer.concat([hex(der[kind][1]), bytes]), format: 'der', type: 'spki' });
const rawPublic = (key) =>
  crypto.createPublicKey(key).export({ format: 'der', type: 'spki' }).subarray(12);

/** RFC 9180 §6.1, base mode, 0x0020 / 0x0001 / 0x0002. */
function hpkeOpen(secret, info, aad, sealed) {
  const mine = privateKey('x25519', secret);
  const enc = sealed.subarray(0, 32);
  const extract = (salt, suite, label, ikm) =>
    hmac(salt.length ? salt : Buffer.alloc(32), Buffer.concat([Buffer.from('HPKE-v1'), suite, Buffer.from(label), ikm]));
  const expand = (prk, suite, label, data, length) => {
    const lengthBytes = Buffer.from([length >> 8, length & 255]);
    const input = Buffer.concat([lengthBytes, Buffer.from('HPKE-v1'), suite, Buffer.from(label), data, Buffer.from([1])]);
    return hmac(prk, input).subarray(0, length);
  };
  const kem = Buffer.concat([Buffer.from('KEM'), hex('0020')]);
  const suite = Buffer.concat([Buffer.from('HPKE'), hex('002000010002')]);
  const none = Buffer.alloc(0);
  const dh = crypto.diffieHellman({ privateKey: mine, publicKey: publicKey('x25519', enc) });
  const eae = extract(none, kem, 'eae_prk', dh);
  const shared = expand(eae, kem, 'shared_secret', Buffer.concat([enc, rawPublic(mine)]), 32);
  const schedule = Buffer.concat([Buffer.from([0]), extract(none, suite, 'psk_id_hash', none),
                                  extract(none, suite, 'info_hash', info)]);
  const prk = extract(shared, suite, 'secret', none);
  const key = expand(prk, suite, 'key', schedule, 32);
  const nonce = expand(prk, suite, 'base_nonce', schedule, 12);
  return open(key, nonce, aad, sealed.subarray(32));
}

// ---- The vectors ------------------------------------------------------------------------------------------

let checks = 0;
const same = (actual, expected, what) => {
  assert.equal(Buffer.isBuffer(actual) ? actual.toString('hex') : actual, expected, what);
  ++checks;
};

function checkPatientSecret() {
  const vector = read('patient-secret.json');
  const secret = hex(vector.secret);
  const none = Buffer.alloc(0);
  same(hkdf(secret, none, encode([context('patient-id')]), 16), vector.patientId, 'patient id');
  const kem = hkdf(secret, none, encode([context('patient-kem')]), 32);
  same(kem, vector.kemSecret, 'kem secret');
  same(rawPublic(privateKey('x25519', kem)), vector.kemPublicKey, 'kem key');
  for (const each of vector.subjectKeys) {
    const seed = hkdf(secret, none, encode([context('subject-seed'), each.n]), 32);
    same(seed, each.seed, 'seed');
    same(rawPublic(privateKey('ed25519', seed)), each.publicKey, 'subject key');
    same(H('subject', hex(each.publicKey)), each.subject, 'subject');
  }
  const epoch = vector.epochOfSubjectKey0;
  epoch.categoryKeys.forEach((key, c) => same(H('category-commit', c, hex(key)), epoch.commitments[c], 'commitment'));
  const subjectKey = hex(vector.subjectKeys[0].publicKey);
  same(H('epoch', hex(epoch.federation), subjectKey, epoch.commitments.map(hex), epoch.parents.map(hex)), epoch.epoch, 'epoch');
  const message = encode([context('subject-proof'), hex(epoch.federation), hex(epoch.chain), hex(epoch.nonce), hex(epoch.epoch)]);
  assert.ok(crypto.verify(null, message, publicKey('ed25519', subjectKey), hex(epoch.proof)), 'proof');
  ++checks;
}

function checkParts() {
  const vector = read('part.json');
  const at = vector.context;
  for (const part of vector.parts) {
    const key = hex(part.categoryKey);
    const [salt, tag, ciphertext] = decode(hex(part.sealed));
    same(salt, part.salt, 'salt');
    same(H('part', salt, tag, ciphertext), part.hash, 'hash');
    same(ciphertext.length, part.size, 'size');
    same(hmac(hkdf(key, Buffer.alloc(0), context('tag-key'), 32), salt).subarray(0, 16), part.tag, 'tag');
    same(tag, part.tag, 'tag in the part');
    const partKey = hkdf(key, salt, context('part-key'), 32);
    // HKDF-Expand of one block.
    same(hmac(partKey, Buffer.concat([Buffer.from(context('commit')), Buffer.from([1])])), part.commitment, 'commitment');
    const bound = [context('part'), hex(at.federation), hex(at.subject), hex(at.epoch), at.type, hex(at.author),
                   part.category, hex(at.nonce), part.index];
    const plaintext = open(partKey, kNonce, encode(bound), ciphertext);
    same(plaintext, part.plaintext, 'plaintext');
    assert.throws(() => open(partKey, kNonce, encode([...bound.slice(0, 8), part.index + 1]), ciphertext));
    let content = unpad(plaintext, 5, padme);
    if (plaintext[0] === 1) {
      if (!zlib.zstdDecompressSync) continue;
      content = zlib.zstdDecompressSync(content);
    }
    same(content, part.content, 'content');
    const [version, , , , resources] = decode(content);
    assert.equal(version, 0);
    resources.forEach(([, json]) => JSON.parse(json.toString('utf8')));
  }
}

function checkWraps() {
  const vector = read('wrap.json');
  const at = vector.context;
  const publicBytes = rawPublic(privateKey('x25519', hex(vector.recipientSecret)));
  same(publicBytes, vector.recipientPublicKey, 'recipient');
  same(H('kem-key', publicBytes), vector.recipientKeyId, 'recipient key id');
  const openWrap = (wrap, epoch) => {
    const [salt, tag, ciphertext] = decode(hex(wrap.sealed));
    same(H('part', salt, tag, ciphertext), wrap.hash, 'hash');
    same(ciphertext.length, wrap.size, 'size');
    const info = encode([context('wrap'), hex(at.federation), epoch, hex(vector.recipientKeyId), wrap.generation]);
    const aad = encode([context('wrap-aad'), hex(at.author), hex(at.nonce), vector.index]);
    const plaintext = hpkeOpen(hex(vector.recipientSecret), info, aad, ciphertext);
    return decode(unpad(plaintext, 4, (length) => Math.ceil(length / 352) * 352));
  };
  const [kind, keys, secret] = openWrap(vector.categoryWrap, hex(at.epoch));
  same(kind, 0, 'kind');
  same(secret, vector.categoryWrap.patientSecret, 'secret');
  keys.forEach(([category, key], i) => {
    same(category, i, 'category');
    same(key, vector.categoryWrap.categoryKeys[i], 'category key');
  });
  const [roleKind, roleKeys] = openWrap(vector.roleWrapWithoutEpoch, null);
  same(roleKind, 1, 'kind');
  roleKeys.forEach((key, i) => same(encode(key).toString('hex'), encode([...vector.roleWrapWithoutEpoch.roleKeys[i].slice(0, 2),
    hex(vector.roleWrapWithoutEpoch.roleKeys[i][2])]).toString('hex'), 'role key'));
  assert.throws(() => openWrap(vector.categoryWrap, null));
}

function checkCard() {
  const vector = read('card.json');
  assert.ok(vector.text.startsWith('CARNET1:'));
  let bits = '';
  for (const c of vector.text.slice(8)) bits += 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(c).toString(2).padStart(5, '0');
  const bytes = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
  assert.ok(!bits.slice(bytes.length * 8).includes('1'));
  const body = bytes.subarray(0, bytes.length - 4);
  same(sha256(body).subarray(0, 4), bytes.subarray(bytes.length - 4).toString('hex'), 'checksum');
  const [version, federation, salt, passes, memory, sealed] = decode(body);
  same(version, 0, 'version');
  same(federation, vector.federation, 'federation');
  same(salt, vector.salt, 'salt');
  same(passes, vector.passes, 'passes');
  same(memory, vector.memoryKiB, 'memory');
  const aad = encode([context('card'), federation, salt, passes, memory]);
  same(open(hex(vector.pinKey), kNonce, aad, sealed), vector.secret, 'secret');
}

checkPatientSecret();
checkParts();
checkWraps();
checkCard();
console.log(`${checks} values of the vectors are what FORMAT.md says`);
