package kps

import (
	"encoding/json"
	"errors"
	"fmt"
	"iter"
)

const (
	maxReturns = 100 // ways back up a list, before it is said to move faster than it can be read
	patience   = 10  // pages that bring nothing new and are no end either
)

var errStopped = errors.New("the caller wants no more")

// A row is a task of a list, by the getters that both lists have.
type row[T any] interface {
	*T
	GetTaskId() string
	GetServerId() string
	GetTaskTime() string
}

// A walk reads a list that may move while it is read. Each page overlaps the last by one task: as long as a page holds
// a known task, nothing has slipped between the two, and one that holds none is read again further up.
type walk[T any, R row[T]] struct {
	limit int32
	page  func(limit, offset int32) ([]T, *int32, error)
	yield func(T, error) bool

	known  map[string]bool
	total  *int32 // a hint: what the last page said
	moved  bool   // whether a page said another total, or none
	capped bool   // whether pages are smaller than asked for, so that a short one does not show the end
	idle   int    // pages in a row that brought nothing new
}

// list returns the tasks of a list, page by page as they are needed.
func list[T any, R row[T]](limit int32, page func(limit, offset int32) ([]T, *int32, error)) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		w := walk[T, R]{limit: limit, page: page, yield: yield, known: map[string]bool{}}
		err := w.readThrough()
		if err == nil && w.misses() {
			err = w.readThrough()
		}
		if err == nil && w.misses() {
			err = w.fail(fmt.Sprintf("the list says that it holds %d tasks", *w.total))
		}
		if err != nil && err != errStopped {
			var none T
			yield(none, err)
		}
	}
}

// misses says whether fewer tasks came than a total says that never moved.
func (w *walk[T, R]) misses() bool { return !w.moved && int(*w.total) > len(w.known) }

func (w *walk[T, R]) fail(why string) error {
	return fmt.Errorf("kps: %s; %d tasks came", why, len(w.known))
}

func (w *walk[T, R]) readThrough() error {
	var offset int32
	w.total, w.moved, w.idle = nil, false, 0
	for returns := 0; ; {
		rows, total, err := w.page(w.limit, offset)
		if err != nil {
			return err
		}
		if rows == nil && total == nil {
			return w.fail("a response is no page of a list")
		}
		w.moved = w.moved || total == nil || w.total != nil && *w.total != *total
		w.total = total
		keys, fresh, before := keysOf[T, R](rows), 0, len(w.known)
		for _, key := range keys {
			if !w.known[key] {
				fresh++
			}
		}
		if fresh == len(rows) && before > 0 && offset > 0 { // a gap is possible
			if returns++; returns > maxReturns {
				return w.fail("the list moves faster than it can be read")
			}
			offset = max(0, offset-w.limit+1)
			continue
		}
		for i, key := range keys {
			if !w.known[key] {
				w.known[key] = true
				if !w.yield(rows[i], nil) {
					return errStopped
				}
			}
		}
		if w.idle++; fresh > 0 {
			w.idle = 0
		}
		if w.isEnd(offset, int32(len(rows))) {
			return nil
		}
		step := max(int32(len(rows))-1, 0)
		if w.idle > patience+before/max(int(step), 1) {
			return w.fail("page after page brings nothing new")
		}
		offset += step
	}
}

// isEnd says whether nothing follows a page of so many rows.
func (w *walk[T, R]) isEnd(offset, rows int32) bool {
	end, old := offset+rows, w.idle > 0
	if w.total == nil {
		return old && rows < 2
	}
	total := *w.total
	w.capped = w.capped || rows < w.limit && end < total
	switch {
	case 0 < rows && rows < total && total < end: // the offset was ignored: what stands behind is not known
		return false
	case rows >= w.limit: // a full page is the end where the service gives all it has, whatever the offset
		return old && end > total && len(w.known) >= int(total) && (total != rows || w.idle > 1)
	case end > total:
		return old
	default:
		return end == total && (!w.capped || old && rows < 2)
	}
}

// keysOf returns what each row is known by on other pages. Two rows of one page are two, however alike they are.
func keysOf[T any, R row[T]](rows []T) []string {
	alike, keys := map[string]int{}, make([]string, len(rows))
	for i := range rows {
		task := R(&rows[i])
		parts := []any{task.GetTaskId(), task.GetServerId(), task.GetTaskTime()}
		if parts[0] == "" || parts[1] == "" || parts[2] == "" {
			parts = []any{rows[i]}
		}
		key, _ := json.Marshal(parts)
		alike[string(key)]++
		keys[i] = fmt.Sprint(string(key), alike[string(key)])
	}
	return keys
}
