import { dirname, join } from 'node:path'
import { type Draft, type Mutator, pickFile } from '../draft.js'
import type { Random } from '../random.js'

type Change = (random: Random, draft: Draft, path: string) => string

const oddNames = [
  'a b',
  'a\nb',
  'ünïcödé',
  '\u0061\u0308',
  "a'b",
  'a"b',
  'a;b',
  '-x',
  '#x',
  '{{x}}',
  '__proto__',
  'constructor',
  'x'.repeat(120),
  '1',
  'a.b.c',
  '*',
  '[a]',
  '$(x)',
  '\ud83d\ude00',
  'a\\b',
  'CON',
]

const changes: readonly Change[] = [
  (_, draft, path) => {
    draft.files.delete(path)
    return `there is no ${path}`
  },
  (_, draft, path) => {
    draft.files.set(path, { kind: 'folder' })
    return `${path} is a folder`
  },
  (_, draft, path) => {
    draft.files.set(path, { kind: 'link', to: path.split('/').at(-1)! })
    return `${path} is a link to itself`
  },
  (_, draft, path) => {
    draft.files.set(path, { kind: 'link', to: 'nowhere' })
    return `${path} is a link to nowhere`
  },
  (_, draft, path) => {
    draft.files.set(join(dirname(path), 'loop'), { kind: 'link', to: '.' })
    return `${dirname(path)} has a link to itself inside`
  },
  (_, draft, path) => {
    draft.files.set(join(dirname(path), 'up'), { kind: 'link', to: '..' })
    return `${dirname(path)} has a link to the folder above inside`
  },
  (_, draft, path) => {
    const entry = draft.files.get(path)
    if (entry?.kind === 'file') draft.files.set(path, { ...entry, mode: 0 })
    return `${path} can't be read`
  },
  (random, draft, path) => {
    const ending = path.slice(path.lastIndexOf('.'))
    const name = random.pick(oddNames)
    const renamed = join(dirname(path), name + ending)
    const entry = draft.files.get(path)!
    draft.files.delete(path)
    draft.files.set(renamed, entry)
    return `${path} is named ${JSON.stringify(renamed)}`
  },
  (_, draft, path) => {
    const name = path.split('/').at(-1)!
    draft.files.set(join(dirname(path), name.toUpperCase()), draft.files.get(path)!)
    return `${path} is there in capitals too`
  },
  (random, draft, path) => {
    const folder = random.pick([
      'models',
      'models/more',
      'seeds',
      'snapshots',
      'tests',
      'macros',
      'analyses',
      'target',
      'packages',
    ])
    const copy = join(folder, path.split('/').at(-1)!)
    draft.files.set(copy, draft.files.get(path)!)
    return `${path} is in ${folder} too`
  },
  (random, draft, path) => {
    const other = pickFile(random, draft, /./)!
    draft.files.set(path, draft.files.get(other)!)
    return `${path} holds what ${other} holds`
  },
  (random, draft) => {
    const name = random.pick([
      'target',
      'logs',
      'models',
      'macros',
      'target/run_results.json',
      'logs/dbt.log',
      'target/compiled',
      'packages',
      'snapshots',
    ])
    for (const path of [...draft.files.keys()]) if (path.startsWith(`${name}/`)) draft.files.delete(path)
    draft.files.set(
      name,
      random.chance(0.5)
        ? { kind: name.endsWith('.json') ? 'folder' : 'file', bytes: Buffer.from('x') }
        : { kind: 'link', to: random.pick(['nowhere', name.split('/').at(-1)!]) },
    )
    return `${name} is no folder that can be used`
  },
  (random, draft) => {
    const [path, text] = random.pick([
      ['packages.yml', 'packages: 1'],
      ['packages.yml', '{{'],
      ['dependencies.yml', 'projects: [{name: x}]'],
      ['selectors.yml', 'selectors: x'],
      ['selectors.yml', 'selectors: [{name: a, definition: {method: tag, value: [1]}, default: true}]'],
      ['.dbtignore', '*'],
      ['.dbtignore', '[a\n!!\n**/\n\\'],
      ['models/deep.yml', 'models: [{name: stg_items, columns: {a: 1}}, {name: []}, 1, null]'],
      ['models/py.py', 'def model(dbt, session):\n    return 1\n'],
      [
        'models/unit.yml',
        "unit_tests: [{name: u, model: stg_items, given: [{input: ref('x'), rows: 1}], expect: []}]",
      ],
      [
        'models/metrics.yml',
        'metrics: [{name: m}]\nsemantic_models: [{name: s, model: 1}]\nsaved_queries: {}',
      ],
      [
        'models/versions.yml',
        'models: [{name: dim_items, latest_version: 3, versions: [{v: 1}, {v: x, defined_in: nosuch}]}]',
      ],
      ['packages/other/dbt_project.yml', 'name: shop'],
      ['packages/other/dbt_project.yml', ''],
      ['packages/other/dbt_project.yml', 'name: [1]'],
    ])
    draft.files.set(path!, { kind: 'file', bytes: Buffer.from(text!) })
    return `there is ${path} with ${JSON.stringify(text)}`
  },
]

/** Takes files away, puts something else in their place, or gives them other names. */
export const mutateFiles: Mutator = (random, draft) => {
  const path = pickFile(random, draft, /./)
  return path === undefined ? null : random.pick(changes)(random, draft, path)
}
