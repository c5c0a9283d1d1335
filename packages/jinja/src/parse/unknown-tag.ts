/**
 * What is wrong with a tag that no statement begins with, or with the end of the template (no `name`), as Jinja2 says
 * it. `endTags` are those that are waited for, outermost first; `innermost` is the block that has to be closed next.
 */
export function unknownTag(
  name: string | undefined,
  endTags: readonly (readonly string[])[],
  innermost: string | undefined,
): string {
  const looking = endTags[endTags.length - 1]?.map((tag) => `'${tag}'`).join(' or ')
  const isExpected = endTags.some((tags) => name !== undefined && tags.includes(name))
  const message = [name === undefined ? 'Unexpected end of template.' : `Encountered unknown tag '${name}'.`]
  if (looking) {
    message.push(
      isExpected
        ? `You probably made a nesting mistake. Jinja is expecting this tag, but currently looking for ${looking}.`
        : `Jinja was looking for the following tags: ${looking}.`,
    )
  }
  if (innermost) message.push(`The innermost block that needs to be closed is '${innermost}'.`)
  return message.join(' ')
}
