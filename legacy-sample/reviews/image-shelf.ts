/** The latest images that customers sent; the oldest goes when there is no room. Holds at most `capacity` of them. */
export class ImageShelf {
  readonly #images = new Map<string, Image>();
  readonly #capacity: number;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  put(id: string, image: Image): void {
    this.#images.set(id, image);
    const oldest = this.#images.keys().next().value;
    if (this.#images.size > this.#capacity && oldest !== undefined) this.#images.delete(oldest);
  }

  get(id: string): Image | undefined {
    return this.#images.get(id);
  }
}

export interface Image {
  readonly type: string;
  readonly bytes: Buffer;
}
