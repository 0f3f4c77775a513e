import type { Annotation } from '@skep/client'
import type { AnnotationStore } from '@skep/engine'
import { expect } from 'vitest'
import type { ContractSubject } from './subject.ts'
import { describeSubject } from './subject-tests.ts'

function sample(id: string, appId: string, changes: Partial<Annotation> = {}): Annotation {
  return {
    id,
    appId,
    question: `Question ${id}?`,
    answer: 'Äpfel, 蜂, 🐝, \u2028 and "quotes"',
    hitCount: 0,
    createdAtMs: 1_000,
    updatedAtMs: 1_000,
    ...changes,
  }
}

/** Rules `SS` and `NS` of SPEC.md as vitest tests. @public */
export function annotationStoreContract(subject: ContractSubject<AnnotationStore>): void {
  describeSubject('AnnotationStore', subject, (rule, reopening) => {
    rule('[NS1] the list holds one app, newest first', async (store) => {
      await store.put(sample('a', 'one', { createdAtMs: 10 }))
      await store.put(sample('c', 'one', { createdAtMs: 20 }))
      await store.put(sample('b', 'one', { createdAtMs: 20 }))
      await store.put(sample('d', 'two'))
      expect((await store.list('one')).map(({ id }) => id)).toEqual(['b', 'c', 'a'])
      expect(await store.list('two')).toEqual([sample('d', 'two')])
      expect(await store.list('three')).toEqual([])
    })

    rule('[NS2] a put over an id replaces it', async (store) => {
      await store.put(sample('a', 'one'))
      await store.put(sample('a', 'one', { answer: 'Other', hitCount: 3 }))
      expect(await store.list('one')).toEqual([sample('a', 'one', { answer: 'Other', hitCount: 3 })])
    })

    rule('[NS3] removeAll removes those of one app', async (store) => {
      await store.put(sample('a', 'one'))
      await store.put(sample('b', 'two'))
      await store.removeAll('one')
      expect([await store.list('one'), await store.list('two')]).toEqual([[], [sample('b', 'two')]])
    })

    rule('[SS2] annotations are copied in and out', async (store) => {
      const mine = sample('a', 'one')
      const putting = store.put(mine)
      Reflect.set(mine, 'answer', 'Changed')
      await putting
      Reflect.set((await store.list('one'))[0] ?? {}, 'answer', 'Changed')
      expect(await store.list('one')).toEqual([sample('a', 'one')])
    })

    rule('[SS4] a removed annotation is gone, and removing it again is no error', async (store) => {
      await store.put(sample('a', 'one'))
      await store.remove('a')
      await store.remove('a')
      expect(await store.list('one')).toEqual([])
    })

    reopening('[SS5] annotations are there after a reopen', async (store, reopen) => {
      await store.put(sample('a', 'one'))
      expect(await (await reopen()).list('one')).toEqual([sample('a', 'one')])
    })
  })
}
