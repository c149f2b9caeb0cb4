/** Something that has happened, as one program of the shop tells the others. */
export interface ShopEvent {
  /** UUID. Whoever hears of it twice knows it by this. */
  readonly id: string;
  /** The program where it happened. */
  readonly source: string;
  readonly kind: string;
  readonly body: Readonly<Record<string, unknown>>;
}

/** An event on its way, until it is removed. */
export interface Delivery {
  readonly receipt: string;
  readonly event: ShopEvent;
}

/** What carries events from one program to the others: a topic and this program's own queue, as SNS and SQS have them. */
export interface EventBus {
  /** Hands over to all who subscribed. Resolves when it is kept; may be called again with the same event. */
  publish(event: ShopEvent): Promise<void>;
  /** Up to ten of this program's events, or none after `waitMs`. One that is not removed within half a minute comes again. */
  receive(waitMs: number, stopping: AbortSignal): Promise<readonly Delivery[]>;
  remove(delivery: Delivery): Promise<void>;
  close(): Promise<void>;
}
