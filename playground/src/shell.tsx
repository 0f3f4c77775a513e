import { Builder, type BuilderComponents } from '@skep/builder'
import { Chat } from '@skep/chat'
import type { SkepClient } from '@skep/client'
import { Models } from '@skep/model-ui'
import { SkepProvider, useAsync } from '@skep/react'
import { EmptyState, ErrorNote, IconButton, Spinner } from '@skep/react/ui'
import { Moon, Settings2, Sun } from 'lucide-react'
import { type ReactElement, useCallback, useState } from 'react'
import { KnowledgePage } from './knowledge-page.tsx'
import { ManagedPicker, SettingsContext } from './managed-picker.tsx'
import { Mark } from './mark.tsx'
import { ModelsPage } from './models-page.tsx'
import { SAMPLE_APP_ID } from './sample-app.ts'
import { seed } from './seed.ts'
import { ROUTES, type Route, useRoute } from './use-route.ts'
import { useStored } from './use-stored.ts'

const NAMES: Record<Route, string> = {
  chat: 'Chat',
  builder: 'Builder',
  knowledge: 'Knowledge',
  models: 'Models',
}
const COMPONENTS: BuilderComponents = { ModelPicker: ManagedPicker }
const THEMES = ['light', 'dark'] as const

/** The frame around the pages, which share one client, one app and one knowledge base. */
export function Shell({ client }: { readonly client: SkepClient }): ReactElement {
  const route = useRoute()
  const [theme, setTheme] = useStored('skep-playground-theme', THEMES, preferredTheme())
  const [isSettingsOpen, setSettingsOpen] = useState(false)
  const openSettings = useCallback(() => setSettingsOpen(true), [])
  const seeded = useAsync(() => seed(client), [client])
  return (
    <SkepProvider client={client} theme={theme} dir={direction()}>
      <div className="sk:flex sk:h-full sk:flex-col sk:bg-canvas">
        <header className="sk:flex sk:h-12 sk:shrink-0 sk:items-center sk:gap-2 sk:border-b sk:border-line sk:bg-surface sk:px-3 sk:sm:gap-6 sk:sm:px-4">
          <a
            href="#/chat"
            className="sk:flex sk:items-center sk:gap-2 sk:font-semibold sk:text-md"
            aria-label="Skep playground"
          >
            <Mark />
            <span className="sk:hidden sk:sm:inline">Skep</span>
          </a>
          <nav aria-label="Pages" className="sk:flex sk:min-w-0 sk:overflow-x-auto sk:sm:gap-1">
            {ROUTES.map((name) => (
              <a
                key={name}
                href={`#/${name}`}
                aria-current={name === route ? 'page' : undefined}
                className="sk:rounded-md sk:px-1.5 sk:py-1.5 sk:text-sm sk:text-muted sk:-outline-offset-2 sk:outline-accent sk:sm:px-3 sk:sm:text-base sk:hover:bg-hover sk:hover:text-ink sk:focus-visible:outline-2 sk:aria-[current]:bg-accent-soft sk:aria-[current]:font-medium sk:aria-[current]:text-accent-text"
              >
                {NAMES[name]}
              </a>
            ))}
          </nav>
          <div className="sk:ms-auto sk:flex sk:shrink-0 sk:items-center sk:gap-1">
            <IconButton label="Model settings" icon={<Settings2 size={16} />} onClick={openSettings} />
            <IconButton
              label={theme === 'dark' ? 'Light colours' : 'Dark colours'}
              icon={theme === 'dark' ? <Sun size={16} /> : <Moon size={16} />}
              onClick={() => setTheme(theme === 'dark' ? 'light' : 'dark')}
            />
          </div>
        </header>
        <main className="sk:min-h-0 sk:flex-1">
          {seeded.state.status === 'loading' ? (
            <EmptyState icon={<Spinner />} title="Starting">
              The engine and your data are being opened in this browser.
            </EmptyState>
          ) : seeded.state.status === 'failed' ? (
            <div className="sk:mx-auto sk:max-w-xl sk:p-8">
              <ErrorNote error={seeded.state.error} onRetry={seeded.reload} />
            </div>
          ) : (
            <SettingsContext.Provider value={openSettings}>
              <Page route={route} openSettings={openSettings} />
            </SettingsContext.Provider>
          )}
        </main>
      </div>
      <Models.Settings open={isSettingsOpen} onOpenChange={setSettingsOpen} />
    </SkepProvider>
  )
}

function Page(props: { readonly route: Route; readonly openSettings: () => void }): ReactElement {
  const { route, openSettings } = props
  switch (route) {
    case 'chat':
      return <Chat.Panel appId={SAMPLE_APP_ID} />
    case 'builder':
      return <Builder.Root appId={SAMPLE_APP_ID} components={COMPONENTS} />
    case 'models':
      return <ModelsPage onManage={openSettings} />
    default:
      return <KnowledgePage />
  }
}

function preferredTheme(): (typeof THEMES)[number] {
  return matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light'
}

/** `?dir=rtl` shows every page from right to left. */
function direction(): 'ltr' | 'rtl' {
  return new URLSearchParams(location.search).get('dir') === 'rtl' ? 'rtl' : 'ltr'
}
