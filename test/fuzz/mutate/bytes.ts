import { bytesOf, type Draft, type Mutator, pickFile, setContent } from '../draft.js'
import type { Random } from '../random.js'

type Change = (random: Random, bytes: Buffer) => Buffer

const insert = (bytes: Buffer, at: number, piece: Buffer): Buffer =>
  Buffer.concat([bytes.subarray(0, at), piece, bytes.subarray(at)])

const inserted =
  (pieces: readonly Buffer[]): Change =>
  (random, bytes) =>
    insert(bytes, random.below(bytes.length + 1), random.pick(pieces))

const changes: ReadonlyMap<string, Change> = new Map<string, Change>([
  [
    'flips a bit',
    (random, bytes) => {
      const changed = Buffer.from(bytes)
      const at = random.below(bytes.length)
      changed[at] = bytes[at]! ^ (1 << random.below(8))
      return changed
    },
  ],
  [
    'deletes bytes',
    (random, bytes) => {
      const at = random.below(bytes.length)
      return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1 + random.below(20))])
    },
  ],
  ['cuts the end off', (random, bytes) => bytes.subarray(0, random.below(bytes.length))],
  ['keeps nothing', () => Buffer.alloc(0)],
  ['begins with a byte order mark', (_, bytes) => insert(bytes, 0, Buffer.from([0xef, 0xbb, 0xbf]))],
  ['is UTF-16', (_, bytes) => Buffer.from(`\ufeff${bytes.toString('utf8')}`, 'utf16le')],
  ['is Latin-1', (_, bytes) => Buffer.from(`${bytes.toString('utf8')}\n# \xe4\xf6\xfc`, 'latin1')],
  ['has a NUL byte', inserted([Buffer.from([0])])],
  [
    'has bytes that are no UTF-8',
    inserted([
      Buffer.from([0xff]),
      Buffer.from([0xc3]),
      Buffer.from([0xed, 0xa0, 0x80]),
      Buffer.from([0xf8]),
    ]),
  ],
  [
    'has odd characters',
    inserted(
      [
        '\u2028',
        '\u00a0',
        '\u200b',
        '\ufeff',
        '\u0085',
        '\u000b',
        '\u001b[31m',
        '\ud83d\ude00',
        '\r',
        '\u202e',
      ].map((text) => Buffer.from(text)),
    ),
  ],
  [
    'has a punctuation mark more',
    inserted([...'{}[]()\'"`%#;:,\\/*-$&|><!@~\n\t '].map((text) => Buffer.from(text))),
  ],
  [
    'has a very long line',
    inserted([Buffer.alloc(300_000, 'x'), Buffer.alloc(100_000, ' '), Buffer.alloc(50_000, "('")]),
  ],
  ['has carriage returns', (_, bytes) => Buffer.from(bytes.toString('utf8').replaceAll('\n', '\r'))],
  [
    'repeats a part',
    (random, bytes) => {
      const start = random.below(bytes.length)
      return insert(bytes, random.below(bytes.length), bytes.subarray(start, start + random.below(200)))
    },
  ],
])

/** Changes the bytes of any file. */
export const mutateBytes: Mutator = (random: Random, draft: Draft) => {
  const path = pickFile(random, draft, /./)
  if (path === undefined) return null
  const bytes = bytesOf(draft, path)
  if (bytes.length === 0) return null
  const [what, change] = random.pick([...changes])
  setContent(draft, path, change(random, bytes))
  return `${path} ${what}`
}
