/** The keys of the builder. `mod` is Cmd on Apple machines and Ctrl elsewhere. @internal */
export const SHORTCUTS = [
  { keys: ['mod+enter'], action: 'run' },
  { keys: ['escape'], action: 'close' },
  { keys: ['mod+z'], action: 'undo' },
  { keys: ['mod+shift+z', 'mod+y'], action: 'redo' },
  { keys: ['mod+c'], action: 'copy' },
  { keys: ['mod+x'], action: 'cut' },
  { keys: ['mod+v'], action: 'paste' },
  { keys: ['mod+d'], action: 'duplicate' },
  { keys: ['delete', 'backspace'], action: 'remove' },
  { keys: ['mod+a'], action: 'selectAll' },
  { keys: ['f2'], action: 'rename' },
  { keys: ['a'], action: 'add' },
  { keys: ['n'], action: 'note' },
  { keys: ['p'], action: 'pin' },
  { keys: ['arrows'], action: 'nudge' },
  { keys: ['alt+arrows'], action: 'walk' },
  { keys: ['shift+l'], action: 'layout' },
  { keys: ['1'], action: 'fit' },
  { keys: ['?'], action: 'help' },
] as const

/** @internal */
export type ShortcutAction = (typeof SHORTCUTS)[number]['action']

/** What a key press means, and the direction for arrows. @internal */
export interface KeyMeaning {
  readonly action: ShortcutAction
  readonly x: number
  readonly y: number
}

interface KeyPress {
  readonly key: string
  readonly ctrlKey: boolean
  readonly metaKey: boolean
  readonly shiftKey: boolean
  readonly altKey: boolean
}

const ARROWS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
}

/** Finds out what a key press means; undefined for keys that are not ours. @internal */
export function meaningOf(event: KeyPress): KeyMeaning | undefined {
  const arrow = ARROWS[event.key]
  const isMod = event.ctrlKey || event.metaKey
  if (arrow) {
    if (isMod) return undefined
    const step = event.shiftKey ? 100 : 10
    return { action: event.altKey ? 'walk' : 'nudge', x: arrow[0] * step, y: arrow[1] * step }
  }
  const pressed = [
    isMod ? 'mod' : '',
    event.altKey ? 'alt' : '',
    // `?` needs Shift on most keyboards and says so itself.
    event.shiftKey && event.key !== '?' ? 'shift' : '',
    event.key.toLowerCase(),
  ]
    .filter(Boolean)
    .join('+')
  const found = SHORTCUTS.find(({ keys }) => (keys as readonly string[]).includes(pressed)) // widened to ask
  return found ? { action: found.action, x: 0, y: 0 } : undefined
}

const NAMES: Readonly<Record<string, string>> = {
  enter: 'Enter',
  escape: 'Esc',
  delete: 'Del',
  backspace: 'Backspace',
  shift: 'Shift',
  alt: 'Alt',
  arrows: '← ↑ ↓ →',
}

/** Keys as people read them: `Ctrl+Z`, or `⌘Z` on Apple machines. @internal */
export function shortcutText(keys: string, isApple: boolean = isAppleMachine()): string {
  const parts = keys.split('+').map((part) => {
    if (part === 'mod') return isApple ? '⌘' : 'Ctrl'
    return NAMES[part] ?? part.toUpperCase()
  })
  return isApple && keys.startsWith('mod') ? parts.join('') : parts.join('+')
}

function isAppleMachine(): boolean {
  return typeof navigator !== 'undefined' && /Mac|iPhone|iPad/.test(navigator.userAgent)
}
