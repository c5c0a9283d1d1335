import type { TdbtEvent } from '../../src/invocation/events.js'
import { showPlace } from '../../src/project/text-place.js'

/** A warning as it is printed. */
export function warningText({ message, place }: Extract<TdbtEvent, { name: 'Warning' }>): string {
  return place === null ? message : `${showPlace(place)}: ${message}`
}
