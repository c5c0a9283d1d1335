import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const root = fileURLToPath(new URL('../../', import.meta.url))
const source = join(root, 'packages/core/src')

/** The folders that a picture of the flow names, in its order: `run["run/<br>..."]`. */
function foldersInPicture(text: string): string[] {
  const picture = /```mermaid\nflowchart[^`]*```/.exec(text)?.[0] ?? ''
  return [...picture.matchAll(/\["(\w+)\//g)].map(([, folder]) => folder ?? '')
}

/** The folders of core that docs/architecture.md describes, in its order: a row of a table, or a line, each. */
function foldersInTable(text: string): string[] {
  return [...text.matchAll(/^\| `(\w+)\/` \|/gm)].map(([, folder]) => folder ?? '')
}

const folders = readdirSync(source, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name)

describe('the flow', () => {
  it('is drawn in README.md with folders that exist', () => {
    const drawn = foldersInPicture(readFileSync(join(root, 'README.md'), 'utf8'))
    expect(drawn.length).toBeGreaterThan(6)
    expect(drawn.filter((folder) => !folders.includes(folder))).toEqual([])
  })

  it('is described in docs/architecture.md in the order in which folders may import each other', () => {
    const described = foldersInTable(readFileSync(join(root, 'docs/architecture.md'), 'utf8'))
    const config = readFileSync(join(root, '.dependency-cruiser.cjs'), 'utf8')
    const ordered = [...(/coreFolders = \[([^\]]*)\]/.exec(config)?.[1] ?? '').matchAll(/'(\w+)'/g)]
    expect(described).toEqual(ordered.map(([, folder]) => folder))
    expect([...described].sort()).toEqual([...folders].sort())
  })

  it('sees a folder that is drawn and not there', () => {
    const picture = '```mermaid\nflowchart LR\n  parse["parse/<br>x"] --> gone["gone/<br>y"]\n```'
    expect(foldersInPicture(picture).filter((folder) => !folders.includes(folder))).toEqual(['gone'])
  })
})
