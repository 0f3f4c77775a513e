import { useCallback } from 'react'
import { useBuilder } from './builder-context.ts'
import { builderMessages } from './messages.ts'
import { useT } from './use-t.ts'

/** The name and the one-line description of a node type. @internal */
export interface NodeTexts {
  readonly title: string
  readonly description: string
}

/** A function that says what a node type is called, in the reader's language. @internal */
export function useNodeTexts(): (type: string) => NodeTexts {
  const t = useT()
  const { panels } = useBuilder()
  return useCallback(
    (type) => {
      const panel = panels.get(type)
      const say = (part: 'title' | 'description'): string | undefined => {
        const key = `builder.node.${type}.${part}`
        return Object.hasOwn(builderMessages, key) ? t(key as keyof typeof builderMessages) : undefined // asked on this line
      }
      return {
        title: panel?.title ?? say('title') ?? type,
        description: panel?.description ?? say('description') ?? '',
      }
    },
    [t, panels],
  )
}
