import type { KnowledgeDocument, KnowledgeEvent, SkepClient } from '@skep/client'
import { atom, type PrimitiveAtom, type Store } from '@skep/react/jotai'
import { type ErrorData, hasErrorCode, toErrorData } from '@skep/schema'
import { baseAtom, documentAtomsAtom, type PendingFile, pendingAtom, statusAtom } from './atoms.ts'
import type { NamedFile } from './dropped-files.ts'

/** What the host gives; read anew on every use. @internal */
export interface KnowledgeHost {
  readonly knowledgeId: string
  readonly createIfMissing: string | undefined
  readonly onReady: ((document: KnowledgeDocument) => void) | undefined
  readonly onError: ((error: ErrorData) => void) | undefined
}

/** Everything a visitor can do with a knowledge base. @internal */
export interface KnowledgeSession {
  load(): Promise<void>
  add(files: readonly NamedFile[]): void
  /** Tries again what never became a document. */
  addAgain(key: string): void
  dismiss(key: string): void
  retry(documentId: string): Promise<void>
  /** Shows the document that a call gives back. Rejects as the call does. */
  change(work: () => Promise<KnowledgeDocument>): Promise<void>
  remove(documentId: string): Promise<void>
  /** Listens to the client until the returned function is called. */
  attach(): () => void
}

// Storing is disk work; more at once only makes each of them slower.
const STORED_AT_ONCE = 3

/** @internal */
export function createKnowledgeSession(
  client: SkepClient,
  store: Store,
  host: () => KnowledgeHost,
): KnowledgeSession {
  const files = new Map<string, NamedFile>()
  const waiting: string[] = []
  let storing = 0
  let lastKey = 0
  let loads = 0

  const putDocument = (document: KnowledgeDocument): void => {
    const atoms = store.get(documentAtomsAtom)
    const existing = atoms.get(document.id)
    if (!existing) {
      store.set(documentAtomsAtom, new Map(atoms).set(document.id, atom(document)))
      if (document.error) host().onError?.(document.error)
      return
    }
    const before = store.get(existing)
    store.set(existing, document)
    if (before.state !== 'ready' && document.state === 'ready') host().onReady?.(document)
    if (before.state !== 'failed' && document.error) host().onError?.(document.error)
  }
  const dropDocument = (documentId: string): void => {
    const atoms = new Map(store.get(documentAtomsAtom))
    if (atoms.delete(documentId)) store.set(documentAtomsAtom, atoms)
  }
  const setPending = (key: string, change: (file: PendingFile) => PendingFile | null): void => {
    store.set(pendingAtom, (pending) =>
      pending.flatMap((file) => {
        if (file.key !== key) return [file]
        const changed = change(file)
        return changed ? [changed] : []
      }),
    )
  }

  const onEvent = (event: KnowledgeEvent): void => {
    const { knowledgeId } = host()
    switch (event.type) {
      case 'document_changed':
        if (event.document.knowledgeId === knowledgeId) putDocument(event.document)
        break
      case 'document_removed':
        dropDocument(event.documentId)
        break
      case 'base_changed':
        if (event.base.id === knowledgeId) store.set(baseAtom, event.base)
        break
      case 'base_removed':
        if (event.knowledgeId === knowledgeId) void session.load()
        break
      default:
        event satisfies never
    }
  }

  const storeNext = (): void => {
    while (storing < STORED_AT_ONCE) {
      const key = waiting.shift()
      if (key === undefined) return
      void storeOne(key)
    }
  }
  const storeOne = async (key: string): Promise<void> => {
    const named = files.get(key)
    if (!named) return
    storing += 1
    try {
      const { name, file } = named
      const mimeType = file.type === '' ? {} : { mimeType: file.type }
      const document = await client.knowledge.upload(host().knowledgeId, { name, ...mimeType, bytes: file })
      // Events may have overtaken the answer, and they are newer.
      if (!store.get(documentAtomsAtom).has(document.id)) putDocument(document)
      files.delete(key)
      setPending(key, () => null)
    } catch (caught) {
      const error = toErrorData(caught)
      setPending(key, (pending) => ({ ...pending, error }))
      host().onError?.(error)
    } finally {
      storing -= 1
      storeNext()
    }
  }

  const session: KnowledgeSession = {
    async load() {
      loads += 1
      const mine = loads
      store.set(statusAtom, { status: 'loading' })
      const { knowledgeId, createIfMissing } = host()
      try {
        const base = await client.knowledge.get(knowledgeId).catch((caught: unknown) => {
          if (createIfMissing === undefined || !hasErrorCode(caught) || caught.code !== 'KNOWLEDGE_NOT_FOUND')
            throw caught
          return client.knowledge.create({ id: knowledgeId, name: createIfMissing })
        })
        const documents = await client.knowledge.documents(knowledgeId)
        if (mine !== loads) return
        // Whatever an event told in the meantime is newer than the list.
        const known = store.get(documentAtomsAtom)
        const atoms = new Map<string, PrimitiveAtom<KnowledgeDocument>>()
        for (const document of documents) {
          const existing = known.get(document.id)
          const isNewer = existing !== undefined && store.get(existing).updatedAtMs > document.updatedAtMs
          atoms.set(document.id, isNewer ? existing : atom(document))
        }
        store.set(baseAtom, base)
        store.set(documentAtomsAtom, atoms)
        store.set(statusAtom, { status: 'ready' })
      } catch (caught) {
        if (mine === loads) store.set(statusAtom, { status: 'failed', error: toErrorData(caught) })
      }
    },
    add(added) {
      const pending = added.map(({ name, file }): PendingFile => {
        lastKey += 1
        return { key: `pending-${lastKey}`, name, sizeBytes: file.size }
      })
      for (const [index, { key }] of pending.entries()) {
        const named = added[index]
        if (!named) continue
        files.set(key, named)
        waiting.push(key)
      }
      store.set(pendingAtom, (before) => [...before, ...pending])
      storeNext()
    },
    addAgain(key) {
      setPending(key, ({ error: _, ...file }) => file)
      waiting.push(key)
      storeNext()
    },
    dismiss(key) {
      files.delete(key)
      setPending(key, () => null)
    },
    async retry(documentId) {
      try {
        putDocument(await client.knowledge.retry(documentId))
      } catch (caught) {
        const document = store.get(documentAtomsAtom).get(documentId)
        if (document) store.set(document, (before) => ({ ...before, error: toErrorData(caught) }))
      }
    },
    async change(work) {
      putDocument(await work())
    },
    async remove(documentId) {
      await client.knowledge.removeDocument(documentId)
      dropDocument(documentId)
    },
    attach: () => client.knowledge.watch(onEvent),
  }
  return session
}
