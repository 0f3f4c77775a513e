/** A stream of text from a node. @internal */
export interface AnswerStream {
  chunks: { readonly text: string; readonly isFinal: boolean }[]
  isClosed: boolean
}

/** Text that was said before an interruption and will be said again by what runs again. @internal */
export interface SaidText {
  readonly key: string
  text: string
}

/** The answer coordinator's part of a frame. @internal */
export interface AnswerState {
  /** Response nodes whose way is free, in the order in which they speak; only the first does. */
  readonly queue: string[]
  /** The part of the first one's template that comes next. */
  part: number
  /** Chunks of that part that were emitted. */
  chunk: number
  /** For response nodes whose way is not free yet: the nodes reached without crossing an undecided branch. */
  readonly reached: Map<string, Set<string>>
  /** By selector as JSON; only streams that some template names. */
  readonly streams: Map<string, AnswerStream>
  /** What the reader has already got, in order; it is not said twice. */
  said: SaidText[]
}

/** @internal */
export function createAnswerState(): AnswerState {
  return { queue: [], part: 0, chunk: 0, reached: new Map(), streams: new Map(), said: [] }
}

/** For frames in which no node speaks: nothing is ever written to it. @internal */
export const SILENT: AnswerState = Object.freeze(createAnswerState())
