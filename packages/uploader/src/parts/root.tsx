import type { KnowledgeDocument } from '@skep/client'
import { useClient } from '@skep/react'
import { createStore, Provider } from '@skep/react/jotai'
import type { ErrorData } from '@skep/schema'
import { type ReactElement, type ReactNode, useEffect, useMemo, useRef } from 'react'
import { KnowledgeContext } from '../state/knowledge-context.ts'
import { createKnowledgeSession, type KnowledgeHost } from '../state/knowledge-session.ts'

/** @public */
export interface KnowledgeRootProps {
  readonly knowledgeId: string
  /** Makes the knowledge base, under this name, where there is none with that id. */
  readonly createIfMissing?: string
  /** Called when a document has become searchable. */
  readonly onDocumentReady?: (document: KnowledgeDocument) => void
  readonly onError?: (error: ErrorData) => void
  readonly children?: ReactNode
}

/** One knowledge base: its documents and what is on its way. Draws nothing itself. @public */
export function KnowledgeRoot(props: KnowledgeRootProps): ReactElement {
  const { knowledgeId, children } = props
  const client = useClient()
  const host = useRef<KnowledgeHost>({
    knowledgeId,
    createIfMissing: undefined,
    onReady: undefined,
    onError: undefined,
  })
  host.current = {
    knowledgeId,
    createIfMissing: props.createIfMissing,
    onReady: props.onDocumentReady,
    onError: props.onError,
  }
  // Another base is another store: nothing of the first one can show up in the second.
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above
  const store = useMemo(createStore, [client, knowledgeId])
  const session = useMemo(() => createKnowledgeSession(client, store, () => host.current), [client, store])
  useEffect(() => {
    const detach = session.attach()
    void session.load()
    return detach
  }, [session])
  const value = useMemo(() => ({ session, knowledgeId }), [session, knowledgeId])
  return (
    <Provider store={store}>
      <KnowledgeContext.Provider value={value}>{children}</KnowledgeContext.Provider>
    </Provider>
  )
}
