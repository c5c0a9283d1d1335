import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

const root = fileURLToPath(new URL('../../', import.meta.url))

/** All pages of the repository, those that are not committed yet too. */
const pages = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '*.md'], {
  cwd: root,
  encoding: 'utf8',
})
  .trim()
  .split('\n')
  .filter((page) => existsSync(join(root, page)))

/** A page without what only looks like links and headings. */
function prose(text: string): string {
  return text
    .replace(/^```[\s\S]*?^```$/gm, '')
    .replace(/`[^`\n]*`/g, (code) => code.replace(/[[\]()#]/g, ' '))
}

/** The anchors that GitHub gives the headings of a page. */
function anchors(text: string): ReadonlySet<string> {
  const found = new Set<string>()
  const headings = text.replace(/^```[\s\S]*?^```$/gm, '').matchAll(/^#{1,6} (.+)$/gm)
  for (const [, heading = ''] of headings) {
    const slug = heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}_ -]/gu, '')
      .replaceAll(' ', '-')
    let anchor = slug
    for (let again = 1; found.has(anchor); again += 1) anchor = `${slug}-${again}`
    found.add(anchor)
  }
  return found
}

/** The links of a page that lead nowhere. */
function deadLinks(page: string, text: string): readonly string[] {
  const targets = [...prose(text).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => target ?? '')
  return targets.filter((target) => {
    if (/^[a-z]+:/.test(target)) return false
    const [path = '', anchor] = target.split('#')
    const file = path === '' ? page : relative(root, join(root, dirname(page), path))
    if (path !== '' && !existsSync(join(root, file))) return true
    if (anchor === undefined) return false
    if (path === '') return !anchors(text).has(anchor)
    if (statSync(join(root, file)).isDirectory()) return true
    return !anchors(readFileSync(join(root, file), 'utf8')).has(anchor)
  })
}

it.each(pages.map((page) => [page]))('the links of %s lead somewhere', (page) => {
  expect(deadLinks(page, readFileSync(join(root, page), 'utf8'))).toEqual([])
})

it('no page names a path of somebody’s own machine, or a folder beside the repository', () => {
  const told = pages.filter((page) =>
    /\/home\/\w|\/work\/|\/Users\/\w|\.\.\/shared/.test(readFileSync(join(root, page), 'utf8')),
  )
  expect(told).toEqual([])
})

it('sees a file that is not there, a heading that is not there, and no link in code', () => {
  const page = '# A `b.c` (d)\n\n[x](gone.md) [y](#a-bc-d) [z](#gone) [u](README.md#nowhere) `[v](gone.md)`\n'
  expect(deadLinks('page.md', page)).toEqual(['gone.md', '#gone', 'README.md#nowhere'])
})
