/**
 * What a contract suite is run on. `name` stands in the report.
 * @public
 */
export interface ContractSubject<Port> {
  readonly name: string
  /** A fresh, empty store. Called once for every test. */
  create(): Promise<Port>
  /** Another connection to the same data. Absent: what lives in memory alone. */
  reopen?(store: Port): Promise<Port>
  /** Called after every test. */
  dispose?(store: Port): Promise<void>
}
