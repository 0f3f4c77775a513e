import { Checkbox, NumberField, Switch, TextField } from '@skep/react/ui'
import {
  DEFAULT_FILE_UPLOAD,
  DEFAULT_MAX_MEGABYTES,
  FILE_KINDS,
  type FileKind,
  type FileUploadFeature,
  UPLOAD_METHODS,
} from '@skep/schema'
import { type ReactElement, type ReactNode, useId } from 'react'
import { Section } from '../fields/section.tsx'
import { useT } from '../use-t.ts'
import { useFeatures } from './use-features.ts'

/** Those of `all` that are chosen, in their order. */
function toggled<T extends string>(
  all: readonly T[],
  chosen: readonly T[],
  value: T,
  isOn: boolean,
): readonly T[] {
  return all.filter((each) => (each === value ? isOn : chosen.includes(each)))
}

function withSize(
  feature: FileUploadFeature,
  kind: FileKind,
  megabytes: number | undefined,
): FileUploadFeature {
  const { maxMegabytes: sizes = {}, ...others } = feature
  const { [kind]: _, ...rest } = sizes
  const next = megabytes === undefined ? rest : { ...rest, [kind]: megabytes }
  return Object.keys(next).length > 0 ? { ...others, maxMegabytes: next } : others
}

/** Which files may come with a message. @internal */
export function FileUploadSection(): ReactElement {
  const t = useT()
  const { features, set } = useFeatures()
  const feature = features.fileUpload ?? { ...DEFAULT_FILE_UPLOAD, enabled: false }
  const change = (part: Partial<FileUploadFeature>): void => set('fileUpload', { ...feature, ...part })
  return (
    <Section title={t('builder.feature.files')} hint={t('builder.feature.filesHint')}>
      <Switch
        label={t('builder.feature.useFiles')}
        checked={feature.enabled}
        onCheckedChange={(enabled) => change({ enabled })}
      />
      {feature.enabled ? (
        <>
          <Group label={t('builder.feature.kinds')}>
            {FILE_KINDS.map((kind) => (
              <Checkbox
                key={kind}
                label={t(`builder.feature.kind.${kind}`)}
                checked={feature.types.includes(kind)}
                onCheckedChange={(isOn) => change({ types: toggled(FILE_KINDS, feature.types, kind, isOn) })}
              />
            ))}
          </Group>
          {feature.types.includes('custom') ? (
            <TextField
              label={t('builder.feature.extensions')}
              hint={t('builder.feature.extensionsHint')}
              placeholder=".csv, .json"
              value={feature.extensions.join(', ')}
              onValueChange={(text) =>
                change({ extensions: text === '' ? [] : text.split(',').map((each) => each.trimStart()) })
              }
            />
          ) : null}
          <Group label={t('builder.feature.methods')}>
            {UPLOAD_METHODS.map((method) => (
              <Checkbox
                key={method}
                label={t(`builder.feature.method.${method}`)}
                checked={feature.methods.includes(method)}
                onCheckedChange={(isOn) =>
                  change({ methods: toggled(UPLOAD_METHODS, feature.methods, method, isOn) })
                }
              />
            ))}
          </Group>
          <div className="sk:grid sk:grid-cols-2 sk:gap-2.5">
            <NumberField
              label={t('builder.feature.maxFiles')}
              value={feature.maxFiles}
              min={1}
              max={20}
              onValueChange={(count) => change({ maxFiles: Math.round(count ?? 1) })}
            />
            {feature.types.map((kind) => (
              <NumberField
                key={kind}
                label={t('builder.feature.maxMegabytes', { kind: t(`builder.feature.kind.${kind}`) })}
                placeholder={String(DEFAULT_MAX_MEGABYTES[kind])}
                value={feature.maxMegabytes?.[kind]}
                min={0.1}
                max={1000}
                onValueChange={(megabytes) => set('fileUpload', withSize(feature, kind, megabytes))}
              />
            ))}
          </div>
        </>
      ) : null}
    </Section>
  )
}

function Group({ label, children }: { readonly label: string; readonly children: ReactNode }): ReactElement {
  const id = useId()
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset of its own would take the one around all settings away
    <div role="group" aria-labelledby={id} className="sk:flex sk:flex-col sk:gap-1.5">
      <span id={id} className="sk:text-sm sk:font-medium">
        {label}
      </span>
      <div className="sk:flex sk:flex-wrap sk:gap-x-4 sk:gap-y-1.5">{children}</div>
    </div>
  )
}
