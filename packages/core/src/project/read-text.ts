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
    throw new TdbtError('not-utf8', 'the file is not encoded in UTF-8', {
      place: { file: shown },
    })
  }
  return bytes.toString('utf8')
}
