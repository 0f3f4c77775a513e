import type { SecretStore } from '@skep/engine'
import { SkepError } from '@skep/schema'
import { toBuffer } from './buffers.ts'
import type { Database } from './database.ts'
import type { SecretRow } from './schema.ts'

const KEY_ID = 'secrets-1'

/**
 * Secrets in IndexedDB, sealed with AES-256-GCM under a key that cannot be exported. It keeps values out of a copied
 * database, a backup or an export; it does not keep them from a script of the same origin, which may use the key too.
 */
export function createDexieSecretStore(database: Database, subtle: SubtleCrypto | undefined): SecretStore {
  const sealingKey = async (webCrypto: SubtleCrypto): Promise<CryptoKey> => {
    const stored = await database.read(['secretKeys'], ({ secretKeys }) => secretKeys.get(KEY_ID))
    if (stored) return stored.key
    const made = await webCrypto.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt'])
    // Another tab may have been first; whichever key is stored is the one to use.
    return database.write(['secretKeys'], async ({ secretKeys }) => {
      const first = await secretKeys.get(KEY_ID)
      if (first) return first.key
      await secretKeys.add({ id: KEY_ID, key: made })
      return made
    })
  }

  const seal = async (name: string, value: string): Promise<SecretRow> => {
    if (!subtle) return { name, kind: 'plain', value }
    const iv = crypto.getRandomValues(new Uint8Array(12))
    const algorithm = { name: 'AES-GCM', iv, additionalData: new TextEncoder().encode(name) }
    const sealed = await subtle.encrypt(algorithm, await sealingKey(subtle), new TextEncoder().encode(value))
    return { name, kind: 'sealed', iv: toBuffer(iv), sealed }
  }

  const unseal = async (row: SecretRow): Promise<string> => {
    if (row.kind === 'plain') return row.value
    if (!subtle) throw unreadable(row.name)
    // The name is authenticated with the value, so that rows cannot be exchanged.
    const additionalData = new TextEncoder().encode(row.name)
    const algorithm = { name: 'AES-GCM', iv: row.iv, additionalData }
    const key = await sealingKey(subtle)
    const opened = await subtle.decrypt(algorithm, key, row.sealed).catch((error: unknown) => {
      throw unreadable(row.name, error)
    })
    return new TextDecoder().decode(opened)
  }

  return {
    list: () =>
      database.read(
        ['secrets'],
        async ({ secrets }) => (await secrets.toCollection().primaryKeys()) as string[],
      ), // the key is `name`
    async get(name) {
      const row = await database.read(['secrets'], ({ secrets }) => secrets.get(name))
      return row ? unseal(row) : null
    },
    async set(name, value) {
      const row = await seal(name, value)
      await database.write(['secrets'], ({ secrets }) => secrets.put(row))
    },
    async remove(name) {
      await database.write(['secrets'], ({ secrets }) => secrets.delete(name))
    },
  }
}

function unreadable(name: string, cause?: unknown): SkepError {
  return new SkepError(
    'STORAGE_FAILED',
    'A stored key cannot be read any more. Enter it again in the model settings.',
    { name },
    { cause },
  )
}
