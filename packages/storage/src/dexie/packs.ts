import type { BlockCursor, BlockPosition } from '@skep/knowledge'
import { Dexie, type Table } from 'dexie'
import type { Pack, PackedRows, PackKind, PackRow } from './schema.ts'

type Packs = Table<PackRow, number>

/** Rows that are handed out at a time, and packs: a few tens of megabytes at most. */
export const PART_ROWS = 32
const PART_PACKS = 16

/** The next rows of an owner: those that stand alone, then those in packs. */
export async function readRows<Kind extends PackKind>(
  packs: Packs,
  kind: Kind,
  ownerId: string,
  rowsBehind: (after: BlockPosition | undefined) => PromiseLike<PackedRows[Kind][]>,
  [first, index]: BlockCursor = [],
): Promise<{ readonly rows: readonly PackedRows[Kind][]; readonly next?: BlockCursor }> {
  const rows: PackedRows[Kind][] = []
  if (typeof first !== 'number') {
    rows.push(
      ...(await rowsBehind(first === undefined ? undefined : { documentId: first, index: Number(index) })),
    )
    const last = rows.at(-1)
    if (last && rows.length === PART_ROWS) return { rows, next: [last.documentId, last.index] }
  }
  const behind = typeof first === 'number' ? first : 0
  const ids = (await packIds(packs, kind, ownerId)).filter((id) => id > behind)
  const part = ids.slice(0, PART_PACKS)
  for (const { members } of await getPacks(packs, kind, part)) {
    for (const { row } of members) rows.push(row)
  }
  const last = part.at(-1)
  return last !== undefined && ids.length > part.length ? { rows, next: [last] } : { rows }
}

/** The rows of a document that are in packs of an owner. */
export async function packedOf<Kind extends PackKind>(
  packs: Packs,
  kind: Kind,
  ownerId: string,
  documentId: string,
): Promise<readonly PackedRows[Kind][]> {
  const holding = await packs.where('documentIds').equals(documentId).toArray()
  return holding
    .filter((pack): pack is PackRow & Pack<Kind> => pack.kind === kind && pack.ownerId === ownerId)
    .flatMap(({ members }) => members.flatMap(({ row }) => (row.documentId === documentId ? row : [])))
}

/** Takes rows of a document out of the packs that hold them, within the caller's transaction. */
export async function takeOut(
  packs: Packs,
  documentId: string,
  isMeant: (row: BlockPosition, pack: PackRow) => boolean,
): Promise<void> {
  for (const pack of await packs.where('documentIds').equals(documentId).toArray()) {
    const kept = keepMembers(pack, ({ row }) => row.documentId !== documentId || !isMeant(row, pack))
    if (kept.members.length === 0) await packs.delete(pack.id ?? 0)
    else if (kept.members.length < pack.members.length) await packs.put(kept)
  }
}

/** Deletes all packs of an owner, within the caller's transaction. */
export async function dropPacks(packs: Packs, kind: PackKind, ownerId: string): Promise<void> {
  await packs.bulkDelete(await packIds(packs, kind, ownerId))
}

/** In the order in which they were made. */
async function packIds(packs: Packs, kind: PackKind, ownerId: string): Promise<number[]> {
  const ids = await packs
    .where('[kind+ownerId+units]')
    .between([kind, ownerId, Dexie.minKey], [kind, ownerId, Dexie.maxKey])
    .primaryKeys()
  return ids.sort((a, b) => a - b)
}

async function getPacks<Kind extends PackKind>(
  packs: Packs,
  kind: Kind,
  ids: readonly number[],
): Promise<Pack<Kind>[]> {
  const found = await packs.bulkGet([...ids])
  return found.filter((pack): pack is PackRow & Pack<Kind> => pack?.kind === kind)
}

/** Packs of which little is left, or that were small from the beginning. */
export async function smallPacks<Kind extends PackKind>(
  packs: Packs,
  kind: Kind,
  ownerId: string,
  below: number,
): Promise<Pack<Kind>[]> {
  const found = await packs
    .where('[kind+ownerId+units]')
    .between([kind, ownerId, 0], [kind, ownerId, below], true, false)
    .toArray()
  return found.filter((pack): pack is PackRow & Pack<Kind> => pack.kind === kind)
}

/** A pack of the given members, which are rows of its kind. */
export function toPack<Kind extends PackKind>(
  kind: Kind,
  ownerId: string,
  members: Pack<Kind>['members'],
): Pack<Kind> {
  return { kind, ownerId, ...summaryOf(members), members }
}

function keepMembers(pack: PackRow, isKept: (member: PackRow['members'][number]) => boolean): PackRow {
  const members = pack.members.filter(isKept)
  return { ...pack, ...summaryOf(members), members } as PackRow // the same kind
}

function summaryOf(
  members: readonly { readonly units: number; readonly row: BlockPosition }[],
): Pick<PackRow, 'units' | 'documentIds'> {
  return {
    units: members.reduce((sum, { units }) => sum + units, 0),
    documentIds: [...new Set(members.map(({ row }) => row.documentId))],
  }
}
