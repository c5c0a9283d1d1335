import { randomUUID } from 'node:crypto'
import { join, resolve } from 'node:path'
import type { Invocation } from '@tdbt/core'
import type { CommandDefinition } from './command-line/command-definition.js'
import type { FlagValues } from './command-line/flag-values.js'
import { flagsOf } from './command-line/flags.js'
import { type CommandLine, parseCommandLine } from './command-line/parse-command-line.js'
import { UsageError } from './command-line/usage-error.js'
import { interruptedCode, interruptionOf, interruptSignal } from './interrupt-signal.js'
import type { Surroundings } from './surroundings.js'

/**
 * Runs one command. Gives the exit code: 0 done, 1 something failed, 2 it could not begin or was interrupted.
 * Everything that goes wrong is printed here.
 */
export async function main(argv: readonly string[], surroundings: Surroundings): Promise<number> {
  const { stdout, stderr, version } = surroundings
  try {
    const width = Math.min(stdout.columns || 100, 110)
    const line = await parseCommandLine(argv, { version: `tdbt ${version}`, width })
    if ('help' in line) {
      stdout.write(`${line.help}\n`)
      return argv.length === 0 ? 2 : 0
    }
    return await runCommand(argv, line, surroundings)
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    const { usageText } = await import('./output/usage-text.js')
    stderr.write(`${usageText(error, surroundings)}\n`)
    return 2
  }
}

async function runCommand(
  argv: readonly string[],
  { command, word, given }: CommandLine,
  surroundings: Surroundings,
): Promise<number> {
  const { findProjectDir, readProjectSettings } = await import('./command-line/project-settings.js')
  const { resolveFlags } = await import('./command-line/flag-values.js')
  const definitions = flagsOf(command.name)
  const sources = {
    command: command.name,
    definitions,
    given,
    env: surroundings.env,
    project: {},
    projectAt: () => ({}),
  }
  const { workingDir } = surroundings
  const baseDir = resolveFlags(sources).text('project-dir')
  const projectDir =
    command.word?.isFolder && word !== undefined
      ? resolve(workingDir, baseDir ?? '.', word)
      : findProjectDir(baseDir, workingDir)
  const settings = await readProjectSettings(projectDir)
  const flags = resolveFlags({ ...sources, project: settings.flags, projectAt: settings.flagAt })
  const { coreFlags } = await import('./command-line/core-flags.js')
  const { createReporter, eraseLine } = await import('./output/reporter.js')
  const { reporterOptions } = await import('./output/reporter-options.js')
  const { warnOfDeprecatedUsage } = await import('./command-line/deprecated-usage.js')
  const { deprecationsSummary } = await import('./output/warning-message.js')
  const { createSecrets } = await import('./output/secrets.js')
  const { createServices } = await import('./services.js')
  const { exitedBecause } = await import('./output/interruption-messages.js')

  const secrets = createSecrets(surroundings.env)
  const id = randomUUID()
  const report = createReporter(
    reporterOptions(flags, {
      ...surroundings,
      command: command.name,
      invocationId: id,
      secrets,
      logFolder: logFolder(flags, settings.logPath, projectDir, command),
    }),
  )
  const clearTerminal = (): void => {
    if (report.isLive) report.draw(eraseLine)
  }
  const interrupt = interruptSignal({
    onFirst(name) {
      clearTerminal()
      report.warn(
        name === 'SIGINT'
          ? 'Interrupted: stopping. Ctrl-C again ends it at once.'
          : `Interrupted by ${name}: stopping. Another one ends it at once.`,
      )
    },
    onSecond: clearTerminal,
  })
  const invocation: Invocation = {
    id,
    startedAt: new Date(),
    version: surroundings.version,
    flags: coreFlags(command.name, projectDir, flags, argv),
    workingDir,
    env: surroundings.env,
    now: () => new Date(),
    emit: (event) => report.emit(event),
    deprecations: new Map(),
    signal: interrupt.signal,
  }
  try {
    if (!command.withoutBanner) report.emit({ name: 'MainReportVersion', version: surroundings.version })
    warnOfDeprecatedUsage(invocation, argv, flags)
    const { run } = await command.load()
    const services = createServices(invocation, secrets)
    const code = await run({ invocation, flags, word, report, services })
    return interrupt.signal.aborted ? interruptedCode(interrupt.signal) : code
  } catch (error) {
    if (error instanceof UsageError) throw error
    const reason = interruptionOf(error, interrupt.signal)
    if (reason === null) {
      report.fatal(error)
      return 2
    }
    report.log(exitedBecause(reason))
    report.info('  Nothing was changed in the database.')
    return interruptedCode(interrupt.signal)
  } finally {
    const { deprecations } = invocation
    const summary = deprecationsSummary(deprecations, invocation.flags.showAllDeprecations)
    if (summary) report.log(summary)
    interrupt.dispose()
  }
}

/** Nothing is logged where there is no project, so that a wrong folder stays as it was. */
function logFolder(
  flags: FlagValues,
  ofProject: string | null,
  projectDir: string,
  command: CommandDefinition,
): string | null {
  const given = flags.text('log-path')
  if (given !== undefined) return resolve(given)
  return command.withoutBanner || ofProject === null ? null : join(projectDir, ofProject)
}
