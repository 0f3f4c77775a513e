import { describe, expect, it } from 'vitest'
import {
  APP_MODES,
  builtinNodes,
  createApp,
  createNode,
  llmNode,
  newId,
  parseApp,
  validate,
} from './index.ts'

describe('createApp', () => {
  it.each(APP_MODES)('makes a %s app that parses to itself and has no issues', (mode) => {
    const app = createApp({ id: 'a1', mode, name: 'New' })
    expect(parseApp(app)).toEqual({ ok: true, value: app })
    expect(validate(app, { nodes: builtinNodes })).toEqual([])
  })
})

describe('createNode', () => {
  it('takes the defaults of its type', () => {
    expect(createNode(llmNode, { id: 'llm_1', title: 'Ask', position: { x: 1, y: 2 } })).toEqual({
      id: 'llm_1',
      type: 'llm',
      title: 'Ask',
      position: { x: 1, y: 2 },
      config: llmNode.defaults,
    })
  })
})

describe('newId', () => {
  it('fits into references in text, with any prefix, and does not repeat', () => {
    const ids = ['', 'llm', 'if-else', 'ä'.repeat(60)].flatMap((prefix) =>
      Array.from({ length: 500 }, () => newId(prefix)),
    )
    expect(ids.every((id) => /^[A-Za-z0-9_]{1,50}$/.test(id))).toBe(true)
    expect(new Set(ids).size).toBe(ids.length)
  })

  it('keeps its prefix readable', () => {
    expect(newId('if-else')).toMatch(/^if_else_[a-z2-9]{16}$/)
  })
})
