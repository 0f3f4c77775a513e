import type { ModelCapability, ModelInfo } from '@skep/client'
import { formatBytes, useLocale, useMessages } from '@skep/react'
import { cx } from '@skep/react/ui'
import {
  AudioLines,
  Braces,
  Brain,
  Cloud,
  Eye,
  FileText,
  HardDrive,
  type LucideIcon,
  Server,
  Wrench,
} from 'lucide-react'
import type { ReactElement, ReactNode } from 'react'
import { formatPrice, formatTokens } from '../format.ts'
import { modelUiMessages } from '../model-ui-messages.ts'
import type { ModelPlace } from '../state/directory.ts'

type ShownCapability = Extract<
  ModelCapability,
  'tools' | 'vision' | 'json' | 'json-schema' | 'reasoning' | 'files' | 'audio'
>

const SHOWN: readonly { readonly capability: ShownCapability; readonly icon: LucideIcon }[] = [
  { capability: 'tools', icon: Wrench },
  { capability: 'vision', icon: Eye },
  { capability: 'json-schema', icon: Braces },
  { capability: 'json', icon: Braces },
  { capability: 'reasoning', icon: Brain },
  { capability: 'files', icon: FileText },
  { capability: 'audio', icon: AudioLines },
]
const PLACE_ICONS: Readonly<Record<ModelPlace, LucideIcon>> = {
  browser: HardDrive,
  own: Server,
  remote: Cloud,
}

/** What a model can do, how much it reads, what it costs and where it runs, in one line that wraps. @internal */
export function ModelFacts(props: {
  readonly model: ModelInfo
  readonly place: ModelPlace
  /** Says the kind too, where models of several stand together. */
  readonly showsKind?: boolean
  readonly className?: string
}): ReactElement {
  const { model, place, showsKind, className } = props
  const t = useMessages(modelUiMessages)
  const locale = useLocale()
  const { capabilities, contextTokens, price, downloadBytes } = model
  const PlaceIcon = PLACE_ICONS[place]
  const shown = SHOWN.filter(
    ({ capability }) =>
      capabilities.includes(capability) && !(capability === 'json' && capabilities.includes('json-schema')),
  )
  return (
    <span
      className={cx(
        'sk:flex sk:flex-wrap sk:items-center sk:gap-x-2 sk:gap-y-1 sk:text-xs sk:text-muted',
        className,
      )}
    >
      <Fact icon={<PlaceIcon size={11} />}>{t(`models.place.${place}`)}</Fact>
      {contextTokens === undefined ? null : (
        <Fact>{t('models.context', { tokens: formatTokens(contextTokens, locale) })}</Fact>
      )}
      {price ? <Fact>{t('models.price', formatPrice(price, locale))}</Fact> : null}
      {!price && place === 'browser' ? <Fact>{t('models.free')}</Fact> : null}
      {downloadBytes === undefined ? null : (
        <Fact>
          {t(model.isDownloaded ? 'models.downloaded' : 'models.size', {
            size: formatBytes(downloadBytes, locale),
          })}
        </Fact>
      )}
      {showsKind && model.kind !== 'chat' ? <Chip>{t(`models.kind.${model.kind}`)}</Chip> : null}
      {model.kind === 'chat' && !model.isLanguageModel ? <Chip>{t('models.notLanguage')}</Chip> : null}
      {shown.map(({ capability, icon: Icon }) => (
        <Chip key={capability} icon={<Icon size={10} />}>
          {t(`models.has.${capability}`)}
        </Chip>
      ))}
    </span>
  )
}

function Fact({ icon, children }: { readonly icon?: ReactNode; readonly children: ReactNode }): ReactElement {
  return (
    <span className="sk:inline-flex sk:items-center sk:gap-1 sk:whitespace-nowrap sk:tabular-nums">
      {icon}
      <bdi>{children}</bdi>
    </span>
  )
}

function Chip({ icon, children }: { readonly icon?: ReactNode; readonly children: ReactNode }): ReactElement {
  return (
    <span className="sk:inline-flex sk:h-4 sk:items-center sk:gap-0.5 sk:rounded-[4px] sk:border sk:border-line sk:px-1 sk:whitespace-nowrap">
      {icon}
      <bdi>{children}</bdi>
    </span>
  )
}
