import { TdbtError } from '@tdbt/adapter-api'
import type { Environment } from '@tdbt/jinja'
import { pythonJson } from '../context/python-json.js'
import type { TemplateContext } from '../context/scope.js'
import { dbtVersion } from '../invocation/dbt-version.js'
import type { Project } from '../project/project.js'
import type { QueryComment } from '../session/session.js'

/** What statements are sent for: a node, or a connection where there is no node (dbt's `connection_name`). */
export type CommentSubject = { readonly node_id: string } | { readonly connection_name: string }

/**
 * Renders the project's own comment.
 * @param context names of the node that statements are sent for; where there is none, of anything that is at hand.
 */
export function commentRenderer(
  environment: Environment,
  context: () => TemplateContext,
  subject: CommentSubject,
): (text: string) => string {
  return (text) => {
    const names = context()
    if ('node_id' in subject) names.set('connection_name', subject.node_id)
    else {
      names.set('connection_name', subject.connection_name)
      names.set('node', null)
    }
    const rendered = environment.parse(text, 'dbt_project.yml').render(names)
    if (rendered instanceof Promise)
      throw new TdbtError('query-not-possible', 'query-comment cannot run a query')
    return rendered
  }
}

/**
 * The comment that goes with every statement of a node: dbt's default, or the project's own `query-comment`.
 * @param render renders the project's text with the node's names.
 */
export function queryComment(
  project: Project,
  subject: CommentSubject,
  render: (text: string) => string,
): QueryComment {
  const setting = project.root.config.queryComment
  if (setting === 'none') return { text: '', append: false }
  if (setting !== 'default' && setting.comment !== null) {
    const text = render(setting.comment).trim()
    return { text: text === '' ? '' : `/* ${text.replaceAll('*/', '* /')} */`, append: setting.append }
  }
  const { target } = project
  const text = pythonJson({
    app: 'dbt',
    dbt_version: dbtVersion,
    profile_name: target.profileName,
    target_name: target.name,
    ...subject,
  })
  return { text: `/* ${text} */`, append: setting === 'default' ? false : setting.append }
}
