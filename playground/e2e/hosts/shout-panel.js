// Third face: its card and its panel.
import { definePanel, Section, VariableField } from '@skep/builder'
import { createElement as h } from 'react'
import { shoutNode } from './shout-node.js'

export const shoutPanel = definePanel(shoutNode, {
  icon: ({ size = 16 }) => h('b', { style: { fontSize: size } }, '!'),
  title: 'Shout',
  description: 'Says it in capitals',
  summary: ({ config }) => h('p', null, config.text.slice(1).join('.') || 'Nothing to say yet'),
  Panel: ({ config, set }) =>
    h(
      Section,
      { title: 'Text' },
      h(VariableField, {
        'aria-label': 'Text',
        types: ['string'],
        value: config.text,
        onValueChange: (text) => set(['text'], [...text]),
      }),
    ),
})
