import type { Invocation } from '../invocation/invocation.js'
import { load, writeManifest } from './load.js'
import type { Services } from './services.js'

/** `tdbt parse`: reads the project and writes its manifest. */
export async function parse(invocation: Invocation, services: Services): Promise<void> {
  const loaded = await load(invocation, services)
  writeManifest(invocation, loaded)
}
