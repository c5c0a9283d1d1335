import { existsSync, readFileSync, writeFileSync } from 'node:fs'

const preface = `# Results

What \`npm run bench\` measured (\`-- --help\` for its options); a section is replaced when it is measured again. Seconds of whole processes, as
median and spread of runs in turn; peak memory is that of the program's own process (its VmHWM, the highest run),
without the database server. 'of the first' is the median as a multiple of the first program's at the same work.
`

/**
 * The text of the results with one section put in: in place of the older one of its title, or in its place of the
 * given order.
 */
export function withSection(
  text: string | null,
  order: readonly string[],
  title: string,
  body: string,
): string {
  const sections = new Map<string, string>()
  for (const part of (text ?? '').split(/^## /m).slice(1)) {
    const end = part.indexOf('\n')
    sections.set(part.slice(0, end).trim(), part.slice(end + 1).trim())
  }
  sections.set(title, body.trim())
  const rank = (name: string): number => (order.includes(name) ? order.indexOf(name) : order.length)
  const ordered = [...sections].sort(([a], [b]) => rank(a) - rank(b))
  return [preface, ...ordered.map(([name, content]) => `## ${name}\n\n${content}\n`)].join('\n')
}

export function writeSection(path: string, order: readonly string[], title: string, body: string): void {
  const text = existsSync(path) ? readFileSync(path, 'utf8') : null
  writeFileSync(path, withSection(text, order, title, body))
}
