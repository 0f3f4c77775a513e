// Apart, so that YAML is loaded with the first import or export and not with the worker.
export { exportDify, importDify } from '@skep/schema/dify'
