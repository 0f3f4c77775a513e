import type { KnowledgeBase, ModelInfo } from '@skep/client'
import { atom, type PrimitiveAtom } from '@skep/react/jotai'
import type { ToolFace } from '@skep/schema'

/** The models that the client offers; undefined until they are known. @internal */
export const modelsAtom: PrimitiveAtom<readonly ModelInfo[] | undefined> = atom<
  readonly ModelInfo[] | undefined
>(undefined)

/** The tools that the client offers; undefined until they are known. @internal */
export const toolsAtom: PrimitiveAtom<readonly ToolFace[] | undefined> = atom<
  readonly ToolFace[] | undefined
>(undefined)

/** The knowledge bases that the client offers; undefined until they are known. @internal */
export const knowledgeAtom: PrimitiveAtom<readonly KnowledgeBase[] | undefined> = atom<
  readonly KnowledgeBase[] | undefined
>(undefined)
