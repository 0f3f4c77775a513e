import type { ModelKind, ModelRef, SkepClient } from '@skep/client'
import type { NodeDefinition, Point } from '@skep/schema'
import {
  type ComponentType,
  type Context,
  createContext,
  type ReactNode,
  type RefObject,
  useContext,
} from 'react'
import type { Command } from './core/change.ts'
import type { NodeSizes } from './core/frame.ts'
import type { NodeTypes } from './core/node-types.ts'
import type { PanelDefinition } from './define-panel.ts'

/** What the canvas lets the other parts do with its view. @internal */
export interface CanvasView {
  /** The middle of what is visible, in canvas units. */
  center(): Point
  /** A point of the window near the middle, for menus opened by a key. */
  corner(): Point
  /** Measured sizes of the cards. */
  sizes(): NodeSizes
  /** Moves a node into sight; `readable` also comes closer where its card would be too small to read. */
  reveal(nodeId: string, how?: 'readable'): void
  fit(): void
  zoomBy(factor: number): void
  zoomTo(zoom: number): void
  focus(): void
}

/** Ends of a conflict, and another try after a failed save. Only where the builder saves by itself. @internal */
export interface Saving {
  retry(): void
  keepMine(): void
  takeTheirs(): void
}

/** What the builder asks of a picker of models; `Models.Picker` of `@skep/model-ui` is one. @public */
export interface ModelPickerProps {
  /** The model of the step; `null` while none is chosen. */
  readonly value: ModelRef | null
  readonly onValueChange: (model: ModelRef) => void
  readonly kind?: ModelKind
  readonly label?: ReactNode
  readonly hint?: ReactNode
  readonly error?: ReactNode
  /** Its name where no label is drawn. */
  readonly 'aria-label'?: string
}

/** Parts that the builder draws and a host may bring. @public */
export interface BuilderComponents {
  /** Chooses the model of a step or a feature, in place of the builder's plain list. */
  readonly ModelPicker?: ComponentType<ModelPickerProps>
}

/** What every part of one builder shares and that never changes while it is mounted (or rarely). @internal */
export interface BuilderServices {
  readonly client: SkepClient
  readonly definitions: readonly NodeDefinition[]
  readonly types: NodeTypes
  readonly panels: ReadonlyMap<string, PanelDefinition>
  readonly isReadOnly: boolean
  /** The id of a stored app; undefined when the host holds the app. */
  readonly appId: string | undefined
  /** The view of the canvas, while one is mounted. */
  readonly canvas: RefObject<CanvasView | null>
  readonly saving: Saving | undefined
  readonly components: BuilderComponents
  /** The types that the palette offers, in order. */
  readonly offered: readonly NodeDefinition[]
  /** Carries out a command, unless the builder is read-only. */
  readonly edit: (command: Command) => void
}

/** @internal */
export const BuilderContext: Context<BuilderServices | null> = createContext<BuilderServices | null>(null)
BuilderContext.displayName = 'SkepBuilder'

/** @internal */
export function useBuilder(): BuilderServices {
  const services = useContext(BuilderContext)
  if (!services) throw new Error('A part of the builder stands outside <Builder.Root>. Put it inside.')
  return services
}
