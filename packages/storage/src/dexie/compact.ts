import { isLiveBatch, isSmallDocument, unitCountOf } from '@skep/knowledge'
import { Dexie, type Table } from 'dexie'
import type { TableSet } from './database.ts'
import { smallPacks, toPack } from './packs.ts'
import type { Pack, PackedRows, PackKind, PackRow, VectorKey } from './schema.ts'

/** A pack of less is small: too much of it was taken out. */
const LEAST_UNITS = 64
/** What is put into one pack at most: half of a full batch. More would keep others waiting for the transaction. */
const PACK_UNITS = 256

type CompactTables = TableSet<
  'documents' | 'generations' | 'termBlocks' | 'vectorCodes' | 'vectorFloats' | 'packs'
>

/** `[documentId, index]` */
type Place = readonly [string, number]

/** Rows of one owner that stand alone. */
interface Singles<Kind extends PackKind> {
  readonly kind: Kind
  readonly ownerId: string
  places(): Promise<readonly Place[]>
  get(places: readonly Place[]): PromiseLike<(PackedRows[Kind] | undefined)[]>
  drop(places: readonly Place[]): PromiseLike<void>
}

/**
 * Puts terms, codes or floats of small documents into one pack, within the caller's transaction. Of large documents no row is
 * read. Says whether it found something to do.
 */
export async function compactBase(tables: CompactTables, knowledgeId: string): Promise<boolean> {
  const { generations, vectorCodes, vectorFloats } = tables
  if (await packSmall(tables, singleTerms(tables, knowledgeId))) return true
  const all = await generations.where('knowledgeId').equals(knowledgeId).toArray()
  const active = all.find(({ state }) => state === 'active')
  if (!active) return false
  return (
    (await packSmall(tables, singleVectors(vectorCodes, 'codes', active.id))) ||
    (await packSmall(tables, singleVectors(vectorFloats, 'floats', active.id)))
  )
}

async function packSmall<Kind extends PackKind>(
  tables: CompactTables,
  singles: Singles<Kind>,
): Promise<boolean> {
  const { packs } = tables
  const { kind, ownerId } = singles
  const shrunk: Pack<Kind>[] = []
  let units = 0
  for (const pack of await smallPacks(packs, kind, ownerId, LEAST_UNITS)) {
    if (units + pack.units > PACK_UNITS) break
    shrunk.push(pack)
    units += pack.units
  }
  const chosen = await chooseSmall(tables, await singles.places(), PACK_UNITS - units)
  // Each time two or more become one, so that it comes to an end.
  if (shrunk.length + chosen.length < 2) return false
  const taken = chosen.map(({ place }) => place)
  const rows = await singles.get(taken)
  const members = shrunk.flatMap((pack) => [...pack.members])
  for (const [at, chosenOne] of chosen.entries()) {
    const row = rows[at]
    if (row) members.push({ units: chosenOne.units, row })
  }
  await singles.drop(taken)
  await packs.bulkDelete(shrunk.flatMap(({ id }) => id ?? []))
  await packs.add(toPack(kind, ownerId, members) as PackRow) // one of its kinds
  return true
}

interface Chosen {
  readonly place: Place
  readonly units: number
}

/** Batches that answer, of documents that are small, with no more than so much to search. */
async function chooseSmall(
  { documents }: CompactTables,
  places: readonly Place[],
  mostUnits: number,
): Promise<readonly Chosen[]> {
  const chosen: Chosen[] = []
  const candidates = ofOneRow(places)
  let units = 0
  for (let from = 0; from < candidates.length; from += PACK_UNITS) {
    const part = candidates.slice(from, from + PACK_UNITS)
    const owners = await documents.bulkGet(part.map(([documentId]) => documentId))
    for (const [at, place] of part.entries()) {
      const owner = owners[at]
      if (!owner || !isSmallDocument(owner) || !isLiveBatch(owner, place[1])) continue
      units += unitCountOf(owner)
      if (units > mostUnits) return chosen
      chosen.push({ place, units: unitCountOf(owner) })
    }
  }
  return chosen
}

/** Small documents have one batch; what has more rows is large, or on its way. */
function ofOneRow(places: readonly Place[]): Place[] {
  return places.filter(
    ([documentId], at) => places[at - 1]?.[0] !== documentId && places[at + 1]?.[0] !== documentId,
  )
}

function singleTerms({ termBlocks }: CompactTables, knowledgeId: string): Singles<'terms'> {
  return {
    kind: 'terms',
    ownerId: knowledgeId,
    async places() {
      const keys = await termBlocks
        .where('[knowledgeId+documentId+index]')
        .between([knowledgeId, Dexie.minKey, Dexie.minKey], [knowledgeId, Dexie.maxKey, Dexie.maxKey])
        .primaryKeys()
      return keys as unknown as Place[] // the table's primary key
    },
    get: (places) => termBlocks.bulkGet(places.map((place) => [...place])),
    drop: (places) => termBlocks.bulkDelete(places.map((place) => [...place])),
  }
}

function singleVectors<Kind extends 'codes' | 'floats'>(
  table: Table<PackedRows[Kind] & VectorKey>,
  kind: Kind,
  generationId: string,
): Singles<Kind> {
  const keysOf = (places: readonly Place[]): unknown[] => places.map((place) => [generationId, ...place])
  return {
    kind,
    ownerId: generationId,
    async places() {
      const keys = await table
        .where('[generationId+documentId+index]')
        .between([generationId, Dexie.minKey, Dexie.minKey], [generationId, Dexie.maxKey, Dexie.maxKey])
        .primaryKeys()
      return (keys as unknown as [string, string, number][]).map(([, ...place]) => place) // the table's primary key
    },
    get: (places) => table.bulkGet(keysOf(places)),
    drop: (places) => table.bulkDelete(keysOf(places)),
  }
}
