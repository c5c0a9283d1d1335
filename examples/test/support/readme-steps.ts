/** A block of commands in a README, and what the README says that they print. */
export interface ReadmeStep {
  readonly commands: string
  /** Lines of the `text` block after it, in their order; the README leaves out what lies between. */
  readonly shown: readonly string[]
}

/** The `sh` blocks of a README in their order, each with the `text` block that follows it. */
export function readmeSteps(markdown: string): readonly ReadmeStep[] {
  const steps: { commands: string; shown: string[] }[] = []
  for (const [, language, body = ''] of markdown.matchAll(/^```(\w+)\n(.*?)^```$/gms)) {
    if (language === 'sh') steps.push({ commands: body, shown: [] })
    else if (language === 'text') steps.at(-1)?.shown.push(...body.split('\n').filter((line) => !isGap(line)))
  }
  return steps
}

function isGap(line: string): boolean {
  return ['', '...'].includes(line.trim())
}

/**
 * The lines of a README that the output does not have, or not in this order. Times may differ, and widths, and nodes that
 * run side by side end in another order each time.
 */
export function linesMissing(shown: readonly string[], output: string): readonly string[] {
  const lines = output.split('\n').map(comparable)
  const used = new Set<number>()
  let from = 0
  return shown.map(comparable).filter((line) => {
    const isResult = / in N\.NNs\]$/.test(line)
    const found = lines.findIndex(
      (other, at) => (isResult || at >= from) && !used.has(at) && other.includes(line),
    )
    if (found === -1) return true
    used.add(found)
    if (!isResult) from = found + 1
    return false
  })
}

function comparable(line: string): string {
  return line
    .replace(/\d+\.\d\ds/g, 'N.NNs')
    .replace(/\.{2,}/g, '...')
    .replace(/\s+/g, ' ')
    .trim()
}
