import type { DocumentExtractorConfig } from '../../nodes/document-extractor.ts'
import type { DifyMapper } from '../mapper.ts'

/** @internal */
export const documentExtractorMapper: DifyMapper<DocumentExtractorConfig> = {
  type: 'document-extractor',
  difyTypes: ['document-extractor'],
  read: (data) => ({
    variable: data.selector('variable_selector'),
    isArrayFile: data.boolean('is_array_file') ?? false,
  }),
  write: ({ variable, isArrayFile }) => ({ variable_selector: variable, is_array_file: isArrayFile }),
}
