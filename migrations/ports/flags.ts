import type { FlagState } from '../../domain/desired-state.ts';

/** Unleash as the engine needs it. Changes only the strategy that Banyan made, known by its title; those of people stay. */
export interface Flags {
  /** The group's two flags, or `none` where they do not exist or are archived. */
  observe(group: string): Promise<FlagState | 'none'>;
  /** Creates or revives both flags and gives Banyan's strategies these percentages. What takes callers off the candidate is done first. */
  ensure(group: string, state: FlagState): Promise<void>;
  /** Archives both flags; absent is fine. */
  archive(group: string): Promise<void>;
}
