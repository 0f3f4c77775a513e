/** Joins class names, leaving out what is false or absent. @public */
export function cx(...names: readonly (string | false | null | undefined)[]): string {
  return names.filter(Boolean).join(' ')
}
