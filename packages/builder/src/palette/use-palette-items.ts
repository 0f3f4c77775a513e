import { atom, useAtomValue } from '@skep/react/jotai'
import type { NodeDefinition } from '@skep/schema'
import { useMemo } from 'react'
import { useBuilder } from '../builder-context.ts'
import { type AddRefusal, refusalToAdd } from '../core/node-types.ts'
import { appAtom } from '../state/edit-atoms.ts'
import { useNodeTexts } from '../use-node-texts.ts'

/** A node type as the palette shows it. @internal */
export interface PaletteItem {
  readonly type: string
  readonly title: string
  readonly description: string
  readonly category: NodeDefinition['category']
  readonly refusal: AddRefusal | undefined
}

/** The node types on offer, and why some cannot be taken now. @internal */
export function usePaletteItems(): readonly PaletteItem[] {
  const { offered } = useBuilder()
  const textsOf = useNodeTexts()
  const refusals = useAtomValue(
    useMemo(
      () =>
        atom((get) => {
          const app = get(appAtom)
          return offered.map((definition) => refusalToAdd(definition, app) ?? '').join('\n')
        }),
      [offered],
    ),
  )
  return useMemo(() => {
    const reasons = refusals.split('\n')
    return offered.map((definition, index) => ({
      type: definition.type,
      ...textsOf(definition.type),
      category: definition.category,
      refusal: (reasons[index] || undefined) as AddRefusal | undefined, // joined above
    }))
  }, [offered, refusals, textsOf])
}
