/**
 * The lazy files beside the worker. In a published package each stands in `dist/assets` and is listed by the build,
 * so that bundlers copy it; here, in the sources, the bundler finds the modules by itself and the list is empty.
 * @internal
 */
export const ASSET_FILES: Readonly<Record<string, () => URL>> = {}

/** Addresses of the lazy files: in the host's own folder, or where its bundler put them. @internal */
export function resolveAssets(assetsUrl: string | URL | undefined): {
  readonly assets?: Readonly<Record<string, string>>
} {
  const names = Object.keys(ASSET_FILES)
  if (names.length === 0) return {}
  const base =
    assetsUrl === undefined ? undefined : new URL(withSlash(String(assetsUrl)), globalThis.location?.href)
  return {
    assets: Object.fromEntries(
      names.map((name) => [name, base ? new URL(name, base).href : String(ASSET_FILES[name]?.())]),
    ),
  }
}

function withSlash(url: string): string {
  return url.endsWith('/') ? url : `${url}/`
}
