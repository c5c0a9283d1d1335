import type { ProjectFiles } from './project-files.js'
import type { Random } from './random.js'

/** A project on its way to be broken, with the environment and the flags that it will be built with. */
export interface Draft {
  readonly files: ProjectFiles
  readonly env: Record<string, string>
  readonly flags: string[]
}

/** Breaks something of a draft. Says what; null where it found nothing to break. */
export type Mutator = (random: Random, draft: Draft) => string | null

/** One of the files whose path fits; undefined where there is none. */
export function pickFile(random: Random, draft: Draft, pattern: RegExp): string | undefined {
  const paths = [...draft.files].flatMap(([path, entry]) =>
    entry.kind === 'file' && pattern.test(path) ? [path] : [],
  )
  return paths.length === 0 ? undefined : random.pick(paths)
}

export function bytesOf(draft: Draft, path: string): Buffer {
  const entry = draft.files.get(path)
  return entry?.kind === 'file' ? entry.bytes : Buffer.alloc(0)
}

export function textOf(draft: Draft, path: string): string {
  return bytesOf(draft, path).toString('utf8')
}

export function setContent(draft: Draft, path: string, content: string | Buffer): void {
  draft.files.set(path, { kind: 'file', bytes: Buffer.from(content as string) })
}

/** A text with something else in the place of a part of it. */
export function splice(text: string, start: number, length: number, replacement: string): string {
  return text.slice(0, start) + replacement + text.slice(start + length)
}

/** What a mutation put in, short enough for one line. */
export function shown(text: string): string {
  const line = JSON.stringify(text)
  return line.length > 100 ? `${line.slice(0, 100)}... (${text.length} characters)` : line
}
