// The worker of `pnpm conformance DIR --browser`: a host's own worker entry, with executors that obey mocks.
import { builtinExecutors } from '@skep/engine'
import { serve } from '@skep/runtime'
import { builtinNodes } from '@skep/schema'
import { conformanceExtensions } from '../src/conformance/extensions.ts'

serve(conformanceExtensions({ nodes: builtinNodes, executors: builtinExecutors }))
