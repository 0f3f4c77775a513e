/** What keeps a piece of code from being read. @public */
export interface CodeProblem {
  /** As the language says it. */
  readonly message: string
  /** From 1. */
  readonly line?: number
}

/**
 * What reading a piece of code, without running it, has shown. `unchecked`: nothing is known, for its language is not
 * loaded or reading took too long.
 * @public
 */
export type CodeCheck =
  | { readonly status: 'valid' | 'unchecked' }
  | ({ readonly status: 'invalid' } & CodeProblem)
