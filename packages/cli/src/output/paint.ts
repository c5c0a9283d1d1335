import kleur from 'kleur'

/** Colours of what is printed, or none. */
export interface Paint {
  red(text: string): string
  green(text: string): string
  yellow(text: string): string
  cyan(text: string): string
  dim(text: string): string
  bold(text: string): string
}

const same = (text: string): string => text

export const plainPaint: Paint = { red: same, green: same, yellow: same, cyan: same, dim: same, bold: same }

export function colorPaint(): Paint {
  // Whether there are colours is decided by the flags, not by what kleur makes of the environment.
  kleur.enabled = true
  const { red, green, yellow, cyan, dim, bold } = kleur
  return { red, green, yellow, cyan, dim, bold }
}
