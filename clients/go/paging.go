package kps

import (
	"encoding/json"
	"fmt"
	"iter"
	"strings"
)

const (
	pageSize   = 1000 // the most that the service gives at once
	maxReturns = 100  // ways back up a list, before it is said to move faster than it can be read
	patience   = 10   // pages that bring nothing new and are no end either
)

// A row is what the rows of both lists have.
type row interface {
	GetTaskId() string
	GetServerId() string
	GetTaskTime() string
}

// whole reads a list that may move while it is read. Each page overlaps the last by one task: as long as a page holds
// a known task, nothing has slipped between the two, and one that holds none is read again further up. The total is a
// hint: where it stood still and says that more tasks are there than came, the list is read once more.
func whole[T any](limit int32, as func(*T) row, page func(limit, offset int32) ([]T, *int32, error)) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		known := map[string]bool{}
		for try := 1; ; try++ {
			total, moved, err := through(limit, as, page, known, func(task T) bool { return yield(task, nil) })
			if err == nil && (total == nil || moved || int(*total) <= len(known)) {
				return
			}
			if err == nil && try > 1 {
				err = fmt.Errorf("kps: the list says that it holds %d tasks, and %d came", *total, len(known))
			}
			if err == errStopped {
				return
			}
			if err != nil {
				var none T
				yield(none, err)
				return
			}
		}
	}
}

var errStopped = fmt.Errorf("kps: stopped")

// through reads a list once, from its start to its end; it returns the last total, and whether it was ever another.
func through[T any](limit int32, as func(*T) row, page func(limit, offset int32) ([]T, *int32, error),
	known map[string]bool, emit func(T) bool) (total *int32, moved bool, err error) {
	var offset, idle, returns int32
	capped := false // pages are smaller than asked for, so a short one alone does not show the end
	for {
		rows, says, err := page(limit, offset)
		if err != nil {
			return nil, false, err
		}
		moved = moved || says == nil || (total != nil && *total != *says)
		total = says
		keys := keysOf(rows, as)
		var fresh []int
		for i, key := range keys {
			if !known[key] {
				fresh = append(fresh, i)
			}
		}
		if offset > 0 && len(known) > 0 && len(fresh) == len(rows) { // a gap is possible
			if returns++; returns > maxReturns {
				return nil, false, fmt.Errorf("kps: the list moves faster than it can be read; %d tasks came", len(known))
			}
			offset = max(0, offset-limit+1)
			continue
		}
		idle++
		for _, i := range fresh {
			idle, known[keys[i]] = 0, true
			if !emit(rows[i]) {
				return nil, false, errStopped
			}
		}
		end := offset + int32(len(rows))
		short, last := len(rows) < int(limit), idle > 0 && len(rows) < 2
		capped = capped || short && total != nil && end < *total
		switch {
		case total != nil && end < *total: // more is said to come, though pages may be smaller than asked for
		case total != nil && *total < end && int(*total) > len(rows): // the offset was ignored: what follows is not known
		case short && (last || total != nil && (end == *total && !capped || *total < end && idle > 0)):
			return total, moved, nil
		case !short && idle > 1 && total != nil && end > *total: // the service gives the same whatever the offset
			return total, moved, nil
		}
		step := int32(len(rows)) - 1
		if step < 1 && idle > patience || step > 0 && idle > int32(len(known))/step+patience {
			return nil, false, fmt.Errorf("kps: the list does not end; %d tasks came", len(known))
		}
		offset += max(step, 0)
	}
}

// keysOf returns what each row is known by on other pages. Two rows of one page are two, however alike they are.
func keysOf[T any](rows []T, as func(*T) row) []string {
	alike, keys := map[string]int{}, make([]string, len(rows))
	for i := range rows {
		task := as(&rows[i])
		parts := []string{task.GetTaskId(), task.GetServerId(), task.GetTaskTime()}
		key := strings.Join(parts, "\x00")
		if parts[0] == "" || parts[1] == "" || parts[2] == "" {
			text, _ := json.Marshal(rows[i])
			key = string(text)
		}
		alike[key]++
		keys[i] = fmt.Sprint(key, "\x00", alike[key])
	}
	return keys
}
