/** What a site's robots.txt lets a reader do. */
export interface RobotsRules {
  isAllowed(url: URL): boolean
  readonly crawlDelayMs: number | undefined
  readonly sitemaps: readonly string[]
}

/** As RFC 9309 asks: at least 500 KiB are read. */
const MAX_CHARS = 512 * 1024
const MAX_RULES = 2_000
const MAX_CRAWL_DELAY_S = 30

interface Rule {
  readonly isAllowed: boolean
  readonly path: string
}

interface Group {
  readonly agents: string[]
  readonly rules: Rule[]
  delay?: number
}

/** The rules of RFC 9309 for a reader of this name: the groups that name it, else those for everyone. */
export function parseRobots(text: string, agent: string): RobotsRules {
  const groups: Group[] = []
  const sitemaps: string[] = []
  let group: Group | undefined
  let isNaming = false
  for (const line of text.slice(0, MAX_CHARS).split(/\r\n?|\n/)) {
    const found = /^\s*([a-z-]+)\s*:([^#]*)/i.exec(line)
    if (!found) continue
    const [, name = '', rest = ''] = found
    const value = rest.trim()
    switch (name.toLowerCase()) {
      case 'sitemap':
        // A fragment may stand in an address, so the line is read whole.
        sitemaps.push(line.slice(line.indexOf(':') + 1).trim())
        break
      case 'user-agent':
        if (!isNaming || !group) {
          group = { agents: [], rules: [] }
          groups.push(group)
        }
        group.agents.push(value.toLowerCase())
        isNaming = true
        break
      case 'allow':
      case 'disallow':
        isNaming = false
        if (value !== '' && group && group.rules.length < MAX_RULES)
          group.rules.push({ isAllowed: name.toLowerCase() === 'allow', path: value })
        break
      case 'crawl-delay':
        isNaming = false
        if (group && Number.isFinite(Number(value))) group.delay = Number(value)
        break
      default:
        isNaming = false
    }
  }
  const own = groups.filter(({ agents }) => agents.includes(agent.toLowerCase()))
  const chosen = own.length > 0 ? own : groups.filter(({ agents }) => agents.includes('*'))
  const rules = chosen.flatMap((each) => each.rules)
  const delay = chosen.find((each) => each.delay !== undefined)?.delay
  return {
    isAllowed: (url) => isAllowed(rules, normalize(url.pathname + url.search)),
    crawlDelayMs: delay === undefined ? undefined : Math.min(Math.max(0, delay), MAX_CRAWL_DELAY_S) * 1000,
    sitemaps,
  }
}

/** The longest rule that fits decides; of two as long, the one that allows. */
function isAllowed(rules: readonly Rule[], path: string): boolean {
  let best: Rule | undefined
  for (const rule of rules) {
    if (best && rule.path.length < best.path.length) continue
    if (best && rule.path.length === best.path.length && best.isAllowed) continue
    if (fits(normalize(rule.path), path)) best = rule
  }
  return best?.isAllowed ?? true
}

/** `*` is anything, a `$` at the end is the end. The first place that fits each piece is as good as any later one. */
function fits(pattern: string, path: string): boolean {
  const isEnd = pattern.endsWith('$')
  const pieces = (isEnd ? pattern.slice(0, -1) : pattern).split('*')
  const [first = '', ...rest] = pieces
  if (!path.startsWith(first)) return false
  let at = first.length
  const last = rest.pop()
  for (const piece of rest) {
    const found = path.indexOf(piece, at)
    if (found < 0) return false
    at = found + piece.length
  }
  if (last === undefined) return !isEnd || at === path.length
  if (!isEnd) return path.indexOf(last, at) >= 0
  return path.length - last.length >= at && path.endsWith(last)
}

/** Escapes in one spelling, so that `%7e`, `%7E` and `~` are the same. */
function normalize(path: string): string {
  try {
    return encodeURI(decodeURI(path))
  } catch {
    return path // broken escapes are compared as they are
  }
}
