import type { Issue, JsonObject, JsonValue, NodeDefinition } from '@skep/schema'
import type { ComponentType } from 'react'
import type { PatchPath } from './core/patches.ts'

/** What a node's panel gets. @public */
export interface NodePanelProps<Config> {
  readonly nodeId: string
  readonly config: Config
  /** Sets one value of the config, `undefined` removes it. Typing into one field becomes one step of the history. */
  readonly set: (path: PatchPath, value: JsonValue | undefined) => void
  /** Sets several values in one step of the history. */
  readonly setMany: (
    values: readonly { readonly path: PatchPath; readonly value: JsonValue | undefined }[],
  ) => void
  readonly isReadOnly: boolean
  readonly issues: readonly Issue[]
}

/** What the short line on a node's card gets. @public */
export interface NodeSummaryProps<Config> {
  readonly nodeId: string
  readonly config: Config
}

/** An icon: any component that takes a class name and a size, such as those of lucide. @public */
export type NodeIcon = ComponentType<{ readonly className?: string; readonly size?: number | string }>

/** What a host says about a node type's looks. @public */
export interface PanelOptions<Config> {
  readonly icon: NodeIcon
  /** Shown in the palette and used for new nodes. The built-in types take theirs from the messages. */
  readonly title?: string
  readonly description?: string
  /** One or two short lines on the card. */
  readonly summary: ComponentType<NodeSummaryProps<Config>>
  readonly Panel: ComponentType<NodePanelProps<Config>>
}

/** A node type's face in the builder. @public */
export interface PanelDefinition {
  readonly type: string
  readonly icon: NodeIcon
  readonly title?: string
  readonly description?: string
  readonly Summary: ComponentType<NodeSummaryProps<JsonObject>>
  readonly Panel: ComponentType<NodePanelProps<JsonObject>>
}

/**
 * Gives a node type its card and panel. The built-in types use this and nothing else.
 * @example const shoutPanel = definePanel(shoutNode, { icon: Megaphone, title: 'Shout', summary, Panel })
 * @public
 */
export function definePanel<Config>(
  definition: NodeDefinition<Config>,
  options: PanelOptions<Config>,
): PanelDefinition {
  return {
    type: definition.type,
    icon: options.icon,
    ...(options.title === undefined ? {} : { title: options.title }),
    ...(options.description === undefined ? {} : { description: options.description }),
    // The builder parses every config with the definition's schema before it hands it to these two.
    Summary: options.summary as ComponentType<NodeSummaryProps<JsonObject>>, // see above
    Panel: options.Panel as ComponentType<NodePanelProps<JsonObject>>, // see above
  }
}
