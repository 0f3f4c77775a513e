import { expect, it } from 'vitest'
import { nestingOf } from './nesting.ts'

it.each([
  ['<a><b></b><b><c/></b></a>', true, 2],
  ['<?xml version="1.0"?><!-- <x><y><z> --><a><![CDATA[<b><c>]]></a>', true, 1],
  ['<p>1<p>2<p>3<br><img><hr>', false, 0],
  ['<div><p>x</p><div></div></div>', false, 2],
  ['2 < 3 <', false, 0],
  ['</a></a><a>', true, 1],
  ['<!-- never closed <a><b>', true, 0],
])('%s (xml: %s) nests %i deep', (markup, xml, depth) => {
  expect(nestingOf(markup, 100, xml)).toBe(depth)
})

it('stops counting above the limit', () => {
  expect(nestingOf('<a>'.repeat(1_000_000), 10, true)).toBe(11)
})
