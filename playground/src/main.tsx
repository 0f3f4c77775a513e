import '@skep/react/styles.css'
import '@skep/chat/styles.css'
import '@skep/builder/styles.css'
import '@skep/model-ui/styles.css'
import '@skep/uploader/styles.css'
import './document.css'
import './page.css'
import { createSkep } from '@skep/runtime'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { Shell } from './shell.tsx'

const settings = new URLSearchParams(location.search)
const client = createSkep({
  namespace: settings.get('namespace') ?? 'playground',
  host: settings.get('host') === 'main' ? 'main' : 'auto',
})

// For the browser tests, and for whoever likes to look around in the console.
Object.assign(globalThis, { skep: client })

const root = document.getElementById('root')
if (!root) throw new Error('The page has no #root.')
createRoot(root).render(
  <StrictMode>
    <Shell client={client} />
  </StrictMode>,
)
