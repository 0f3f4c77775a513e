import { atom, useAtomValue } from '@skep/react/jotai'
import type { AppNode, NodeHandle } from '@skep/schema'
import { useMemo } from 'react'
import { useBuilder } from '../builder-context.ts'
import { handlesOf } from '../core/node-types.ts'
import { edgesAtom } from '../state/edit-atoms.ts'

/** The ways out that a card draws. A node of an unknown type has those that its edges name. @internal */
export function useHandles(node: AppNode): readonly NodeHandle[] {
  const { types } = useBuilder()
  const isKnown = types.has(node.type)
  const named = useAtomValue(
    useMemo(
      () =>
        atom((get) => {
          if (isKnown) return ''
          const ids = get(edgesAtom).flatMap((edge) => (edge.source === node.id ? [edge.sourceHandle] : []))
          return [...new Set(ids)].join('\n') // a string, so that other edges do not render this card again
        }),
      [isKnown, node.id],
    ),
  )
  return useMemo(() => {
    if (isKnown || named === '') return handlesOf(node, types)
    const ids = named.split('\n')
    return ids.map((id) => (ids.length === 1 ? { id } : { id, label: id }))
  }, [node, types, isKnown, named])
}
