import { useSetAtom, useStore } from '@skep/react/jotai'
import { useToast } from '@skep/react/ui'
import type { Point } from '@skep/schema'
import { type Context, createContext, useContext, useMemo, useRef } from 'react'
import { useBuilder } from './builder-context.ts'
import { type ClipboardPayload, copyNodes, pasteNodes, readClipboard } from './core/clipboard.ts'
import { countCut, moveInto, withRoom } from './core/commands/containers.ts'
import { applyLayout, move, remove } from './core/commands/nodes.ts'
import { addNote } from './core/commands/notes.ts'
import { setNodeSettings } from './core/commands/settings.ts'
import { insideFrame, withInside } from './core/frame.ts'
import { autoLayout } from './core/layout.ts'
import { isContainer, isInnerStart } from './core/node-types.ts'
import { lastStepOf } from './core/run-view.ts'
import { appAtom, nodesAtom, redoAtom, undoAtom } from './state/edit-atoms.ts'
import { runAtom } from './state/run-atoms.ts'
import { renamingNodeAtom, selectedEdgeIdsAtom, selectedNodeIdsAtom } from './state/view-atoms.ts'
import { useT } from './use-t.ts'

/** What the menus, the buttons and the keys do. @internal */
export interface Commands {
  readonly undo: () => void
  readonly redo: () => void
  readonly copy: () => void
  readonly cut: () => void
  readonly paste: (at?: Point) => void
  readonly duplicate: () => void
  /** Deletes what is selected, or the given nodes. */
  readonly remove: (nodeIds?: readonly string[]) => void
  /** Moves nodes into a container, or (undefined) out of theirs. */
  readonly moveInto: (nodeIds: readonly string[], containerId: string | undefined) => void
  readonly addNote: (at?: Point) => void
  /** Pins the last output of a step (or of the selected one), or takes its pin away. */
  readonly togglePin: (nodeId?: string) => void
  readonly removeAndJoin: (nodeId: string) => void
  readonly selectAll: () => void
  readonly nudge: (x: number, y: number) => void
  readonly layout: () => void
  readonly rename: () => void
}

/** @internal */
export const CommandsContext: Context<Commands | null> = createContext<Commands | null>(null)

/** The commands of this builder. @internal */
export function useCommands(): Commands {
  const commands = useContext(CommandsContext)
  if (!commands) throw new Error('A part of the builder stands outside <Builder.Root>. Put it inside.')
  return commands
}

/** Makes the commands, once per builder. @internal */
export function useNewCommands(): Commands {
  const t = useT()
  const store = useStore()
  const toast = useToast()
  const { edit, types, canvas, isReadOnly } = useBuilder()
  const setSelectedNodes = useSetAtom(selectedNodeIdsAtom)
  const setSelectedEdges = useSetAtom(selectedEdgeIdsAtom)
  const setRenaming = useSetAtom(renamingNodeAtom)
  const undo = useSetAtom(undoAtom)
  const redo = useSetAtom(redoAtom)
  // The browser may refuse its clipboard; copying inside one builder must work all the same.
  const ownClipboard = useRef<ClipboardPayload | null>(null)

  return useMemo(() => {
    const selected = (): readonly string[] => [...store.get(selectedNodeIdsAtom)]
    const put = (payload: ClipboardPayload, at: Point | undefined): void => {
      if (isReadOnly || payload.nodes.length === 0) return
      const before = store.get(nodesAtom).length
      const place = at ? { at } : { by: { x: 48, y: 48 } }
      edit((app) => pasteNodes(app, payload, place, types, 'paste', canvas.current?.sizes()))
      const left = payload.nodes.length - (store.get(nodesAtom).length - before)
      if (left > 0) toast({ title: t('builder.paste.left', { count: left }) })
    }
    const copy = (): void => {
      const payload = copyNodes(store.get(appAtom), selected())
      if (payload.nodes.length === 0) return
      ownClipboard.current = payload
      // Refused without permission or outside a secure origin: the own clipboard has it.
      navigator.clipboard?.writeText(JSON.stringify(payload)).catch(() => undefined)
    }
    const removeNodes = (given?: readonly string[]): void => {
      const nodeIds = given ?? selected()
      const edgeIds = given ? [] : [...store.get(selectedEdgeIdsAtom)]
      if (nodeIds.length + edgeIds.length === 0 || isReadOnly) return
      const app = store.get(appAtom)
      edit((now) => remove(now, { nodeIds, edgeIds }))
      if (!given) setSelectedEdges(new Set())
      // More went than can be seen from what was selected: that is worth a word and a way back.
      const container = app.graph.nodes.find((node) => nodeIds.includes(node.id) && isContainer(node.type))
      if (!container) return
      const inside = [...withInside(app, [container.id])].filter((id) => id !== container.id)
      const count = app.graph.nodes.filter(
        (node) => inside.includes(node.id) && !isInnerStart(node.type),
      ).length
      if (count === 0) return
      toast({
        title: t('builder.container.removed', { title: container.title, count }),
        action: { label: t('builder.undo'), onSelect: () => void undo() },
      })
    }
    return {
      undo: () => void (isReadOnly || undo()),
      redo: () => void (isReadOnly || redo()),
      copy,
      cut() {
        copy()
        removeNodes()
      },
      paste(at) {
        const own = ownClipboard.current
        const fallback = (): void => void (own && put(own, at))
        const reading = navigator.clipboard?.readText?.()
        if (!reading) return fallback()
        reading.then((text) => {
          const payload = readClipboard(text) ?? own
          if (payload) put(payload, at)
        }, fallback)
      },
      duplicate() {
        const ids = selected()
        if (ids.length === 0) return
        edit((app) =>
          pasteNodes(
            app,
            copyNodes(app, ids),
            { by: { x: 48, y: 48 } },
            types,
            'duplicate',
            canvas.current?.sizes(),
          ),
        )
      },
      remove: removeNodes,
      moveInto(nodeIds, containerId) {
        const cut = countCut(store.get(appAtom), nodeIds)
        edit((app) => moveInto(app, nodeIds, containerId, types, canvas.current?.sizes()))
        if (cut > 0) toast({ title: t('builder.container.cut', { count: cut }) })
      },
      addNote(at) {
        const center = at ?? canvas.current?.center() ?? { x: 0, y: 0 }
        edit((app) => addNote(app, at ?? { x: center.x - 120, y: center.y - 70 }))
        const [id] = selected()
        if (id !== undefined) setTimeout(() => setRenaming(id), 60) // after the note has been drawn
      },
      removeAndJoin: (nodeId) => edit((app) => remove(app, { nodeIds: [nodeId], heal: true })),
      selectAll: () => setSelectedNodes(new Set(store.get(nodesAtom).map((node) => node.id))),
      nudge(x, y) {
        const ids = new Set(selected())
        if (ids.size === 0) return
        edit((app) => {
          const places = app.graph.nodes.flatMap((node): [string, Point][] => {
            // What lives in a container that moves too comes along with it.
            if (!ids.has(node.id) || ids.has(node.parentId ?? '')) return []
            const to = { x: node.position.x + x, y: node.position.y + y }
            return [[node.id, node.parentId === undefined ? to : insideFrame(to)]]
          })
          return withRoom(app, move(app, new Map(places), 'keys'), canvas.current?.sizes())
        })
      },
      layout() {
        const sizes = canvas.current?.sizes()
        edit((app) => applyLayout(app, autoLayout(app, types, sizes)))
        setTimeout(() => canvas.current?.fit(), 0) // after the cards have moved
      },
      togglePin(given) {
        const [nodeId, ...others] = given === undefined ? selected() : [given]
        const node = store.get(nodesAtom).find((each) => each.id === nodeId)
        if (!node || others.length > 0 || isReadOnly) return
        const view = store.get(runAtom)
        const outputs = view && lastStepOf(view, node.id)?.outputs
        if (node.pinnedOutputs)
          edit((app) => setNodeSettings(app, node.id, { pinnedOutputs: undefined }, types))
        else if (outputs) edit((app) => setNodeSettings(app, node.id, { pinnedOutputs: outputs }, types))
        else toast({ title: t('builder.node.noRun'), description: t('builder.node.noRunText') })
      },
      rename() {
        const [id, ...others] = selected()
        if (id !== undefined && others.length === 0 && !isReadOnly) setRenaming(id)
      },
    }
  }, [
    store,
    toast,
    t,
    edit,
    types,
    canvas,
    isReadOnly,
    setSelectedNodes,
    setSelectedEdges,
    setRenaming,
    undo,
    redo,
  ])
}
