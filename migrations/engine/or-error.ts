import { BanyanError } from '../../domain/errors.ts';

/** What comes of it, or why it failed as a value: one migration's trouble is nobody else's. @throws whatever is no {@link BanyanError} */
export async function orError<T>(promise: Promise<T>): Promise<T | BanyanError> {
  try {
    return await promise;
  } catch (error) {
    if (error instanceof BanyanError) return error;
    throw error;
  }
}
