import { hashPassword } from '../accounts/password.ts';
import { FIRST_NAMES, LAST_NAMES } from './departments.ts';

export interface CustomerRow {
  readonly id: number;
  readonly email: string;
  readonly name: string;
  readonly password_salt: string;
  readonly password_hash: string;
  readonly is_staff: boolean;
}

const CUSTOMERS = 200;
/** Demonstration customers all log in with this; they share its salt and hash, for deriving 200 of them would be most of the start-up. */
const PASSWORD = 'correct-horse';
const SALT = '5f1d7a84c2e09b36';

/** `customer1@shop.example` … `customer200@shop.example`; the first works here. */
export async function seedCustomers(): Promise<CustomerRow[]> {
  const password_hash = await hashPassword(PASSWORD, SALT);
  return Array.from({ length: CUSTOMERS }, (_, index) => ({
    id: index + 1,
    email: `customer${index + 1}@shop.example`,
    name: `${FIRST_NAMES[index % FIRST_NAMES.length]} ${LAST_NAMES[index % LAST_NAMES.length]}`,
    password_salt: SALT,
    password_hash,
    is_staff: index === 0,
  }));
}
