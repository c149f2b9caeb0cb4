/** One visitor's cookies: whatever is set is sent back, the load balancer's own as well. */
export class CookieJar {
  readonly #cookies = new Map<string, string>();

  /** Keeps what `Set-Cookie` headers set, and tells the names. */
  store(setCookie: string | readonly string[] | undefined): string[] {
    const headers = setCookie === undefined ? [] : [setCookie].flat();
    return headers.map((header) => {
      const [pair = ''] = header.split(';', 1);
      const equals = pair.indexOf('=');
      const name = pair.slice(0, equals).trim();
      this.#cookies.set(name, pair.slice(equals + 1).trim());
      return name;
    });
  }

  get(name: string): string | undefined {
    return this.#cookies.get(name);
  }

  header(): Record<string, string> {
    return this.#cookies.size === 0 ? {} : { cookie: Array.from(this.#cookies, ([name, value]) => `${name}=${value}`).join('; ') };
  }
}
