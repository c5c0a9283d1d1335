/** The command line itself is wrong: shown with how to ask for help, exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
  /** The command that was meant, where one could be read. */
  readonly command: string | undefined

  constructor(message: string, command?: string) {
    super(message)
    this.command = command
  }
}
