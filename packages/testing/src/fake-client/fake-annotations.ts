import type { Annotation, AnnotationsApi } from '@skep/client'
import type { FakeWorld } from './fake-world.ts'

/** Annotations that match by the same words alone. @internal */
export function createFakeAnnotations(world: FakeWorld): AnnotationsApi {
  const annotations = new Map<string, Annotation>()
  const firstApp = world.script.apps?.[0]?.id ?? 'app'
  for (const given of world.script.annotations ?? []) {
    const atMs = world.now()
    const id = world.nextId('annotation')
    annotations.set(id, {
      id,
      appId: firstApp,
      hitCount: 0,
      createdAtMs: atMs,
      updatedAtMs: atMs,
      ...given,
    })
  }
  const ofApp = (appId: string): readonly Annotation[] =>
    [...annotations.values()].filter((each) => each.appId === appId).reverse()
  return {
    list: (appId) => world.call('annotations.list', () => ofApp(appId)),
    add: (appId, { question, answer }) =>
      world.call('annotations.add', () => {
        const atMs = world.now()
        const id = world.nextId('annotation')
        const added = { id, appId, question, answer, hitCount: 0, createdAtMs: atMs, updatedAtMs: atMs }
        annotations.set(id, added)
        return added
      }),
    update: (_, id, change) =>
      world.call('annotations.update', () => {
        const found = annotations.get(id)
        if (!found) {
          return world.fail({
            code: 'ANNOTATION_NOT_FOUND',
            message: 'This answer is not here any more.',
            data: {},
          })
        }
        const updated = { ...found, ...change, updatedAtMs: world.now() }
        annotations.set(id, updated)
        return updated
      }),
    remove: (_, id) => world.call('annotations.remove', () => void annotations.delete(id)),
    find: (appId, query) =>
      world.call('annotations.find', () => {
        const same = (text: string): boolean => text.trim().toLowerCase() === query.trim().toLowerCase()
        const annotation = ofApp(appId).find(({ question }) => same(question))
        return annotation ? { annotation, score: 1 } : null
      }),
  }
}
