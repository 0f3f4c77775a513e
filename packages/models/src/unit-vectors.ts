import { SkepError } from '@skep/schema'

/**
 * Vectors scaled to length 1, checked to be as many as the texts, of one length and finite.
 * @throws `EMBEDDING_FAILED`
 * @public
 */
export function toUnitVectors(
  vectors: readonly ArrayLike<number>[],
  count: number,
  model: string,
): readonly Float32Array[] {
  const length = vectors[0]?.length ?? 0
  const isSound = vectors.length === count && vectors.every((vector) => vector.length === length)
  if (!isSound || (count > 0 && length === 0)) throw unsoundError(model)
  return vectors.map((vector) => {
    const unit = Float32Array.from(vector)
    let squares = 0
    for (const value of unit) squares += value * value
    const norm = Math.sqrt(squares)
    if (!Number.isFinite(norm)) throw unsoundError(model)
    return norm === 0 ? unit : unit.map((value) => value / norm)
  })
}

function unsoundError(model: string): SkepError {
  return new SkepError(
    'EMBEDDING_FAILED',
    `The model "${model}" gave no usable vectors. Choose an embedding model.`,
    { model },
  )
}
