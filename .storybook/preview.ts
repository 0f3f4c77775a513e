export { preview as default } from '../stories/preview.tsx'
