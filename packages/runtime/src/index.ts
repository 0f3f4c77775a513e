export { createSkep, type LocalSkepClient, type SkepOptions } from './create-skep.ts'
export type { HostStores, ModerationFunction } from './host-options.ts'
export { serve } from './serve.ts'
export type { ServeOptions } from './service/create-service.ts'
