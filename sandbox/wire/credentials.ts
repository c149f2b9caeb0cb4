/** The one pair of keys that callers sign with. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** What callers sign with unless the sandbox is given others. No secret: it opens nothing but a sandbox on this machine. */
export const SANDBOX_CREDENTIALS: Credentials = { accessKeyId: 'sandbox', secretAccessKey: 'sandbox-secret' };
