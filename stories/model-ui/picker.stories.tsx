import type { ModelInfo, ModelKind, ModelRef, ProviderConfig } from '@skep/client'
import { Models } from '@skep/model-ui'
import { sampleModels, samplePresets, sampleProviders } from '@skep/testing/fake-client'
import type { Meta, StoryObj } from '@storybook/react-vite'
import { type ReactElement, useState } from 'react'
import { expect } from 'storybook/test'
import { frame } from '../story.ts'

const FULL = { models: sampleModels, providers: sampleProviders, presets: samplePresets }

function Picker(props: { readonly start?: ModelRef | null; readonly kind?: ModelKind }): ReactElement {
  const [value, setValue] = useState<ModelRef | null>(props.start ?? null)
  return (
    <Models.Picker
      label="Model"
      value={value}
      onValueChange={setValue}
      onManage={() => {}}
      {...(props.kind ? { kind: props.kind } : {})}
    />
  )
}

const meta: Meta = {
  title: 'Models/Picker',
  parameters: frame({ script: FULL, width: 420, height: 620, padding: 16 }),
  render: () => <Picker kind="chat" start={{ provider: 'ollama', model: 'llama3.2' }} />,
}
export default meta

const open: NonNullable<StoryObj['play']> = async ({ canvas, userEvent }) => {
  await userEvent.click(await canvas.findByRole('combobox', { name: 'Model' }))
  await expect(await canvas.findByRole('combobox', { name: 'Find a model' })).toHaveFocus()
}

export const Closed: StoryObj = {}
export const Open: StoryObj = { play: open }
export const AllKinds: StoryObj = { render: () => <Picker />, play: open }
export const NoMatch: StoryObj = {
  play: async (context) => {
    await open(context)
    await context.userEvent.keyboard('quite another one')
    await expect(await context.canvas.findByText('No model matches.')).toBeVisible()
  },
}
export const Unknown: StoryObj = { render: () => <Picker start={{ provider: 'gone', model: 'gpt-5' }} /> }
export const NeedsKey: StoryObj = {
  render: () => <Picker kind="chat" start={{ provider: 'openai', model: 'gpt-4.1' }} />,
}
export const Empty: StoryObj = {
  parameters: frame({ script: { models: [] }, width: 420, height: 420, padding: 16 }),
  render: () => <Picker />,
  play: open,
}
export const Loading: StoryObj = {
  parameters: frame({ script: { hanging: ['models.list'] }, width: 420, height: 420, padding: 16 }),
  play: async ({ canvas, userEvent }) => {
    await userEvent.click(await canvas.findByRole('combobox', { name: 'Model' }))
    await expect(await canvas.findByRole('img', { name: 'Loading' })).toBeInTheDocument()
  },
}
export const Failing: StoryObj = {
  parameters: frame({
    script: {
      failures: {
        'models.list': { code: 'WORKER_LOST', message: 'The engine stopped. Try again.', data: {} },
      },
    },
    width: 420,
    height: 420,
    padding: 16,
  }),
  play: async ({ canvas, userEvent }) => {
    await userEvent.click(await canvas.findByRole('combobox', { name: 'Model' }))
    await expect((await canvas.findAllByText('WORKER_LOST')).length).toBeGreaterThan(0)
  },
}

const MANY: readonly ModelInfo[] = Array.from({ length: 500 }, (_, index) => ({
  provider: `service-${index % 12}`,
  model: `model-${index}`,
  label:
    index % 25 === 0
      ? `A model whose name does not want to end because its maker put the size, the date and the tuning into it ${index}`
      : `Model ${index}`,
  kind: 'chat',
  location: index % 12 === 3 ? 'local' : 'remote',
  isLanguageModel: true,
  contextTokens: 8192 * (1 + (index % 16)),
  capabilities: (['tools', 'vision', 'json', 'reasoning'] as const).filter((_, bit) => (index >> bit) & 1),
  price: { currency: 'USD', inputPerMillion: index / 100, outputPerMillion: index / 25 },
}))
const SERVICES: readonly ProviderConfig[] = Array.from({ length: 13 }, (_, index) => ({
  id: `service-${index}`,
  type: 'openai',
  label: `Service ${index}`,
  settings: {},
}))
const LONG = frame({
  script: { models: MANY, providers: SERVICES },
  width: 420,
  height: 620,
  padding: 16,
})

export const FiveHundred: StoryObj = {
  // Made of the same options as the short lists; axe takes a minute for all of them.
  parameters: { ...LONG, a11y: { test: 'off' } },
  render: () => <Picker start={{ provider: 'service-5', model: 'model-305' }} />,
  // By text: asking for roles looks at every element of five hundred options.
  play: async ({ canvas, userEvent }) => {
    await userEvent.click(await canvas.findByText('Model 305'))
    await expect(await canvas.findByPlaceholderText('Name, connection …')).toHaveFocus()
  },
}
export const Dark: StoryObj = { globals: { theme: 'dark' }, play: open }
export const RightToLeft: StoryObj = { globals: { dir: 'rtl' }, play: open }
export const Narrow: StoryObj = {
  parameters: frame({ script: FULL, width: 280, height: 560, padding: 8 }),
  play: open,
}
