export interface Protection {
  readonly until: Date;
}

/** Neither scaling in nor a deployment may stop it now. */
export function isProtected({ protection }: { readonly protection: Protection | undefined }, now: number): boolean {
  return protection !== undefined && now < protection.until.getTime();
}
