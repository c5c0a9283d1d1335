/** A reason why the server can't run, told to every command that waits for it. */
export class StartFailure extends Error {
  /**
   * @param {string} message
   * @param {string} hint what to do about it
   */
  constructor(message, hint) {
    super(message)
    this.hint = hint
  }
}
