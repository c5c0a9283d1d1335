import { isUtf8 } from 'node:buffer'
import { readFileSync } from 'node:fs'
import { TdbtError } from '@tdbt/adapter-api'
import { reading } from './reading.js'
import { placeAt } from './text-place.js'

/**
 * Reads a file of a project.
 * @param shown its path in messages.
 * @throws TdbtError for a file that can't be read, or is not UTF-8: its letters would be replaced without a word.
 */
export function readText(path: string, shown: string): string {
  const bytes = reading(shown, () => readFileSync(path))
  const text = bytes.toString('utf8')
  if (isUtf8(bytes)) return text
  const message = 'the file is not encoded in UTF-8'
  if (bytes.length >= 2 && [0xfffe, 0xfeff].includes(bytes.readUInt16BE(0))) {
    throw new TdbtError('not-utf8', message, {
      place: { file: shown, line: 1, column: 1 },
      hint: 'it is UTF-16: save it as UTF-8, or turn it with iconv -f utf-16 -t utf-8',
    })
  }
  const replaced = text.indexOf('\uFFFD')
  throw new TdbtError('not-utf8', message, {
    place: placeAt(shown, text, replaced, replaced + 1),
    source: text,
  })
}
