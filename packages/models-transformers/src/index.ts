export { transformersProvider } from './transformers-provider.ts'
