import { isUtf8 } from 'node:buffer'
import { readFileSync } from 'node:fs'
import { TdbtError } from '@tdbt/adapter-api'

/**
 * Reads a file of a project.
 * @param shown its path in messages.
 * @throws TdbtError (`Parsing`) for a file that is not UTF-8: its letters would be replaced without a word.
 */
export function readText(path: string, shown: string): string {
  const bytes = readFileSync(path)
  if (!isUtf8(bytes)) {
    const isUtf16 = bytes.length >= 2 && [0xfffe, 0xfeff].includes(bytes.readUInt16BE(0))
    throw new TdbtError('not-utf8', 'the file is not encoded in UTF-8', {
      place: { file: shown, line: isUtf16 ? 1 : firstBadLine(bytes) },
      ...(isUtf16 && { hint: 'it is UTF-16: save it as UTF-8, or turn it with iconv -f utf-16 -t utf-8' }),
    })
  }
  return bytes.toString('utf8')
}

function firstBadLine(bytes: Buffer): number {
  let line = 1
  for (let start = 0; ; line++) {
    const end = bytes.indexOf(10, start) + 1
    if (end === 0 || !isUtf8(bytes.subarray(start, end))) return line
    start = end
  }
}
