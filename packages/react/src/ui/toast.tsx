import { CircleAlert, CircleCheck, Info, X } from 'lucide-react'
import {
  type Context,
  createContext,
  type ReactElement,
  type ReactNode,
  useCallback,
  useContext,
  useEffect,
  useRef,
  useState,
} from 'react'
import { createPortal } from 'react-dom'
import { reactMessages } from '../react-messages.ts'
import { useMessages } from '../use-messages.ts'
import { usePortalContainer } from '../use-skep.ts'
import { Button } from './button.tsx'
import { IconButton } from './icon-button.tsx'
import { LayerBranch } from './layer.tsx'

/** @public */
export interface ToastInput {
  readonly title: string
  readonly description?: string
  /** Default `info`. */
  readonly tone?: 'info' | 'good' | 'bad'
  readonly action?: { readonly label: string; readonly onSelect: () => void }
  /** How long it stays while nobody points at it. Default 5,000; `Infinity` keeps it. */
  readonly durationMs?: number
}

type ShownToast = ToastInput & { readonly id: number }

const ToastContext: Context<(toast: ToastInput) => void> = createContext<(toast: ToastInput) => void>(
  () => undefined,
)
const DEFAULT_MS = 5000
const MOST = 3

/** Says something in passing, e.g. "Deleted. Undo". Never for an error that belongs to a place. @public */
export function useToast(): (toast: ToastInput) => void {
  return useContext(ToastContext)
}

/** @internal */
export function ToastProvider({ children }: { readonly children: ReactNode }): ReactElement {
  const [toasts, setToasts] = useState<readonly ShownToast[]>([])
  const lastId = useRef(0)
  const show = useCallback((toast: ToastInput) => {
    lastId.current += 1
    const id = lastId.current
    setToasts((shown) => [...shown, { ...toast, id }].slice(-MOST))
  }, [])
  const remove = useCallback(
    (id: number) => setToasts((shown) => shown.filter((toast) => toast.id !== id)),
    [],
  )
  return (
    <ToastContext.Provider value={show}>
      {children}
      <ToastRegion toasts={toasts} onRemove={remove} />
    </ToastContext.Provider>
  )
}

function ToastRegion(props: {
  readonly toasts: readonly ShownToast[]
  readonly onRemove: (id: number) => void
}): ReactElement | null {
  const container = usePortalContainer()
  const t = useMessages(reactMessages)
  if (!container) return null
  return createPortal(
    <LayerBranch>
      <section
        aria-label={t('react.notifications')}
        aria-live="polite"
        className="sk:pointer-events-none sk:fixed sk:end-0 sk:bottom-0 sk:z-(--sk-z) sk:flex sk:w-90 sk:max-w-full sk:flex-col sk:gap-2 sk:p-4 sk:empty:p-0"
      >
        {props.toasts.map((toast) => (
          <ToastCard key={toast.id} toast={toast} onRemove={props.onRemove} />
        ))}
      </section>
    </LayerBranch>,
    container,
  )
}

const ICONS = {
  info: <Info size={16} className="sk:mt-0.5 sk:text-info" />,
  good: <CircleCheck size={16} className="sk:mt-0.5 sk:text-good" />,
  bad: <CircleAlert size={16} className="sk:mt-0.5 sk:text-bad" />,
} as const

function ToastCard(props: {
  readonly toast: ShownToast
  readonly onRemove: (id: number) => void
}): ReactElement {
  const { toast, onRemove } = props
  const t = useMessages(reactMessages)
  const [isHeld, setHeld] = useState(false)
  const durationMs = toast.durationMs ?? DEFAULT_MS
  useEffect(() => {
    if (isHeld || !Number.isFinite(durationMs)) return
    const timer = setTimeout(() => onRemove(toast.id), durationMs)
    return () => clearTimeout(timer)
  }, [isHeld, durationMs, onRemove, toast.id])
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: pointing at it only keeps it from leaving
    <div
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
      className="sk:pointer-events-auto sk:flex sk:items-start sk:gap-2.5 sk:rounded-md sk:border sk:border-line sk:bg-raised sk:py-2.5 sk:ps-3 sk:pe-2 sk:shadow-2 sk:animate-rise"
    >
      {ICONS[toast.tone ?? 'info']}
      <div className="sk:min-w-0 sk:flex-1">
        <p className="sk:font-medium">{toast.title}</p>
        {toast.description ? <p className="sk:text-sm sk:text-muted">{toast.description}</p> : null}
      </div>
      {toast.action ? (
        <Button
          size="sm"
          onClick={() => {
            toast.action?.onSelect()
            onRemove(toast.id)
          }}
        >
          {toast.action.label}
        </Button>
      ) : null}
      <IconButton
        size="sm"
        tooltip="none"
        label={t('react.close')}
        icon={<X size={14} />}
        onClick={() => onRemove(toast.id)}
      />
    </div>
  )
}
