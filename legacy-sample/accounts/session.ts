export interface Customer {
  readonly id: number;
  readonly email: string;
  readonly name: string;
}

/** A visitor's session; with a customer once they have logged in. */
export interface Session {
  readonly id: string;
  readonly customer: Customer | null;
}
