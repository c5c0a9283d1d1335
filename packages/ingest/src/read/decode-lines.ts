import { isUtf8 } from 'node:buffer'
import { TdbtError } from '@tdbt/adapter-api'
import { isUtf16 } from './file-kind.js'

const longestLine = 16 * 1024 * 1024
const newline = 10

/**
 * Bytes to text, cut only at line ends, where no character of UTF-8 or latin1 can be split. Throws a TdbtError with
 * the line where the bytes are not of the encoding, and for UTF-16 and binary files.
 */
export async function* decodeLines(
  bytes: AsyncIterable<Buffer>,
  encoding: 'utf-8' | 'latin1',
  label: string,
): AsyncGenerator<string, void, undefined> {
  let line = 1
  let rest: Buffer[] = []
  let restLength = 0
  let first = true

  const decode = (chunk: Buffer): string => {
    if (encoding === 'latin1') return chunk.toString('latin1')
    if (!isUtf8(chunk)) throw notUtf8(chunk, line, label)
    for (let at = chunk.indexOf(newline); at !== -1; at = chunk.indexOf(newline, at + 1)) line++
    return chunk.toString('utf8')
  }

  for await (let chunk of bytes) {
    if (first) {
      first = false
      refuseUtf16(chunk, label)
      if (encoding === 'utf-8' && chunk.subarray(0, 3).equals(byteOrderMark)) chunk = chunk.subarray(3)
    }
    const end = chunk.lastIndexOf(newline) + 1
    if (end > 0) {
      rest.push(chunk.subarray(0, end))
      const whole = rest.length === 1 ? rest[0]! : Buffer.concat(rest)
      rest = []
      restLength = 0
      yield decode(whole)
    }
    if (end < chunk.length) {
      rest.push(Buffer.from(chunk.subarray(end)))
      restLength += chunk.length - end
      if (restLength > longestLine)
        throw new TdbtError('csv-not-valid', 'no line end in 16 MB: this is no CSV file', {
          place: { file: label, line },
        })
    }
  }
  if (rest.length > 0) yield decode(Buffer.concat(rest))
}

const byteOrderMark = Buffer.from([0xef, 0xbb, 0xbf])

function refuseUtf16(chunk: Buffer, label: string): void {
  if (isUtf16(chunk))
    throw new TdbtError('file-encoding', `${label} is UTF-16 text`, { hint: 'save it as UTF-8' })
}

function notUtf8(chunk: Buffer, firstLine: number, label: string): TdbtError {
  let line = firstLine
  for (let start = 0; start < chunk.length; line++) {
    const at = chunk.indexOf(newline, start)
    const end = at === -1 ? chunk.length : at + 1
    if (!isUtf8(chunk.subarray(start, end))) break
    start = end
  }
  return new TdbtError('file-encoding', 'this line is not valid UTF-8', {
    place: { file: label, line },
    hint: "if the file was written by an older Windows program, set encoding: 'latin1' in its source",
  })
}
