import ts from 'typescript'

export interface InterfaceField {
  readonly name: string
  readonly type: string
  readonly optional: boolean
  /** Its doc comment, in one line. */
  readonly comment: string
}

/** The fields of an interface in a TypeScript file, with what its doc comments say of them. */
export function readInterface(source: string, name: string): readonly InterfaceField[] {
  const file = ts.createSourceFile('source.ts', source, ts.ScriptTarget.Latest, true)
  const found = file.statements.find(
    (statement) => ts.isInterfaceDeclaration(statement) && statement.name.text === name,
  )
  if (found === undefined || !ts.isInterfaceDeclaration(found)) throw new Error(`no interface ${name}`)
  return found.members.filter(ts.isPropertySignature).map((member) => ({
    name: member.name.getText(file),
    type: (member.type?.getText(file) ?? '').replace(/readonly /g, '').replace(/\s+/g, ' '),
    optional: member.questionToken !== undefined,
    comment: commentOf(member),
  }))
}

function commentOf(node: ts.Node): string {
  return ts
    .getJSDocCommentsAndTags(node)
    .map(({ comment }) => ts.getTextOfJSDocComment(comment) ?? '')
    .join(' ')
    .replace(/\s+/g, ' ')
}
