import { readdirSync, readFileSync } from 'node:fs'
import { join, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { readYaml } from '@tdbt/core'

/** What the templates of a project are filled in with. */
export interface TemplateValues {
  readonly name: string
  readonly profile: string
  readonly withProfiles: boolean
}

export interface ProjectFile {
  /** Relative to the project, with slashes. */
  readonly path: string
  readonly text: string
}

const folder = fileURLToPath(new URL('../../templates/init', import.meta.url))

/** The files of a new project. dbt_project.yml, which makes a folder a project, is the last. */
export async function projectFiles(values: TemplateValues): Promise<readonly ProjectFile[]> {
  const render = await renderer(values)
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(folder.length + 1)
        .replaceAll(sep, '/'),
    )
    .filter((path) => values.withProfiles || path !== 'profiles.yml')
    .sort((a, b) => Number(a === 'dbt_project.yml') - Number(b === 'dbt_project.yml') || (a < b ? -1 : 1))
  return paths.map((path) => ({ path, text: render(path) }))
}

/** A profiles.yml with one profile, on the embedded server. */
export async function profilesFile(profile: string): Promise<string> {
  const render = await renderer({ name: profile, profile, withProfiles: true })
  return render('profiles.yml')
}

/** The tags are none of dbt's, so that the Jinja of the files stays as it is. */
async function renderer(values: TemplateValues): Promise<(path: string) => string> {
  const { default: nunjucks } = await import('nunjucks')
  const environment = new nunjucks.Environment(null, {
    autoescape: false,
    throwOnUndefined: true,
    tags: {
      ...{ blockStart: '<%', blockEnd: '%>', variableStart: '<$', variableEnd: '$>' },
      ...{ commentStart: '<#', commentEnd: '#>' },
    },
  })
  environment.addFilter('yaml', yamlText)
  return (path) => environment.renderString(readFileSync(join(folder, path), 'utf8'), values)
}

/** A name as YAML has to have it to be read as a text: `on` and `1_000` mean something else. */
function yamlText(name: string): string {
  return readYaml(name, 'name') === name ? name : JSON.stringify(name)
}
