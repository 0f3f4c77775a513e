import type { SkepClient } from '@skep/client'
import type { App, Issue, IssueCode } from '@skep/schema'

/** What only the client can find: it has the sandbox, the keys and the host's functions. */
const CLIENT_CODES: ReadonlySet<IssueCode> = new Set<IssueCode>([
  'CODE_LANGUAGE_UNAVAILABLE',
  'CODE_SYNTAX',
  'MODEL_KEY_MISSING',
  'MODERATION_UNAVAILABLE',
  'TEMPLATE_SYNTAX',
])

/** After the last change, so that nothing is read while somebody types. */
const ASK_DELAY_MS = 300

/** What the client has found wrong with an app. @internal */
export interface ClientIssues {
  /** Those that still hold for an app that has changed since: of what is as it was. */
  of(app: App): readonly Issue[]
  /** Asks about an app in a while; a later call takes its place. */
  ask(app: App): void
  close(): void
}

/** `onAnswer`: something new is known. @internal */
export function createClientIssues(client: SkepClient, onAnswer: () => void): ClientIssues {
  let known: { readonly app: App; readonly issues: readonly Issue[] } | undefined
  let asked: App | undefined
  let timer: ReturnType<typeof setTimeout> | undefined

  async function askNow(app: App): Promise<void> {
    let issues: readonly Issue[]
    try {
      issues = await client.apps.validate(app)
    } catch {
      return // a client that is closed or cannot check says nothing against the app
    }
    if (asked !== app) return
    known = { app, issues: issues.filter(({ code }) => CLIENT_CODES.has(code)) }
    onAnswer()
  }

  return {
    of(app) {
      if (!known) return []
      const before = new Map(known.app.graph.nodes.map((node) => [node.id, node.config]))
      const now = new Map(app.graph.nodes.map((node) => [node.id, node.config]))
      return known.issues.filter(({ nodeId }) =>
        nodeId === undefined
          ? known?.app.features === app.features
          : now.has(nodeId) && now.get(nodeId) === before.get(nodeId),
      )
    },
    ask(app) {
      if (asked === app) return
      asked = app
      clearTimeout(timer)
      timer = setTimeout(() => void askNow(app), ASK_DELAY_MS)
    },
    close() {
      asked = undefined
      clearTimeout(timer)
    },
  }
}
