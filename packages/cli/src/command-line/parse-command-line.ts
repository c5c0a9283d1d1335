import type { Argv } from 'yargs'
import yargs from 'yargs'
import { type CommandDefinition, exitCodes, type WordDefinition } from './command-definition.js'
import { commands } from './commands.js'
import { describeRefusal } from './describe-refusal.js'
import type { FlagDefinition, GivenValue } from './flag-definition.js'
import { flagDefinitions, flagsOf } from './flags.js'
import { UsageError } from './usage-error.js'

export interface CommandLine {
  readonly command: CommandDefinition
  /** The word after the command: `start` of `server start`. */
  readonly word: string | undefined
  /** What was given, by the flag's name. */
  readonly given: ReadonlyMap<string, GivenValue>
}

export interface HelpText {
  readonly help: string
}

/**
 * Reads the command line. Throws a UsageError that names what is wrong with it, and the nearest name of a flag or
 * command that there is not.
 */
export async function parseCommandLine(
  argv: readonly string[],
  options: { readonly version: string; readonly width: number },
): Promise<CommandLine | HelpText> {
  const position = findCommand(argv)
  const command = commands.find(({ name, aliases }) =>
    [name, ...(aliases ?? [])].includes(argv[position] ?? ''),
  )
  if (command) checkPlaces(argv, position, command)
  // yargs words the help of every command that it reads, which was a tenth of a short one's time: it has something to
  // word only where it then shows it.
  const { error, values, output } = await read(buildParser(options, { described: false }), argv)
  if (error !== undefined) throw await describeRefusal(error, argv, position, command)
  const described = () => buildParser(options, { described: true })
  if (output !== '') return { help: (await read(described(), argv)).output }
  if (command === undefined && argv.length > 0) throw new UsageError('command-unknown', 'Missing command.')
  if (command === undefined) return { help: await described().getHelp() }
  return { command, ...readValues(values, command) }
}

interface Reading {
  readonly error: string | undefined
  readonly values: Readonly<Record<string, unknown>>
  /** The help, or the version. */
  readonly output: string
}

async function read(parser: Argv, argv: readonly string[]): Promise<Reading> {
  let reading: Reading | undefined
  await parser.parse([...argv], {}, (error, values, output) => {
    reading = { error: error?.message, values, output }
  })
  if (reading === undefined) throw new Error('yargs gave no answer')
  return reading
}

function buildParser(
  options: { readonly version: string; readonly width: number },
  { described }: { readonly described: boolean },
): Argv {
  const add = (to: Argv, flag: FlagDefinition) => addFlag(to, described ? flag : { ...flag, hidden: true })
  const parser = yargs()
    .scriptName('tdbt')
    .usage('$0 <command> [flags]')
    .parserConfiguration({
      'camel-case-expansion': false,
      'dot-notation': false,
      'parse-numbers': false,
      'parse-positional-numbers': false,
      'strip-aliased': true,
    })
    .locale('en')
    .exitProcess(false)
    .strict()
    .help()
    .alias('help', 'h')
    .version(options.version)
    .alias('version', ['v', 'V'])
    .wrap(options.width)
    .epilogue('Flags can be set by DBT_<FLAG> in the environment and by `flags:` in dbt_project.yml too.')
  for (const flag of flagDefinitions) if (flag.commands === undefined) add(parser, flag)
  for (const command of commands) {
    const { name, aliases = [], describe, word } = command
    const words = [word === undefined ? name : `${name} ${wordUsage(word)}`, ...aliases]
    parser.command(words, describe, (built) => {
      built.epilogue(epilogue(command))
      if (word)
        built.positional(word.name, { type: 'string', choices: word.choices, describe: word.describe })
      for (const flag of flagDefinitions) if (flag.commands?.includes(name)) add(built, flag)
      return built
    })
  }
  return parser
}

function epilogue({ details, exitCodes: own }: CommandDefinition): string {
  const codes = Object.entries({ ...exitCodes, ...own }).map(([code, meaning]) => `  ${code}  ${meaning}`)
  return `${details}\n\nExit codes:\n${codes.join('\n')}`
}

function wordUsage({ name, optional }: WordDefinition): string {
  return optional ? `[${name}]` : `<${name}>`
}

function addFlag(parser: Argv, flag: FlagDefinition): void {
  parser.option(flag.name, {
    alias: [...(flag.aliases ?? [])],
    describe: flag.describe,
    hidden: flag.hidden ?? false,
    ...(flag.default !== undefined && { defaultDescription: String(flag.default) }),
    ...(flag.kind === 'boolean' && { type: 'boolean' as const }),
    ...(flag.kind === 'list' && { type: 'array' as const, string: true as const }),
    ...(flag.kind !== 'boolean' && flag.kind !== 'list' && { type: 'string' as const, requiresArg: true }),
    ...(flag.choices && flag.kind === 'choice' && { choices: flag.choices }),
  })
}

function readValues(
  values: Readonly<Record<string, unknown>>,
  command: CommandDefinition,
): Pick<CommandLine, 'word' | 'given'> {
  const given = new Map<string, GivenValue>()
  for (const flag of flagsOf(command.name)) {
    const value = values[flag.name] as GivenValue | undefined
    if (value === undefined) continue
    // As with dbt, what is given last counts.
    given.set(flag.name, Array.isArray(value) && flag.kind !== 'list' ? (value.at(-1) as string) : value)
  }
  const word = command.word && (values[command.word.name] as string | undefined)
  return { word, given }
}

/** Where the command's word stands; the length of the line where there is none. */
function findCommand(argv: readonly string[]): number {
  for (let at = 0; at < argv.length; at += 1) {
    const word = argv[at] as string
    if (!word.startsWith('-')) return at
    const flag = flagOfWord(word, flagDefinitions)
    if (flag && flag.kind !== 'boolean' && !word.includes('=')) at += 1
  }
  return argv.length
}

/** Flags of one command stand after it, and no flag stands on both sides (dbt's rules). */
function checkPlaces(argv: readonly string[], position: number, command: CommandDefinition): void {
  const known = flagsOf(command.name)
  const flagsIn = (words: readonly string[]) => words.flatMap((word) => flagOfWord(word, known) ?? [])
  const before = flagsIn(argv.slice(0, position))
  const after = new Set(flagsIn(argv.slice(position + 1)))
  for (const flag of before) {
    if (flag.commands) {
      throw new UsageError(
        'option-place',
        `--${flag.name} belongs after the command: tdbt ${command.name} --${flag.name}`,
        command.name,
      )
    }
    if (after.has(flag)) {
      throw new UsageError(
        'option-place',
        `--${flag.name} was given both before and after the command`,
        command.name,
      )
    }
  }
}

function flagOfWord(word: string, known: readonly FlagDefinition[]): FlagDefinition | undefined {
  const long = /^--(?:no-(?=.))?([^=]+)/.exec(word)?.[1]
  const name = long ?? /^-([A-Za-z])/.exec(word)?.[1]
  if (name === undefined) return undefined
  return known.find((flag) => flag.name === name || flag.aliases?.includes(name))
}
