import { atom, useAtomValue } from '@skep/react/jotai'
import type { NodeDefinition } from '@skep/schema'
import { useMemo } from 'react'
import { useBuilder } from '../builder-context.ts'
import { type AddRefusal, isContainer, isInnerStart, refusalToAdd } from '../core/node-types.ts'
import { appAtom } from '../state/edit-atoms.ts'
import { useNodeTexts } from '../use-node-texts.ts'

/** A node type as the palette shows it. @internal */
export interface PaletteItem {
  readonly type: string
  readonly title: string
  readonly description: string
  readonly category: NodeDefinition['category']
  readonly refusal: AddRefusal | undefined
  /** Some other place of the app takes it. */
  readonly fitsElsewhere: boolean
}

interface Verdict {
  readonly refusal?: AddRefusal
  readonly fitsElsewhere?: boolean
}

/** The node types on offer for a place, and why some cannot be taken there. @internal */
export function usePaletteItems(containerId?: string): readonly PaletteItem[] {
  const { offered } = useBuilder()
  const textsOf = useNodeTexts()
  const verdicts = useAtomValue(
    useMemo(
      () =>
        atom((get) => {
          const app = get(appAtom)
          const container = app.graph.nodes.find((node) => node.id === containerId)
          const containers = app.graph.nodes.filter((node) => isContainer(node.type))
          const list = offered.map((definition): Verdict => {
            const refusal = refusalToAdd(definition, app, container)
            if (!refusal) return {}
            const places = [undefined, ...containers]
            const fitsElsewhere = places.some((place) => !refusalToAdd(definition, app, place))
            return { refusal, ...(fitsElsewhere ? { fitsElsewhere } : {}) }
          })
          return JSON.stringify(list) // a string, so that equal verdicts do not render again
        }),
      [offered, containerId],
    ),
  )
  return useMemo(() => {
    const list = JSON.parse(verdicts) as readonly Verdict[] // made above
    return offered.flatMap((definition, index): PaletteItem[] => {
      // The mark inside a container comes with it; what only a server runs comes with files.
      if (definition.isOffered === false || isInnerStart(definition.type)) return []
      const { refusal, fitsElsewhere = false } = list[index] ?? {}
      const { type, category } = definition
      return [{ type, ...textsOf(type), category, refusal, fitsElsewhere }]
    })
  }, [offered, verdicts, textsOf])
}
