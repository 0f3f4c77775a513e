// The worker that comes with the package: nothing but Skep itself.
import { serve } from './serve.ts'

serve()
