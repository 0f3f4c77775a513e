import type { RunEvent } from '@skep/client'

/** The checksum of no events. @internal */
export const NO_EVENTS = 0x811c9dc5

/**
 * The checksum of events with one more: what happened where, in which order, and not what it came to, since newer
 * executors may tell more. FNV-1a over 32 bits (Fowler, Noll, Vo).
 * @internal
 */
export function addToChecksum(sum: number, event: RunEvent): number {
  const nodeId = 'nodeId' in event ? event.nodeId : ''
  const executionId = 'executionId' in event ? event.executionId : ''
  const text = `${event.type} ${nodeId} ${executionId}\n`
  let next = sum
  for (let at = 0; at < text.length; at += 1) next = Math.imul(next ^ text.charCodeAt(at), 0x01000193)
  return next >>> 0
}
