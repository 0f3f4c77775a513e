import { useMessages } from '@skep/react'
import { useAtom, useAtomValue } from '@skep/react/jotai'
import { Badge, Button, Menu, MenuCheckItem, MenuLabel, MenuSeparator, TextField } from '@skep/react/ui'
import { ListFilter, Search } from 'lucide-react'
import type { ReactElement } from 'react'
import { countsAtom, viewAtom } from '../state/atoms.ts'
import { uploaderMessages } from '../uploader-messages.ts'

const MANY = 6

/** How many there are, and, when there are many, what of them to show. @internal */
export function DocumentsToolbar(): ReactElement {
  const t = useMessages(uploaderMessages)
  const counts = useAtomValue(countsAtom)
  const [view, setView] = useAtom(viewAtom)
  const shows = [
    ['all', t('uploader.showAll')],
    ['working', t('uploader.showWorking')],
    ['failed', t('uploader.showFailed')],
  ] as const
  const sorts = [
    ['newest', t('uploader.sortNewest')],
    ['name', t('uploader.sortName')],
    ['size', t('uploader.sortSize')],
  ] as const
  const isFiltered = view.show !== 'all'
  return (
    <div className="sk:flex sk:min-h-11 sk:flex-wrap sk:items-center sk:gap-x-3 sk:gap-y-2 sk:border-b sk:border-line sk:py-1.5 sk:ps-3 sk:pe-2">
      <div className="sk:flex sk:flex-auto sk:items-center sk:gap-2" aria-live="polite">
        <h3 className="sk:font-semibold sk:whitespace-nowrap">
          {t('uploader.documentCount', { count: counts.all })}
        </h3>
        {counts.working > 0 ? (
          <Badge tone="accent">{t('uploader.working', { count: counts.working })}</Badge>
        ) : null}
        {counts.failed > 0 ? (
          <Badge tone="bad">{t('uploader.failedCount', { count: counts.failed })}</Badge>
        ) : null}
      </div>
      {counts.all > MANY ? (
        <div className="sk:flex sk:flex-auto sk:items-center sk:justify-end sk:gap-2">
          <TextField
            size="sm"
            type="search"
            className="sk:min-w-36 sk:flex-1 sk:@md:max-w-45"
            aria-label={t('uploader.filter')}
            placeholder={t('uploader.filter')}
            start={<Search size={14} />}
            value={view.text}
            onValueChange={(text) => setView({ ...view, text })}
          />
          <Menu
            label={t('uploader.show')}
            align="end"
            trigger={
              <Button
                size="sm"
                icon={<ListFilter size={14} />}
                className={isFiltered ? 'sk:border-accent!' : ''}
              >
                {shows.find(([value]) => value === view.show)?.[1]}
              </Button>
            }
          >
            <MenuLabel>{t('uploader.show')}</MenuLabel>
            {shows.map(([show, label]) => (
              <MenuCheckItem
                key={show}
                kind="radio"
                checked={view.show === show}
                onSelect={() => setView({ ...view, show })}
              >
                {label}
              </MenuCheckItem>
            ))}
            <MenuSeparator />
            <MenuLabel>{t('uploader.sort')}</MenuLabel>
            {sorts.map(([sort, label]) => (
              <MenuCheckItem
                key={sort}
                kind="radio"
                checked={view.sort === sort}
                onSelect={() => setView({ ...view, sort })}
              >
                {label}
              </MenuCheckItem>
            ))}
          </Menu>
        </div>
      ) : null}
    </div>
  )
}
