import { type FileHandle, open } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { TdbtError } from '@tdbt/adapter-api'
import type { FileLocation } from '../config/define-source.js'
import { readCsvRows } from './csv-rows.js'
import { isGzipStart, isUtf16, isZipStart } from './file-kind.js'
import type { OnRead, RawRows } from './raw-row.js'
import { openScratchFile } from './scratch-file.js'
import { isOfficeDocument, readWorkbookRows } from './xlsx/read-workbook.js'
import { openZip, type ZipArchive, type ZipMember } from './zip-archive.js'

/** What of a source's file matters for reading it. */
export type ReadOptions = Pick<FileLocation, 'format' | 'member' | 'sheet' | 'encoding' | 'delimiter'>

/** A zip in a zip in a zip is somebody's joke. */
const deepest = 3

/**
 * The rows of a file: CSV or a workbook, as it is or in gzip or zip (also one in the other, as UCI publishes its
 * workbooks). What a file is shows in its first bytes, never in its name. Memory stays bounded whatever its size.
 * `label` names the file in errors. Throws a TdbtError for what can't be read.
 */
export async function* readRows(path: string, options: ReadOptions, label: string, onRead?: OnRead): RawRows {
  const handle = await open(path, 'r')
  try {
    yield* rowsOfFile({ options, onRead, depth: 0 }, handle, label)
  } finally {
    await handle.close()
  }
}

interface Context {
  readonly options: ReadOptions
  readonly onRead: OnRead | undefined
  readonly depth: number
}

async function* rowsOfFile(context: Context, handle: FileHandle, label: string): RawRows {
  const { size } = await handle.stat()
  const start = Buffer.alloc(Math.min(4, size))
  await handle.read(start, 0, start.length, 0)
  if (!isZipStart(start)) {
    const bytes = handle.createReadStream({ start: 0, autoClose: false, highWaterMark: 256 * 1024 })
    yield* rowsOfBytes(context, counted(bytes, size, context.onRead), label)
    return
  }
  const archive = await openZip(handle, label)
  if (isOfficeDocument(archive)) {
    refuseOtherFormat(context.options, 'xlsx', label)
    yield* readWorkbookRows(archive, context.options.sheet, label, context.onRead)
    return
  }
  if (context.depth >= deepest)
    throw new TdbtError('archive-not-supported', `${label} is packed more than ${deepest} times`)
  const member = chooseMember(archive, context.options, label)
  const { onRead } = context
  const unpacking = { counts: true }
  const bytes = member.open((read) => {
    if (unpacking.counts) onRead?.(read, member.compressedSize)
  })
  yield* rowsOfBytes({ ...context, depth: context.depth + 1 }, bytes, `${label}/${member.name}`, unpacking)
}

/** `unpacking` is given where the bytes come out of a zip: whether they are the reading that `onRead` is told of. */
async function* rowsOfBytes(
  context: Context,
  bytes: AsyncIterable<Buffer>,
  label: string,
  unpacking = { counts: true },
): RawRows {
  const iterator = bytes[Symbol.asyncIterator]()
  try {
    const first = await iterator.next()
    const start = first.done === true ? Buffer.alloc(0) : first.value
    const whole = restored(start, iterator)

    if (isZipStart(start)) {
      // A zip is read from its end: one that comes as a stream needs a file to stand in.
      unpacking.counts = false
      const scratch = await openScratchFile()
      try {
        for await (const chunk of whole) await scratch.append(chunk)
        yield* rowsOfFile(context, scratch.handle, label)
      } finally {
        await scratch.close()
      }
    } else if (isGzipStart(start)) {
      if (context.depth >= deepest)
        throw new TdbtError('archive-not-supported', `${label} is packed more than ${deepest} times`)
      yield* rowsOfBytes({ ...context, depth: context.depth + 1 }, gunzipped(whole, label), label, unpacking)
    } else {
      refuseWhatIsNoCsv(start, label)
      refuseOtherFormat(context.options, 'csv', label)
      const { encoding = 'utf-8', delimiter = ',' } = context.options
      yield* readCsvRows(whole, { encoding, delimiter }, label)
    }
  } finally {
    await iterator.return?.()
  }
}

async function* counted(
  bytes: AsyncIterable<Buffer>,
  size: number,
  onRead: OnRead | undefined,
): AsyncGenerator<Buffer, void, undefined> {
  let read = 0
  for await (const chunk of bytes) {
    read += chunk.length
    onRead?.(read, size)
    yield chunk
  }
}

async function* restored(
  start: Buffer,
  rest: AsyncIterator<Buffer>,
): AsyncGenerator<Buffer, void, undefined> {
  yield start
  for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value
}

async function* gunzipped(
  bytes: AsyncIterable<Buffer>,
  label: string,
): AsyncGenerator<Buffer, void, undefined> {
  const packed = Readable.from(bytes, { objectMode: false })
  const gunzip = createGunzip({ chunkSize: 128 * 1024 })
  packed.on('error', (error) => gunzip.destroy(error))
  packed.pipe(gunzip)
  try {
    yield* gunzip as AsyncIterable<Buffer>
  } catch (error) {
    if (error instanceof TdbtError) throw error
    throw new TdbtError(
      'archive-damaged',
      `${label} is broken gzip: ${error instanceof Error ? error.message : String(error)}`,
      { cause: error },
    )
  } finally {
    packed.destroy()
    gunzip.destroy()
  }
}

function refuseWhatIsNoCsv(start: Buffer, label: string): void {
  if (start.length === 0) throw new TdbtError('file-empty', `${label} is empty`)
  if (start.length >= 4 && start.readUInt32BE(0) === 0xd0cf11e0)
    throw new TdbtError('file-kind-unknown', `${label} is an old workbook (xls) or one with a password`, {
      hint: 'save it as xlsx without a password',
    })
  if (/^\s*<(?:!doctype\s+html|html)/i.test(start.toString('latin1', 0, 200)))
    throw new TdbtError('file-kind-unknown', `${label} is a web page, no data`, {
      hint: 'the address may need a login, or the file may have moved; look at it in a browser',
    })
  // A zero further on may be one bad cell of a table: that row is rejected.
  const firstLine = start.subarray(0, start.indexOf('\n') + 1 || start.length)
  if (!isUtf16(start) && firstLine.includes(0))
    throw new TdbtError('file-kind-unknown', `${label} is neither CSV nor a workbook`, {
      hint: 'tdbt reads csv and xlsx, also packed with gzip or zip',
    })
}

function refuseOtherFormat(options: ReadOptions, found: 'csv' | 'xlsx', label: string): void {
  if (options.format !== undefined && options.format !== found)
    throw new TdbtError('file-kind-unknown', `${label} is ${found}, but its source says ${options.format}`)
}

function chooseMember(archive: ZipArchive, { member, format }: ReadOptions, label: string): ZipMember {
  const names = [...archive.members.keys()].filter((name) => !/(?:^|\/)(?:\.|__MACOSX\/)/.test(name))
  if (member !== undefined) {
    const found = archive.members.get(member)
    if (found !== undefined) return found
    throw new TdbtError('archive-member', `${label} holds no file '${member}'`, {
      hint: `it holds ${names.join(', ')}`,
    })
  }
  const readable = names.filter((name) => /\.(?:csv|tsv|txt|xlsx|xlsm)(?:\.gz)?$/i.test(name))
  const fitting = readable.filter((name) => format === undefined || name.toLowerCase().includes(`.${format}`))
  const candidates = [fitting, readable, names].find((list) => list.length === 1)
  if (candidates === undefined)
    throw new TdbtError(
      'archive-member',
      `${label} holds ${names.length === 0 ? 'no file' : 'more than one file'}`,
      {
        hint:
          names.length === 0 ? undefined : `say which one with \`member\`: ${names.slice(0, 10).join(', ')}`,
      },
    )
  return archive.members.get(candidates[0]!)!
}
