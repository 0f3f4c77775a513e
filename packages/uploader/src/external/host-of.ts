/** The part of an address that people know a program by. @internal */
export function hostOf(endpoint: string): string {
  return URL.parse(endpoint)?.host ?? endpoint
}
