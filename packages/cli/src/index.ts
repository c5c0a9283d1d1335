// What the scripts of this repository read of the command line.
export { exitCodes } from './command-line/command-definition.js'
export { commands, missingCommands } from './command-line/commands.js'
export { envName, type FlagDefinition } from './command-line/flag-definition.js'
export { flagDefinitions } from './command-line/flags.js'
