import type { CommandDefinition } from './command-definition.js'
import { commands, missingCommands } from './commands.js'
import { flagDefinitions, flagsOf } from './flags.js'
import { UsageError } from './usage-error.js'

/** What yargs refuses, in words that name the nearest flag or command. `position` is where the command's word stands. */
export async function describeRefusal(
  message: string,
  argv: readonly string[],
  position: number,
  command: CommandDefinition | undefined,
): Promise<UsageError> {
  const word = argv[position]
  if (word !== undefined && missingCommands.includes(word) && command === undefined) {
    return new UsageError('command-not-yet', `'${word}' is a command of dbt's that tdbt does not have yet.`)
  }
  const name = /^Unknown (?:arguments?|commands?): ([^,]+)/.exec(message)?.[1]
  if (name !== undefined && command !== undefined && argv.includes(name)) {
    return new UsageError('option-unknown', `Got an unexpected argument '${name}'.`, command.name)
  }
  if (name !== undefined) return unknownWord(name, word, command)
  const lacking = /^Not enough arguments following: (.+)$/.exec(message)?.[1]
  if (lacking !== undefined)
    return new UsageError('option-value', `--${lacking} needs a value.`, command?.name)
  const invalid = /Argument: (\S+), Given: (.+), Choices: (.+)$/.exec(message)
  if (invalid) {
    const [, argument = '', given = '', choices = ''] = invalid
    const shown = argument === command?.word?.name ? `'${command?.name ?? 'tdbt'}'` : `--${argument}`
    return new UsageError(
      'option-value',
      `Invalid value for ${shown}: ${given} is not one of ${choices}.`,
      command?.name,
    )
  }
  if (message.startsWith('Not enough non-option arguments')) {
    return new UsageError(
      'command-unknown',
      `Say what to do: ${command?.word?.choices?.join(', ') ?? 'a command'}.`,
      command?.name,
    )
  }
  return new UsageError('option-unknown', message, command?.name)
}

async function unknownWord(
  name: string,
  word: string | undefined,
  command: CommandDefinition | undefined,
): Promise<UsageError> {
  // Loaded for this message alone: it takes longer than the rest of the start.
  const { nearest } = await import('@tdbt/adapter-api')
  const suggest = (known: readonly string[], dashes = ''): string => {
    const found = nearest(name, known)?.replace("'", `'${dashes}`)
    return found === undefined ? '' : ` ${found.charAt(0).toUpperCase()}${found.slice(1)}`
  }
  if (command === undefined && name === word) {
    const known = commands.flatMap((each) => [each.name, ...(each.aliases ?? [])])
    return new UsageError('command-unknown', `No such command '${name}'.${suggest(known)}`)
  }
  const known = command
    ? flagsOf(command.name)
    : flagDefinitions.filter((flag) => flag.commands === undefined)
  const elsewhere = flagDefinitions.find((flag) => flag.name === name)
  if (command && elsewhere?.commands) {
    const list = elsewhere.commands.join(', ')
    return new UsageError(
      'option-unknown',
      `--${name} is no flag of 'tdbt ${command.name}' (it is one of ${list}).`,
      command.name,
    )
  }
  const option = name.length === 1 ? `-${name}` : `--${name}`
  const visible = known.filter((flag) => !flag.hidden).map((flag) => flag.name)
  return new UsageError(
    'option-unknown',
    `No such option '${option}'.${suggest(visible, '--')}`,
    command?.name,
  )
}
