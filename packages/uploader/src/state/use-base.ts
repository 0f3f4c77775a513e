import type { KnowledgeBase } from '@skep/client'
import { useClient } from '@skep/react'
import { useEffect, useState } from 'react'

/** A base, kept up to date; null until it is known or where the base is not there. @internal */
export function useBase(knowledgeId: string | undefined): KnowledgeBase | null {
  const client = useClient()
  const [base, setBase] = useState<KnowledgeBase | null>(null)
  useEffect(() => {
    setBase(null)
    if (knowledgeId === undefined) return
    let isCurrent = true
    const detach = client.knowledge.watch((event) => {
      if (event.type === 'base_changed' && event.base.id === knowledgeId) setBase(event.base)
    })
    client.knowledge.get(knowledgeId).then(
      (found) => {
        if (isCurrent) setBase((known) => known ?? found)
      },
      // A base that is not there fails the search itself, with its code.
      () => {},
    )
    return () => {
      isCurrent = false
      detach()
    }
  }, [client, knowledgeId])
  return base
}
