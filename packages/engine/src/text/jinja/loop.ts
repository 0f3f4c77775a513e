import { Callable, isEqual, type JinjaValue } from './values.ts'

/** What a loop tells its body as `loop`. @internal */
export interface LoopState {
  readonly list: readonly JinjaValue[]
  index: number
  readonly depth: number
  /** What `loop.changed` was asked last. */
  changed: readonly JinjaValue[] | undefined
}

/** `loop` of one round. `again` renders the same loop over other items, for recursive loops. @internal */
export function loopVariable(state: LoopState, again: (list: JinjaValue) => JinjaValue): JinjaValue {
  const { list, depth } = state
  const names = new Map<string, () => JinjaValue>([
    ['index', () => state.index + 1],
    ['index0', () => state.index],
    ['revindex', () => list.length - state.index],
    ['revindex0', () => list.length - state.index - 1],
    ['first', () => state.index === 0],
    ['last', () => state.index === list.length - 1],
    ['length', () => list.length],
    ['depth', () => depth],
    ['depth0', () => depth - 1],
    ['previtem', () => list[state.index - 1]],
    ['nextitem', () => list[state.index + 1]],
    [
      'cycle',
      () =>
        new Callable('cycle', ({ positional }) => {
          if (positional.length === 0) throw new Error('cycle takes values')
          return positional[state.index % positional.length]
        }),
    ],
    [
      'changed',
      () =>
        new Callable('changed', ({ positional }) => {
          const isSame =
            state.changed?.length === positional.length &&
            positional.every((value, at) => isEqual(value, state.changed?.[at]))
          state.changed = positional
          return !isSame
        }),
    ],
  ])
  return new Callable('loop', ({ positional: [inner] }) => again(inner), names)
}
