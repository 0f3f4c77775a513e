import type { AppStore } from '@skep/engine'
import { expect } from 'vitest'
import { sampleApp } from './samples.ts'
import type { ContractSubject } from './subject.ts'
import { describeSubject, outcome } from './subject-tests.ts'

/** Rules `SS` and `AS` of SPEC.md as vitest tests. Call it in a test file. @public */
export function appStoreContract(subject: ContractSubject<AppStore>): void {
  describeSubject('AppStore', subject, (rule, reopening) => {
    rule('[AS1] a save over null stores a new app at revision 1', async (store) => {
      const record = await store.save(sampleApp('a'), null)
      expect(record).toEqual({
        app: sampleApp('a'),
        revision: 1,
        createdAtMs: expect.any(Number),
        updatedAtMs: record.createdAtMs,
      })
      expect(await store.get('a')).toEqual(record)
    })

    rule('[AS2] a save over the stored revision counts one up and keeps its first time', async (store) => {
      const first = await store.save(sampleApp('a'), null)
      const second = await store.save(sampleApp('a', { name: 'Renamed' }), 1)
      expect(second).toEqual({
        app: sampleApp('a', { name: 'Renamed' }),
        revision: 2,
        createdAtMs: first.createdAtMs,
        updatedAtMs: expect.any(Number),
      })
      expect(second.updatedAtMs).toBeGreaterThanOrEqual(first.updatedAtMs)
      expect(await store.get('a')).toEqual(second)
    })

    rule('[AS3] a save over any other revision is a conflict that writes nothing', async (store) => {
      await store.save(sampleApp('a'), null)
      const stored = await store.save(sampleApp('a', { name: 'Second' }), 1)
      for (const base of [null, 1, 3]) {
        expect(await outcome(store.save(sampleApp('a', { name: 'Lost' }), base))).toEqual({
          code: 'APP_CONFLICT',
          data: { currentRevision: 2 },
        })
      }
      expect(await store.get('a')).toEqual(stored)
    })

    rule('[AS4] of eight saves over the same revision at once, one wins', async (store) => {
      await store.save(sampleApp('a'), null)
      const names = Array.from({ length: 8 }, (_, at) => `Writer ${at}`)
      const ends = await Promise.all(names.map((name) => outcome(store.save(sampleApp('a', { name }), 1))))
      const winners = ends.flatMap((end) => ('value' in end ? [end.value] : []))
      const losers = ends.filter((end) => !('value' in end))
      expect(winners.map((record) => record.revision)).toEqual([2])
      expect(losers).toEqual(
        Array.from({ length: 7 }, () => ({ code: 'APP_CONFLICT', data: { currentRevision: 2 } })),
      )
      expect(await store.get('a')).toEqual(winners[0])
    })

    rule('[AS5] a removed app is gone, and comes back only as a new one', async (store) => {
      await store.save(sampleApp('a'), null)
      await store.remove('a')
      expect(await store.get('a')).toBeNull()
      expect(await outcome(store.save(sampleApp('a'), 1))).toEqual({
        code: 'APP_CONFLICT',
        data: { currentRevision: null },
      })
      expect(await store.get('a')).toBeNull()
      expect((await store.save(sampleApp('a'), null)).revision).toBe(1)
    })

    rule('[AS6] the list holds a summary of every app', async (store) => {
      expect(await store.list()).toEqual([])
      const { icon: _, ...plain } = sampleApp('b', { mode: 'workflow' })
      const a = await store.save(sampleApp('a'), null)
      const b = await store.save(plain, null)
      expect([...(await store.list())].sort((x, y) => (x.id < y.id ? -1 : 1))).toEqual([
        {
          id: 'a',
          name: 'App a',
          description: a.app.description,
          icon: '🐝',
          mode: 'chatflow',
          revision: 1,
          updatedAtMs: a.updatedAtMs,
        },
        {
          id: 'b',
          name: 'App b',
          description: b.app.description,
          mode: 'workflow',
          revision: 1,
          updatedAtMs: b.updatedAtMs,
        },
      ])
    })

    rule('[SS1] an app keeps every field, unknown ones and odd keys included', async (store) => {
      await store.save(sampleApp('a'), null)
      const found = await store.get('a')
      expect(JSON.stringify(found?.app)).toBe(JSON.stringify(sampleApp('a')))
      expect({}).not.toHaveProperty('kept')
    })

    rule('[SS2] neither the saved app nor a found one is the stored one', async (store) => {
      const mine = sampleApp('a')
      const saved = await store.save(mine, null)
      const found = await store.get('a')
      for (const app of [mine, saved.app, found?.app])
        Reflect.set(app ?? {}, 'name', 'Changed behind its back')
      expect((await store.get('a'))?.app).toEqual(sampleApp('a'))
    })

    rule('[SS2] what is changed right after the call is not what is saved', async (store) => {
      const mine = sampleApp('a')
      const saving = store.save(mine, null)
      Reflect.set(mine, 'name', 'Changed too late')
      await saving
      expect((await store.get('a'))?.app).toEqual(sampleApp('a'))
    })

    rule('[SS4] what is not there is null, and removing it is no error', async (store) => {
      await store.remove('nobody')
      expect(await store.get('nobody')).toBeNull()
      for (const id of ['__proto__', 'constructor', '']) expect(await store.get(id)).toBeNull()
    })

    reopening('[SS5] a saved app and its revision are there after a reopen', async (store, reopen) => {
      await store.save(sampleApp('a'), null)
      const record = await store.save(sampleApp('a', { name: 'Second' }), 1)
      const other = await reopen()
      expect(await other.get('a')).toEqual(record)
      expect(await outcome(other.save(sampleApp('a'), 1))).toEqual({
        code: 'APP_CONFLICT',
        data: { currentRevision: 2 },
      })
    })

    reopening(
      '[AS4] two connections that save over the same revision do not both win',
      async (store, reopen) => {
        await store.save(sampleApp('a'), null)
        const other = await reopen()
        const ends = await Promise.all([
          outcome(store.save(sampleApp('a', { name: 'One' }), 1)),
          outcome(other.save(sampleApp('a', { name: 'Two' }), 1)),
        ])
        expect(ends.filter((end) => 'value' in end)).toHaveLength(1)
        expect(await other.get('a')).toEqual(await store.get('a'))
      },
    )
  })
}
