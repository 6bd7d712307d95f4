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

const MAX_RETURNS = 100; // ways back up a list, before it is said to move faster than it can be read
const PATIENCE = 10; // pages that bring nothing new and are no end either

/**
 * Reads a list that may move while it is read.
 *
 * Each page overlaps the last by one task: as long as a page holds a known task, nothing has slipped between the two,
 * and one that holds none is read again further up. The total is a hint: where it stood still and says that more tasks
 * are there than came, the list is read once more.
 */
export async function* whole<T extends Row>(
  limit: number,
  read: (page: { limit: number; offset: number }) => Promise<Page<T>>,
): AsyncGenerator<T, void> {
  const known = new Set<string>();
  for (let attempt = 1; ; attempt++) {
    const totals = yield* through(limit, read, known);
    const [total] = totals;
    if (totals.size > 1 || total == null || total <= known.size) return;
    if (attempt > 1) throw new Error(`the list says that it holds ${total} tasks, and ${known.size} came`);
  }
}

/** Reads a list once, from its start to its end; returns the different totals that it had. */
async function* through<T extends Row>(
  limit: number,
  read: (page: { limit: number; offset: number }) => Promise<Page<T>>,
  known: Set<string>,
): AsyncGenerator<T, Set<number | null>> {
  const totals = new Set<number | null>();
  let capped = false; // pages are smaller than asked for, so a short one alone does not show the end
  for (let offset = 0, idle = 0, returns = 0; ; ) {
    const page = await read({ limit, offset });
    const rows = page.tasks ?? [];
    const total = page.total ?? null;
    totals.add(total);
    const keys = keysOf(rows);
    const fresh = rows.filter((_, index) => !known.has(keys[index]));
    if (offset > 0 && known.size > 0 && fresh.length === rows.length) {
      // A gap is possible.
      if (++returns > MAX_RETURNS)
        throw new Error(`the list moves faster than it can be read; ${known.size} tasks came`);
      offset = Math.max(0, offset - limit + 1);
      continue;
    }
    idle = fresh.length ? 0 : idle + 1;
    for (const key of keys) known.add(key);
    yield* fresh;
    const end = offset + rows.length;
    const short = rows.length < limit;
    const more = total !== null && end < total; // pages may be smaller than asked for
    capped ||= short && more;
    const ignored = total !== null && rows.length < total && total < end; // the offset: what follows is not known
    const last = idle > 0 && rows.length < 2;
    const shown = total !== null && ((end === total && !capped) || (total < end && idle > 0));
    if (!more && !ignored && short && (last || shown)) return totals;
    if (!more && !ignored && !short && idle > 1 && total !== null && end > total) return totals; // it ignores the offset
    const step = Math.max(rows.length - 1, 0);
    if (idle > PATIENCE + (step ? known.size / step : 0)) {
      throw new Error(`the list does not end; ${known.size} tasks came`);
    }
    offset += step;
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
