import { useClient } from '@skep/react'
import { useSetAtom, useStore } from '@skep/react/jotai'
import type { App, NodeDefinition } from '@skep/schema'
import {
  type CSSProperties,
  type ReactElement,
  type ReactNode,
  type RefObject,
  useEffect,
  useMemo,
  useRef,
} from 'react'
import {
  type BuilderComponents,
  BuilderContext,
  type BuilderServices,
  type CanvasView,
  type Saving,
} from './builder-context.ts'
import { nodeTypesOf } from './core/node-types.ts'
import type { PanelDefinition } from './define-panel.ts'
import { ShortcutsDialog } from './header/shortcuts-dialog.tsx'
import { RoomContext } from './room-context.ts'
import type { AppChange } from './root.tsx'
import { attachLists, attachValidation } from './state/attach.ts'
import { editAtom } from './state/edit-atoms.ts'
import { CommandsContext, useNewCommands } from './use-commands.ts'
import { useRoom } from './use-room.ts'
import { useShortcutKeys } from './use-shortcut-keys.ts'
import { useT } from './use-t.ts'

/** What the root worked out from its props. @internal */
export interface BuilderSetup {
  readonly definitions: readonly NodeDefinition[]
  readonly offered: readonly NodeDefinition[]
  readonly panels: ReadonlyMap<string, PanelDefinition>
}

/** What both ways of holding an app share. @internal */
export interface HolderProps {
  readonly setup: BuilderSetup
  readonly components: BuilderComponents
  readonly isReadOnly: boolean
  readonly content: ReactNode
  readonly onAppChange?: (next: App, change: AppChange) => void
  readonly className?: string
  readonly style?: CSSProperties
}

/** @internal */
export interface ShellProps extends HolderProps {
  readonly appId: string | undefined
  readonly saving?: Saving
  readonly children?: ReactNode
}

/** The frame of a builder: its services, its keys, its dialogs. @internal */
export function Shell(props: ShellProps): ReactElement {
  const { setup, components, isReadOnly, appId, saving } = props
  const client = useClient()
  const store = useStore()
  const edit = useSetAtom(editAtom)
  const canvas = useRef<CanvasView | null>(null)
  useEffect(() => attachLists(store, client), [store, client])
  useEffect(() => attachValidation(store, setup.definitions, client), [store, setup, client])
  const services = useMemo<BuilderServices>(
    () => ({
      client,
      definitions: setup.definitions,
      offered: setup.offered,
      types: nodeTypesOf(setup.definitions),
      panels: setup.panels,
      components,
      isReadOnly,
      appId,
      canvas,
      saving,
      edit: (command) => {
        if (!isReadOnly) edit(command)
      },
    }),
    [client, setup, components, isReadOnly, appId, saving, edit],
  )
  return (
    <BuilderContext.Provider value={services}>
      <Frame {...props} />
    </BuilderContext.Provider>
  )
}

function Frame({ content, className, style, children }: ShellProps): ReactElement {
  const t = useT()
  const element = useRef<HTMLElement>(null)
  const room = useRoom(element)
  const commands = useNewCommands()
  return (
    <CommandsContext.Provider value={commands}>
      <RoomContext.Provider value={room}>
        <KeyedFrame
          element={element}
          label={t('builder.label')}
          {...(className === undefined ? {} : { className })}
          {...(style === undefined ? {} : { style })}
        >
          {content}
        </KeyedFrame>
        <ShortcutsDialog />
        {children}
      </RoomContext.Provider>
    </CommandsContext.Provider>
  )
}

interface KeyedFrameProps {
  readonly element: RefObject<HTMLElement | null>
  readonly label: string
  readonly className?: string
  readonly style?: CSSProperties
  readonly children: ReactNode
}

function KeyedFrame({ element, label, className, style, children }: KeyedFrameProps): ReactElement {
  const onKeyDown = useShortcutKeys()
  return (
    <section
      ref={element}
      aria-label={label}
      data-skep-builder=""
      className={`sk:flex sk:h-full sk:min-h-0 sk:w-full sk:flex-col sk:overflow-hidden sk:bg-canvas sk:text-ink ${className ?? ''}`}
      style={style}
      onKeyDown={onKeyDown}
    >
      {children}
    </section>
  )
}
