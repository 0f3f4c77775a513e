import { serve } from './serve.ts'

// A worker entry of a host that brings models of its own for both devices.
serve({
  providers: [
    {
      type: 'local',
      devices: ['webgpu', 'wasm'],
      create: () => ({ list: async () => [] }),
    },
  ],
})
