import { fromErrorData, toErrorData } from '@skep/schema'
import type { Reply } from './wire.ts'

/** Runs `work` and answers with data, whatever happens. @internal */
export async function replyWith(work: () => unknown): Promise<Reply> {
  try {
    return { ok: true, value: await work() }
  } catch (error) {
    return { ok: false, error: toErrorData(error) }
  }
}

/** The value of a reply, or its error thrown again with code and data. @internal */
export function unwrap(reply: Reply): unknown {
  if (reply.ok) return reply.value
  throw fromErrorData(reply.error)
}
