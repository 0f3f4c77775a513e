import { SkepError } from '@skep/schema'
import { unzipSync } from 'fflate'
import type { HostOptions } from './wire.ts'

/** Reads one predefined character map of pdf.js by name. @internal */
export type ReadCharacterMap = (name: string) => Promise<Uint8Array>

/** Character maps from the one lazy file that holds them all; fetched with the first document that needs one. @internal */
export function characterMaps(assets: HostOptions['assets']): ReadCharacterMap {
  let archive: Promise<Uint8Array> | undefined
  return async (name) => {
    archive ??= fetchArchive(assets?.['cmaps.zip'])
    archive.catch(() => {
      archive = undefined // a failed download must not stay failed
    })
    const file = `${name}.bcmap`
    const found = unzipSync(await archive, { filter: (entry) => entry.name === file })[file]
    if (found) return found
    throw new SkepError('ASSET_UNAVAILABLE', `There is no character map named ${name}.`, { name })
  }
}

async function fetchArchive(url: string | undefined): Promise<Uint8Array> {
  const answer = url === undefined ? undefined : await fetch(url).catch(() => undefined)
  if (answer?.ok) return new Uint8Array(await answer.arrayBuffer())
  throw new SkepError(
    'ASSET_UNAVAILABLE',
    'The file cmaps.zip of @skep/runtime could not be loaded. Check the connection and assetsUrl.',
    { name: 'cmaps.zip' },
  )
}
