import { Writable } from 'node:stream'
import { TdbtError, TdbtErrors } from '@tdbt/adapter-api'
import { describe, expect, test } from 'vitest'
import { plainPaint } from '../../src/output/paint.js'
import { createReporter, type ReporterOptions } from '../../src/output/reporter.js'
import { createSecrets } from '../../src/output/secrets.js'

function reporting(options: Partial<ReporterOptions> = {}) {
  let printed = ''
  const stdout = new Writable({
    write(chunk: Buffer, _encoding, done) {
      printed += chunk.toString()
      done()
    },
  })
  const style = { paint: plainPaint, printerWidth: 80, columns: 100 }
  const report = createReporter({
    stdout,
    console: { format: 'text', level: 'info', style },
    file: null,
    isTerminal: false,
    quiet: false,
    showStack: false,
    print: true,
    compiledAs: 'text',
    invocationId: 'id',
    now: () => new Date('2026-01-02T03:04:05.678Z'),
    secrets: createSecrets({}),
    ...options,
  })
  return { report, style, printed: () => printed }
}

describe('what ends a command', () => {
  test('one error of the user', () => {
    const { report, printed } = reporting()
    report.fatal(new TdbtError('project-not-found', 'no dbt_project.yml'))
    expect(printed()).toBe(
      '03:04:05  Encountered an error:\nProject Error\n  no dbt_project.yml\n' +
        '  hint: change to the folder of a project, or give it with --project-dir\n' +
        '  code: project-not-found\n',
    )
  })

  test('several together', () => {
    const { report, printed } = reporting()
    report.fatal(
      new TdbtErrors([
        new TdbtError('yaml-syntax', 'a', { hint: null }),
        new TdbtError('cycle', 'b', { hint: null }),
      ]),
    )
    expect(printed()).toBe(
      '03:04:05  Encountered 2 errors:\nParsing Error\n  a\n  code: yaml-syntax\n\n' +
        'Compilation Error\n  b\n  code: cycle\n',
    )
  })

  test('as fields of a JSON line', () => {
    const { style } = reporting()
    const json = reporting({ console: { format: 'json', level: 'info', style } })
    json.report.fatal(
      new TdbtErrors([
        new TdbtError('jinja-undefined', "'x' is undefined", {
          place: { file: 'models/a.sql', line: 2, column: 4, endLine: 2, endColumn: 5 },
          source: 'select\r\n{{ x }}\r\n',
          calls: [{ name: 'outer', place: { file: 'macros/m.sql', line: 9, column: 1 } }],
          hint: "did you mean 'y'?",
        }),
        new TdbtError('relation-missing', 'relation "t" does not exist', { sqlState: '42P01', hint: null }),
      ]),
    )
    expect((JSON.parse(json.printed()) as { data: unknown }).data).toEqual({
      exc: '\'x\' is undefined\nrelation "t" does not exist',
      errors: [
        {
          code: 'jinja-undefined',
          kind: 'Compilation',
          message: "'x' is undefined",
          file: 'models/a.sql',
          line: 2,
          column: 4,
          end_line: 2,
          end_column: 5,
          source_line: '{{ x }}',
          hint: "did you mean 'y'?",
          calls: [{ name: 'outer', file: 'macros/m.sql', line: 9, column: 1 }],
          sqlstate: null,
          statement: null,
          details: null,
        },
        {
          code: 'relation-missing',
          kind: 'Database',
          message: 'relation "t" does not exist',
          file: null,
          line: null,
          column: null,
          end_line: null,
          end_column: null,
          source_line: null,
          hint: null,
          calls: [],
          sqlstate: '42P01',
          statement: null,
          details: null,
        },
      ],
    })
  })

  test('a bug is said to be one, and its stack is for --debug', () => {
    const bug = new TypeError('x is not a function')
    const { report, printed, style } = reporting()
    report.fatal(bug)
    expect(printed()).toContain(
      'This is a bug in tdbt, not a mistake of yours: TypeError: x is not a function\n',
    )
    expect(printed()).toContain('--debug')
    expect(printed()).not.toContain('reporter.test')

    const debugging = reporting({ showStack: true, console: { format: 'debug', level: 'debug', style } })
    debugging.report.fatal(bug)
    expect(debugging.printed()).toContain('reporter.test')
  })
})

describe('levels', () => {
  test('what was asked for is printed whatever the level', () => {
    const { report, printed, style } = reporting()
    const silent = reporting({ console: { format: 'text', level: 'none', style } })
    for (const each of [report, silent.report]) {
      each.output('rows')
      each.info('told')
      each.debug('detail')
    }
    expect(printed()).toBe('rows\n03:04:05  told\n')
    expect(silent.printed()).toBe('rows\n')
  })

  test('--no-print keeps macros from printing', () => {
    const { report, printed } = reporting({ print: false })
    report.emit({ name: 'PrintEvent', message: 'from a macro' })
    report.output('from the command')
    expect(printed()).toBe('from the command\n')
  })
})

test('a log file that can not be written is told of once', () => {
  const { style } = reporting()
  const log = {
    write: () => {
      throw new Error('EACCES: permission denied')
    },
    close: () => {},
  }
  const { report, printed } = reporting({
    file: { format: 'debug', level: 'debug', style, log, path: 'logs/dbt.log' },
  })
  report.info('one')
  report.info('two')
  expect(printed()).toBe(
    '03:04:05  one\n03:04:05  Nothing is logged to logs/dbt.log: EACCES: permission denied\n03:04:05  two\n',
  )
})
