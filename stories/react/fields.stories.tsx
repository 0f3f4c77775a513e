import {
  Checkbox,
  NumberField,
  SegmentedControl,
  Select,
  Switch,
  Tabs,
  TextArea,
  TextField,
} from '@skep/react/ui'
import type { Meta, StoryObj } from '@storybook/react-vite'
import { AlignLeft, Search, Table2 } from 'lucide-react'
import { type ReactElement, useState } from 'react'
import { expect, waitFor } from 'storybook/test'
import { frame } from '../story.ts'

const models = [
  {
    value: 'extractive',
    label: 'Quote the best sentences',
    description: 'Not a language model',
    group: 'In this browser',
  },
  { value: 'small', label: 'Small model', description: '1.2 GB download', group: 'In this browser' },
  { value: 'remote', label: 'example-large', group: 'Remote' },
  { value: 'off', label: 'example-retired', group: 'Remote', disabled: true },
] as const

type Model = (typeof models)[number]['value']

function Fields(): ReactElement {
  const [model, setModel] = useState<Model | undefined>('extractive')
  const [top, setTop] = useState<number | undefined>(4)
  const [on, setOn] = useState(true)
  const [agreed, setAgreed] = useState(false)
  const [look, setLook] = useState<'text' | 'table'>('text')
  const [tab, setTab] = useState<'one' | 'two'>('one')
  return (
    <div style={{ display: 'grid', gap: 16 }}>
      <TextField label="Name" isRequired defaultValue="Tideline guest desk" />
      <TextField aria-label="Search" start={<Search size={15} />} placeholder="Search…" size="sm" />
      <TextField label="Key" error="This name is taken. Choose another." defaultValue="handbook" isMono />
      <TextField label="Off" disabled defaultValue="Cannot be changed" />
      <TextArea
        label="Instructions"
        hint="Use {{#variable#}} for what comes from other steps."
        defaultValue="Answer briefly."
      />
      <NumberField label="Passages" value={top} onValueChange={setTop} min={1} max={20} hint="1 to 20" />
      <Select<Model> label="Model" value={model} options={models} onValueChange={setModel} />
      <Select<Model>
        label="Fallback"
        value={undefined}
        options={models}
        onValueChange={setModel}
        error="Choose a model."
      />
      <Switch
        label="Show sources"
        hint="Answers carry the passages they rest on."
        checked={on}
        onCheckedChange={setOn}
      />
      <Switch label="Off" checked={false} disabled onCheckedChange={setOn} />
      <Checkbox label="Keep a copy" checked={agreed} onCheckedChange={setAgreed} />
      <Checkbox label="Some of them" checked="indeterminate" onCheckedChange={setAgreed} />
      <SegmentedControl
        label="Look"
        value={look}
        onValueChange={setLook}
        options={[
          { value: 'text', label: 'Text', icon: <AlignLeft size={14} /> },
          { value: 'table', label: 'Table', icon: <Table2 size={14} /> },
        ]}
      />
      <Tabs
        label="Views"
        value={tab}
        onValueChange={setTab}
        items={[
          {
            value: 'one',
            label: 'Passages',
            count: 12,
            content: <p style={{ padding: 12 }}>Twelve passages.</p>,
          },
          { value: 'two', label: 'Text', content: <p style={{ padding: 12 }}>The text.</p> },
        ]}
      />
    </div>
  )
}

const meta: Meta = {
  title: 'React/Fields',
  parameters: frame({ width: 440, padding: 24 }),
  render: () => <Fields />,
}
export default meta

export const All: StoryObj = {
  play: async ({ canvas, userEvent }) => {
    await userEvent.click(canvas.getByRole('combobox', { name: /^Model/ }))
    await waitFor(() => expect(canvas.getByRole('listbox')).toBeVisible())
    await userEvent.keyboard('{ArrowDown}{Enter}')
    await expect(canvas.getByRole('combobox', { name: /^Model/ })).toHaveTextContent('Small model')
    const passages = canvas.getByRole('spinbutton')
    await userEvent.click(passages)
    await userEvent.keyboard('{ArrowUp}')
    await expect(passages).toHaveValue('5')
    await userEvent.click(canvas.getByRole('switch', { name: 'Show sources' }))
    await expect(canvas.getByRole('switch', { name: 'Show sources' })).not.toBeChecked()
  },
}
export const Dark: StoryObj = { globals: { theme: 'dark' } }
export const RightToLeft: StoryObj = { globals: { dir: 'rtl' } }
