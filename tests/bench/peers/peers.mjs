// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Two well-known replicated logs on the work of `carnet-bench append append-batch sync`, for orientation:
// hypercore (one signed Merkle log, one writer) and PouchDB (documents with revisions, in LevelDB).
// Neither waits for the disk by default: each is measured as it comes, and again with a sync of its files after each
// commit (`durable`), which is what Carnet always does. Neither encrypts, checks an author of its own for
// each entry, or knows roles.
//
//     node peers.mjs [--n N] [--bytes B] [--dir FOLDER]
//
// One line of JSON for each measurement, with the keys of carnet-bench.
import { fdatasyncSync, mkdtempSync, openSync, closeSync, readdirSync, rmSync, statSync } from 'node:fs'
import { cpus, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { randomBytes } from 'node:crypto'
import Hypercore from 'hypercore'
import PouchDB from 'pouchdb-node'

const { values } = parseArgs({
  options: {
    n: { type: 'string', default: '2000' },
    bytes: { type: 'string', default: '900' }, // a sealed record with its header, as carnet-bench writes it
    dir: { type: 'string', default: tmpdir() }
  }
})
const n = Number(values.n)
const bytes = Number(values.bytes)
const perBatch = 100

function filesIn (folder) {
  return readdirSync(folder, { recursive: true }).map(name => join(folder, name)).filter(file => statSync(file).isFile())
}

// Makes durable what a system wrote, from outside: it has no such call itself.
function syncFiles (folder) {
  for (const file of filesIn(folder)) {
    const handle = openSync(file, 'r+')
    fdatasyncSync(handle)
    closeSync(handle)
  }
}

async function inFolder (work) {
  const folder = mkdtempSync(join(values.dir, 'carnet-peers-'))
  try {
    return await work(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function report (system, op, count, seconds, extra) {
  console.log(JSON.stringify({
    system, op, n: count, seconds: Number(seconds.toFixed(3)), rate: Number((count / seconds).toFixed(1)),
    rss_mb: Math.round(process.memoryUsage.rss() / 1e6), load_average: loadavg()[0], cores: cpus().length, ...extra
  }))
}

async function timed (work) {
  const start = process.hrtime.bigint()
  await work()
  return Number(process.hrtime.bigint() - start) / 1e9
}

async function hypercoreAppend (op, perCommit, count, durable) {
  await inFolder(async folder => {
    const core = new Hypercore(folder)
    await core.ready()
    const entries = Array.from({ length: count }, () => randomBytes(bytes))
    const seconds = await timed(async () => {
      for (let i = 0; i < count; i += perCommit) {
        await core.append(entries.slice(i, i + perCommit))
        if (durable) syncFiles(folder)
      }
    })
    report('hypercore', op, count, seconds, { entries_per_commit: perCommit, durable })
    await core.close()
  })
}

async function hypercoreSync (count) {
  await inFolder(folder => inFolder(async copyFolder => {
    const core = new Hypercore(folder)
    await core.append(Array.from({ length: count }, () => randomBytes(bytes)))
    const copy = new Hypercore(copyFolder, core.key)
    await copy.ready()
    const seconds = await timed(async () => {
      const left = core.replicate(true)
      const right = copy.replicate(false)
      left.pipe(right).pipe(left)
      await copy.update({ wait: true })
      await copy.download({ start: 0, end: count }).done()
    })
    if (copy.contiguousLength < count) throw new Error('hypercore did not copy everything')
    report('hypercore', 'sync', count, seconds, { transport: 'in process, noise', durable: false })
    await copy.close()
    await core.close()
  }))
}

function documentOf (i) {
  return { _id: String(i).padStart(12, '0'), data: randomBytes(Math.floor(bytes * 3 / 4)).toString('base64') }
}

async function pouchAppend (op, perCommit, count, durable) {
  await inFolder(async folder => {
    const database = new PouchDB(join(folder, 'db'))
    const documents = Array.from({ length: count }, (_, i) => documentOf(i))
    const seconds = await timed(async () => {
      for (let i = 0; i < count; i += perCommit) {
        await database.bulkDocs(documents.slice(i, i + perCommit))
        if (durable) syncFiles(folder)
      }
    })
    report('pouchdb', op, count, seconds, { entries_per_commit: perCommit, durable })
    await database.close()
  })
}

async function pouchSync (count) {
  await inFolder(async folder => {
    const database = new PouchDB(join(folder, 'db'))
    for (let i = 0; i < count; i += perBatch) {
      await database.bulkDocs(Array.from({ length: Math.min(perBatch, count - i) }, (_, j) => documentOf(i + j)))
    }
    const copy = new PouchDB(join(folder, 'copy'))
    const seconds = await timed(() => database.replicate.to(copy, { batch_size: perBatch }))
    if ((await copy.info()).doc_count < count) throw new Error('PouchDB did not copy everything')
    report('pouchdb', 'sync', count, seconds, { transport: 'in process', durable: false })
    await copy.close()
    await database.close()
  })
}

const single = Math.min(n, 500)
for (const durable of [false, true]) {
  await hypercoreAppend('append', 1, single, durable)
  await hypercoreAppend('append-batch', perBatch, n, durable)
  await pouchAppend('append', 1, single, durable)
  await pouchAppend('append-batch', perBatch, n, durable)
}
await hypercoreSync(n)
await pouchSync(n)
