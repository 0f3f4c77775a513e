import type { Message, RunRecord } from '@skep/client'
import { type ConversationStore, type EnginePorts, suggestFollowUps } from '@skep/engine'
import type { App } from '@skep/schema'
import { ignoreRemoved } from './conversations-service.ts'

interface FollowUpsOptions {
  /** @throws `RUN_NOT_FOUND` */
  readonly getRun: (runId: string) => Promise<RunRecord>
  readonly appOf: (run: RunRecord) => Promise<App>
  readonly storeOf: (run: RunRecord) => ConversationStore
  readonly ports: Pick<EnginePorts, 'models' | 'clock'>
}

/** @internal */
export interface FollowUpsService {
  followUps(runId: string): Promise<readonly string[]>
  close(): void
}

/** Questions that may follow an answer: asked for once, by whoever comes first, and kept with the message. @internal */
export function createFollowUpsService(options: FollowUpsOptions): FollowUpsService {
  const asking = new Map<string, Promise<readonly string[]>>()
  const closed = new AbortController()

  async function ask(runId: string): Promise<readonly string[]> {
    const run = await options.getRun(runId)
    if (run.conversationId === undefined) return []
    const store = options.storeOf(run)
    const messages = await store.messages(run.conversationId)
    const message = messages.find((each) => each.runId === runId && each.role === 'assistant')
    if (!message) return []
    if (message.followUps) return message.followUps
    // The words of the visitor have moved on; nobody would see these.
    if (messages.at(-1) !== message) return []
    const app = await options.appOf(run)
    const followUps = await suggestFollowUps({ app, messages, ports: options.ports, signal: closed.signal })
    if (followUps.length === 0) return []
    const answered: Message = { ...message, followUps }
    await store.putMessage(answered).catch(ignoreRemoved)
    return followUps
  }

  return {
    followUps(runId) {
      const found = asking.get(runId)
      if (found) return found
      const asked = ask(runId).finally(() => asking.delete(runId))
      asking.set(runId, asked)
      return asked
    },
    close: () => closed.abort(),
  }
}
