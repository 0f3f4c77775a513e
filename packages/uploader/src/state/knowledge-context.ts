import { type Context, createContext, useContext } from 'react'
import type { KnowledgeSession } from './knowledge-session.ts'

/** What the parts of one knowledge base share beside its store. @internal */
export interface KnowledgeContextValue {
  readonly session: KnowledgeSession
  readonly knowledgeId: string
}

/** @internal */
export const KnowledgeContext: Context<KnowledgeContextValue | null> =
  createContext<KnowledgeContextValue | null>(null)
KnowledgeContext.displayName = 'Knowledge'

/** @internal */
export function useKnowledge(): KnowledgeContextValue {
  const value = useContext(KnowledgeContext)
  if (!value) {
    throw new Error(
      'A part of the uploader stands outside <Knowledge.Root>. Put it inside, or use <Knowledge.Uploader>.',
    )
  }
  return value
}
