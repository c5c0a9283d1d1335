import { readFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { TdbtError } from '@tdbt/adapter-api'
import { placeInProject } from './place-in-project.js'

/** Why a project's tdbt.config.ts could not be run, with the line of it or of a file that it imports. */
export async function configFailure(error: unknown, file: string, projectRoot: string): Promise<TdbtError> {
  const message = error instanceof Error ? error.message : String(error)
  const failure = (
    reason: string,
    options: Awaited<ReturnType<typeof placeInProject>>,
    hint?: string,
  ): TdbtError =>
    new TdbtError('ingest-config-not-loaded', `${file} can't be loaded: ${reason}`, {
      place: { file },
      ...options,
      hint,
      cause: error,
    })

  // jiti puts the place below the message; its columns count from 0.
  const [, reason, path = '', line, column] =
    /^ParseError: (.*?)\s*\n\s*(.+):(\d+):(\d+)$/s.exec(message) ?? []
  if (reason !== undefined) {
    const source = await readFile(path, 'utf8').catch(() => undefined)
    const place = { file: relative(projectRoot, path), line: Number(line), column: Number(column) + 1 }
    return failure(reason, { place, source })
  }
  const [, name = '', importer] =
    /^Cannot find module '(.+?)'(?:\nRequire stack:\n- (.+))?/.exec(message) ?? []
  if (name !== '')
    return failure(
      `it imports '${name}', which is not there`,
      await placeOfImport(name, importer ?? join(projectRoot, file), projectRoot),
      name.startsWith('.')
        ? 'correct the path: it is relative to the file that imports it'
        : `npm install ${name}`,
    )
  const stack = error instanceof Error ? (error.stack ?? '') : ''
  return failure(message.split('\n').slice(0, 5).join('\n'), await placeInProject(stack, projectRoot))
}

async function placeOfImport(name: string, importer: string, projectRoot: string) {
  const source = await readFile(importer, 'utf8').catch(() => '')
  const at = ["'", '"'].map((quote) => source.indexOf(quote + name + quote)).find((offset) => offset !== -1)
  if (at === undefined) return {}
  return { place: placeAt(source, at, relative(projectRoot, importer), name.length + 2), source }
}

/** The place of a number of characters from an offset. */
function placeAt(text: string, offset: number, file: string, length: number) {
  const before = text.slice(0, offset).split('\n')
  const column = before.at(-1)!.length + 1
  return { file, line: before.length, column, endLine: before.length, endColumn: column + length }
}

/** No regular expression can be made of keys that are much longer. */
const longestKey = 1000

/** The place of a key that stands once in the file; undefined where only its value says which one is meant. */
export function placeOfKey(text: string, key: string, file: string) {
  if (key.length > longestKey) return undefined
  const pattern = new RegExp(`(?<![\\w$.])${key.replace(/[^\w]/g, '\\$&')}(?=['"]?\\s*:)`, 'g')
  const [match, ...others] = text.matchAll(pattern)
  return match === undefined || others.length > 0 ? undefined : placeAt(text, match.index, file, key.length)
}
