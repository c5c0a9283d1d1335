import { copyFileSync, existsSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { fileServer } from '../../../../test/support/file-server.js'
import { normalised } from '../support/call-tdbt.js'
import { type ItemsProject, itemsConfig, openItemsProject } from '../support/items-project.js'
import { mountSmallDisk, noSmallDisk, type SmallDisk } from '../support/small-disk.js'
import { tdbt } from '../support/tdbt.js'
import { warehouseContent } from '../support/warehouse-content.js'

let items: ItemsProject
let disk: SmallDisk | undefined

beforeAll(async () => {
  items = await openItemsProject()
})
afterEach(() => {
  disk?.remove()
  disk = undefined
})
afterAll(() => items.close())

/** Where on the disk it was, and at which row, is the server's affair. */
function withoutPlaces(output: string): string {
  return output
    .replace(/"pg_tblspc[^"]*"/, '"<file>"')
    .replace(/File\w+\(\)/, '<call>()')
    .replace(/line \d+/, 'line N')
}

const largeCsv = `id,name,price\n${'1,an apple of some size,1.5\n'.repeat(200_000)}`

test("the server's disk is full while it takes a load: the old table stays, and room makes it go on", async ({
  skip,
}) => {
  const [row] = await items.database.query<{ data_directory: string }>('show data_directory')
  const dataDir = row!.data_directory
  if (existsSync(dataDir)) disk = mountSmallDisk(4096, statSync(dataDir))
  skip(disk === undefined, noSmallDisk)
  const space = `small_${process.pid}`
  await items.database.query(`create tablespace ${space} location '${disk!.path}'`)
  const { dbname } = items.database.credentials
  const inSpace = (name: string) =>
    items.database.query(`alter database ${dbname} set default_tablespace = '${name}'`)
  await inSpace(space)
  try {
    items.write('data/large.csv', largeCsv)
    items.write('tdbt.config.ts', itemsConfig("'data/large.csv'"))
    const { code, output } = await items.refused()
    expect(withoutPlaces(output)).toMatchInlineSnapshot(`
      "1 of 1 ERROR loading source shop.items ... [ERROR in N.NNs]
      Encountered an error:
      Database Error
        shop.items: could not extend file "<file>" with <call>(): No space left on device
        COPY items__tdbt_new, line N
        hint: Check free disk space.
        code: disk-full"
    `)
    expect(code).toBe(1)
    await inSpace('')
    expect(await items.ingest()).toMatchObject({ code: 0 })
  } finally {
    await inSpace('')
    // Which the server would refuse if the load had left anything there.
    await items.database.query(`drop tablespace ${space}`)
  }
})

describe("the project's own disk is full", () => {
  /** Runs a command as a user does, with a variable of its own for the temporary folder. */
  const said = async (args: readonly string[], env = {}) => {
    const { code, stdout, stderr } = await tdbt(args, { cwd: items.path, env })
    const output = normalised(stdout + stderr, items.path).replaceAll(disk!.path, '<disk>')
    return { code, output: output.replace(/http:\/\/127\.0\.0\.1:\d+/, 'http://<host>') }
  }

  test('while a file is downloaded: nothing that is cut off passes for the file', async ({ skip }) => {
    disk = mountSmallDisk(1024)
    skip(disk === undefined, noSmallDisk)
    const { url } = await fileServer((_request, response) => response.end(largeCsv))
    const before = await warehouseContent(items.database)
    for (const name of ['dbt_project.yml', 'profiles.yml'])
      copyFileSync(join(items.path, name), join(disk!.path, name))
    writeFileSync(join(disk!.path, 'tdbt.config.ts'), itemsConfig(`'${url}/items.csv'`))
    const { code, stdout } = await tdbt(['ingest', '--log-path', join(items.path, 'logs')], {
      cwd: disk!.path,
    })
    const output = normalised(stdout, disk!.path).replaceAll(url, 'http://<host>')
    expect(output.replace(/downloads\/[0-9a-f]+/, 'downloads/<url>')).toMatchInlineSnapshot(`
      "1 of 1 ERROR loading source shop.items ... [ERROR in N.NNs]
      Encountered an error:
      Ingestion Error
        can't write the download of http://<host>/items.csv: the disk is full
        hint: make room on that disk, or check the rights of the folder
        code: file-not-written"
    `)
    expect(code).toBe(1)
    expect(await warehouseContent(items.database)).toEqual(before)
  })

  test('while rejected rows wait in a scratch file', async ({ skip }) => {
    disk = mountSmallDisk(256)
    skip(disk === undefined, noSmallDisk)
    const before = await warehouseContent(items.database)
    items.write('data/large.csv', largeCsv.replaceAll('\n1,', '\none,'))
    items.write('tdbt.config.ts', itemsConfig("'data/large.csv'"))
    expect(await said(['ingest'], { TMPDIR: disk!.path })).toMatchInlineSnapshot(`
      {
        "code": 1,
        "output": "1 of 1 ERROR loading source shop.items ... [ERROR in N.NNs]
      Encountered an error:
      Ingestion Error
        can't write a scratch file in <disk> (TMPDIR): the disk is full
        hint: make room on that disk, or check the rights of the folder
        code: file-not-written",
      }
    `)
    expect(await warehouseContent(items.database)).toEqual(before)
  })

  test('while artifacts and logs are written', async ({ skip }) => {
    disk = mountSmallDisk(256)
    skip(disk === undefined, noSmallDisk)
    const elsewhere = ['--target-path', join(disk!.path, 'target'), '--log-path', join(disk!.path, 'logs')]
    expect(await said(['parse', ...elsewhere])).toMatchInlineSnapshot(`
      {
        "code": 2,
        "output": "Encountered an error:
      Runtime Error
        can't write the target folder <disk>/target: ENOSPC: no space left on device, write
        hint: check the rights and the space of the folder, or name another with --target-path
        code: target-not-writable",
      }
    `)
    expect(readdirSync(join(disk!.path, 'target'))).toEqual([])
  })
})
