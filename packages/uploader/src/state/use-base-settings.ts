import type { RetrievalSettings } from '@skep/client'
import { useClient } from '@skep/react'
import { useEffect, useState } from 'react'

/** How a base is searched, kept up to date; null until it is known or where the base is not there. @internal */
export function useBaseSettings(knowledgeId: string | undefined): RetrievalSettings | null {
  const client = useClient()
  const [settings, setSettings] = useState<RetrievalSettings | null>(null)
  useEffect(() => {
    setSettings(null)
    if (knowledgeId === undefined) return
    let isCurrent = true
    const detach = client.knowledge.watch((event) => {
      if (event.type === 'base_changed' && event.base.id === knowledgeId) setSettings(event.base.retrieval)
    })
    client.knowledge.get(knowledgeId).then(
      (base) => {
        if (isCurrent) setSettings((known) => known ?? base.retrieval)
      },
      // A base that is not there fails the search itself, with its code.
      () => {},
    )
    return () => {
      isCurrent = false
      detach()
    }
  }, [client, knowledgeId])
  return settings
}
