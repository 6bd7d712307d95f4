/** What the rows of both lists have. */
interface Row {
  task_id?: string | null;
  server_id?: string | null;
  task_time?: string | null;
}

interface Page<T> {
  total?: number | null;
  tasks?: T[] | null;
}

type Read<T> = (page: { limit: number; offset: number }) => Promise<Page<T>>;

const MAX_RETURNS = 100; // ways back up a list, before it is said to move faster than it can be read
const PATIENCE = 10; // pages that bring nothing new and are no end either

/** Returns the tasks of a list, page by page as they are needed. */
export async function* list<T extends Row>(limit: number, read: Read<T>): AsyncGenerator<T, void> {
  const walk = new Walk(limit, read);
  yield* walk.readThrough();
  if (walk.misses()) yield* walk.readThrough();
  if (walk.misses()) throw walk.failure(`the list says that it holds ${walk.total} tasks`);
}

/**
 * Reads a list that may move while it is read.
 *
 * Each page overlaps the last by one task: as long as a page holds a known task, nothing has slipped between the two,
 * and one that holds none is read again further up.
 */
class Walk<T extends Row> {
  total: number | null = null; // a hint: what the last page said
  readonly #known = new Set<string>();
  #totals = new Set<number | null>(); // what the pages said
  #capped = false; // whether pages are smaller than asked for, so that a short one does not show the end
  #idle = 0; // pages in a row that brought nothing new

  constructor(
    readonly limit: number,
    readonly read: Read<T>,
  ) {}

  /** Whether fewer tasks came than a total says that never moved. */
  misses(): boolean {
    return this.#totals.size === 1 && (this.total ?? 0) > this.#known.size;
  }

  failure(why: string): Error {
    return new Error(`${why}; ${this.#known.size} tasks came`);
  }

  async *readThrough(): AsyncGenerator<T, void> {
    this.#totals.clear();
    this.#idle = 0;
    for (let offset = 0, returns = 0; ; ) {
      const page = await this.read({ limit: this.limit, offset });
      const rows = page.tasks ?? [];
      this.total = page.total ?? null;
      this.#totals.add(this.total);
      if (!page.tasks && this.total === null) throw this.failure("a response is no page of a list");
      const keys = keysOf(rows);
      const fresh = rows.filter((_, index) => !this.#known.has(keys[index]));
      if (fresh.length === rows.length && this.#known.size > 0 && offset > 0) {
        // A gap is possible.
        if (++returns > MAX_RETURNS) throw this.failure("the list moves faster than it can be read");
        offset = Math.max(0, offset - this.limit + 1);
        continue;
      }
      for (const key of keys) this.#known.add(key);
      yield* fresh;
      this.#idle = fresh.length ? 0 : this.#idle + 1;
      if (this.#isEnd(offset, rows.length)) return;
      const step = Math.max(rows.length - 1, 0);
      if (this.#idle > PATIENCE + this.#known.size / Math.max(step, 1)) {
        throw this.failure("page after page brings nothing new");
      }
      offset += step;
    }
  }

  /** Whether nothing follows a page of so many rows. */
  #isEnd(offset: number, rows: number): boolean {
    const { total, limit } = this;
    const end = offset + rows;
    const old = this.#idle > 0;
    if (total === null) return old && rows < 2;
    this.#capped ||= rows < limit && end < total;
    if (0 < rows && rows < total && total < end) return false; // it ignored the offset: what stands behind is not known
    if (rows >= limit) {
      // A full page is the end where the service gives all it has, whatever the offset.
      return old && end > total && this.#known.size >= total && (total !== rows || this.#idle > 1);
    }
    if (end > total) return old;
    return end === total && (!this.#capped || (old && rows < 2));
  }
}

/** What each row is known by on other pages. Two rows of one page are two, however alike they are. */
function keysOf(rows: Row[]): string[] {
  const alike = new Map<string, number>();
  return rows.map((row) => {
    const { task_id, server_id, task_time } = row;
    const key = JSON.stringify(task_id && server_id && task_time ? [task_id, server_id, task_time] : row);
    alike.set(key, (alike.get(key) ?? 0) + 1);
    return `${key} ${alike.get(key)}`;
  });
}
