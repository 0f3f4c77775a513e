/** How long each part of a request may take, in milliseconds. A port that cannot tell them apart adds them up. @public */
export interface HttpTimeouts {
  readonly connectMs: number
  /** Between two pieces of the answer. */
  readonly readMs: number
  readonly writeMs: number
}

/** @public */
export interface HttpRequest {
  /** In capitals. */
  readonly method: string
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: Uint8Array
  readonly timeouts?: HttpTimeouts
  /** An answer that is longer fails with `HTTP_TOO_LARGE`, as soon as that is known. */
  readonly maxBytes?: number
  /** False: take any certificate. Default true. */
  readonly verifyCertificate?: boolean
}

/** @public */
export interface HttpResponse {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array
  /** Where the answer came from in the end, after redirects; absent where the sender does not know. */
  readonly url?: string
}

/** Sends requests of http nodes. Redirects are followed; a status is never an error. @public */
export interface HttpPort {
  /** @throws codes `HTTP_*`; `CALL_ABORTED` when `signal` fired. */
  fetch(request: HttpRequest, options: { readonly signal: AbortSignal }): Promise<HttpResponse>
}
