import type { AtRule, Plugin, Rule } from 'postcss'

const SCOPE = '[data-skep]'
const INSIDE = `:is(${SCOPE}, ${SCOPE} *)`

/**
 * Keeps our stylesheets inside our components: every rule carries the scope attribute, `:root` becomes the scope,
 * and `@property` (page-global, and ignored inside a shadow root) becomes an initial value on the scope.
 * Only files that ask for it with `--skep-scope: 1` are touched (Tailwind drops unknown at-rules of imported files).
 */
export function scopeStyles(): Plugin {
  return {
    postcssPlugin: 'skep-scope-styles',
    OnceExit(root, { Declaration, Rule: RuleNode }) {
      let asked = false
      root.walkDecls('--skep-scope', () => {
        asked = true
      })
      if (!asked) return
      const initials: { name: string; value: string }[] = []
      root.walkAtRules('property', (property: AtRule) => {
        let value = 'initial'
        property.walkDecls('initial-value', (declaration) => {
          value = declaration.value
        })
        initials.push({ name: property.params, value })
        property.remove()
      })
      // Tailwind's own fallback for browsers without @property: ours below takes its place.
      root.walkAtRules('layer', (layer: AtRule) => {
        if (layer.params === 'properties') layer.remove()
      })
      root.walkRules((rule: Rule) => {
        if (rule.parent?.type === 'atrule' && /keyframes$/.test((rule.parent as AtRule).name)) return // checked on the line
        if (rule.parent?.type === 'rule') return // nested rules inherit the scope of their parent
        rule.selectors = rule.selectors.map(scopeSelector)
      })
      if (initials.length > 0) {
        root.prepend(
          new RuleNode({
            // Pseudo-elements may not stand in :where(); they inherit these from their element.
            selector: `:where(${SCOPE}, ${SCOPE} *)`,
            nodes: initials.map(({ name, value }) => new Declaration({ prop: name, value })),
          }),
        )
      }
    },
  }
}

/** `.a .b::before` becomes `.a .b:is([data-skep], [data-skep] *)::before`. */
export function scopeSelector(selector: string): string {
  const trimmed = selector.trim()
  if (trimmed === ':root' || trimmed === ':host' || trimmed === 'html' || trimmed === 'body') return SCOPE
  if (trimmed.includes(SCOPE)) return trimmed
  // Minifiers write ::before with one colon.
  const pseudoElement =
    /(?:::[\w-]+(?:\([^)]*\))?|:(?:before|after|first-line|first-letter))(?::[\w-]+)*$/.exec(trimmed)
  const head = pseudoElement ? trimmed.slice(0, pseudoElement.index) : trimmed
  return `${head}${INSIDE}${pseudoElement?.[0] ?? ''}`
}
