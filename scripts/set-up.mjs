import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

// What `npm run retail` and `npm test` begin with. It runs before anything is installed: Node's own modules only.

/** The repository's folder. */
export const root = fileURLToPath(new URL('..', import.meta.url))

/** The folder that npm was called in, to which paths on the command line are relative. */
export const calledIn = process.env.INIT_CWD ?? process.cwd()

/** A step that failed: its own output has said why. */
export class StepFailed extends Error {
  constructor(message, exitCode = 1) {
    super(message)
    this.exitCode = exitCode
  }
}

let isInterrupted = false

/** Leaves Ctrl-C to the program that runs: it stops in order and says what it has left, and its exit code is the script's. */
export function leaveCtrlCToSteps() {
  process.on('SIGINT', () => {
    isInterrupted = true
  })
}

/** Runs a script's main function: its number is the exit code. */
export async function runScript(main) {
  try {
    process.exitCode = await main()
  } catch (error) {
    if (!(error instanceof StepFailed)) throw error
    // Node hears of a signal between two turns; the first may be the end of the present one.
    await nextTurn()
    await nextTurn()
    if (!isInterrupted) console.error(error.message)
    process.exitCode = error.exitCode
  }
}

/** Installs the packages where they are missing or not the ones of package-lock.json, and builds. */
export function setUp() {
  checkNode()
  const reason = whyInstall()
  if (reason !== null) {
    heading(`Installing packages (${reason})`)
    npm(['ci', '--ignore-scripts', '--include=dev', '--include=optional', '--no-audit', '--no-fund'])
  }
  if (call(process.execPath, [join(root, 'scripts/build.mjs')]) !== 0)
    throw new StepFailed('The build failed.')
}

/** Runs a program and gives its exit code. */
export function call(program, args, options = {}) {
  const { status, error } = spawnSync(program, args, { stdio: 'inherit', cwd: root, ...options })
  if (error) throw error
  // Ended by a signal: Ctrl-C reached it too.
  return status ?? 130
}

/** The file that a package of node_modules has as a command. */
export function tool(name) {
  return join(root, 'node_modules', ...name.split('/'))
}

export function heading(text) {
  const bold = process.stdout.isTTY && !process.env.NO_COLOR
  console.log(bold ? `\n\u001b[1m${text}\u001b[0m` : `\n${text}`)
}

function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number)
  if (major > 20 || (major === 20 && minor >= 19)) return
  throw new StepFailed(
    `Node ${process.versions.node} is too old: install Node 20.19 or newer (https://nodejs.org).`,
  )
}

/** Compares the lock file with npm's own record of what it put into node_modules; null where they agree. */
function whyInstall() {
  const record = join(root, 'node_modules', '.package-lock.json')
  if (!existsSync(record)) return 'there is no node_modules'
  const installed = JSON.parse(readFileSync(record, 'utf8')).packages
  const wanted = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages
  for (const [path, entry] of Object.entries(wanted)) {
    if (!path.includes('node_modules/')) continue
    const found = installed[path]
    if (found === undefined && !isForThisMachine(entry)) continue
    if (found === undefined || found.version !== entry.version || !existsSync(join(root, path))) {
      return `${path.replace(/^.*node_modules\//, '')} is missing or of another version`
    }
  }
  return null
}

/** Whether npm installs it here: optional packages are for one system, and it says itself which C library it means. */
function isForThisMachine({ optional, os, cpu, libc }) {
  if (!optional) return true
  if (libc !== undefined) return false
  const fits = (list, own) => list === undefined || list.includes(own)
  return (os !== undefined || cpu !== undefined) && fits(os, process.platform) && fits(cpu, process.arch)
}

function npm(args) {
  // npm tells the scripts that it runs where it is itself.
  const script = process.env.npm_execpath
  const isScript = script !== undefined && /\.[cm]?js$/.test(script)
  const code = isScript
    ? call(process.execPath, [script, ...args])
    : call('npm', args, { shell: process.platform === 'win32' })
  if (code !== 0) throw new StepFailed('The packages could not be installed: see above.')
}
