import { highestPeak, medianSeconds, type Sample, spread } from './sample.js'
import type { Row, Section, Target } from './section.js'

/** A section's table, targets and notes as Markdown, without its heading. */
export function sectionMarkdown(section: Section): string {
  const parts = [
    section.rows.length > 0 ? table(section.rows) : '',
    section.targets.map((target) => `- Target: ${targetText(target)}`).join('\n'),
    section.notes.map((note) => `- ${note}`).join('\n'),
  ]
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`
}

function targetText({ text, met }: Target): string {
  return met === undefined ? text : `${text}: ${met ? 'met' : '**missed**'}`
}

function table(rows: readonly Row[]): string {
  const baselines = new Map<string, readonly Sample[]>()
  const lines = rows.map((row) => {
    const baseline = baselines.get(row.work)
    if (baseline === undefined) baselines.set(row.work, row.samples)
    const { median, min, max } = spread(row.samples.map((sample) => sample.seconds))
    return [
      baseline === undefined ? row.work : '',
      row.program,
      seconds(median),
      `${figures(min)} - ${seconds(max)}`,
      String(row.samples.length),
      baseline === undefined ? '' : `${factor(median / medianSeconds(baseline))} x`,
      megabytes(highestPeak(row.samples)),
    ]
  })
  const header = ['work', 'program', 'median', 'min - max', 'runs', 'of the first', 'peak memory']
  return aligned([header, ...lines])
}

function aligned(cells: readonly (readonly string[])[]): string {
  const widths = (cells[0] ?? []).map((_, column) =>
    Math.max(3, ...cells.map((line) => (line[column] ?? '').length)),
  )
  const lines = cells.map((line) => `| ${line.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join(' | ')} |`)
  return [lines[0], `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`, ...lines.slice(1)].join(
    '\n',
  )
}

/** Three figures that count: 0.0412 s, 4.12 s, 412 s. */
export function seconds(value: number): string {
  return `${figures(value)} s`
}

export function megabytes(bytes: number | undefined): string {
  return bytes === undefined ? '' : `${Math.round(bytes / 1_000_000)} MB`
}

function factor(value: number): string {
  return figures(value)
}

function figures(value: number): string {
  if (value >= 100) return value.toFixed(0)
  return value.toPrecision(3)
}
