import { type Mutator, pickFile, setContent, shown, textOf } from '../draft.js'
import type { Random } from '../random.js'
import { words } from './lists.js'

type Change = (random: Random, lines: string[]) => readonly [text: string, what: string]

const oddCells = [
  ...words(String.raw`
    " "" "a a"b "a"b ' NULL null None true 1 -1 1.5 1e400 NaN inf 2024-13-45 2024-02-30 0000-00-00
    99999999999999999999 1,5 \N \ \. =1+1 ünïcödé 0x1F 007 1_000 yes 24:00:00 $1`),
  ...['', ' ', '\t', '\0', '{{ x }}', '"a\nb"', '\ud83d\ude00', 'x'.repeat(100_000)],
]

const joined = (lines: readonly string[]): string => lines.join('\n')

const changes: readonly Change[] = [
  (random, lines) => {
    const at = random.below(lines.length)
    const cells = lines[at]!.split(',')
    const cell = random.pick(oddCells)
    cells.splice(random.below(cells.length), 1, cell)
    return [joined(lines.toSpliced(at, 1, cells.join(','))), `has the cell ${shown(cell)} in line ${at + 1}`]
  },
  (random, lines) => {
    const at = random.below(lines.length)
    const cells = lines[at]!.split(',')
    return [
      joined(lines.toSpliced(at, 1, cells.slice(0, random.below(cells.length)).join(','))),
      `has a short line ${at + 1}`,
    ]
  },
  (random, lines) => {
    const at = random.below(lines.length)
    return [joined(lines.toSpliced(at, 1, `${lines[at]!},more,and more`)), `has a long line ${at + 1}`]
  },
  (random, lines) => {
    const names = lines[0]!.split(',')
    const name = random.pick([
      names[0]!,
      '',
      ' ',
      '"',
      '__proto__',
      'constructor',
      'a"b',
      'ID',
      'select',
      'x'.repeat(70),
      'é',
      '1',
      'batch ',
    ])
    names.splice(random.below(names.length), 1, name)
    return [joined([names.join(','), ...lines.slice(1)]), `has a column named ${shown(name)}`]
  },
  (_, lines) => [lines[0]!, 'has a header alone'],
  (_, lines) => [joined(lines.slice(1)), 'has no header'],
  (_, lines) => ['\n'.repeat(5) + joined(lines), 'begins with empty lines'],
  (_, lines) => [`${joined(lines)}\n\n\n   \n,,,,,\n`, 'ends with empty lines'],
  (random, lines) => {
    const width = random.pick([1599, 1600, 1601, 1700])
    const names = Array.from({ length: width }, (_, index) => `c${index}`).join(',')
    return [
      joined([names, Array.from({ length: width }, () => 1).join(',')]) + (lines.length === 0 ? '' : '\n'),
      `has ${width} columns`,
    ]
  },
  (random, lines) => {
    const mark = random.pick([';', '\t', '|', ', '])
    return [joined(lines).replaceAll(',', mark), `is separated by ${shown(mark)}`]
  },
  (_, lines) => [lines.join('\r'), 'has carriage returns for line ends'],
  (_, lines) => [joined(lines).replaceAll('"', ''), 'has no quotes'],
  (random, lines) => {
    const count = random.pick([2000, 30_000])
    return [
      joined([...lines, ...Array.from({ length: count }, () => lines[1] ?? '')]),
      `has ${count} lines more`,
    ]
  },
  (random, lines) => {
    const at = random.below(lines.length)
    return [joined(lines.toSpliced(at, 0, random.pick(lines))), 'has a line twice']
  },
]

export const mutateCsv: Mutator = (random, draft) => {
  const path = pickFile(random, draft, /\.csv$/)
  if (path === undefined) return null
  const [changed, what] = random.pick(changes)(random, textOf(draft, path).split('\n'))
  setContent(draft, path, changed)
  return `${path} ${what}`
}
