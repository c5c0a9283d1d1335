import {
  commands,
  envName,
  exitCodes,
  type FlagDefinition,
  flagDefinitions,
  missingCommands,
} from '../../packages/cli/src/index.js'
import { code, markdownTable } from './markdown-table.js'

type Command = (typeof commands)[number]

const working = flagDefinitions.filter((flag) => flag.does === undefined)
const shared = working.filter((flag) => flag.commands === undefined)

/** docs/reference/commands.md */
export function commandsPage(): string {
  return `# Commands

This page is made from the code by \`npm run docs\`. \`tdbt <command> --help\` shows the same.

${markdownTable(
  ['command', 'what it does'],
  commands.map((command) => [`[${command.name}](#tdbt-${command.name})`, command.describe]),
)}

## Where a flag's value comes from
The command line comes first; then the environment, \`DBT_ENGINE_<FLAG>\` before \`DBT_<FLAG>\`; then \`flags:\` of
dbt_project.yml, with underscores for dashes; then the default. An empty variable counts as none. A flag that is true or
false has a second form, \`--no-<flag>\`. Flags of every command stand before or after the command, others after it. Flags
of many values take several words, and may be given more than once.

## Exit codes
${exitCodeTable(exitCodes)}

## Interrupts
Ctrl-C (or SIGTERM, or a terminal that is closed) cancels on the server what runs, starts nothing else, and says at the end
what was done, what was broken off and how its relation was left, and what was not begun; on-run-end hooks are not run.
run_results.json has all of it: what was broken off and what was not begun are \`skipped\`. What had been committed stays. A
download that was broken off goes on from there next time, where its server can do that.

A second Ctrl-C ends the process at once, with 130. The server ends the queries of a process that is gone within a second
(Postgres 14 and newer).

${commands.map(section).join('\n\n')}

## Flags of every command
${flagTable(shared)}

## Accepted, without effect
There is nothing in tdbt that these flags of dbt's could change: ${names((flag) => flag.does === 'nothing')}.

## Not there yet
Commands: ${missingCommands.map(code).join(', ')}.

Flags, of which a value that asks for what happens anyway is accepted: ${names((flag) => flag.does === 'missing')}.
`
}

function wordUsage({ name, choices, optional }: NonNullable<Command['word']>): string {
  const word = choices?.join('|') ?? name
  return optional ? `[${word}]` : word
}

function section(command: Command): string {
  const { name, aliases = [], describe, details, word } = command
  const own = working.filter((flag) => flag.commands?.includes(name))
  const usage = `tdbt ${name}${word === undefined ? '' : ` ${wordUsage(word)}`}`
  const parts = [
    `## tdbt ${name}`,
    `\`\`\`\n${usage} [flags]\n\`\`\``,
    `${describe}. ${details}${aliases.length === 0 ? '' : ` Also called ${aliases.map((alias) => code(`tdbt ${alias}`)).join(', ')}.`}`,
    ...(command.exitCodes === undefined ? [] : [exitCodeTable(command.exitCodes)]),
    own.length === 0 ? 'It has the [flags of every command](#flags-of-every-command) alone.' : flagTable(own),
  ]
  return parts.join('\n\n')
}

function flagTable(flags: readonly FlagDefinition[]): string {
  return markdownTable(
    ['flag', 'value', 'default', 'environment', 'what it does'],
    flags.map((flag) => [
      [flag.name, ...(flag.aliases ?? [])]
        .map((name) => code(name.length === 1 ? `-${name}` : `--${name}`))
        .join(', '),
      possibleValues(flag),
      flag.default === undefined ? '' : code(String(flag.default)),
      flag.env ? code(`DBT_${envName(flag)}`) : '',
      flag.describe,
    ]),
  )
}

function possibleValues({ kind, choices }: FlagDefinition): string {
  switch (kind) {
    case 'boolean':
      return ''
    case 'integer':
      return 'a whole number'
    case 'text':
      return 'a text'
    case 'list':
      return choices === undefined ? 'words' : `words of ${choices.map(code).join(', ')}`
    case 'choice':
      return (choices ?? []).map(code).join(', ')
    default:
      return kind satisfies never
  }
}

function exitCodeTable(codes: Readonly<Record<number, string>>): string {
  return markdownTable(['exit code', 'what it says'], Object.entries(codes))
}

function names(wanted: (flag: FlagDefinition) => boolean): string {
  return flagDefinitions
    .filter(wanted)
    .map((flag) => code(`--${flag.name}`))
    .join(', ')
}
