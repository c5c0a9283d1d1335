import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { Dict, Environment, type Globals, JinjaError, repr, Undefined } from '@tdbt/jinja'
import { createRandom } from '../../test/fuzz/random.js'
import { dbtVenv } from '../venv.mjs'
import { makeTemplate } from './generate/templates.js'

const usage = `Renders templates by dbt and by tdbt, and tells where the two differ.

  npm run conformance:jinja -- [--seed 1] [--count 5000] [--only TEXT] [--all]

--only takes the templates that contain a text, --all prints every difference instead of the first 40.`

type Mode = 'text' | 'parse' | 'native'

interface Case {
  readonly theme: string
  readonly mode: Mode
  readonly template: string
}

interface Answer {
  readonly output?: string
  readonly error?: string
  readonly message?: string
}

const folder = fileURLToPath(new URL('.', import.meta.url))
const recorded = join(folder, '../../packages/jinja/test/differential')
const context = readFileSync(join(recorded, 'context.txt'), 'utf8').trim()

/** What dbt puts before the names of macros. */
const macroPrefix = 'dbt_macro__'

const environments: Record<Mode, Environment> = {
  text: new Environment({ macroPrefix }),
  parse: new Environment({ macroPrefix, undefined: (name, hint) => new Undefined(hint, name, 'absorbing') }),
  native: new Environment({ macroPrefix, native: true }),
}

/** Templates written by hand, by theme: one to a `---`. A theme is of a mode where its name begins with it. */
function handWritten(cases: string): Case[] {
  return readdirSync(cases)
    .sort()
    .flatMap((file) => {
      const theme = file.replace('.txt', '')
      const mode = (['parse', 'native'] as const).find((name) => theme.startsWith(name)) ?? 'text'
      const templates = readFileSync(join(cases, file), 'utf8').replace(/\n$/, '').split('\n---\n')
      return templates.map((template) => ({ theme, mode, template }))
    })
}

/** What the tests of @tdbt/jinja ask Jinja2 itself. */
function recordedTemplates(): Case[] {
  return readdirSync(join(recorded, 'recorded')).flatMap((file) => {
    const rows = JSON.parse(readFileSync(join(recorded, 'recorded', file), 'utf8')) as { template: string }[]
    const mode = file === 'native.json' ? 'native' : 'text'
    return rows.map(({ template }) => ({ theme: 'recorded', mode, template }))
  })
}

function generated(seed: number, count: number): Case[] {
  return Array.from({ length: count }, (_, number) => {
    const random = createRandom(seed, number)
    const template = makeTemplate(random)
    return { theme: 'generated', mode: random.pick(['text', 'text', 'text', 'parse', 'native']), template }
  })
}

async function ours({ mode, template }: Case, globals: () => Promise<Globals>): Promise<Answer> {
  try {
    const parsed = environments[mode].parse(template, 'template.sql')
    if (mode === 'native') return { output: repr(await parsed.renderNative(await globals())) }
    return { output: await parsed.render(await globals()) }
  } catch (error) {
    if (error instanceof JinjaError) return { error: error.kind, message: error.message }
    return { error: 'bug', message: error instanceof Error ? String(error.stack) : String(error) }
  }
}

function theirs(cases: readonly Case[]): Answer[] {
  const { stdout, status } = spawnSync(join(dbtVenv(), 'python'), [join(folder, 'answers.py')], {
    input: JSON.stringify({ context, cases: cases.map(({ mode, template }) => [mode, template]) }),
    encoding: 'utf8',
    stdio: ['pipe', 'pipe', 'inherit'],
    maxBuffer: 2 ** 30,
  })
  if (status !== 0) throw new Error('dbt did not answer: see above')
  return JSON.parse(stdout) as Answer[]
}

/** A fresh context for each template, since templates may change lists and dicts. */
function contextMaker(): () => Promise<Globals> {
  const literal = new Environment().parse(`{{ ${context} }}`, 'context.txt')
  return async () => {
    const value = await literal.renderNative({ get: () => undefined })
    if (!(value instanceof Dict)) throw new Error('the context must be a dict')
    return { get: (name) => value.get(name) }
  }
}

/** Whether the two agree; null where what Python says can't be compared. */
function agree(their: Answer, our: Answer): boolean | null {
  // Addresses differ from run to run; what has no end ends in the one by a limit, in the other by patience.
  if (/ at 0x[0-9a-f]{6,}/.test(their.output ?? '') || their.error === 'endless') return null
  return their.output === our.output && their.error === our.error
}

function shown({ output, error, message }: Answer): string {
  return error === undefined ? JSON.stringify(output) : `${error} error: ${message}`
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      seed: { type: 'string', default: '1' },
      count: { type: 'string', default: '5000' },
      only: { type: 'string' },
      all: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) {
    console.log(usage)
    return 0
  }
  const cases = [
    ...handWritten(join(folder, 'cases')),
    ...recordedTemplates(),
    ...generated(Number(values.seed), Number(values.count)),
  ].filter(({ template }) => values.only === undefined || template.includes(values.only))

  const answers = theirs(cases)
  const makeGlobals = contextMaker()
  const counts = { output: 0, error: 0, different: 0, incomparable: 0 }
  for (const [index, one] of cases.entries()) {
    const their = answers[index]!
    const our = await ours(one, makeGlobals)
    const same = agree(their, our)
    if (same === null) counts.incomparable += 1
    else if (same) counts[their.error === undefined ? 'output' : 'error'] += 1
    else {
      counts.different += 1
      if (!values.all && counts.different > 40) continue
      console.log(`${one.theme}, ${one.mode}: ${JSON.stringify(one.template)}`)
      console.log(`  dbt:  ${shown(their)}\n  tdbt: ${shown(our)}`)
    }
  }
  const same = counts.output + counts.error
  console.log(
    `${cases.length} templates: ${same} the same (${counts.output} outputs, ${counts.error} errors), ` +
      `${counts.different} different, ${counts.incomparable} that can't be compared`,
  )
  console.log(`${same} passed, ${counts.different} failed, ${counts.incomparable} skipped`)
  return counts.different === 0 ? 0 : 1
}

process.exitCode = await main()
