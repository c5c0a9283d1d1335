import { type Draft, type Mutator, setContent, shown, textOf } from '../draft.js'
import type { Random } from '../random.js'
import { mutateYamlFile } from './yaml.js'

/** Keys of a profile's output with values that are wrong, or that no server answers to. */
const settings: readonly (readonly [key: string, values: readonly string[]])[] = [
  ['type', ['postgress', 'snowflake', '1', '[]', '{}', '__proto__', '']],
  [
    'host',
    ['127.0.0.2', 'nosuch.invalid', '/nowhere', "''", '[]', '1', '{a: 1}', 'true', 'a b', '::1', '"\\0"'],
  ],
  ['port', ['1', '0', '-1', '99999', '1.5', 'x', '[]', '"5432x"', 'true', '1e3', 'null']],
  ['user', ['nobody', "''", '[]', '"a\'b"', '{a: 1}', 'true', '12', '"\\0"', 'null']],
  ['password', ['wrong', "''", '[]', '{a: 1}', '0', 'true']],
  ['dbname', ['nosuch', "''", '[]', '12', '"\\0"', '{a: 1}', 'true']],
  [
    'schema',
    [
      "''",
      '[]',
      '12',
      'a b',
      'x'.repeat(70),
      '"a\\"b"',
      'pg_catalog',
      'information_schema',
      '"\\0"',
      'Ü',
      'a.b',
    ],
  ],
  ['threads', ['0', '-1', '1.5', 'x', '[]', '1000', '"4"', 'null', '1e9']],
  ['connect_timeout', ['x', '-1', '0.5', '[]', '1']],
  ['retries', ['x', '-1', '[]', '1']],
  ['sslmode', ['require', 'verify-full', 'nosuch', '[]', '1']],
  ['sslrootcert', ['/nowhere', '/', '[]', '""']],
  ['sslcert', ['/nowhere', 'profiles.yml', '[]']],
  ['role', ['nosuch', "''", '[]', '"a\'b"', '"a;b"']],
  ['search_path', ['nosuch', "''", '[]', '"a\'b -c x=y"', '"\\\\"']],
  ['application_name', ['[]', '"\\0"', "''", 'x'.repeat(3000)]],
  ['keepalives_idle', ['x', '-1', '[]', '3']],
]

type Change = (random: Random, draft: Draft) => string | null

const changes: readonly Change[] = [
  setting,
  setting,
  setting,
  (random, draft) => mutateYamlFile(random, draft, /profiles\.yml$/),
  (random, draft) => mutateYamlFile(random, draft, /profiles\.yml$/),
  (_, draft) => {
    draft.files.delete('profiles.yml')
    return 'there is no profiles.yml'
  },
  (random, draft) => {
    const name = random.pick(Object.keys(draft.env))
    delete draft.env[name]
    return `${name} is not set`
  },
  (random, draft) => {
    const name = random.pick(Object.keys(draft.env))
    draft.env[name] = random.pick([
      '',
      ' ',
      '0',
      'x',
      '{{',
      "'",
      '-1',
      'nosuch',
      '127.0.0.2',
      '__proto__',
      'ü',
      '1\n2',
    ])
    return `${name} is ${shown(draft.env[name])}`
  },
  (random, draft) => {
    const text = random.pick([
      '',
      'x',
      '[]',
      '- a',
      '{}',
      'shop:',
      'shop: 1',
      'shop: {outputs: []}',
      'union: {target: [], outputs: {a: 1}}',
      'null',
      '---\n---',
    ])
    setContent(draft, 'profiles.yml', text)
    return `profiles.yml is ${shown(text)}`
  },
]

/** Sets one key of the first target; where it stands already the line is replaced. */
function setting(random: Random, draft: Draft): string | null {
  const text = textOf(draft, 'profiles.yml')
  const [key, values] = random.pick(settings)
  const value = random.pick(values)
  const flow = new RegExp(`\\b${key}: (\\{\\{.*?\\}\\}|"[^"]*"|[^,}\\n]*)`)
  const block = new RegExp(`^( +)${key}: .*$`, 'm')
  const changed = block.test(text)
    ? text.replace(block, (_, indent: string) => `${indent}${key}: ${value}`)
    : flow.test(text)
      ? text.replace(flow, () => `${key}: ${value}`)
      : text
          .replace(/^( +)type: postgres/m, (line, indent: string) => `${line}\n${indent}${key}: ${value}`)
          .replace('{type: postgres,', `{type: postgres, ${key}: ${value},`)
  if (changed === text) return null
  setContent(draft, 'profiles.yml', changed)
  return `the profile has ${key}: ${shown(value)}`
}

export const mutateProfile: Mutator = (random, draft) => random.pick(changes)(random, draft)
