import { Button, IconButton } from '@skep/react/ui'
import type { Meta, StoryObj } from '@storybook/react-vite'
import { Pencil, Plus, Trash2, Upload } from 'lucide-react'
import { expect, fn } from 'storybook/test'
import { frame } from '../story.ts'

const onClick = fn()

const meta: Meta = {
  title: 'React/Buttons',
  parameters: frame({ padding: 32 }),
  render: () => (
    <div style={{ display: 'grid', gap: 16, justifyItems: 'start' }}>
      {(['primary', 'secondary', 'ghost', 'danger'] as const).map((variant) => (
        <div key={variant} style={{ display: 'flex', gap: 8, alignItems: 'center', flexWrap: 'wrap' }}>
          <Button variant={variant} size="sm" onClick={onClick}>
            Small {variant}
          </Button>
          <Button variant={variant} icon={<Plus size={15} />}>
            With icon
          </Button>
          <Button variant={variant} size="lg" icon={<Upload size={16} />}>
            Large
          </Button>
          <Button variant={variant} disabled>
            Disabled
          </Button>
          <Button variant={variant} isBusy>
            Busy
          </Button>
        </div>
      ))}
      <div style={{ display: 'flex', gap: 8 }}>
        <IconButton label="Rename" icon={<Pencil size={15} />} />
        <IconButton label="Delete" icon={<Trash2 size={15} />} variant="danger" />
        <IconButton label="Add" icon={<Plus size={15} />} variant="secondary" shortcut="N" />
        <IconButton label="Pinned" icon={<Plus size={15} />} isPressed />
      </div>
    </div>
  ),
}
export default meta

export const All: StoryObj = {
  play: async ({ canvas, userEvent }) => {
    await userEvent.click(canvas.getByRole('button', { name: 'Small primary' }))
    await expect(onClick).toHaveBeenCalled()
  },
}
export const Dark: StoryObj = { globals: { theme: 'dark' } }
export const RightToLeft: StoryObj = { globals: { dir: 'rtl' } }
