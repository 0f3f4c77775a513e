/** The text editors come when the first panel needs one: they are the heaviest part of the builder. @internal */
export function loadEditors(): Promise<typeof import('./create-editor.ts')> {
  return import('./create-editor.ts')
}
