import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const root = fileURLToPath(new URL('../../', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'tdbt-example-'))
const project = join(folder, 'first-project')

beforeAll(() => {
  const isWritten = (path: string): boolean => !/[\\/](\.tdbt|target|logs)$/.test(path)
  cpSync(join(root, 'examples/first-project'), project, { recursive: true, filter: isWritten })
})

afterAll(() => {
  tdbt('server', 'stop')
  rmSync(folder, { recursive: true, force: true })
})

function tdbt(...args: readonly string[]): { readonly status: number | null; readonly output: string } {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(root, 'packages/cli/bin/tdbt.js'), ...args],
    {
      cwd: project,
      encoding: 'utf8',
      env: { ...process.env, NO_COLOR: '1' },
    },
  )
  return { status, output: stdout + stderr }
}

describe('the first project', () => {
  it('builds on a server of its own', () => {
    const { status, output } = tdbt('build')
    expect(output).toContain('Done. PASS=9 WARN=0 ERROR=0 SKIP=0 NO-OP=0 TOTAL=9')
    expect(status).toBe(0)
  })

  it('shows what each customer bought', () => {
    const sql = "select customer, order_count, amount from {{ ref('customers') }} order by customer"
    const { status, output } = tdbt('--quiet', 'show', '--output', 'json', '--inline', sql)
    expect(status).toBe(0)
    expect((JSON.parse(output) as { show: unknown }).show).toEqual([
      { customer: 'Ada', order_count: 3, amount: 8.85 },
      { customer: 'Edsger', order_count: 1, amount: 6.3 },
      { customer: 'Grace', order_count: 2, amount: 10.2 },
    ])
  })

  it('fails where the data breaks a test', () => {
    const seed = join(project, 'seeds/raw_orders.csv')
    const text = readFileSync(seed, 'utf8')
    writeFileSync(seed, `${text}6,Ada,2024-03-06,tea,1,2.10\n`)
    const { status, output } = tdbt('build')
    expect(output).toMatch(/FAIL 1 unique_orders_order_id/)
    expect(status).toBe(1)
  })
})
