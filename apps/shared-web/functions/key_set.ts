// A project's public keys (JWKS), kept between the requests that one isolate serves.
//
// A token signed with a key that is not known yet makes the set fetched again, at once, so a rotation
// needs no waiting. Tokens with invented key ids could do that too: the budget below bounds them.
import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTVerifyGetKey } from "jose";

const FRESH_MS = 10 * 60_000;
// Keys older than FRESH_MS still serve this long while the project does not answer.
const STALE_MS = 60 * 60_000;
const FETCH_PATIENCE_MS = 5_000;
// After a failure the old keys are not renewed for so long: requests must not wait in vain one by one.
const PAUSE_MS = 15_000;
// Fetches for unknown key ids: so many at once, and one more every so often.
const UNKNOWN_BUDGET = 3;
const UNKNOWN_REFILL_MS = 30_000;

// The keys could not be had: nothing can be said about a token.
export class KeysUnavailable extends Error {}

export class KeySet {
  private keys: ReturnType<typeof createLocalJWKSet> | undefined;
  private fetchedAt = 0;
  private failedAt = -Infinity;
  private budget = UNKNOWN_BUDGET;
  private refilledAt = 0;

  constructor(
    private readonly url: URL,
    private readonly now: () => number = Date.now,
  ) {}

  // For jwtVerify. Throws KeysUnavailable, or jose's JWKSNoMatchingKey.
  readonly find: JWTVerifyGetKey = async (header, token) => {
    const before = this.fetchedAt;
    const keys = await this.current();
    try {
      return await keys(header, token);
    } catch (error) {
      const fetchedNow = this.fetchedAt !== before;
      if (!(error instanceof errors.JWKSNoMatchingKey) || fetchedNow || !this.spend()) throw error;
      const renewed = await this.fetch();
      return renewed(header, token);
    }
  };

  private async current(): Promise<ReturnType<typeof createLocalJWKSet>> {
    const age = this.now() - this.fetchedAt;
    const usable = age < STALE_MS ? this.keys : undefined;
    const paused = this.now() - this.failedAt < PAUSE_MS;
    if (usable !== undefined && (age < FRESH_MS || paused)) return usable;
    try {
      return await this.fetch();
    } catch (error) {
      if (usable !== undefined) return usable;
      throw error;
    }
  }

  private spend(): boolean {
    const refill = Math.floor((this.now() - this.refilledAt) / UNKNOWN_REFILL_MS);
    if (refill > 0) {
      this.budget = Math.min(UNKNOWN_BUDGET, this.budget + refill);
      this.refilledAt = this.now();
    }
    if (this.budget === 0) return false;
    this.budget--;
    return true;
  }

  private async fetch(): Promise<ReturnType<typeof createLocalJWKSet>> {
    try {
      const answer = await fetch(this.url, {
        headers: { Accept: "application/json" },
        redirect: "manual",
        signal: AbortSignal.timeout(FETCH_PATIENCE_MS),
      });
      if (answer.status !== 200) throw new Error(`status ${answer.status}`);
      this.keys = createLocalJWKSet(await answer.json<JSONWebKeySet>());
      this.fetchedAt = this.now();
      return this.keys;
    } catch (error) {
      this.failedAt = this.now();
      throw new KeysUnavailable(`no keys from ${this.url.host}: ${String(error)}`);
    }
  }
}

const sets = new Map<string, KeySet>();

// The set of a Supabase project; one for each project in an isolate.
export function keySetOf(supabase: URL): KeySet {
  const url = new URL("/auth/v1/.well-known/jwks.json", supabase);
  let set = sets.get(url.href);
  if (set === undefined) {
    set = new KeySet(url);
    sets.set(url.href, set);
  }
  return set;
}
