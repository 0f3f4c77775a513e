import { Dexie, type Table, type Transaction } from 'dexie'
import { isClosedConnection, storageError, toStorageError } from './database-error.ts'
import { packTerms } from './pack-terms.ts'
import {
  DATABASE_VERSION,
  TABLES_V1,
  TABLES_V2,
  TABLES_V3,
  TABLES_V4,
  TABLES_V5,
  TABLES_V6,
  TABLES_V7,
  type Tables,
} from './schema.ts'

/** @public */
export interface IndexedDbOptions {
  /** Default: the browser's own. */
  readonly indexedDB?: IDBFactory
  readonly IDBKeyRange?: typeof IDBKeyRange
}

/** Dexie counts versions in tenths. */
const NATIVE_VERSION = DATABASE_VERSION * 10

export type TableName = keyof Tables

/** The tables of a transaction, by name. */
export type TableSet<Name extends TableName> = { readonly [N in Name]: Table<Tables[N]> }

/** One database with a connection that is opened when needed and opened again once when it was lost. */
export interface Database {
  read<Name extends TableName, T>(
    names: readonly Name[],
    body: (tables: TableSet<Name>) => PromiseLike<T>,
  ): Promise<T>
  /** All or nothing: what `body` throws undoes all its writes. `body` may run twice. */
  write<Name extends TableName, T>(
    names: readonly Name[],
    body: (tables: TableSet<Name>) => PromiseLike<T>,
  ): Promise<T>
  open(): Promise<void>
  drop(): Promise<void>
  close(): void
}

/** The name under which a namespace is found in the browser's list of databases. */
export function databaseName(namespace: string): string {
  return `skep:${namespace}`
}

export function createDatabase(namespace: string, options: IndexedDbOptions): Database {
  const name = databaseName(namespace)
  const factory = options.indexedDB ?? globalThis.indexedDB
  const keyRange = options.IDBKeyRange ?? globalThis.IDBKeyRange
  let connection: Promise<Dexie> | null = null
  let isClosed = false

  const connect = async (): Promise<Dexie> => {
    if (!factory || !keyRange) throw storageError('STORAGE_UNAVAILABLE')
    // Dexie opens a newer database as it finds it and may even add to it, so it must not be asked.
    if ((await storedVersion(factory, name)) > NATIVE_VERSION) throw storageError('STORAGE_VERSION')
    const db = new Dexie(name, { indexedDB: factory, IDBKeyRange: keyRange, autoOpen: false })
    db.version(1).stores(TABLES_V1)
    db.version(2).stores(TABLES_V2)
    db.version(3).stores(TABLES_V3)
    db.version(4).stores(TABLES_V4)
    db.version(5).stores(TABLES_V5).upgrade(packTerms)
    db.version(6).stores(TABLES_V6)
    db.version(DATABASE_VERSION).stores(TABLES_V7)
    // Lets another tab upgrade or delete; instead of Dexie's own handler, which does the same and prints.
    db.on('versionchange', () => {
      db.close()
      return false
    })
    await db.open()
    return db
  }

  const connected = async (): Promise<Dexie> => {
    if (isClosed) throw storageError('STORAGE_UNAVAILABLE')
    connection ??= connect()
    const mine = connection
    try {
      return await mine
    } catch (error) {
      if (connection === mine) connection = null
      throw error
    }
  }

  const transact = async <Name extends TableName, T>(
    mode: 'r' | 'rw',
    names: readonly Name[],
    body: (tables: TableSet<Name>) => PromiseLike<T>,
  ): Promise<T> => {
    for (let attempt = 1; ; attempt++) {
      const used = await connected().catch((error: unknown) => {
        throw toStorageError(error)
      })
      let native: IDBTransaction | undefined
      try {
        return await used.transaction(mode, [...names], (transaction) => {
          native = transaction.idbtrans
          // Dexie reconnects by itself at times; a newer tab may have been there in between.
          if (native.db.version > NATIVE_VERSION) throw storageError('STORAGE_VERSION')
          return body(tableSet(transaction, names))
        })
      } catch (error) {
        // The request that fails first only says that it was aborted; the transaction knows why.
        if (attempt > 1 || isClosed || !isClosedConnection(error)) throw toStorageError(error, native?.error)
        // Safari ends idle connections and another tab may delete the database: the next one usually works.
        used.close()
        connection = null
      }
    }
  }

  return {
    read: (names, body) => transact('r', names, body),
    write: (names, body) => transact('rw', names, body),
    async open() {
      await connected().catch((error: unknown) => {
        throw toStorageError(error)
      })
    },
    async drop() {
      if (isClosed) throw storageError('STORAGE_UNAVAILABLE')
      const open = connection
      connection = null
      const db = await open?.catch(() => null) // a database that does not open is deleted all the same
      db?.close()
      if (!factory) throw storageError('STORAGE_UNAVAILABLE')
      await deleteDatabase(factory, name)
    },
    close() {
      isClosed = true
      const open = connection
      connection = null
      void open?.then(
        (db) => db.close(),
        () => undefined, // it never opened
      )
    },
  }
}

function tableSet<Name extends TableName>(transaction: Transaction, names: readonly Name[]): TableSet<Name> {
  const entries = names.map((name) => [name, transaction.table(name)])
  return Object.fromEntries(entries) as TableSet<Name> // rows of each table as `schema.ts` says
}

/** The version of the stored database; 0 where there is none. Writes nothing. */
async function storedVersion(factory: IDBFactory, name: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const request = factory.open(name)
    let isNew = false
    request.onupgradeneeded = () => {
      isNew = true
      request.transaction?.abort()
    }
    request.onsuccess = () => {
      const { version } = request.result
      request.result.close()
      resolve(version)
    }
    request.onerror = (event) => {
      event.preventDefault()
      if (isNew) resolve(0)
      else reject(request.error)
    }
  })
}

/** Other tabs close their connections when asked to; the browser waits for them. */
async function deleteDatabase(factory: IDBFactory, name: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = factory.deleteDatabase(name)
    request.onsuccess = () => resolve()
    request.onerror = () => reject(toStorageError(request.error))
  })
}
