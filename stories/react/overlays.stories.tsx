import {
  Badge,
  Button,
  ConfirmDialog,
  ContextMenu,
  Dialog,
  EmptyState,
  ErrorNote,
  Kbd,
  Menu,
  MenuCheckItem,
  MenuItem,
  MenuLabel,
  MenuSeparator,
  Popover,
  ProgressBar,
  Spinner,
  TextField,
  useToast,
} from '@skep/react/ui'
import type { Meta, StoryObj } from '@storybook/react-vite'
import { Copy, Inbox, Pencil, Trash2 } from 'lucide-react'
import { type ReactElement, useState } from 'react'
import { expect, waitFor } from 'storybook/test'
import { frame } from '../story.ts'

const items = (
  <>
    <MenuLabel>Node</MenuLabel>
    <MenuItem icon={<Pencil size={14} />} shortcut="F2" onSelect={() => {}}>
      Rename
    </MenuItem>
    <MenuItem icon={<Copy size={14} />} shortcut="Ctrl+D" onSelect={() => {}}>
      Duplicate
    </MenuItem>
    <MenuItem disabled onSelect={() => {}}>
      Not now
    </MenuItem>
    <MenuCheckItem checked onSelect={() => {}}>
      Show minimap
    </MenuCheckItem>
    <MenuSeparator />
    <MenuItem icon={<Trash2 size={14} />} tone="danger" onSelect={() => {}}>
      Delete
    </MenuItem>
  </>
)

function Overlays(): ReactElement {
  const toast = useToast()
  const [open, setOpen] = useState<'dialog' | 'sheet' | 'confirm' | null>(null)
  const [name, setName] = useState('Guest handbook')
  return (
    <div style={{ display: 'flex', gap: 8, flexWrap: 'wrap' }}>
      <Button onClick={() => setOpen('dialog')}>Dialog</Button>
      <Button onClick={() => setOpen('sheet')}>Sheet</Button>
      <Button onClick={() => setOpen('confirm')}>Confirm</Button>
      <Menu label="Actions" trigger={<Button>Menu</Button>}>
        {items}
      </Menu>
      <Popover label="Details" trigger={<Button>Popover</Button>}>
        <TextField label="Name" value={name} onValueChange={setName} />
      </Popover>
      <Button
        onClick={() =>
          toast({
            title: 'Conversation deleted',
            tone: 'good',
            action: { label: 'Undo', onSelect: () => {} },
          })
        }
      >
        Toast
      </Button>
      <ContextMenu label="Area" items={items}>
        <div style={{ padding: 8 }}>Right-click here</div>
      </ContextMenu>
      <Dialog
        open={open === 'dialog'}
        onOpenChange={() => setOpen(null)}
        title="Rename knowledge base"
        description="Apps find it by its id, so the name may change."
        footer={
          <>
            <Button onClick={() => setOpen(null)}>Cancel</Button>
            <Button variant="primary" onClick={() => setOpen(null)}>
              Save
            </Button>
          </>
        }
      >
        <TextField label="Name" value={name} onValueChange={setName} />
      </Dialog>
      <Dialog open={open === 'sheet'} onOpenChange={() => setOpen(null)} title="A sheet" placement="end">
        <p>Along the end of the window.</p>
      </Dialog>
      <ConfirmDialog
        open={open === 'confirm'}
        onOpenChange={() => setOpen(null)}
        title="Delete this app?"
        confirmLabel="Delete"
        onConfirm={() => {
          throw Object.assign(new Error('Somebody else has it open.'), { code: 'APP_CONFLICT' })
        }}
      >
        It cannot be brought back.
      </ConfirmDialog>
    </div>
  )
}

function States(): ReactElement {
  return (
    <div style={{ display: 'grid', gap: 20 }}>
      <div style={{ display: 'flex', gap: 8, flexWrap: 'wrap', alignItems: 'center' }}>
        {(['neutral', 'accent', 'good', 'warn', 'bad', 'info'] as const).map((tone) => (
          <Badge key={tone} tone={tone}>
            {tone}
          </Badge>
        ))}
        <Spinner />
        <Kbd>Ctrl</Kbd>
        <Kbd>K</Kbd>
      </div>
      <ProgressBar label="Indexing" value={0.4} />
      <ProgressBar label="Waiting" />
      <ErrorNote
        error={{
          code: 'MODEL_NETWORK',
          message: 'The model cannot be reached. Check the network and try again.',
        }}
        onRetry={() => {}}
      />
      <ErrorNote look="line" error={{ code: 'INPUT_INVALID', message: 'A question is needed.' }} />
      <EmptyState
        icon={<Inbox size={18} />}
        title="Nothing here yet"
        actions={<Button variant="primary">Add one</Button>}
      >
        What would be here, and how it gets here, in a sentence.
      </EmptyState>
    </div>
  )
}

const meta: Meta = {
  title: 'React/Overlays and states',
  parameters: frame({ width: 640, padding: 24 }),
  render: () => <Overlays />,
}
export default meta

export const OpenDialog: StoryObj = {
  play: async ({ canvas, userEvent }) => {
    await userEvent.click(canvas.getByRole('button', { name: 'Dialog' }))
    await waitFor(() => expect(canvas.getByRole('dialog')).toBeVisible())
  },
}
export const OpenMenu: StoryObj = {
  play: async ({ canvas, userEvent }) => {
    await userEvent.click(canvas.getByRole('button', { name: 'Menu' }))
    await waitFor(() => expect(canvas.getByRole('menu')).toBeVisible())
  },
}
export const FailingConfirmation: StoryObj = {
  play: async ({ canvas, userEvent }) => {
    await userEvent.click(canvas.getByRole('button', { name: 'Confirm' }))
    await userEvent.click(await canvas.findByRole('button', { name: 'Delete' }))
    await waitFor(() => expect(canvas.getByText('APP_CONFLICT')).toBeVisible())
  },
}
export const Toast: StoryObj = {
  play: async ({ canvas, userEvent }) => {
    await userEvent.click(canvas.getByRole('button', { name: 'Toast' }))
    await waitFor(() => expect(canvas.getByText('Conversation deleted')).toBeVisible())
  },
}
export const AllStates: StoryObj = { render: () => <States /> }
export const AllStatesDark: StoryObj = { render: () => <States />, globals: { theme: 'dark' } }
export const DialogDark: StoryObj = { globals: { theme: 'dark' }, play: OpenDialog.play ?? (async () => {}) }
export const MenuRightToLeft: StoryObj = { globals: { dir: 'rtl' }, play: OpenMenu.play ?? (async () => {}) }
