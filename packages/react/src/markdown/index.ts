export { Markdown, type MarkdownProps } from './markdown.tsx'
export { MarkdownContext, type MarkdownEnvironment } from './markdown-context.ts'
