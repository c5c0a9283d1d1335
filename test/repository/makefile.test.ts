import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const root = fileURLToPath(new URL('../../', import.meta.url))
const makefile = readFileSync(`${root}Makefile`, 'utf8')
const { scripts } = JSON.parse(readFileSync(`${root}package.json`, 'utf8')) as {
  scripts: Readonly<Record<string, string>>
}
const targets = /^\.PHONY: (.*)$/m.exec(makefile)?.[1]?.split(' ') ?? []
const hasMake = spawnSync('make', ['--version']).status === 0
const hasDocker = spawnSync('docker', ['--version']).status === 0

const copy = mkdtempSync(join(tmpdir(), 'tdbt-make-'))
beforeAll(() => {
  for (const name of ['Makefile', '.env.example', 'scripts'])
    cpSync(root + name, join(copy, name), { recursive: true })
})
afterAll(() => rmSync(copy, { recursive: true, force: true }))

/** Calls make in a copy of what it needs, as from a shell that sets nothing for it. */
function make(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const own = Object.entries(process.env).filter(([name]) => !/^(npm_|MAKE|DOCKER_|SHELL$)/i.test(name))
  const { status, stdout, stderr } = spawnSync('make', args, {
    cwd: copy,
    env: { ...Object.fromEntries(own), ...env },
    encoding: 'utf8',
  })
  return { status, stdout, stderr }
}

/** A PATH on which only these programs are, those of the machine. */
function pathWith(...names: readonly string[]): string {
  const folder = mkdtempSync(join(copy, 'path-'))
  for (const name of names) {
    const { stdout } = spawnSync('sh', ['-c', `command -v ${name}`], { encoding: 'utf8' })
    symlinkSync(stdout.trim(), join(folder, name))
  }
  return folder
}

describe.skipIf(!hasMake)('Makefile (needs make)', () => {
  it('lists every target where none is named', () => {
    const { stdout } = make([])
    const listed = [...stdout.matchAll(/^ {2}make (\S+) +\S/gm)].map(([, target]) => target)
    expect(listed).toEqual(targets)
  })

  it('calls scripts of package.json that there are', () => {
    const called = [...makefile.matchAll(/npm run (?:--silent )?([a-z:-]+)/g)].map(
      ([, script]) => script ?? '',
    )
    expect(called.length).toBeGreaterThan(3)
    expect(called.filter((script) => !Object.hasOwn(scripts, script))).toEqual([])
  })

  const inDocker = targets.filter((target) =>
    new RegExp(`^${target}:.* \\.docker|^${target}: build`, 'm').test(makefile),
  )

  it('has those that the stack is driven by', () => {
    expect(inDocker).toEqual(['build', 'up', 'restart', 'rebuild', 'stop', 'clean', 'logs', 'dbt'])
  })

  describe.each(inDocker)('%s', (target) => {
    it.skipIf(!hasDocker)(
      'says that the engine does not answer, before anything else (needs the docker command)',
      () => {
        const nowhere = { DOCKER_HOST: `unix://${copy}/no.sock` }
        const { status, stdout, stderr } = make([target, 'ARGS=build'], nowhere)
        expect(stderr).toContain("Docker's engine does not answer: ")
        expect(stderr).toContain('Start Docker Desktop, or: sudo systemctl start docker.')
        expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
        expect(existsSync(join(copy, '.env'))).toBe(false)
      },
    )

    it('says where to get Docker', () => {
      const { status, stdout, stderr } = make([target, 'ARGS=build'], { PATH: pathWith('make', 'bash') })
      expect(stderr).toContain('Docker is not installed: https://docs.docker.com/')
      expect(stderr).toContain('Without Docker: make retail, or make airflow')
      expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
      expect(existsSync(join(copy, '.env'))).toBe(false)
    })
  })

  it.each(['airflow', 'retail', 'test', 'airflow-test', 'bench', 'bundle'])(
    '%s says that Node is missing',
    (target) => {
      const { status, stderr } = make([target], { PATH: pathWith('make', 'bash') })
      expect(stderr).toContain('Node and npm are not installed: Node 20.19 or newer, https://nodejs.org')
      expect(status).toBe(2)
    },
  )

  it.each(['airflow', 'airflow-test'])('%s says that Python is missing', (target) => {
    const { status, stderr } = make([target], {
      PATH: pathWith('make', 'bash', 'node', 'npm'),
      PYTHON: 'python3',
    })
    expect(stderr).toContain('There is no python3: install Python 3.10 to 3.14')
    expect(status).toBe(2)
  })

  it('check-tools names all that is missing', () => {
    const { status, stderr } = make(['check-tools'], { PATH: pathWith('make', 'bash'), PYTHON: 'python3' })
    for (const text of ['Docker is not installed', 'Node and npm are not installed', 'There is no python3']) {
      expect(stderr).toContain(text)
    }
    expect(status).toBe(2)
  })

  it('dbt asks for the command where none is given', () => {
    const { status, stderr } = make(['dbt', '.docker=', '--assume-old', '.docker'])
    expect(stderr).toContain('make dbt ARGS="build --select staging"')
    expect(status).toBe(2)
  })

  it('clean leaves the data, unless it is told', () => {
    expect(make(['-n', 'clean']).stdout).not.toContain('--volumes')
    expect(make(['-n', 'clean', 'VOLUMES=1']).stdout).toContain('down --remove-orphans --volumes')
  })

  it('env makes a file of secrets for its owner alone, each another one, and leaves the one that is there', () => {
    expect(make(['env'])).toMatchObject({ status: 0 })
    const path = join(copy, '.env')
    const text = readFileSync(path, 'utf8')
    expect(statSync(path).mode & 0o777).toBe(0o600)
    const secrets = [...text.matchAll(/^[A-Z_]*(?:PASSWORD|KEY|SECRET)=(.*)$/gm)].map(([, value]) => value)
    expect(secrets).toHaveLength(7)
    expect(new Set(secrets).size).toBe(7)
    for (const secret of secrets) expect(secret).toMatch(/^[\w-]{43}=$/)
    expect(text).not.toMatch(/^[A-Z_]+=$/m)
    expect(make(['env'])).toMatchObject({ status: 0 })
    expect(readFileSync(path, 'utf8')).toBe(text)
  })
})
