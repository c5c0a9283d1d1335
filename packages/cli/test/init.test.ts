import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type CallOptions, tdbt } from './support/tdbt.js'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const generated = [
  ...['.gitignore', 'README.md', 'data/synthetic_orders.csv', 'dbt_project.yml', 'models/models.yml'],
  ...['models/revenue_by_country.sql', 'models/sources.yml', 'models/stg_orders.sql', 'profiles.yml'],
  ...['seeds/countries.csv', 'tdbt.config.ts', 'tests/revenue_is_complete.sql'],
]

/** A folder in which the command is called; nothing in the account's own ~/.dbt counts. */
function workshop() {
  const path = mkdtempSync(join(tmpdir(), 'tdbt init '))
  const servers: string[] = []
  return {
    path,
    call: (args: readonly string[], { cwd = path, env = {} }: CallOptions = {}) =>
      tdbt(args, { cwd, env: { npm_command: undefined, ...env } }),
    /** A project whose server has to be stopped at the end. */
    withServer(folder: string): string {
      servers.push(join(path, folder))
      return join(path, folder)
    },
    write(files: Readonly<Record<string, string>>): void {
      for (const [name, text] of Object.entries(files)) {
        mkdirSync(join(path, name, '..'), { recursive: true })
        writeFileSync(join(path, name), text)
      }
    },
    async close(): Promise<void> {
      for (const cwd of servers) await tdbt(['server', 'stop'], { cwd })
      rmSync(path, { recursive: true, force: true })
    },
  }
}

/** Every file below a folder with its text, without the data of a server. */
function contents(folder: string): Record<string, string> {
  const entries = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
    (path) => !path.startsWith('.tdbt'),
  )
  const files = entries.filter((path) => spawnSync('test', ['-f', join(folder, path)]).status === 0).sort()
  return Object.fromEntries(files.map((path) => [path, readFileSync(join(folder, path), 'utf8')]))
}

describe('a new project', () => {
  const place = workshop()
  const shop = place.withServer('shop')
  afterAll(() => place.close())

  test('is made, loaded, and says what comes next', async () => {
    const { code, stdout, stderr } = await place.call(['init', 'shop'])
    expect(stderr).toBe('')
    expect(stdout).toContain('Making the project shop:\n')
    for (const path of generated) expect(stdout).toMatch(new RegExp(` {2}created shop/${path}(:.*)?\n`))
    expect(stdout).toMatch(/OK loaded source webshop\.orders \.+ \[COPY 12 in/)
    expect(stdout).toMatch(
      /The project is ready\. Next:\n\n {4}cd shop\n {4}tdbt build\n {4}tdbt show --select revenue_by_country\n/,
    )
    expect(code).toBe(0)
    expect(Object.keys(contents(shop))).toEqual(generated)
    expect(existsSync(join(place.path, 'logs'))).toBe(false)
  })

  test('builds at once, and all its tests pass', async () => {
    const { code, stdout } = await place.call(['build'], { cwd: shop })
    expect(stdout).toContain('Done. PASS=10 WARN=0 ERROR=0 SKIP=0 NO-OP=0 TOTAL=10\n')
    expect(stdout).not.toContain('WARN ')
    expect(code).toBe(0)
    const shown = await place.call(
      ['show', '-q', '-s', 'revenue_by_country', '--limit', '-1', '--output', 'json'],
      {
        cwd: shop,
      },
    )
    const rows = (JSON.parse(shown.stdout) as { show: { country_code: string; revenue: number }[] }).show
    expect(Object.fromEntries(rows.map((row) => [row.country_code, row.revenue]))).toEqual({
      ...{ AT: 878, BE: 325.7, ES: 0, FR: 477, IT: 828.8, NL: 147 },
    })
  })

  test('its tests find what is wrong', async () => {
    const model = join(shop, 'models/revenue_by_country.sql')
    const text = readFileSync(model, 'utf8')
    writeFileSync(
      model,
      text.replace('left join', 'inner join').replace('group by', "where item <> 'chair' group by"),
    )
    const { code, stdout } = await place.call(['build', '-s', 'revenue_by_country+'], { cwd: shop })
    expect(stdout).toMatch(/FAIL 1 revenue_is_complete/)
    expect(code).toBe(1)
    writeFileSync(model, text)
  })

  test('is formatted', () => {
    const config = readFileSync(join(shop, 'tdbt.config.ts'), 'utf8')
    const biome = spawnSync(
      process.execPath,
      [join(root, 'node_modules/@biomejs/biome/bin/biome'), 'format', '--stdin-file-path=tdbt.config.ts'],
      { cwd: root, encoding: 'utf8', input: config },
    )
    expect(biome.stdout).toBe(config)
    for (const [path, text] of Object.entries(contents(shop))) {
      if (path.startsWith('logs') || path.startsWith('target')) continue
      expect(text, path).toMatch(/[^\n]\n$/)
      expect(text, path).not.toMatch(/[ \t]\n|<[$%#]|[$%#]>|\r/)
    }
  })

  test('is left as it is when it is made again', async () => {
    writeFileSync(join(shop, 'README.md'), 'mine\n')
    const before = contents(shop)
    const again = await place.call(['init', 'shop', '--log-path', join(place.path, 'elsewhere')])
    expect(again.stdout).toContain(`${shop} is a dbt project already, whose files stay as they are.`)
    expect(again.stdout).toContain('left as it was: shop/.gitignore\n')
    expect(again.stdout).toContain(`Its profile 'shop' is in ${shop}/profiles.yml.\n`)
    expect(again.stdout).toMatch(/Next:\n\n {4}cd shop\n {4}tdbt debug\n {4}tdbt build\n/)
    expect(again.stdout).not.toMatch(/created|loaded/)
    expect(again.code).toBe(0)
    expect(contents(shop)).toEqual(before)
  })
})

describe('a new project in the working folder', () => {
  const place = workshop()
  const folder = place.withServer('2024 – My Läden!')
  beforeAll(() => {
    place.write({
      '2024 – My Läden!/README.md': 'mine\n',
      '2024 – My Läden!/.gitignore': 'secret\n/target',
      '2024 – My Läden!/models/stg_orders.sql': "select * from {{ source('webshop', 'orders') }} limit 1\n",
    })
  })
  afterAll(() => place.close())

  test('is named after it, and takes nothing away', async () => {
    const { code, stdout } = await place.call(['init'], { cwd: folder, env: { npm_command: 'exec' } })
    expect(stdout).toContain(`Making the project _2024_My_Läden in ${folder}:\n`)
    expect(stdout).toContain('  left as it was: README.md\n')
    expect(stdout).toContain('  left as it was: models/stg_orders.sql\n')
    expect(stdout).toContain('  added to .gitignore: logs/, dbt_packages/, .tdbt/\n')
    expect(stdout).toContain('  created tdbt.config.ts\n')
    expect(stdout).toMatch(/Next:\n\n {4}npx tdbt build\n/)
    expect(code).toBe(0)
    expect(readFileSync(join(folder, 'README.md'), 'utf8')).toBe('mine\n')
    expect(readFileSync(join(folder, '.gitignore'), 'utf8')).toBe(
      'secret\n/target\nlogs/\ndbt_packages/\n.tdbt/\n',
    )
    expect(
      (await place.call(['ls', '-q', '-s', 'stg_orders', '--resource-type', 'model'], { cwd: folder }))
        .stdout,
    ).toBe('_2024_My_Läden.stg_orders\n')
  })

  test('in a folder below it, the same project is meant', async () => {
    const { stdout, code } = await place.call(['init'], { cwd: join(folder, 'models') })
    expect(stdout).toContain(`${folder} is a dbt project already`)
    expect(stdout).toMatch(/Next:\n\n {4}cd \.\.\n/)
    expect(code).toBe(0)
  })

  test('a project inside of it is made with a warning', async () => {
    const { stdout, code } = await place.call(['init', 'inner', '-s'], { cwd: folder })
    expect(stdout).toContain(`This is a project inside of another, ${folder}.`)
    expect(code).toBe(0)
  })
})

describe('names', () => {
  const place = workshop()
  afterAll(() => place.close())

  test.each([
    ['my-shop', 'my_shop'],
    ['2shop', '_2shop'],
    ['shop.v2', 'shop_v2'],
    ['dbt', 'dbt_project'],
    ['', 'project'],
  ])('%j is none, %s is', async (name, valid) => {
    const { stdout, code } = await place.call(['init', name])
    expect(stdout).toContain(`'${name}' is no valid name for a project\n`)
    expect(stdout).toContain(
      `hint: letters, digits and underscores, not starting with a digit: tdbt init ${valid}\n`,
    )
    expect(code).toBe(2)
    expect(readdirSync(place.path)).toEqual([])
  })

  test('letters of any script, and words that mean something in YAML', async () => {
    for (const name of ['лавка', 'on']) {
      expect((await place.call(['init', name, '-s'])).code).toBe(0)
      const cwd = join(place.path, name)
      writeFileSync(
        join(cwd, 'profiles.yml'),
        `"${name}": {target: a, outputs: {a: {type: postgres, host: embedded, schema: b}}}\n`,
      )
      expect(
        (await place.call(['ls', '-q', '-s', 'stg_orders', '--resource-type', 'model'], { cwd })).stdout,
      ).toBe(`${name}.stg_orders\n`)
    }
  })
})

describe('a new project with a profile that is there', () => {
  const place = workshop()
  afterAll(() => place.close())
  const profiles =
    'ours: {target: a, outputs: {a: {type: postgres, host: 127.0.0.1, port: 9, user: u, dbname: d, schema: s}}}\n'

  test('uses it, and loads nothing into a server of others', async () => {
    place.write({ 'home/.dbt/profiles.yml': profiles })
    const env = { HOME: join(place.path, 'home') }
    const { stdout, code } = await place.call(['init', 'shop', '--profile', 'ours'], { env })
    expect(stdout).not.toContain('profiles.yml')
    expect(stdout).toMatch(/Next:\n\n {4}cd shop\n {4}tdbt ingest\n {4}tdbt build\n/)
    expect(code).toBe(0)
    expect(readFileSync(join(place.path, 'shop/dbt_project.yml'), 'utf8')).toContain('\nprofile: ours\n')

    const missing = await place.call(['init', 'other', '--profile', 'theirs'], { env })
    expect(missing.stdout).toContain("the profile 'theirs' was not found\n  hint: looked for it in ")
    expect(missing.code).toBe(2)
    expect(existsSync(join(place.path, 'other'))).toBe(false)
  })

  test('says what to write where the folder of profiles is elsewhere', async () => {
    place.write({ 'profiles/profiles.yml': profiles })
    const { stdout, code } = await place.call(['init', 'third'], { env: { DBT_PROFILES_DIR: 'profiles' } })
    expect(stdout).toContain(
      `The profile 'third' was not found. Write it in ${place.path}/profiles/profiles.yml, here for tdbt's own Postgres:\n\n    third:\n      target: dev\n      outputs:\n        dev:\n          type: postgres\n          host: embedded\n`,
    )
    expect(code).toBe(0)
    expect(readFileSync(join(place.path, 'profiles/profiles.yml'), 'utf8')).toBe(profiles)
  })
})

describe('an existing project', () => {
  let place: ReturnType<typeof workshop>
  beforeEach(() => {
    place = workshop()
  })
  afterEach(() => place.close())
  const init = (...args: string[]) =>
    place.call(['init', ...args], { env: { HOME: join(place.path, 'home') } })

  test('gets .gitignore and a profile, and keeps its files', async () => {
    place.write({
      'dbt_project.yml': 'name: jaffle\nprofile: "jaffle: shop"\nmodel-paths: [sql]\n',
      'sql/a.sql': 'select 1 as id\n',
      'sql/b.py': 'def model(dbt, session): ...\n',
      'sql/deep/unit.yml': 'unit_tests: []\n',
      'sql/deep/broken.yml': 'models: [\n',
      'packages.yml': 'packages:\n  - package: dbt-labs/dbt_utils\n    version: 1.3.0\n',
    })
    const before = contents(place.path)
    const { stdout, code } = await init()
    expect(stdout).toContain(`${place.path} is a dbt project already, whose files stay as they are.\n`)
    expect(stdout).toContain('  created .gitignore: target/, logs/, dbt_packages/, .tdbt/\n')
    expect(stdout).toContain(
      "  created profiles.yml: the profile 'jaffle: shop' was nowhere; it has tdbt's own Postgres now\n",
    )
    expect(stdout).toContain(`tdbt can't run all of it:
  - the packages of packages.yml, until they lie in dbt_packages/: let dbt deps put them there
  - Python models; write them in SQL: sql/b.py
  - unit tests, which are read but not run: sql/deep/unit.yml
`)
    expect(stdout).toMatch(/Next:\n\n {4}tdbt debug\n {4}tdbt build\n/)
    expect(stdout).not.toContain('loaded')
    expect(code).toBe(0)
    const { '.gitignore': _, 'profiles.yml': __, 'logs/dbt.log': ___, ...after } = contents(place.path)
    expect(after).toEqual(before)

    const again = await init()
    expect(again.stdout).toContain('left as it was: .gitignore\n')
    expect(again.stdout).toContain(`Its profile 'jaffle: shop' is in ${place.path}/profiles.yml.\n`)
    expect(again.stdout).not.toContain("can't be used")
  })

  test('runs with the profile that it got', async () => {
    place.withServer('.')
    place.write({ 'dbt_project.yml': 'name: jaffle\nprofile: jaffle\n', 'models/a.sql': 'select 1 as id\n' })
    expect((await init()).code).toBe(0)
    expect((await place.call(['build'])).stdout).toContain('OK created sql view model analytics.a')
  })

  test('without a profile gets none', async () => {
    place.write({ 'dbt_project.yml': 'name: jaffle\n', '.gitignore': '*\r\n' })
    const { stdout, code } = await init()
    expect(stdout).toContain("It names no profile, and gets tdbt's own Postgres.\n")
    expect(code).toBe(0)
    expect(readFileSync(join(place.path, '.gitignore'), 'utf8')).toBe('*\r\n')
    expect(existsSync(join(place.path, 'profiles.yml'))).toBe(false)
  })

  test('with a profiles.yml that lacks the profile is told what to write', async () => {
    place.write({ 'dbt_project.yml': 'name: jaffle\nprofile: jaffle\n', 'profiles.yml': 'other: {}\n' })
    const { stdout, code } = await init()
    expect(stdout).toContain(
      `The profile 'jaffle' was not found. Write it in ${place.path}/profiles.yml, here for tdbt's own Postgres:\n\n    jaffle:\n`,
    )
    expect(code).toBe(0)
    expect(readFileSync(join(place.path, 'profiles.yml'), 'utf8')).toBe('other: {}\n')
  })

  test('with a profile at home, with --skip-profile-setup, with --profile', async () => {
    place.write({
      'dbt_project.yml': "name: jaffle\nprofile: \"{{ env_var('WHICH', 'ours') }}\"\n",
      'home/.dbt/profiles.yml':
        'ours: {target: a, outputs: {a: {type: postgres, host: h, password: "{{ env_var(\'NO_SUCH\') }}", dbname: d, schema: s}}}\n',
    })
    const { stdout, code } = await init()
    expect(stdout).toContain(`Its profile 'ours' is in ${place.path}/home/.dbt/profiles.yml.\n`)
    expect(stdout).toMatch(/It can't be used yet: .*env var required but not provided: 'NO_SUCH'/)
    expect(code).toBe(0)
    rmSync(join(place.path, 'home'), { recursive: true })
    expect((await init('-s')).stdout).toContain(`Write it in ${place.path}/profiles.yml`)
    expect(existsSync(join(place.path, 'profiles.yml'))).toBe(false)
    const refused = await init('--profile', 'ours')
    expect(refused.stderr).toContain(
      'Error: --profile is for a new project; the profile of this one stands in',
    )
    expect(refused.code).toBe(2)
  })

  test('of another database', async () => {
    place.write({
      'jaffle/dbt_project.yml': 'name: jaffle\nprofile: jaffle\n',
      'home/.dbt/profiles.yml':
        'jaffle: {target: a, outputs: {a: {type: snowflake, account: x, database: d, schema: s}}}\n',
    })
    const { stdout, code } = await init('jaffle')
    expect(stdout).toContain(
      "It can't be used yet: the target 'a' is of the type 'snowflake', which tdbt has no adapter for (tdbt works with 'type: postgres';",
    )
    expect(stdout).toMatch(/Next:\n\n {4}cd jaffle\n/)
    expect(code).toBe(0)
  })

  test('that can not be read is left alone', async () => {
    place.write({ 'dbt_project.yml': 'name: [\n' })
    const { stdout, code } = await init()
    expect(stdout).toContain('Parsing Error in dbt_project.yml:')
    expect(code).toBe(2)
    expect(existsSync(join(place.path, '.gitignore'))).toBe(false)
  })
})

describe('what can not be made', () => {
  const place = workshop()
  afterAll(() => place.close())

  test('where something else is in the way', async () => {
    place.write({ 'full/notes.txt': 'mine\n', taken: 'mine\n', 'half/models': 'mine\n' })
    const full = await place.call(['init', 'full'])
    expect(full.stdout).toContain('the folder full is not empty, and no project\n')
    expect(full.code).toBe(2)
    const taken = await place.call(['init', 'taken'])
    expect(taken.stdout).toContain("there is a file named taken, where the project's folder would be\n")
    expect(taken.code).toBe(2)
    const under = await place.call(['init', 'shop', '--project-dir', 'taken'])
    expect(under.stdout).toContain("can't make the project: ENOTDIR: not a directory, mkdir '")
    expect(under.stdout).not.toContain('bug')
    expect(under.code).toBe(2)
    const half = await place.call(['init'], { cwd: join(place.path, 'half') })
    expect(half.stdout).toContain("can't make the project: EEXIST: file already exists, mkdir '")
    expect(half.code).toBe(2)
    expect(existsSync(join(place.path, 'half/dbt_project.yml'))).toBe(false)
    expect(readFileSync(join(place.path, 'half/models'), 'utf8')).toBe('mine\n')
    place.write({ 'odd/dbt_project.yml': 'name: odd\n', 'odd/.gitignore/file': '' })
    const odd = await place.call(['init', 'odd'])
    expect(odd.stdout).toContain("can't make the project: EISDIR")
    expect(odd.stdout).not.toContain('bug')
    expect(odd.code).toBe(2)
  })

  test('a source that can not be loaded: the files stay, and it says how to go on', async () => {
    place.write({ 'part/data/synthetic_orders.csv': 'order_no\n1\n' })
    const { stdout, code } = await place.call(['init'], { cwd: place.withServer('part') })
    expect(stdout).toContain('Encountered an error:\nIngestion Error')
    expect(stdout).toMatch(
      /The files stay, but their source is not loaded\. When that is mended, go on with:\n\n {4}tdbt ingest\n {4}tdbt build\n/,
    )
    expect(code).toBe(1)
    expect(existsSync(join(place.path, 'part/dbt_project.yml'))).toBe(true)
  })
})

test('prints nothing with --quiet, and fields with --log-format json', async () => {
  const place = workshop()
  const quiet = await place.call(['init', 'quiet', '-s', '-q'])
  expect(quiet).toEqual({ code: 0, stdout: '', stderr: '' })
  const json = await place.call(['init', 'json', '-s', '--log-format', 'json'])
  const lines = json.stdout.trim().split('\n')
  const events = lines.map((line) => JSON.parse(line) as { info: { name: string }; data: unknown })
  expect(events.filter(({ info }) => info.name === 'ProjectFile').map(({ data }) => data)).toContainEqual({
    ...{ path: 'json/tdbt.config.ts', status: 'created', detail: '' },
  })
  expect(events.at(-1)).toMatchObject({
    info: { name: 'ProjectCreated' },
    data: { commands: ['cd json', 'tdbt ingest', 'tdbt build', 'tdbt show --select revenue_by_country'] },
  })
  await place.close()
})
