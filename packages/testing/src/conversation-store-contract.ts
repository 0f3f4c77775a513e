import type { ConversationStore } from '@skep/engine'
import { expect } from 'vitest'
import { sampleConversation, sampleMessage } from './samples.ts'
import type { ContractSubject } from './subject.ts'
import { describeSubject, outcome } from './subject-tests.ts'

/** Rules `SS` and `CS` of SPEC.md as vitest tests. @public */
export function conversationStoreContract(subject: ContractSubject<ConversationStore>): void {
  const messageIds = async (store: ConversationStore, conversationId: string): Promise<readonly string[]> =>
    (await store.messages(conversationId)).map((message) => message.id)

  describeSubject('ConversationStore', subject, (rule, reopening) => {
    rule('[CS1] the list holds one app, last updated first', async (store) => {
      await store.put(sampleConversation('a', { updatedAtMs: 10 }))
      await store.put(sampleConversation('b', { updatedAtMs: 30 }))
      await store.put(sampleConversation('c', { updatedAtMs: 20 }))
      await store.put(sampleConversation('d', { appId: 'app-2' }))
      expect((await store.list('app-1')).map((conversation) => conversation.id)).toEqual(['b', 'c', 'a'])
      expect(await store.list('app-2')).toEqual([sampleConversation('d', { appId: 'app-2' })])
      expect(await store.get('d')).toEqual(sampleConversation('d', { appId: 'app-2' }))
    })

    rule('[CS2] messageCount is the number of messages, whatever a put record says', async (store) => {
      await store.put(sampleConversation('a', { messageCount: 7 }))
      expect((await store.get('a'))?.messageCount).toBe(0)
      await store.putMessage(sampleMessage('m1', 'a'))
      await store.putMessage(sampleMessage('m2', 'a'))
      await store.put(sampleConversation('a', { title: 'Renamed', messageCount: 0, updatedAtMs: 9_000 }))
      expect(await store.get('a')).toEqual(
        sampleConversation('a', { title: 'Renamed', messageCount: 2, updatedAtMs: 9_000 }),
      )
    })

    rule('[CS2] messages that come at once are all counted', async (store) => {
      await store.put(sampleConversation('a'))
      const ids = Array.from({ length: 8 }, (_, at) => `m${at}`)
      await Promise.all(ids.map((id) => store.putMessage(sampleMessage(id, 'a'))))
      expect((await store.get('a'))?.messageCount).toBe(8)
      expect([...(await messageIds(store, 'a'))].sort()).toEqual(ids)
    })

    rule('[CS3] messages come oldest first, those of one millisecond as they came', async (store) => {
      await store.put(sampleConversation('a'))
      await store.putMessage(sampleMessage('z', 'a', { createdAtMs: 5 }))
      await store.putMessage(sampleMessage('a', 'a', { createdAtMs: 5, role: 'assistant' }))
      await store.putMessage(sampleMessage('m', 'a', { createdAtMs: 5 }))
      await store.putMessage(sampleMessage('early', 'a', { createdAtMs: 1 }))
      await store.putMessage(sampleMessage('late', 'a', { createdAtMs: 9 }))
      expect(await messageIds(store, 'a')).toEqual(['early', 'z', 'a', 'm', 'late'])
    })

    rule('[CS4] a message that is put again is replaced in its place', async (store) => {
      await store.put(sampleConversation('a'))
      for (const id of ['m1', 'm2', 'm3']) await store.putMessage(sampleMessage(id, 'a'))
      const rewritten = sampleMessage('m1', 'a', {
        text: 'Stopped here',
        status: 'stopped',
        error: { code: 'RUN_ABORTED', message: 'Stopped.', data: {} },
      })
      await store.putMessage(rewritten)
      expect(await store.messages('a')).toEqual([
        rewritten,
        sampleMessage('m2', 'a'),
        sampleMessage('m3', 'a'),
      ])
      expect((await store.get('a'))?.messageCount).toBe(3)
    })

    rule('[CS5] a message lifts the time of its conversation and never lowers it', async (store) => {
      await store.put(sampleConversation('a', { updatedAtMs: 50 }))
      await store.putMessage(sampleMessage('m1', 'a', { createdAtMs: 70 }))
      expect((await store.get('a'))?.updatedAtMs).toBe(70)
      await store.putMessage(sampleMessage('m2', 'a', { createdAtMs: 60 }))
      expect((await store.get('a'))?.updatedAtMs).toBe(70)
    })

    rule('[CS6] a message of no conversation is refused and leaves nothing', async (store) => {
      expect(await outcome(store.putMessage(sampleMessage('m1', 'gone')))).toEqual({
        code: 'CONVERSATION_NOT_FOUND',
        data: { conversationId: 'gone' },
      })
      await store.put(sampleConversation('gone'))
      expect(await store.messages('gone')).toEqual([])
    })

    rule('[CS7] removing a conversation removes its messages and variables alone', async (store) => {
      for (const id of ['a', 'b']) {
        await store.put(sampleConversation(id))
        await store.putMessage(sampleMessage(`m-${id}`, id))
        await store.saveVariables(id, { seen: [id] })
      }
      await store.remove('a')
      expect([await store.get('a'), await store.messages('a'), await store.variables('a')]).toEqual([
        null,
        [],
        {},
      ])
      expect([await messageIds(store, 'b'), await store.variables('b')]).toEqual([['m-b'], { seen: ['b'] }])
    })

    rule('[CS8] variables are empty at first, replaced whole, and need no record', async (store) => {
      expect(await store.variables('draft')).toEqual({})
      await store.saveVariables('draft', { a: 1, b: [null] })
      await store.saveVariables('draft', { b: { c: 'd' } })
      expect(await store.variables('draft')).toEqual({ b: { c: 'd' } })
      expect(await store.get('draft')).toBeNull()
    })

    rule('[SS2] what goes in and what comes out is never the stored value', async (store) => {
      const conversation = sampleConversation('a')
      const message = sampleMessage('m1', 'a')
      const variables = { list: ['one'] }
      const putting = store.put(conversation)
      Reflect.set(conversation, 'appId', 'changed right after the call')
      await putting
      const adding = [store.putMessage(message), store.saveVariables('a', variables)]
      Reflect.set(message, 'text', 'Changed right after the call')
      Reflect.set(variables, 'more', 1)
      await Promise.all(adding)
      for (const found of [conversation, await store.get('a'), message, ...(await store.messages('a'))]) {
        Reflect.set(found ?? {}, 'title', 'Changed')
      }
      variables.list.push('two')
      Reflect.set(await store.variables('a'), 'list', null)
      expect(await store.get('a')).toEqual(sampleConversation('a', { messageCount: 1, updatedAtMs: 2_000 }))
      expect(await store.messages('a')).toEqual([sampleMessage('m1', 'a')])
      expect(await store.variables('a')).toEqual({ list: ['one'] })
    })

    rule('[SS4] an unknown conversation is null and empty', async (store) => {
      await store.remove('nobody')
      expect([await store.get('nobody'), await store.messages('nobody'), await store.list('nobody')]).toEqual(
        [null, [], []],
      )
    })

    reopening(
      '[SS5] conversations, messages and variables are there after a reopen',
      async (store, reopen) => {
        await store.put(sampleConversation('a'))
        await store.putMessage(sampleMessage('m1', 'a'))
        await store.saveVariables('a', { seen: true })
        const other = await reopen()
        expect(await other.list('app-1')).toEqual(await store.list('app-1'))
        expect(await other.messages('a')).toEqual([sampleMessage('m1', 'a')])
        expect(await other.variables('a')).toEqual({ seen: true })
      },
    )
  })
}
