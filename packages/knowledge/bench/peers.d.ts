// The packages are installed beside this file by the bench command, so their types are not there when the project is checked.
declare module '@orama/orama'
declare module 'client-vector-search'
declare module 'flexsearch'
declare module 'hnswlib-wasm'
declare module 'lunr'
declare module 'minisearch'
declare module 'voy-search/voy_search_bg.js'
declare module 'voy-search/voy_search_bg.wasm?url' {
  const url: string
  export default url
}
