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
    report.fatal(new TdbtError('Project', 'no dbt_project.yml'))
    expect(printed()).toBe('03:04:05  Encountered an error:\nProject Error\n  no dbt_project.yml\n')
  })

  test('several together', () => {
    const { report, printed } = reporting()
    report.fatal(new TdbtErrors([new TdbtError('Parsing', 'a'), new TdbtError('Compilation', 'b')]))
    expect(printed()).toBe('03:04:05  Encountered 2 errors:\nParsing Error\n  a\n\nCompilation Error\n  b\n')
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
