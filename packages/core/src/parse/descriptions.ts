import { nearest, type Place, TdbtError } from '@tdbt/adapter-api'
import { type Block, type Environment, type Globals, hostFunction, str, type Value } from '@tdbt/jinja'
import { asText } from '../json.js'
import type { DocBlock } from '../manifest/node.js'
import type { Project } from '../project/project.js'
import { hasJinja } from '../project/render-yaml.js'
import { noFile } from '../project/shown-path.js'
import type { SourceFile } from '../project/source-file.js'
import { showPlace } from '../project/text-place.js'
import { immediate } from './immediate.js'
import { namedBlocks } from './named-blocks.js'
import type { ErrorCollector } from './parse-errors.js'
import type { PropertyNames } from './property-renderers.js'
import type { PropertyEntry } from './read-properties.js'
import { placedAt } from './template-error.js'

/** Reads the docs blocks of all packages. dbt renders what stands in them, without any name but Jinja's own. */
export function parseDocs(
  project: Project,
  environment: Environment,
  errors: ErrorCollector,
  wrap: (error: unknown) => unknown,
): ReadonlyMap<string, DocBlock> {
  const docs = new Map<string, DocBlock>()
  const places = new Map<string, Place>()
  for (const owner of project.packages) {
    for (const file of owner.files) {
      if (file.kind !== 'docs' || !file.text.includes('{%')) continue
      errors.attempt(() => {
        try {
          for (const block of namedBlocks(file, ['docs'])) {
            const name = block.name ?? ''
            const uniqueId = `doc.${file.packageName}.${name}`
            const place = {
              file: file.shownPath,
              line: block.origin.line,
              column: block.origin.column,
            }
            const twin = places.get(uniqueId)
            if (twin) {
              errors.add(
                new TdbtError('docs-block-twice', `there are two docs blocks named '${name}'`, {
                  place,
                  source: file.text,
                  hint: `the other is ${showPlace(twin)}; rename or remove one`,
                }),
              )
              continue
            }
            places.set(uniqueId, place)
            docs.set(uniqueId, {
              uniqueId,
              packageName: file.packageName,
              name,
              path: file.path,
              originalFilePath: file.originalFilePath,
              contents: renderDocs(environment, block, file).trim(),
            })
          }
        } catch (error) {
          throw wrap(error)
        }
      })
    }
  }
  return docs
}

function renderDocs(environment: Environment, block: Block, file: SourceFile): string {
  if (!hasJinja(block.contents)) return block.contents
  const template = environment.parse(block.contents, file.shownPath, block.contentsOrigin)
  return immediate(template.render({ get: () => undefined }), file.shownPath)
}

/** A description after rendering, with the docs blocks that it names. */
export interface Description {
  readonly text: string
  readonly docBlocks: readonly string[]
}

/** @param path where the description's owner stands in its entry. */
export type RenderDescription = (
  text: unknown,
  property: Pick<PropertyEntry, 'file' | 'error'>,
  path?: readonly (string | number)[],
) => Description

export const noDescription: Description = { text: '', docBlocks: [] }

/** What is disabled keeps its descriptions unrendered. */
export const asWritten: RenderDescription = (text) => ({
  text: text === undefined || text === null ? '' : asText(text),
  docBlocks: [],
})

/** `doc('name')`, `doc('package', 'name')` in descriptions, beside the other names of properties files. */
export function descriptionRenderer(
  environment: Environment,
  docs: ReadonlyMap<string, DocBlock>,
  rootPackage: string,
  namesFor: PropertyNames,
  wrap: (error: unknown) => unknown,
): RenderDescription {
  return (raw, property, path = []) => {
    const { packageName, shownPath: file } = property.file
    const text = raw === undefined || raw === null ? '' : asText(raw)
    if (!hasJinja(text)) return { text, docBlocks: [] }
    const used: string[] = []
    const doc = hostFunction('doc', ({ positional: args }): Value => {
      const names = args.map((arg) => str(arg))
      const [packageOf, name] = names.length > 1 ? [names[0], names[1]] : [null, names[0]]
      const candidates = packageOf ? [packageOf] : [rootPackage, packageName]
      const found =
        candidates.flatMap((candidate) => docs.get(`doc.${candidate}.${name}`) ?? [])[0] ??
        (packageOf ? undefined : [...docs.values()].find((block) => block.name === name))
      if (found) {
        used.push(found.uniqueId)
        return found.contents
      }
      const known = [...docs.values()].map((block) => block.name)
      throw new TdbtError('docs-block-not-found', `no docs block named '${name}'`, {
        hint: nearest(asText(name), known),
      })
    })
    const others = namesFor(property.file)
    const globals: Globals = {
      get: (name) => (name === 'doc' ? doc : others.get(name)),
      names: () => ['doc', ...others.keys()],
    }
    try {
      const rendered = environment.parse(text, noFile).render(globals)
      return { text: immediate(rendered, file), docBlocks: used }
    } catch (error) {
      throw placedAt(wrap(error), property.error('jinja-runtime', '', [...path, 'description']))
    }
  }
}
