import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ESLint } from 'eslint'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const root = fileURLToPath(new URL('../../', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'tdbt-lint-'))
const source = join(folder, 'packages/planted/src')

afterAll(() => rmSync(folder, { recursive: true, force: true }))

const declarations = `
type MaybePromise<T> = T | Promise<T>
declare function save(): Promise<void>
declare function visit(name: string): MaybePromise<void>
declare function evaluate(name: string): MaybePromise<string>
declare function isTrue(name: string): MaybePromise<boolean>
declare const untyped: any // eslint-disable-line @typescript-eslint/no-explicit-any
`

/** Each text breaks one rule on its last line; `null` stands for none. */
const planted: Readonly<Record<string, { readonly code: string; readonly rule: string | null }>> = {
  'a value that is used': { code: `export const run = async () => \`\${await evaluate("a")}\``, rule: null },
  'a dropped promise': { code: 'export const run = () => { save() }', rule: 'no-floating-promises' },
  'a dropped value-or-promise': {
    code: 'export const run = () => { evaluate("a") }',
    rule: 'no-floating-promises',
  },
  'a dropped void-or-promise': {
    code: 'export const run = () => { visit("a") }',
    rule: 'no-floating-promises',
  },
  'a value-or-promise dropped by a callback': {
    code: 'export const run = () => ["a"].forEach((name) => visit(name))',
    rule: 'no-misused-promises',
  },
  'a value-or-promise as a condition': {
    code: 'export const run = () => (isTrue("a") ? 1 : 2)',
    rule: 'no-misused-promises',
  },
  'a value-or-promise in a text': {
    code: `export const run = () => \`\${evaluate("a")}\``,
    rule: 'restrict-template-expressions',
  },
  'a promise that leaves its try': {
    code: 'export const run = async () => { try { return save() } catch { return null } }',
    rule: 'return-await',
  },
  'an await of nothing': { code: 'export const run = async () => { await 1 }', rule: 'await-thenable' },
  'a declared any': { code: 'export const run = (value: any) => String(value)', rule: 'no-explicit-any' },
  'an any from elsewhere': { code: 'export const run = (): string => untyped', rule: 'no-unsafe-return' },
  'a parsed text of any shape': {
    code: 'export const run = (text: string) => { const value = JSON.parse(text); return typeof value }',
    rule: 'no-unsafe-assignment',
  },
  'a type imported as a value': {
    code: 'import { Stats } from "node:fs"\nexport type Run = Stats',
    rule: 'consistent-type-imports',
  },
}

const fileOf = (what: string): string => join(source, `${what.replaceAll(' ', '-')}.ts`)
let found: Map<string, readonly (string | null)[]>

beforeAll(async () => {
  mkdirSync(source, { recursive: true })
  writeFileSync(
    join(folder, 'tsconfig.json'),
    JSON.stringify({
      extends: join(root, 'tsconfig.json'),
      compilerOptions: { typeRoots: [join(root, 'node_modules/@types')] },
      include: ['packages'],
      exclude: [],
    }),
  )
  for (const [what, { code }] of Object.entries(planted)) {
    writeFileSync(fileOf(what), `${declarations}${code}\n`)
  }
  const eslint = new ESLint({
    cwd: folder,
    overrideConfigFile: join(root, 'eslint.config.js'),
    overrideConfig: { languageOptions: { parserOptions: { project: join(folder, 'tsconfig.json') } } },
  })
  const results = await eslint.lintFiles([source])
  found = new Map(
    results.map(({ filePath, messages }) => [
      filePath,
      messages.map(({ ruleId, message }) => ruleId ?? message),
    ]),
  )
})

describe('lint', () => {
  it.each(Object.entries(planted))('judges %s', (what, { rule }) => {
    expect(found.get(fileOf(what))).toEqual(rule === null ? [] : [`@typescript-eslint/${rule}`])
  })
})
