/** Cloud Map as the engine needs it, within the configured namespace. */
export interface ServiceDiscovery {
  /** Whether the group's service is registered under that name. A name that is there without Banyan's tags is refused. */
  has(group: string, name: string): Promise<boolean>;
  /** Creates the Cloud Map service where it is absent. */
  ensure(group: string, name: string): Promise<void>;
  /** Deletes it; absent is fine. */
  remove(group: string, name: string): Promise<void>;
}
