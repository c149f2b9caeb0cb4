/** Keeps so many values; beyond that the one not asked for for longest goes. */
export interface BoundedCache<Value> {
  get(key: string): Value | undefined;
  set(key: string, value: Value): void;
}

export function createBoundedCache<Value>(limit: number): BoundedCache<Value> {
  // A map keeps the order of insertion: what is read is inserted anew.
  const values = new Map<string, Value>();
  return {
    get(key) {
      const value = values.get(key);
      if (value !== undefined) {
        values.delete(key);
        values.set(key, value);
      }
      return value;
    },
    set(key, value) {
      values.delete(key);
      const [oldest] = values.keys();
      if (values.size >= limit && oldest !== undefined) values.delete(oldest);
      values.set(key, value);
    },
  };
}
