import { fileURLToPath } from 'node:url'
import { type ProjectFiles, readProject } from './project-files.js'

/** The projects that are broken: small, with every kind of resource between them. */
export const baseNames = ['shop', 'union', 'raw'] as const
export type BaseName = (typeof baseNames)[number]

interface Base {
  /** Commands that build it, in their order. */
  readonly commands: readonly string[]
  readonly hasCarriageReturns: boolean
}

export const bases: Readonly<Record<BaseName, Base>> = {
  shop: { commands: ['build'], hasCarriageReturns: false },
  union: { commands: ['build'], hasCarriageReturns: true },
  raw: { commands: ['ingest', 'build'], hasCarriageReturns: false },
}

/**
 * The files of a project whose data is of a batch. Every table carries the number of the batch that its rows come
 * from, so that one that was built anew never looks like the one before.
 */
export function baseProject(name: BaseName, batch: number): ProjectFiles {
  const files = readProject(fileURLToPath(new URL(`projects/${name}`, import.meta.url)))
  for (const [path, entry] of files) {
    if (entry.kind !== 'file') continue
    let text = entry.bytes.toString('utf8')
    if (path.endsWith('.csv')) text = text.replace(/^1(?=[,;])/gm, String(batch))
    if (bases[name].hasCarriageReturns) text = text.replaceAll('\n', '\r\n')
    files.set(path, { ...entry, bytes: Buffer.from(text) })
  }
  return files
}
