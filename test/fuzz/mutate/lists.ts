/** Words of a text, so that a long list takes few lines. */
export function words(text: string): readonly string[] {
  return text.trim().split(/\s+/)
}

/** Lines of a text, without what they are indented by. */
export function lines(text: string): readonly string[] {
  return text.trim().split(/\n\s*/)
}
