import { describe, expect, test } from 'vitest'
import { type CommandLine, parseCommandLine } from '../../src/command-line/parse-command-line.js'

const options = { version: 'tdbt 1.2.3', width: 100 }

async function read(...argv: string[]): Promise<{ command: string; given: Record<string, unknown> }> {
  const line = (await parseCommandLine(argv, options)) as CommandLine
  return { command: line.command.name, given: Object.fromEntries(line.given) }
}

async function refusal(...argv: string[]): Promise<string> {
  const error: unknown = await parseCommandLine(argv, options).catch((thrown: unknown) => thrown)
  expect(error).toMatchObject({ name: 'UsageError' })
  return (error as Error).message
}

describe('what is given', () => {
  test('flags of many values take words until the next flag, and add up', async () => {
    expect(await read('run', '-s', 'a+', 'tag:b', '--threads', '4', '--select', 'c')).toEqual({
      command: 'run',
      given: { select: ['a+', 'tag:b', 'c'], threads: '4' },
    })
  })

  test.each(['-s', '-m', '--select', '--models', '--model'])('%s selects', async (flag) => {
    expect((await read('build', flag, 'a')).given).toEqual({ select: ['a'] })
  })

  test('flags of every command may stand before it', async () => {
    expect(await read('--target', 'prod', '-q', '--no-use-colors', 'list')).toEqual({
      command: 'ls',
      given: { target: 'prod', quiet: true, 'use-colors': false },
    })
  })

  test('the last of several values counts', async () => {
    expect((await read('run', '--target', 'a', '-t', 'b', '--quiet', '--no-quiet')).given).toEqual({
      target: 'b',
      quiet: false,
    })
  })

  test('short flags join', async () => {
    expect((await read('run', '-qxf')).given).toEqual({
      quiet: true,
      'fail-fast': true,
      'full-refresh': true,
    })
  })

  test('an equals sign gives values that look like flags', async () => {
    expect((await read('show', '--inline=-- a comment\nselect 1', '--limit', '-1')).given).toEqual({
      inline: '-- a comment\nselect 1',
      limit: '-1',
    })
  })

  test('a command may have an action', async () => {
    expect(await parseCommandLine(['server', 'start', '--port', '0'], options)).toMatchObject({
      word: 'start',
    })
  })
})

describe('help', () => {
  test('lists commands, and the flags of one', async () => {
    const all = await parseCommandLine(['--help'], options)
    expect(all).toMatchObject({ help: expect.stringMatching(/tdbt build .*\n[\s\S]*tdbt ingest/) as string })
    const one = await parseCommandLine(['run', '-h'], options)
    expect(one).toMatchObject({ help: expect.stringContaining('--full-refresh') as string })
  })

  test('of a command has the defaults of its flags, what it does and its exit codes', async () => {
    const text = await parseCommandLine(['ingest', '--help'], options)
    expect(text).toMatchObject({
      help: expect.stringMatching(
        /--tries .*\n?.*\[default: 5\][\s\S]*a load that fails[\s\S]*Exit codes:[\s\S]*\n {2}3 {2}/,
      ) as string,
    })
  })

  test('a bare call is answered with it', async () => {
    expect(await parseCommandLine([], options)).toMatchObject({
      help: expect.stringContaining('Commands:') as string,
    })
  })

  test('--version', async () => {
    expect(await parseCommandLine(['--version'], options)).toEqual({ help: 'tdbt 1.2.3' })
  })
})

describe('what is refused', () => {
  test.each([
    [['run', '--fulrefresh'], "No such option '--fulrefresh'. Did you mean '--full-refresh'?"],
    [['run', '--selct', 'a'], "No such option '--selct'. Did you mean '--select'?"],
    [['--traget', 'x', 'run'], /No such option '--traget'\. Did you mean '--target'\?/],
    [['run', '-Z'], "No such option '-Z'."],
    [['biuld'], "No such command 'biuld'. Did you mean 'build'?"],
    [['run', 'my_model'], "Got an unexpected argument 'my_model'."],
    [['run', '--target'], '--target needs a value.'],
    [['run', '--log-format', 'xml'], /Invalid value for --log-format: "xml" is not one of/],
    [['test', '--full-refresh'], /--full-refresh is no flag of 'tdbt test' \(it is one of build, /],
    [['--full-refresh', 'run'], /--full-refresh belongs after the command/],
    [['-t', 'a', 'run', '--target', 'b'], '--target was given both before and after the command'],
    [['clone'], "'clone' is a command of dbt's that tdbt does not have yet."],
    [['server'], 'Say what to do: start, stop, status, url, reset.'],
    [['server', 'begin'], /Invalid value for 'server': "begin" is not one of/],
    [['-q'], 'Missing command.'],
  ])('%j', async (argv, wanted) => {
    const message = await refusal(...argv)
    if (typeof wanted === 'string') expect(message).toBe(wanted)
    else expect(message).toMatch(wanted)
  })
})
