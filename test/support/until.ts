/** Asks until there is an answer; throws after the deadline. */
export async function until<T>(ask: () => Promise<T | undefined> | T | undefined, deadlineMs = 10_000): Promise<T> {
  for (const end = Date.now() + deadlineMs; Date.now() < end; ) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`not true after ${deadlineMs} ms: ${ask.toString()}`);
}
