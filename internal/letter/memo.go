package letter

import "sync"

// memo remembers what many mails say alike, so that it is worked out once. Who
// asks sees to it that nothing about a person is kept.
type memo[K comparable, V any] struct {
	mu    sync.RWMutex
	known map[K]V
}

// memoSize is where a memo forgets everything: what is said often is back with
// the next mails.
const memoSize = 500

func (m *memo[K, V]) get(key K, work func() V) V {
	m.mu.RLock()
	v, ok := m.known[key]
	m.mu.RUnlock()
	if ok {
		return v
	}
	v = work()
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.known == nil || len(m.known) >= memoSize {
		m.known = map[K]V{}
	}
	m.known[key] = v
	return v
}
