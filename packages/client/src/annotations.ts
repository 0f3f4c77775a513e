/** A question with the answer that a person wrote for it. @public */
export interface Annotation {
  readonly id: string
  readonly appId: string
  readonly question: string
  readonly answer: string
  /** How often it has replied. */
  readonly hitCount: number
  readonly createdAtMs: number
  readonly updatedAtMs: number
}

/** A stored answer that fits a question. @public */
export interface AnnotationMatch {
  readonly annotation: Annotation
  /** How alike the questions are, 0 to 1; 1 means the same words. */
  readonly score: number
}

/** @public */
export interface AnnotationsApi {
  /** Newest first. */
  list(appId: string): Promise<readonly Annotation[]>
  /** Adds one; a question that is there already gets the new answer. @throws `CALL_INVALID` when a text is empty. */
  add(appId: string, input: { readonly question: string; readonly answer: string }): Promise<Annotation>
  /** @throws `ANNOTATION_NOT_FOUND`, `CALL_INVALID` when a text is empty. */
  update(
    appId: string,
    annotationId: string,
    change: { readonly question?: string; readonly answer?: string },
  ): Promise<Annotation>
  /** Removing one that is not there changes nothing. */
  remove(appId: string, annotationId: string): Promise<void>
  /**
   * The stored answer that a question would get by the app's settings, or with the given threshold; `null` when none
   * is alike enough. Counts nothing.
   */
  find(
    appId: string,
    query: string,
    options?: {
      readonly threshold?: number
      readonly embeddingModel?: { readonly provider: string; readonly name: string }
    },
  ): Promise<AnnotationMatch | null>
}
