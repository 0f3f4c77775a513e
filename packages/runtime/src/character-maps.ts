import { SkepError } from '@skep/schema'
import type { HostOptions } from './wire.ts'

/** Reads one predefined character map of pdf.js by name. @internal */
export type ReadCharacterMap = (name: string) => Promise<Uint8Array>

/** Character maps from the sources, one file each. A published package has them all in one lazy file. @internal */
export function characterMaps(_assets: HostOptions['assets']): ReadCharacterMap {
  return async (name) => {
    const url = new URL(`../../knowledge/node_modules/pdfjs-dist/cmaps/${name}.bcmap`, import.meta.url)
    return new Uint8Array(await (await fetchAsset(url.href, name)).arrayBuffer())
  }
}

/** @throws `ASSET_UNAVAILABLE` */
async function fetchAsset(url: string, name: string): Promise<Response> {
  const answer = await fetch(url).catch(() => undefined)
  if (answer?.ok) return answer
  throw new SkepError(
    'ASSET_UNAVAILABLE',
    `The file ${name} of Skep could not be loaded. Check the connection and assetsUrl.`,
    {
      name,
    },
  )
}
