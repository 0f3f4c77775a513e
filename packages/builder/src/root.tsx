import { Provider } from '@skep/react/jotai'
import { type App, builtinNodes, type NodeDefinition } from '@skep/schema'
import { type CSSProperties, type ReactElement, type ReactNode, useMemo } from 'react'
import type { BuilderComponents } from './builder-context.ts'
import { ControlledApp } from './controlled-app.tsx'
import type { ChangeReason } from './core/change.ts'
import type { Patch } from './core/patches.ts'
import { DefaultLayout } from './default-layout.tsx'
import type { PanelDefinition } from './define-panel.ts'
import { builtinPanels } from './nodes/builtin-panels.ts'
import { StoredApp } from './stored-app.tsx'

/** How an app changed. `patches` carry the old app into the new one. @public */
export interface AppChange {
  readonly patches: readonly Patch[]
  readonly reason: ChangeReason
}

/** @public */
export interface BuilderCommonProps {
  /** Called with every change, also when the builder saves by itself. */
  readonly onAppChange?: (next: App, change: AppChange) => void
  /** Own node types beside the built-in ones; a type of the same name takes its place. Keep the array stable. */
  readonly nodes?: readonly NodeDefinition[]
  /** The faces of those types. Keep the array stable. */
  readonly panels?: readonly PanelDefinition[]
  /** The types that the palette offers, in this order. Default: all. Others are still drawn and run. */
  readonly offeredNodes?: readonly string[]
  /** Parts of the host's own, e.g. `{ ModelPicker: Models.Picker }`. Keep the object stable. */
  readonly components?: BuilderComponents
  /** Shows everything and lets nothing be changed. Runs can still be started. */
  readonly isReadOnly?: boolean
  /** Parts of the builder in a layout of your own. Absent: the default layout. */
  readonly children?: ReactNode
  readonly className?: string
  readonly style?: CSSProperties
}

/**
 * Either `app` with `onAppChange`, and the host keeps the app; or `appId`, and the builder loads it and saves by itself.
 * @public
 */
export type BuilderRootProps = BuilderCommonProps &
  (
    | {
        /**
         * The app to show. Pass back what `onAppChange` gave. Another app replaces the one in the editor and clears the
         * history; an equal copy changes nothing.
         */
        readonly app: App
        readonly appId?: never
      }
    | { readonly appId: string; readonly app?: never }
  )

const NO_COMPONENTS: BuilderComponents = {}

/**
 * One workflow builder. Fills its parent's height. Several may stand on a page; they share nothing.
 * @example <Builder.Root appId="support" />
 * @public
 */
export function BuilderRoot(props: BuilderRootProps): ReactElement {
  const { nodes, panels, offeredNodes, components = NO_COMPONENTS, isReadOnly = false, children } = props
  const setup = useMemo(() => {
    const definitions = mergeByType(builtinNodes, nodes ?? [])
    const offered = offeredNodes
      ? offeredNodes.flatMap((type) => definitions.filter((definition) => definition.type === type))
      : definitions.filter((definition) => definition.isOffered !== false)
    return {
      definitions,
      offered,
      panels: new Map([...builtinPanels, ...(panels ?? [])].map((panel) => [panel.type, panel])),
    }
  }, [nodes, panels, offeredNodes])
  const common = {
    setup,
    components,
    isReadOnly,
    content: children ?? <DefaultLayout />,
    ...(props.onAppChange ? { onAppChange: props.onAppChange } : {}),
    ...(props.className === undefined ? {} : { className: props.className }),
    ...(props.style === undefined ? {} : { style: props.style }),
  }
  return (
    // Another stored app is another builder: nothing of the old one may stay behind.
    <Provider key={props.appId ?? ''}>
      {props.appId === undefined ? (
        <ControlledApp {...common} app={props.app} />
      ) : (
        <StoredApp {...common} appId={props.appId} />
      )}
    </Provider>
  )
}

function mergeByType(
  base: readonly NodeDefinition[],
  own: readonly NodeDefinition[],
): readonly NodeDefinition[] {
  const replaced = new Set(own.map((definition) => definition.type))
  return [...base.filter((definition) => !replaced.has(definition.type)), ...own]
}
