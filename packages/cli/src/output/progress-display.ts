import type { IngestProgress } from '@tdbt/ingest'
import stringWidth from 'string-width'
import { eraseLine, type Reporter } from './reporter.js'

export interface ProgressDisplay {
  update(progress: IngestProgress): void
  /** Takes the bar away, so that a line can be printed. */
  clear(): void
}

/** How often a terminal's bar is drawn anew, and how often a line is printed elsewhere; milliseconds. */
const redrawEvery = 100
const lineEvery = 5000

const verbs: Readonly<Record<IngestProgress['phase'], string>> = {
  download: 'downloading',
  read: 'reading',
  land: 'landing',
  load: 'loading',
}

/** Shows how far a load is: a bar on a terminal, now and then a plain line elsewhere. */
export function createProgressDisplay(
  report: Pick<Reporter, 'isLive' | 'style' | 'info' | 'draw'>,
  options: { readonly now: () => number },
): ProgressDisplay {
  let phase = ''
  let phaseStart = 0
  let shownAt = 0
  let isDrawn = false
  const clear = (): void => {
    if (isDrawn) report.draw(eraseLine)
    isDrawn = false
  }
  return {
    clear,
    update(progress) {
      const now = options.now()
      const current = `${progress.source} ${progress.phase}`
      if (current !== phase) {
        phase = current
        phaseStart = now
        // A phase that is over in a moment is not worth a line.
        shownAt = now
        if (!report.isLive) return
      } else if (now - shownAt < (report.isLive ? redrawEvery : lineEvery)) return
      shownAt = now
      const seconds = (now - phaseStart) / 1000
      if (!report.isLive) {
        report.info(
          `${progress.source}: ${verbs[progress.phase]} ${progressFigures(progress, seconds).join(', ')}`,
        )
        return
      }
      const line = barLine(progress, seconds, report.style.columns - 1)
      report.draw(eraseLine + line)
      isDrawn = true
    },
  }
}

/** `120,000 rows`, `35%`, `20,100 rows/s`, `14s left`: what is known of them. */
export function progressFigures(progress: IngestProgress, seconds: number): readonly string[] {
  const { phase, rows, bytes, totalBytes } = progress
  const share = totalBytes === null || totalBytes === 0 ? null : Math.min(1, bytes / totalBytes)
  const areRows = phase === 'load' || rows > 0
  const figures = [areRows ? `${rows.toLocaleString('en-US')} rows` : megabytes(bytes)]
  if (share !== null) figures.push(`${Math.floor(share * 100)}%`)
  // The first second says little of the rest.
  if (seconds >= 1) {
    const perSecond = (areRows ? rows : bytes) / seconds
    figures.push(
      areRows ? `${Math.round(perSecond).toLocaleString('en-US')} rows/s` : `${megabytes(perSecond)}/s`,
    )
    if (share !== null && share > 0) figures.push(`${timeLeft((seconds / share) * (1 - share))} left`)
  }
  return figures
}

function barLine(progress: IngestProgress, seconds: number, columns: number): string {
  const { source, phase, bytes, totalBytes } = progress
  const figures = progressFigures(progress, seconds).join('  ')
  const label = `${source} ${verbs[phase]}`
  const room = Math.min(30, columns - stringWidth(label) - figures.length - 4)
  if (totalBytes === null || totalBytes === 0 || room < 5)
    return `${label}  ${figures}`.slice(0, Math.max(0, columns))
  const filled = Math.round(Math.min(1, bytes / totalBytes) * room)
  return `${label}  ${'█'.repeat(filled)}${'░'.repeat(room - filled)}  ${figures}`
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`
}

function timeLeft(seconds: number): string {
  const whole = Math.ceil(seconds)
  return whole < 60 ? `${whole}s` : `${Math.floor(whole / 60)}m${String(whole % 60).padStart(2, '0')}s`
}
