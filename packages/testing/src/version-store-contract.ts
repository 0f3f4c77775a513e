import type { VersionStore } from '@skep/engine'
import { expect } from 'vitest'
import { sampleVersion } from './samples.ts'
import type { ContractSubject } from './subject.ts'
import { describeSubject } from './subject-tests.ts'

/** Rules `SS` and `VS` of SPEC.md as vitest tests. @public */
export function versionStoreContract(subject: ContractSubject<VersionStore>): void {
  describeSubject('VersionStore', subject, (rule, reopening) => {
    rule('[VS1] numbers count up from 1 for each app', async (store) => {
      expect(await store.add(sampleVersion('v1', 'a'))).toEqual({ ...sampleVersion('v1', 'a'), number: 1 })
      expect((await store.add(sampleVersion('v2', 'a'))).number).toBe(2)
      expect((await store.add(sampleVersion('w1', 'b'))).number).toBe(1)
    })

    rule('[VS1] versions that come at once get different numbers', async (store) => {
      const ids = Array.from({ length: 6 }, (_, at) => `v${at}`)
      const added = await Promise.all(ids.map((id) => store.add(sampleVersion(id, 'a'))))
      expect(added.map((version) => version.number).sort()).toEqual([1, 2, 3, 4, 5, 6])
      expect(await store.list('a')).toHaveLength(6)
    })

    rule('[VS2] the list is newest first and holds one app', async (store) => {
      for (const id of ['v1', 'v2', 'v3']) await store.add(sampleVersion(id, 'a'))
      await store.add(sampleVersion('w1', 'b'))
      expect(await store.list('a')).toEqual([
        { ...sampleVersion('v3', 'a'), number: 3 },
        { ...sampleVersion('v2', 'a'), number: 2 },
        { ...sampleVersion('v1', 'a'), number: 1 },
      ])
    })

    rule('[VS3] adding an id again gives back the stored version', async (store) => {
      const first = await store.add(sampleVersion('v1', 'a'))
      expect(await store.add({ ...sampleVersion('v1', 'a'), name: 'Sent again' })).toEqual(first)
      expect(await store.list('a')).toEqual([first])
    })

    rule('[VS4] removeAll removes the versions of one app', async (store) => {
      await store.add(sampleVersion('v1', 'a'))
      const kept = await store.add(sampleVersion('w1', 'b'))
      await store.removeAll('a')
      expect(await store.list('a')).toEqual([])
      expect(await store.list('b')).toEqual([kept])
    })

    rule('[SS2] neither an added version nor a listed one is the stored one', async (store) => {
      const mine = sampleVersion('v1', 'a')
      const adding = store.add(mine)
      Reflect.set(mine, 'note', 'Changed right after the call')
      const added = await adding
      const [listed] = await store.list('a')
      for (const version of [mine, added, listed]) Reflect.set(version ?? {}, 'name', 'Changed')
      expect(await store.list('a')).toEqual([{ ...sampleVersion('v1', 'a'), number: 1 }])
    })

    rule('[SS4] an app without versions has an empty list', async (store) => {
      await store.removeAll('nobody')
      expect(await store.list('nobody')).toEqual([])
    })

    reopening('[SS5] versions are there after a reopen and count on', async (store, reopen) => {
      const first = await store.add(sampleVersion('v1', 'a'))
      const other = await reopen()
      expect(await other.list('a')).toEqual([first])
      expect((await other.add(sampleVersion('v2', 'a'))).number).toBe(2)
    })
  })
}
