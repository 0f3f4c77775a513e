import { useAtomValue } from '@skep/react/jotai'
import type { Selector, VariableGroup } from '@skep/schema'
import { type Context, createContext, useCallback, useContext } from 'react'
import { nodesByIdAtom } from '../state/edit-atoms.ts'
import { useT } from '../use-t.ts'
import { describeReference, type ReferenceLook } from './variable-choice.ts'

/** The variables that the node whose panel is open may read. @internal */
export const VariablesContext: Context<readonly VariableGroup[]> = createContext<readonly VariableGroup[]>([])

/** @internal */
export function useVariables(): readonly VariableGroup[] {
  return useContext(VariablesContext)
}

/** A function that describes references, scopes in the reader's language. @internal */
export function useDescribe(): (selector: Selector) => ReferenceLook {
  const t = useT()
  const groups = useVariables()
  const nodes = useAtomValue(nodesByIdAtom)
  return useCallback(
    (selector) => {
      const look = describeReference(selector, groups, nodes)
      const scope = selector[0]
      if (scope === 'sys' || scope === 'env' || scope === 'conversation') {
        return { ...look, title: t(`builder.scope.${scope}`) }
      }
      return look
    },
    [groups, nodes, t],
  )
}
