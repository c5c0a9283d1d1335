import { type ErrorEntry, type ErrorKind, errorCatalog } from '@tdbt/adapter-api'
import { code, markdownTable } from './markdown-table.js'

const introductions: Readonly<Record<ErrorKind, string>> = {
  Usage: 'The command line itself is wrong. Nothing has been read yet; the exit code is 2.',
  Project: 'The folder of the project, and dbt_project.yml.',
  Profile: 'profiles.yml, and the target in it.',
  Connection:
    'No session with the database, or none any more; and what keeps the embedded server from running.',
  Parsing: 'Files of the project that can not be read as what they should be.',
  Compilation: 'Templates that can not be rendered, and names in them that lead nowhere.',
  Database: 'What the database would not do.',
  Runtime: 'Selections, commands, and files while they are worked with.',
  Dependency: 'Raised by macros alone, by `exceptions.raise_dependency_error`.',
  Ingestion: '`tdbt ingest`: its configuration, its files, and their rows.',
}

/** docs/errors.md: every error that a user can make, grouped by kind. */
export function errorsPage(): string {
  const byKind = new Map<ErrorKind, [string, ErrorEntry][]>()
  for (const [name, entry] of Object.entries(errorCatalog)) {
    const group = byKind.get(entry.kind) ?? []
    byKind.set(entry.kind, group)
    group.push([name, entry])
  }
  const sections = [...byKind].map(([kind, entries]) => {
    const rows = entries.map(([name, { means, mend }]) => [code(name), means, sentence(mend)])
    const table = markdownTable(['code', 'what it is about', 'what to do'], rows)
    return `## ${kind} errors\n\n${introductions[kind]}\n\n${table}\n`
  })
  return `${opening}\n${sections.join('\n')}`
}

const opening = `# Errors

This page is made from the code (packages/adapter-api/src/error-catalog) by \`npm run docs\`.

Every error that a user can make has a code, which stays the same where the words of its message change. The message says
what is wrong, where (file, line and column, with the line itself), by which macros it was reached, and what to do. The
last line of the message is the code. With \`--log-format json\` the same stands in \`data.errors\`, a list: \`code\`, \`kind\`,
\`message\`, \`file\`, \`line\`, \`column\`, \`end_line\`, \`end_column\`, \`source_line\`, \`hint\`, \`calls\`, \`sqlstate\` and \`statement\`
(where in the SQL that was sent).

The kinds are dbt's: \`Compilation Error in model a (models/a.sql)\`. An error that is no user's is printed as
\`Internal Error\`, has no code, and is a bug of tdbt.
`

/** `mend` as a sentence; one that begins with a command or a key keeps its small letter. */
function sentence(text: string): string {
  const capital = /^[a-z]+[ ,:]/.test(text) && !/^tdbt /.test(text)
  const begun = capital ? `${text.charAt(0).toUpperCase()}${text.slice(1)}` : text
  return /[.?]$/.test(begun) ? begun : `${begun}.`
}
