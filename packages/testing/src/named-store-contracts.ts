import type { FileStore, SecretStore, SettingsStore } from '@skep/engine'
import { expect } from 'vitest'
import { sampleFile } from './samples.ts'
import type { ContractSubject } from './subject.ts'
import { describeSubject, outcome } from './subject-tests.ts'

/** Rules `SS` and `FS` of SPEC.md as vitest tests. @public */
export function fileStoreContract(subject: ContractSubject<FileStore>): void {
  describeSubject('FileStore', subject, (rule, reopening) => {
    rule('[FS1] bytes come back byte for byte', async (store) => {
      const all = Uint8Array.from({ length: 100_000 }, (_, at) => (at * 7) % 256)
      await store.put(sampleFile('f', all.length), all)
      await store.put(sampleFile('empty', 0), new Uint8Array())
      expect(await store.get('f')).toEqual(sampleFile('f', all.length))
      expect(Array.from(await store.read('f'))).toEqual(Array.from(all))
      expect(await store.read('empty')).toEqual(new Uint8Array())
    })

    rule('[FS1] a view into a larger buffer is stored as the view alone', async (store) => {
      const view = Uint8Array.of(0, 1, 2, 3, 4).subarray(1, 3)
      await store.put(sampleFile('f', 2), view)
      const read = await store.read('f')
      expect(read).toEqual(Uint8Array.of(1, 2))
      expect(read.buffer.byteLength).toBe(2)
      expect(view.byteLength).toBe(2)
    })

    rule('[FS2] reading what is not there fails with FILE_NOT_FOUND', async (store) => {
      expect(await outcome(store.read('nobody'))).toEqual({
        code: 'FILE_NOT_FOUND',
        data: { fileId: 'nobody' },
      })
      await store.put(sampleFile('f', 1), Uint8Array.of(1))
      await store.remove('f')
      expect(await store.get('f')).toBeNull()
      expect(await outcome(store.read('f'))).toEqual({ code: 'FILE_NOT_FOUND', data: { fileId: 'f' } })
    })

    rule('[FS3] a put over an id replaces the record and the bytes', async (store) => {
      await store.put(sampleFile('f', 3), Uint8Array.of(1, 2, 3))
      await store.put({ ...sampleFile('f', 1), name: 'second' }, Uint8Array.of(9))
      expect(await store.get('f')).toEqual({ ...sampleFile('f', 1), name: 'second' })
      expect(await store.read('f')).toEqual(Uint8Array.of(9))
    })

    rule('[SS2] bytes are copied in and out', async (store) => {
      const mine = Uint8Array.of(1, 2)
      const putting = store.put(sampleFile('f', 2), mine)
      mine.fill(9)
      await putting
      ;(await store.read('f')).fill(9)
      expect(await store.read('f')).toEqual(Uint8Array.of(1, 2))
    })

    rule('[SS4] an unknown file is null and removing it is no error', async (store) => {
      await store.remove('nobody')
      expect(await store.get('nobody')).toBeNull()
    })

    reopening('[SS5] files are there after a reopen', async (store, reopen) => {
      await store.put(sampleFile('f', 2), Uint8Array.of(1, 2))
      const other = await reopen()
      expect(await other.get('f')).toEqual(sampleFile('f', 2))
      expect(await other.read('f')).toEqual(Uint8Array.of(1, 2))
    })
  })
}

/** Rules `SS` and `XS` of SPEC.md as vitest tests. @public */
export function secretStoreContract(subject: ContractSubject<SecretStore>): void {
  describeSubject('SecretStore', subject, (rule, reopening) => {
    rule('[XS1] a value comes back by its name and setting again replaces it', async (store) => {
      await store.set('openai', 'sk-one')
      await store.set('openai', 'sk-two')
      await store.set('other', '')
      expect([await store.get('openai'), await store.get('other'), await store.get('nobody')]).toEqual([
        'sk-two',
        '',
        null,
      ])
    })

    rule('[XS1] any text is a name and a value', async (store) => {
      const texts = ['__proto__', 'constructor', 'ключ 🔑', ' ', 'x'.repeat(20_000)]
      for (const text of texts) await store.set(text, `value of ${text}`)
      for (const text of texts) expect(await store.get(text)).toBe(`value of ${text}`)
    })

    rule('[XS1] secrets that are set at once are all readable', async (store) => {
      const names = Array.from({ length: 8 }, (_, at) => `key-${at}`)
      await Promise.all(names.map((name) => store.set(name, `value of ${name}`)))
      expect(await Promise.all(names.map((name) => store.get(name)))).toEqual(
        names.map((name) => `value of ${name}`),
      )
    })

    rule('[XS2] the list holds names alone', async (store) => {
      expect(await store.list()).toEqual([])
      await store.set('b', 'sk-canary-1')
      await store.set('a', 'sk-canary-2')
      expect([...(await store.list())].sort()).toEqual(['a', 'b'])
    })

    rule('[SS4] a removed secret is gone, and removing it again is no error', async (store) => {
      await store.set('a', 'sk-one')
      await store.remove('a')
      await store.remove('a')
      expect([await store.get('a'), await store.list()]).toEqual([null, []])
    })

    reopening('[SS5] secrets are readable after a reopen', async (store, reopen) => {
      await store.set('a', 'sk-one')
      expect(await (await reopen()).get('a')).toBe('sk-one')
    })
  })
}

/** Rules `SS` and `TS` of SPEC.md as vitest tests. @public */
export function settingsStoreContract(subject: ContractSubject<SettingsStore>): void {
  describeSubject('SettingsStore', subject, (rule, reopening) => {
    rule('[TS1] a value comes back by its name and setting again replaces it', async (store) => {
      await store.set('providers', [{ id: 'one' }])
      await store.set('providers', [{ id: 'two', settings: { models: ['m'] } }])
      await store.set('flag', false)
      expect([await store.get('providers'), await store.get('flag'), await store.get('nobody')]).toEqual([
        [{ id: 'two', settings: { models: ['m'] } }],
        false,
        null,
      ])
    })

    rule('[SS2] values are copied in and out', async (store) => {
      const mine = { list: ['one'] }
      await store.set('a', mine)
      mine.list.push('two')
      Reflect.set(Object(await store.get('a')), 'list', null)
      expect(await store.get('a')).toEqual({ list: ['one'] })
    })

    rule('[SS4] a removed setting is null', async (store) => {
      await store.set('a', 1)
      await store.remove('a')
      await store.remove('a')
      expect(await store.get('a')).toBeNull()
    })

    reopening('[SS5] settings are there after a reopen', async (store, reopen) => {
      await store.set('a', { b: 1 })
      expect(await (await reopen()).get('a')).toEqual({ b: 1 })
    })
  })
}
