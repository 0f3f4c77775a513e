/*
 * Texts of apps without a graph name the fields of their form as `{{name}}`. A graph names them `{{#start.name#}}`.
 */

// Dify's pattern of names, and the three marks that stand for more than a field.
const BASIC_REFERENCE = /\{\{(?:([A-Za-z_][A-Za-z0-9_]{0,29})|#query#)\}\}/g

/** The same text for a node of a graph. Names that are no field stay as they are, as they do in Dify. @internal */
export function toGraphText(text: string, startId: string, fields: ReadonlySet<string>): string {
  return text.replaceAll(BASIC_REFERENCE, (found, name: string | undefined) => {
    if (name === undefined) return '{{#sys.query#}}'
    return fields.has(name) ? `{{#${startId}.${name}#}}` : found
  })
}
