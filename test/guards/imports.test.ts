import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { cruise, type ICruiseResult } from 'dependency-cruiser'
import extractDepcruiseOptions from 'dependency-cruiser/config-utl/extract-depcruise-options'
import { afterAll, describe, expect, it } from 'vitest'

const root = fileURLToPath(new URL('../../', import.meta.url))
const packages = readdirSync(join(root, 'packages'))
const scratch: string[] = []

afterAll(() => {
  for (const folder of scratch) rmSync(folder, { recursive: true, force: true })
})

/** The broken rules of .dependency-cruiser.cjs below `baseDir`, each with the file and what it imports. */
async function violations(baseDir: string, folders: readonly string[]): Promise<string[]> {
  const options = await extractDepcruiseOptions(join(root, '.dependency-cruiser.cjs'))
  const { output } = await cruise([...folders], { ...options, baseDir })
  return (output as ICruiseResult).summary.violations.map(
    ({ rule, from, to }) => `${rule.name}: ${from} -> ${to}`,
  )
}

/** A tree with the packages of this one, all empty, in which only the given files import something. */
function plant(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'tdbt-imports-'))
  scratch.push(folder)
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  mkdirSync(join(folder, 'node_modules/@tdbt'), { recursive: true })
  for (const name of packages) {
    write(`packages/${name}/src/index.ts`, 'export const empty = true\n')
    cpSync(join(root, 'packages', name, 'package.json'), join(folder, 'packages', name, 'package.json'))
    symlinkSync(join(folder, 'packages', name), join(folder, 'node_modules/@tdbt', name))
  }
  for (const name of ['pg', 'fast-glob']) {
    write(`node_modules/${name}/package.json`, JSON.stringify({ name, main: 'index.js' }))
    write(`node_modules/${name}/index.js`, '')
  }
  for (const [path, text] of Object.entries(files)) write(path, text)
  return folder
}

describe('imports', () => {
  it('keep the rules in every package', async () => {
    const folders = ['packages', 'retail_project', 'benchmarks', 'examples', 'scripts', 'test']
    const present = readdirSync(root)
    expect(
      await violations(
        root,
        folders.filter((name) => present.includes(name)),
      ),
    ).toEqual([])
  }, 60_000)

  it('are allowed in the direction of the flow', async () => {
    const folder = plant({
      'packages/core/src/json.ts': 'export type Json = string',
      'packages/core/src/project/project.ts':
        "import 'node:fs'\nimport type { Json } from '../json.js'\nexport type Project = Json",
      'packages/core/src/parse/parse.ts':
        "import type { Project } from '../project/project.js'\nimport '@tdbt/jinja'\nexport type Parsed = Project",
      'packages/postgres/src/connect.ts': "import 'pg'\nimport '@tdbt/adapter-api'",
      'packages/cli/src/main.ts': "import '@tdbt/core'\nimport '@tdbt/postgres'\nimport '@tdbt/ingest'",
    })
    expect(await violations(folder, ['packages'])).toEqual([])
  })

  it.each<{ what: string; files: Record<string, string>; expected: string }>([
    {
      what: 'a cycle',
      files: {
        'packages/jinja/src/a.ts': "import { b } from './b.js'\nexport const a = () => b",
        'packages/jinja/src/b.ts': "import { a } from './a.js'\nexport const b = () => a",
      },
      expected: 'no-cycle: packages/jinja/src/a.ts -> packages/jinja/src/b.ts',
    },
    {
      what: 'a cycle of types alone',
      files: {
        'packages/jinja/src/a.ts': "import type { B } from './b.js'\nexport type A = B | 1",
        'packages/jinja/src/b.ts': "import type { A } from './a.js'\nexport interface B { a: A }",
      },
      expected: 'no-cycle: packages/jinja/src/a.ts -> packages/jinja/src/b.ts',
    },
    {
      what: 'a deep import by the name of the package',
      files: { 'packages/core/src/parse/a.ts': "import '@tdbt/jinja/src/lexer.js'" },
      expected: 'no-deep-import: packages/core/src/parse/a.ts -> @tdbt/jinja/src/lexer.js',
    },
    {
      what: 'a deep import by path',
      files: {
        'packages/core/test/a.test.ts': "import '../../jinja/src/lexer.js'",
        'packages/jinja/src/lexer.ts': 'export {}',
      },
      expected: 'no-deep-import: packages/core/test/a.test.ts -> packages/jinja/src/lexer.ts',
    },
    {
      what: 'the template engine that knows of core',
      files: { 'packages/jinja/src/a.ts': "import type { Node } from '@tdbt/core'\nexport type A = Node" },
      expected: 'packages-of-jinja: packages/jinja/src/a.ts -> packages/core/src/index.ts',
    },
    {
      what: 'core that knows of Postgres',
      files: { 'packages/core/src/run/a.ts': "import '@tdbt/postgres'" },
      expected: 'packages-of-core: packages/core/src/run/a.ts -> packages/postgres/src/index.ts',
    },
    {
      what: 'an adapter that knows of core',
      files: { 'packages/postgres/src/a.ts': "import '@tdbt/core'" },
      expected: 'packages-of-postgres: packages/postgres/src/a.ts -> packages/core/src/index.ts',
    },
    {
      what: 'a step that imports a later one',
      files: {
        'packages/core/src/parse/a.ts':
          "import type { Graph } from '../graph/graph.js'\nexport type A = Graph",
        'packages/core/src/graph/graph.ts': 'export type Graph = string',
      },
      expected: 'flow-of-parse: packages/core/src/parse/a.ts -> packages/core/src/graph/graph.ts',
    },
    {
      what: 'a step that imports the index',
      files: { 'packages/core/src/graph/a.ts': "import '../index.js'" },
      expected: 'flow-of-graph: packages/core/src/graph/a.ts -> packages/core/src/index.ts',
    },
    {
      what: 'a folder without a place in the flow',
      files: {
        'packages/core/src/helpers/a.ts': "import '../json.js'",
        'packages/core/src/json.ts': 'export {}',
      },
      expected: 'flow-of-every-folder: packages/core/src/helpers/a.ts -> packages/core/src/json.ts',
    },
    {
      what: 'a leaf of core that imports a step',
      files: {
        'packages/core/src/json.ts': "import './graph/graph.js'",
        'packages/core/src/graph/graph.ts': 'export {}',
      },
      expected: 'leaves-of-core: packages/core/src/json.ts -> packages/core/src/graph/graph.ts',
    },
    {
      what: 'the disk in the middle of the flow',
      files: {
        'packages/core/src/compile/a.ts': "import { readFileSync } from 'node:fs'\nreadFileSync('x')",
      },
      expected: 'no-outside-world: packages/core/src/compile/a.ts -> fs',
    },
    {
      what: 'a search for files in the middle of the flow',
      files: { 'packages/core/src/parse/a.ts': "import 'fast-glob'" },
      expected: 'no-outside-world: packages/core/src/parse/a.ts -> node_modules/fast-glob/index.js',
    },
    {
      what: 'a network in the template engine',
      files: { 'packages/jinja/src/a.ts': "import 'node:http'" },
      expected: 'no-outside-world-in-leaves: packages/jinja/src/a.ts -> http',
    },
    {
      what: 'pg outside its adapter',
      files: { 'packages/ingest/src/a.ts': "import pg from 'pg'\nexport const client = pg" },
      expected: 'pg-in-postgres-only: packages/ingest/src/a.ts -> node_modules/pg/index.js',
    },
    {
      what: 'a test in the sources',
      files: {
        'packages/jinja/src/a.ts': "import '../test/a.test.js'",
        'packages/jinja/test/a.test.ts': 'export {}',
      },
      expected: 'no-test-in-source: packages/jinja/src/a.ts -> packages/jinja/test/a.test.ts',
    },
    {
      what: 'a file that is not there',
      files: { 'packages/jinja/src/a.ts': "import './missing.js'" },
      expected: 'no-unresolved: packages/jinja/src/a.ts -> ./missing.js',
    },
  ])('fail with $what', async ({ files, expected }) => {
    expect(await violations(plant(files), ['packages'])).toContain(expected)
  })
})
