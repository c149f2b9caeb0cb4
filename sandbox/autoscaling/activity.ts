/** One attempt to scale, in AWS's words. */
export interface Activity {
  readonly id: string;
  readonly resourceId: string;
  readonly description: string;
  readonly cause: string;
  readonly startedAt: number;
  endedAt: number | undefined;
  status: 'InProgress' | 'Successful' | 'Overridden' | 'Failed' | 'Unfulfilled';
  message: string;
  /** What the desired count was set to, and for what it did not change. */
  readonly wanted: number | undefined;
  readonly notScaled: NotScaled | undefined;
}

export interface NotScaled {
  readonly Code: string;
  readonly MaxCapacity?: number;
  readonly MinCapacity?: number;
  readonly CurrentCapacity?: number;
}
