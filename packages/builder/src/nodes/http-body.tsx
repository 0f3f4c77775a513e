import { IconButton, Select, TextField } from '@skep/react/ui'
import { HTTP_BODY_TYPES, type HttpBody, type HttpFormField, type HttpRequestConfig } from '@skep/schema'
import { Plus } from 'lucide-react'
import type { ReactElement } from 'react'
import { asJson } from '../core/patches.ts'
import type { NodePanelProps } from '../define-panel.ts'
import { EmptyRow } from '../fields/empty-row.tsx'
import { PairList } from '../fields/pair-list.tsx'
import { RowButtons } from '../fields/row-buttons.tsx'
import { Section } from '../fields/section.tsx'
import { TemplateField } from '../fields/template-field.tsx'
import { VariableField } from '../fields/variable-field.tsx'
import { useT } from '../use-t.ts'

type BodyProps = Pick<NodePanelProps<HttpRequestConfig>, 'config' | 'set' | 'isReadOnly'>

const FILE_TYPES = ['file', 'array[file]']

/** A body of another kind, with what the old one had in common with it. */
function changeType(body: HttpBody, type: HttpBody['type']): HttpBody {
  switch (type) {
    case 'none':
      return { type }
    case 'raw-text':
    case 'json':
      return { type, text: 'text' in body ? body.text : '' }
    case 'binary':
      return { type, file: 'file' in body ? body.file : [] }
    case 'form-data':
      return {
        type,
        fields:
          body.type === 'x-www-form-urlencoded'
            ? body.fields.map(({ key, value }): HttpFormField => ({ key, type: 'text', value }))
            : [],
      }
    case 'x-www-form-urlencoded':
      return {
        type,
        fields:
          body.type === 'form-data'
            ? body.fields.flatMap((field) =>
                field.type === 'text' ? [{ key: field.key, value: field.value }] : [],
              )
            : [],
      }
    default:
      return type satisfies never
  }
}

/** The kind of a request's body, and an editor for that kind. @internal */
export function HttpBodySections({ config, set, isReadOnly }: BodyProps): ReactElement {
  const t = useT()
  const { body } = config
  return (
    <>
      <Section title={t('builder.http.body')}>
        <Select
          aria-label={t('builder.http.bodyType')}
          value={body.type}
          options={HTTP_BODY_TYPES.map((type) => ({ value: type, label: t(`builder.http.body.${type}`) }))}
          onValueChange={(type) => set(['body'], asJson(changeType(body, type)))}
        />
        {body.type === 'raw-text' || body.type === 'json' ? (
          <TemplateField
            aria-label={t('builder.http.bodyText')}
            {...(body.type === 'json' ? { hint: t('builder.http.jsonHint') } : {})}
            placeholder={body.type === 'json' ? '{ "question": "…" }' : t('builder.text.placeholder')}
            lines={[5, 18]}
            value={body.text}
            onValueChange={(text) => set(['body', 'text'], text)}
          />
        ) : null}
        {body.type === 'binary' ? (
          <VariableField
            aria-label={t('builder.http.file')}
            value={body.file}
            types={FILE_TYPES}
            onValueChange={(selector) => set(['body', 'file'], selector)}
          />
        ) : null}
      </Section>
      {body.type === 'x-www-form-urlencoded' ? (
        <PairList
          title={t('builder.http.fields')}
          empty={t('builder.http.noFields')}
          pairs={body.fields}
          path={['body', 'fields']}
          set={set}
          isReadOnly={isReadOnly}
        />
      ) : null}
      {body.type === 'form-data' ? (
        <FormParts fields={body.fields} set={set} isReadOnly={isReadOnly} />
      ) : null}
    </>
  )
}

function FormParts({
  fields,
  set,
  isReadOnly,
}: Pick<BodyProps, 'set' | 'isReadOnly'> & { readonly fields: readonly HttpFormField[] }): ReactElement {
  const t = useT()
  const title = t('builder.http.fields')
  const put = (next: readonly HttpFormField[]): void => set(['body', 'fields'], next.map(asJson))
  return (
    <Section
      title={title}
      hint={t('builder.http.fieldsHint')}
      action={
        isReadOnly ? null : (
          <IconButton
            size="sm"
            label={t('builder.pairs.add', { title })}
            icon={<Plus size={15} />}
            onClick={() => put([...fields, { key: '', type: 'text', value: '' }])}
          />
        )
      }
    >
      {fields.length === 0 ? <EmptyRow>{t('builder.http.noFields')}</EmptyRow> : null}
      <ul className="sk:flex sk:flex-col sk:gap-3 sk:empty:hidden">
        {fields.map((field, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: old files give their fields no id
          <li key={index} className="sk:flex sk:flex-col sk:gap-1.5">
            <div className="sk:flex sk:items-center sk:gap-1.5">
              <TextField
                className="sk:min-w-0 sk:flex-1"
                isMono
                aria-label={t('builder.pairs.name', { title, number: index + 1 })}
                placeholder={t('builder.row.namePlaceholder')}
                value={field.key}
                onValueChange={(key) => set(['body', 'fields', index, 'key'], key)}
              />
              <Select
                className="sk:w-24 sk:shrink-0"
                aria-label={t('builder.http.fieldType', { number: index + 1 })}
                value={field.type}
                options={[
                  { value: 'text', label: t('builder.http.field.text') },
                  { value: 'file', label: t('builder.http.field.file') },
                ]}
                onValueChange={(type) => {
                  const { id, key } = field
                  const head = { ...(id === undefined ? {} : { id }), key }
                  put(
                    fields.with(
                      index,
                      type === 'file' ? { ...head, type, file: [] } : { ...head, type: 'text', value: '' },
                    ),
                  )
                }}
              />
              {isReadOnly ? null : (
                <RowButtons
                  items={fields}
                  index={index}
                  canMove={false}
                  name={field.key || `${title} ${index + 1}`}
                  onItemsChange={put}
                />
              )}
            </div>
            {field.type === 'file' ? (
              <VariableField
                aria-label={t('builder.pairs.value', { title, number: index + 1 })}
                value={field.file}
                types={FILE_TYPES}
                onValueChange={(selector) => set(['body', 'fields', index, 'file'], selector)}
              />
            ) : (
              <TemplateField
                aria-label={t('builder.pairs.value', { title, number: index + 1 })}
                placeholder={t('builder.pairs.valuePlaceholder')}
                lines={[1, 6]}
                value={field.value}
                onValueChange={(value) => set(['body', 'fields', index, 'value'], value)}
              />
            )}
          </li>
        ))}
      </ul>
    </Section>
  )
}
