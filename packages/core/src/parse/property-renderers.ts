import type { Value } from '@tdbt/jinja'
import { type Vars, varFunction } from '../context/var-function.js'
import type { Invocation } from '../invocation/invocation.js'
import { envVarFunction } from '../project/env-var.js'
import type { Project } from '../project/project.js'
import type { RenderYaml } from '../project/render-yaml.js'
import type { SourceFile } from '../project/source-file.js'
import { publicTarget } from '../project/target-value.js'
import { yamlRenderer } from '../project/yaml-renderer.js'

/** The names that dbt has for properties files. */
export type PropertyNames = (file: SourceFile) => ReadonlyMap<string, Value>

export function propertyNames(
  invocation: Invocation,
  project: Project,
  varsFor: (packageName: string) => Vars,
): PropertyNames {
  return (file) =>
    new Map<string, Value>([
      ['env_var', envVarFunction(invocation, false)],
      ['var', varFunction(varsFor(file.packageName), true, file.shownPath)],
      ['target', publicTarget(project.target)],
      ['project_name', project.root.name],
    ])
}

/** Renders the values of properties files. Made once for each file. */
export function propertyRenderers(namesFor: PropertyNames): (file: SourceFile) => RenderYaml {
  const renderers = new Map<SourceFile, RenderYaml>()
  return (file) => {
    const known = renderers.get(file)
    if (known) return known
    const render = yamlRenderer({ file: file.shownPath, text: file.text }, namesFor(file))
    renderers.set(file, render)
    return render
  }
}
