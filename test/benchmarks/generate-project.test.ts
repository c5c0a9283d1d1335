import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { generateProject } from '../../benchmarks/generate-project.js'

describe('the synthetic project', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'tdbt-synthetic-'))
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  const generated = (name: string, count: number): Record<string, string> => {
    const root = join(folder, name)
    generateProject(root, count)
    const paths = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((path) =>
      statSync(join(root, path)).isFile(),
    )
    return Object.fromEntries(paths.sort().map((path) => [path, readFileSync(join(root, path), 'utf8')]))
  }
  const models = (files: Record<string, string>) =>
    Object.keys(files).filter((path) => /models.*\.sql$/.test(path))

  it('is the same for the same count, in a folder that had another one before', () => {
    const first = generated('a', 60)
    generated('b', 80)
    expect(generated('b', 60)).toEqual(first)
  })

  it('has as many models as asked for, a tenth of them over sources, and a YAML file for 50', () => {
    const files = generated('a', 120)
    expect(models(files)).toHaveLength(120)
    expect(models(files).filter((path) => files[path]?.includes("source('raw'"))).toHaveLength(12)
    expect(Object.keys(files).filter((path) => /schema_\d+\.yml$/.test(path))).toHaveLength(3)
  })

  it('refers to one to three models that exist and came before', () => {
    const files = generated('a', 60)
    for (const path of models(files)) {
      const own = Number(/_(\d+)\.sql$/.exec(path)?.[1])
      const refs = [...(files[path] ?? '').matchAll(/ref\('\w+_(\d+)'\)/g)].map((match) => Number(match[1]))
      if (!files[path]?.includes('source(')) expect([1, 2, 3]).toContain(refs.length)
      for (const ref of refs) expect(ref).toBeLessThan(own)
    }
  })
})
