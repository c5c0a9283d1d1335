/** A project that both programs run, and how. */
export interface ConformanceProject {
  readonly name: string
  /** Its folder, which is copied and never written to. */
  readonly folder: string
  /** Where in the copy the commands run; the others are its packages. */
  readonly subfolder: string
  readonly settings: Settings
}

/** What `conformance.yml` of a project may say. */
export interface Settings {
  /** One line of what the project is there to show. */
  readonly about?: string
  /** Command lines in their order, each as a list of words or as one string that is split at its spaces. */
  readonly commands: readonly (string | readonly string[])[]
  readonly env: Readonly<Record<string, string>>
  /** More keys of the profile's target. */
  readonly target: Readonly<Record<string, unknown>>
  /** Statements that prepare the empty database: what sources name, extensions, roles. */
  readonly setup: readonly string[]
  /** Columns whose values are the time or a random number: they are compared by their types alone. */
  readonly volatile: readonly string[]
  /** Differences that are meant, beyond those of the README: a path and the reason. */
  readonly differences: Readonly<Record<string, string>>
}

export const defaultSettings: Settings = {
  commands: ['ls --quiet --resource-type all', 'build', 'compile'],
  env: {},
  target: {},
  setup: [],
  volatile: [],
  differences: {},
}
