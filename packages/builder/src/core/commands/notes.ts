import { type App, type AppNode, NOTE_TYPE, type Point } from '@skep/schema'
import type { Change } from '../change.ts'
import { NOTE_SIZE } from '../frame.ts'
import { newNodeId, takenIn } from '../new-ids.ts'
import { type NoteColour, noteState } from '../note.ts'
import { asJson } from '../patches.ts'
import { nodePatch } from './nodes.ts'

/** Puts an empty note on the canvas. Notes are for people; a run never sees them. @public */
export function addNote(app: App, position: Point): Change {
  const note: AppNode = {
    id: newNodeId(NOTE_TYPE, takenIn(app).ids),
    type: NOTE_TYPE,
    title: '',
    position: { x: Math.round(position.x), y: Math.round(position.y) },
    size: NOTE_SIZE,
    config: { text: noteState(''), theme: 'yellow' },
  }
  return {
    reason: 'add-node',
    patches: [{ op: 'add', path: ['graph', 'nodes', app.graph.nodes.length], value: asJson(note) }],
    select: [note.id],
  }
}

/** Writes a note's text (Markdown) or gives it another colour. @public */
export function setNote(
  app: App,
  nodeId: string,
  note: { readonly text?: string; readonly colour?: NoteColour },
): Change {
  const change = nodePatch(app, nodeId, 'config', (node, place) => [
    {
      op: 'replace',
      path: ['graph', 'nodes', place, 'config'],
      value: {
        ...node.config,
        ...(note.text === undefined ? {} : { text: noteState(note.text) }),
        ...(note.colour === undefined ? {} : { theme: note.colour }),
      },
    },
  ])
  return note.text === undefined ? change : { ...change, mergeKey: `note:${nodeId}` }
}
