import { expect, it } from 'vitest'
import { applyPatches } from '../patches.ts'
import { testApp } from '../test-app.fixture.ts'
import { replaceApp } from './replace.ts'

it('takes over everything but the id, and leads back', () => {
  const mine = { ...testApp(), icon: '🐝' }
  const theirs = {
    ...testApp(),
    id: 'other',
    name: 'Imported',
    foreign: { kept: true },
    graph: { nodes: [], edges: [] },
  }
  const { next, inverse } = applyPatches(mine, replaceApp(mine, theirs).patches)
  expect(next).toEqual({ ...theirs, id: 'app' })
  expect(applyPatches(next, inverse).next).toEqual(mine)
})

it('changes nothing for the same content', () => {
  expect(replaceApp(testApp(), testApp()).patches).toEqual([])
})
