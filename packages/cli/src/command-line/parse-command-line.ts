import type { Argv } from 'yargs'
import yargs from 'yargs'
import type { CommandDefinition } from './command-definition.js'
import { commands, missingCommands } from './commands.js'
import type { FlagDefinition, GivenValue } from './flag-definition.js'
import { flagDefinitions } from './flags.js'
import { UsageError } from './usage-error.js'

export interface CommandLine {
  readonly command: CommandDefinition
  /** `start` of `server start`. */
  readonly action: string | undefined
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
  const parser = buildParser(options)
  let outcome: { error: string | undefined; values: Record<string, unknown>; output: string } | undefined
  await parser.parse([...argv], {}, (error, values, output) => {
    outcome = { error: error?.message, values, output }
  })
  if (outcome === undefined) throw new Error('yargs gave no answer')
  if (outcome.error !== undefined) throw await usageError(outcome.error, argv, position, command)
  if (outcome.output !== '') return { help: outcome.output }
  if (command === undefined && argv.length > 0) throw new UsageError('Missing command.')
  if (command === undefined) return { help: await parser.getHelp() }
  return { command, ...readValues(outcome.values, command) }
}

/** Flags of a command, by which it is known what a word after one means. */
export function flagsOf(command: string): readonly FlagDefinition[] {
  return flagDefinitions.filter((flag) => flag.commands === undefined || flag.commands.includes(command))
}

function buildParser(options: { readonly version: string; readonly width: number }): Argv {
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
  for (const flag of flagDefinitions) if (flag.commands === undefined) addFlag(parser, flag)
  for (const { name, aliases = [], describe, action } of commands) {
    const words = [action === undefined ? name : `${name} <action>`, ...aliases]
    parser.command(words, describe, (built) => {
      if (action) built.positional('action', { choices: action })
      for (const flag of flagDefinitions) if (flag.commands?.includes(name)) addFlag(built, flag)
      return built
    })
  }
  return parser
}

function addFlag(parser: Argv, flag: FlagDefinition): void {
  parser.option(flag.name, {
    alias: [...(flag.aliases ?? [])],
    describe: flag.describe,
    hidden: flag.hidden ?? false,
    ...(flag.kind === 'boolean' && { type: 'boolean' as const }),
    ...(flag.kind === 'list' && { type: 'array' as const, string: true as const }),
    ...(flag.kind !== 'boolean' && flag.kind !== 'list' && { type: 'string' as const, requiresArg: true }),
    ...(flag.choices && flag.kind === 'choice' && { choices: flag.choices }),
  })
}

function readValues(
  values: Readonly<Record<string, unknown>>,
  command: CommandDefinition,
): Pick<CommandLine, 'action' | 'given'> {
  const given = new Map<string, GivenValue>()
  for (const flag of flagsOf(command.name)) {
    const value = values[flag.name] as GivenValue | undefined
    if (value === undefined) continue
    // As with dbt, what is given last counts.
    given.set(flag.name, Array.isArray(value) && flag.kind !== 'list' ? (value.at(-1) as string) : value)
  }
  return { action: values.action as string | undefined, given }
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
        `--${flag.name} belongs after the command: tdbt ${command.name} --${flag.name}`,
        command.name,
      )
    }
    if (after.has(flag)) {
      throw new UsageError(`--${flag.name} was given both before and after the command`, command.name)
    }
  }
}

function flagOfWord(word: string, known: readonly FlagDefinition[]): FlagDefinition | undefined {
  const long = /^--(?:no-(?=.))?([^=]+)/.exec(word)?.[1]
  const name = long ?? /^-([A-Za-z])/.exec(word)?.[1]
  if (name === undefined) return undefined
  return known.find((flag) => flag.name === name || flag.aliases?.includes(name))
}

async function usageError(
  message: string,
  argv: readonly string[],
  position: number,
  command: CommandDefinition | undefined,
): Promise<UsageError> {
  const word = argv[position]
  if (word !== undefined && missingCommands.includes(word) && command === undefined) {
    return new UsageError(`'${word}' is a command of dbt's that tdbt does not have yet.`)
  }
  const name = /^Unknown (?:arguments?|commands?): ([^,]+)/.exec(message)?.[1]
  if (name !== undefined && command !== undefined && argv.includes(name)) {
    return new UsageError(`Got an unexpected argument '${name}'.`, command.name)
  }
  if (name !== undefined) return unknownWord(name, word, command)
  const lacking = /^Not enough arguments following: (.+)$/.exec(message)?.[1]
  if (lacking !== undefined) return new UsageError(`--${lacking} needs a value.`, command?.name)
  const invalid = /Argument: (\S+), Given: (.+), Choices: (.+)$/.exec(message)
  if (invalid) {
    const [, argument = '', given = '', choices = ''] = invalid
    const shown = argument === 'action' ? `'${command?.name ?? 'tdbt'}'` : `--${argument}`
    return new UsageError(`Invalid value for ${shown}: ${given} is not one of ${choices}.`, command?.name)
  }
  if (message.startsWith('Not enough non-option arguments')) {
    return new UsageError(`Say what to do: ${command?.action?.join(', ') ?? 'a command'}.`, command?.name)
  }
  return new UsageError(message, command?.name)
}

async function unknownWord(
  name: string,
  word: string | undefined,
  command: CommandDefinition | undefined,
): Promise<UsageError> {
  // Loaded for this message alone: it takes longer than the rest of the start.
  const { nearest } = await import('@tdbt/core')
  const suggest = (known: readonly string[], dashes = ''): string => {
    const found = nearest(name, known)?.replace("'", `'${dashes}`)
    return found === undefined ? '' : ` ${found.charAt(0).toUpperCase()}${found.slice(1)}`
  }
  if (command === undefined && name === word) {
    const known = commands.flatMap((each) => [each.name, ...(each.aliases ?? [])])
    return new UsageError(`No such command '${name}'.${suggest(known)}`)
  }
  const known = command
    ? flagsOf(command.name)
    : flagDefinitions.filter((flag) => flag.commands === undefined)
  const elsewhere = flagDefinitions.find((flag) => flag.name === name)
  if (command && elsewhere?.commands) {
    const list = elsewhere.commands.join(', ')
    return new UsageError(
      `--${name} is no flag of 'tdbt ${command.name}' (it is one of ${list}).`,
      command.name,
    )
  }
  const option = name.length === 1 ? `-${name}` : `--${name}`
  const visible = known.filter((flag) => !flag.hidden).map((flag) => flag.name)
  return new UsageError(`No such option '${option}'.${suggest(visible, '--')}`, command?.name)
}
