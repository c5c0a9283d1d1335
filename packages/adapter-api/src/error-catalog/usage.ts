import { ofKind } from './entry.js'

/** The command line itself is wrong: nothing has been read yet, and the exit code is 2. */
export const usageErrors = ofKind('Usage', {
  'command-unknown': {
    means: 'The command line names no command, or one that there is not.',
    mend: 'tdbt --help lists the commands',
  },
  'command-not-yet': {
    means: "The command, or the flag, is one of dbt's that tdbt does not have yet.",
    mend: 'leave it out',
  },
  'option-unknown': {
    means: 'The command has no such flag, or takes no such word.',
    mend: 'tdbt COMMAND --help lists the flags of a command',
  },
  'option-place': {
    means: 'A flag stands on the wrong side of the command, or on both sides.',
    mend: 'write the flags of a command after it, each once',
  },
  'option-value': {
    means:
      'The value of a flag is missing or not of its kind. It may come from the command line, the environment or `flags:` in dbt_project.yml.',
    mend: 'give one of the values that the message names',
  },
})
