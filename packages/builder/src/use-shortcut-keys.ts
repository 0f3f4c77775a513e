import { useSetAtom, useStore } from '@skep/react/jotai'
import type { KeyboardEvent } from 'react'
import { useBuilder } from './builder-context.ts'
import { walkFrom } from './core/walk.ts'
import { useRunControl } from './run/use-run-control.ts'
import { type KeyMeaning, meaningOf } from './shortcuts.ts'
import { appAtom } from './state/edit-atoms.ts'
import { addMenuAtom } from './state/menu-atoms.ts'
import {
  openDialogAtom,
  openSideAtom,
  selectedEdgeIdsAtom,
  selectedNodeIdsAtom,
  selectNodesAtom,
} from './state/view-atoms.ts'
import { useCommands } from './use-commands.ts'

/** Handles the builder's keys on its root. Text fields, editors and whatever floats above keep theirs. @internal */
export function useShortcutKeys(): (event: KeyboardEvent<HTMLElement>) => void {
  const store = useStore()
  const commands = useCommands()
  const { canvas, isReadOnly } = useBuilder()
  const run = useRunControl()
  const openSide = useSetAtom(openSideAtom)
  const openDialog = useSetAtom(openDialogAtom)
  const openAddMenu = useSetAtom(addMenuAtom)
  const select = useSetAtom(selectNodesAtom)
  const setSelectedNodes = useSetAtom(selectedNodeIdsAtom)
  const setSelectedEdges = useSetAtom(selectedEdgeIdsAtom)

  // Not memoised: it hangs on one element, which takes a new handler without cost.
  return (event) => {
    const meaning = meaningOf(event)
    if (!meaning || event.defaultPrevented) return
    // Portals of this instance bubble through React's tree; their keys are their own.
    if (!(event.target instanceof Node) || !event.currentTarget.contains(event.target)) return
    const inText = isTextTarget(event)
    if (meaning.action === 'run') {
      event.preventDefault()
      run.toggle()
      return
    }
    if (inText) return
    const inCanvas = event.target instanceof Element && event.target.closest('[data-skep-canvas]') !== null
    if (carryOut(meaning, inCanvas)) event.preventDefault()
  }

  function carryOut({ action, x, y }: KeyMeaning, inCanvas: boolean): boolean {
    switch (action) {
      case 'undo':
        commands.undo()
        return true
      case 'redo':
        commands.redo()
        return true
      case 'help':
        openDialog('shortcuts')
        return true
      case 'close':
        if (store.get(selectedNodeIdsAtom).size > 0) setSelectedNodes(new Set())
        else openSide(null)
        setSelectedEdges(new Set())
        return true
      case 'layout':
        if (!isReadOnly) commands.layout()
        return true
    }
    // The rest acts on what is selected on the canvas; elsewhere these keys belong to what has the focus.
    if (!inCanvas) return false
    switch (action) {
      case 'copy':
        commands.copy()
        return true
      case 'cut':
        commands.cut()
        return true
      case 'paste':
        commands.paste()
        return true
      case 'duplicate':
        commands.duplicate()
        return true
      case 'remove':
        commands.remove()
        return true
      case 'selectAll':
        commands.selectAll()
        return true
      case 'rename':
        commands.rename()
        return true
      case 'fit':
        canvas.current?.fit()
        return true
      case 'add':
        if (!isReadOnly) openAddMenu({ point: canvas.current?.corner() ?? { x: 0, y: 0 } })
        return true
      case 'note':
        if (!isReadOnly) commands.addNote()
        return true
      case 'pin':
        commands.togglePin()
        return true
      case 'nudge':
        if (!isReadOnly) commands.nudge(x, y)
        return true
      case 'walk': {
        const [from] = store.get(selectedNodeIdsAtom)
        const next = walkFrom(store.get(appAtom), from ?? '', x, y)
        if (next !== undefined) {
          select([next])
          canvas.current?.reveal(next)
        }
        return true
      }
      default:
        return false
    }
  }
}

function isTextTarget(event: KeyboardEvent): boolean {
  // The real target, also inside an editor's shadow root.
  const [target] = event.nativeEvent.composedPath()
  if (!(target instanceof HTMLElement)) return false
  if (target.isContentEditable || target.closest('[contenteditable="true"]')) return true
  if (target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement) return true
  return target instanceof HTMLInputElement && !['checkbox', 'radio', 'button', 'range'].includes(target.type)
}
