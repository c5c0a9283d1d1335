import { commandsPage } from './commands.js'
import { configurationPage } from './configuration.js'
import { errorsPage } from './errors.js'

/** The pages of docs/ that the code makes, by their path from the repository's root. */
export const pages: Readonly<Record<string, () => string>> = {
  'docs/reference/commands.md': commandsPage,
  'docs/reference/configuration.md': configurationPage,
  'docs/errors.md': errorsPage,
}
