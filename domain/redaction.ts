/** What a migration adds to what is taken out of everything that leaves a process: reports, logs, recordings. */
export interface RedactionRules {
  /** Parts of names whose values nobody may see, whatever their case: `kundennummer`. */
  readonly names: readonly string[];
  /** Values nobody may see, wherever they stand, with `*` and `?` as in route patterns: `KD-??????`. */
  readonly values: readonly string[];
  /** Fields nobody may see, and everything below them: `$.customer.note`, `header.x-note`. */
  readonly paths: readonly string[];
  /** Fields whose values may be shown as far as they look like no secret: `$.items[].name`. */
  readonly shown: readonly string[];
}
