/** What a page of the guide has its reader do. */
export type Step =
  | { readonly kind: 'write'; readonly path: string; readonly text: string }
  | {
      readonly kind: 'run'
      readonly commands: readonly string[]
      readonly exitCode: number
      /** Lines that the page shows of the output. */
      readonly shown: readonly string[]
    }

const block =
  /(?:^`(?<path>[\w./-]+)`\n\n)?(?:^<!-- exit code (?<code>\d+) -->\n)?^```(?<language>\w+)\n(?<text>[\s\S]*?)^```$/gm

/**
 * The files (a path in a line of its own above a block) and commands (`sh`) of a page, in their order. What the last
 * command of a block exits with stands above it if it isn't 0; what it prints stands below in a `text` block.
 * `console` blocks are for other machines.
 */
export function readSteps(page: string): readonly Step[] {
  const steps: Step[] = []
  for (const { groups } of page.matchAll(block)) {
    const { path, code, language, text = '' } = groups as Record<string, string | undefined>
    if (path !== undefined) steps.push({ kind: 'write', path, text })
    else if (language === 'sh') {
      const commands = text.trim().split('\n')
      steps.push({ kind: 'run', commands, exitCode: Number(code ?? 0), shown: [] })
    } else if (language === 'text') {
      const last = steps.pop()
      if (last?.kind !== 'run') throw new Error(`an output that follows no command: ${text}`)
      steps.push({ ...last, shown: text.trimEnd().split('\n') })
    }
  }
  return steps
}
