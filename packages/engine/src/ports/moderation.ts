import type { ModerationStageName } from '@skep/client'
import type { JsonObject } from '@skep/schema'

/** What a host's function is asked to judge. @public */
export type ModerationRequest = {
  /** The name that the app's settings give. */
  readonly name: string
  readonly appId: string
  readonly conversationId?: string
} & (
  | {
      readonly stage: Extract<ModerationStageName, 'input'>
      readonly query: string
      readonly inputs: JsonObject
    }
  /** `text`: the answer as far as it has come. */
  | { readonly stage: Extract<ModerationStageName, 'output'>; readonly text: string }
)

/**
 * What a judge says. `block`: the reply stands instead, by default the preset one. `override`: the run goes on with
 * these in place of what was judged; what is absent stays as it was.
 * @public
 */
export type ModerationVerdict =
  | { readonly action: 'allow' }
  | { readonly action: 'block'; readonly reply?: string; readonly categories?: readonly string[] }
  | {
      readonly action: 'override'
      readonly query?: string
      readonly inputs?: JsonObject
      readonly text?: string
      readonly categories?: readonly string[]
    }

/** Judges texts by functions of the host. @public */
export interface ModerationPort {
  check(request: ModerationRequest, options: { readonly signal: AbortSignal }): Promise<ModerationVerdict>
}
