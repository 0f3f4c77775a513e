import { Models } from '@skep/model-ui'
import { sampleDevice } from '@skep/testing/fake-client'
import type { Meta, StoryObj } from '@storybook/react-vite'
import { frame } from '../story.ts'

const meta: Meta = {
  title: 'Models/Device',
  parameters: frame({ script: { device: sampleDevice }, width: 480, padding: 16 }),
  render: () => <Models.Device />,
}
export default meta

export const Processor: StoryObj = {}
export const GraphicsCard: StoryObj = {
  parameters: frame({
    script: {
      device: {
        chosen: 'webgpu',
        steps: [
          {
            device: 'webgpu',
            isUsable: true,
            reason: 'adapter-answered',
            message: 'Models run on the graphics card of this device.',
            hasShaderF16: true,
          },
          ...sampleDevice.steps.slice(1),
        ],
      },
    },
    width: 480,
    padding: 16,
  }),
}
export const Loading: StoryObj = {
  parameters: frame({ script: { hanging: ['models.probe'] }, width: 480, padding: 16 }),
}
export const Failing: StoryObj = {
  parameters: frame({
    script: {
      failures: {
        'models.probe': { code: 'WORKER_LOST', message: 'The engine stopped. Try again.', data: {} },
      },
    },
    width: 480,
    padding: 16,
  }),
}
export const Dark: StoryObj = { globals: { theme: 'dark' } }
export const RightToLeft: StoryObj = { globals: { dir: 'rtl' } }
export const Narrow: StoryObj = {
  parameters: frame({ script: { device: sampleDevice }, width: 300, padding: 8 }),
}
