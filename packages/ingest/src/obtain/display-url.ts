/** A URL for people: without user, password and query, which may carry keys and signatures. */
export function displayUrl(url: string | URL): string {
  if (!URL.canParse(String(url)))
    return String(url)
      .replace(/\/\/[^/?#]*@/, '//')
      .replace(/[?#].*$/s, '')
  const shown = new URL(url)
  shown.username = ''
  shown.password = ''
  shown.search = ''
  shown.hash = ''
  return shown.href
}
