import type { App } from '@skep/schema'
import type { Patch } from './patches.ts'

/** Why an app changed. Given to the host and shown in the history. @public */
export const CHANGE_REASONS = [
  'add-node',
  'remove',
  'move',
  'resize',
  'connect',
  'disconnect',
  'insert-node',
  'duplicate',
  'paste',
  'config',
  'rename',
  'node-settings',
  'variables',
  'features',
  'app-settings',
  'layout',
  'import',
  'undo',
  'redo',
] as const

/** @public */
export type ChangeReason = (typeof CHANGE_REASONS)[number]

/**
 * What a command yields: the patches that carry it out. No patches: nothing to do.
 * Changes with the same `mergeKey` within half a second become one step of the history.
 * @public
 */
export interface Change {
  readonly reason: ChangeReason
  readonly patches: readonly Patch[]
  readonly mergeKey?: string
  /** Node ids that should be selected afterwards. Not part of the history. */
  readonly select?: readonly string[]
}

/** A function that says how to change an app. Commands never change anything themselves. @public */
export type Command = (app: App) => Change
