import { describe, expect, test } from 'vitest'
import { compileNodes } from '../../src/commands/compile.js'
import { show } from '../../src/commands/show.js'
import { testInvocation } from '../support/invocation.js'
import { useWarehouse } from '../support/warehouse.js'

const { database, services, shop } = useWarehouse()

const files = {
  'models/a.sql': "{{ config(materialized='table') }}\nselect 1 as id, 'x' as name",
  'models/b.sql':
    "select {% for row in run_query('select n from generate_series(1, 3) n') %}{{ row.n }} + {% endfor %}0 as total, id\nfrom {{ ref('a') }} -- the end",
}
const invocationOf = (folder: string, select: readonly string[] = []) =>
  testInvocation(folder, { which: 'compile', profilesDir: folder, select })

describe('compile', () => {
  test('writes the SQL of every node, builds nothing, and shows what was named', async () => {
    const project = shop(files)
    const invocation = invocationOf(project.folder, ['b'])
    await compileNodes(invocation, services, {})
    const sql = `select 1 + 2 + 3 + 0 as total, id\nfrom "${database().target.database}"."${project.schema}"."a" -- the end`
    expect(project.target('compiled/shop/models/b.sql')).toBe(sql)
    expect(invocation.events.filter(({ name }) => name === 'CompiledNode')).toEqual([
      { name: 'CompiledNode', nodeName: 'b', compiled: sql, isInline: false },
    ])
    expect(await project.rows(`select to_regnamespace('${project.schema}')`)).toEqual([''])
    expect(JSON.parse(project.target('manifest.json')).nodes['model.shop.b'].compiled_code).toBe(sql)
  })

  test('of a query on the command line', async () => {
    const project = shop(files)
    const invocation = invocationOf(project.folder)
    await compileNodes(invocation, services, { inline: "select count(*) from {{ ref('a') }}" })
    expect(invocation.events.filter(({ name }) => name === 'CompiledNode')).toEqual([
      {
        name: 'CompiledNode',
        nodeName: 'inline_query',
        compiled: `select count(*) from "${database().target.database}"."${project.schema}"."a"`,
        isInline: true,
      },
    ])
  })
})

describe('show', () => {
  test('the first rows of a model, a seed and a query', async () => {
    const project = shop({ ...files, 'seeds/s.csv': 'id,name\n1,a\n2,b\n' })
    await project.tdbt('build')
    const shown = async (
      options: { readonly inline?: string; readonly limit: number },
      select?: readonly string[],
    ) => {
      const { columns, rows } = await show(invocationOf(project.folder, select), services, options)
      return { columns: columns.map(({ name }) => name), rows }
    }
    expect(await shown({ limit: 5 }, ['b'])).toEqual({ columns: ['total', 'id'], rows: [[6, 1]] })
    expect(await shown({ limit: 1 }, ['s'])).toEqual({ columns: ['id', 'name'], rows: [[1, 'a']] })
    expect(
      await shown({ limit: -1, inline: "select id from {{ ref('s') }} order by id desc; -- all" }),
    ).toEqual({
      columns: ['id'],
      rows: [[2], [1]],
    })
    expect(await shown({ limit: 1, inline: 'select n from generate_series(1, 9) n -- few' })).toEqual({
      columns: ['n'],
      rows: [[1]],
    })
  })

  test('one node alone', async () => {
    const project = shop(files)
    await expect(show(invocationOf(project.folder, ['a', 'b']), services, { limit: 5 })).rejects.toThrow(
      'the selection names 2 nodes',
    )
    await expect(show(invocationOf(project.folder, ['nope']), services, { limit: 5 })).rejects.toThrow(
      'nothing to show',
    )
  })
})
