package store

import (
	"encoding/json"
	"time"
)

// A Failure is the last thing known of a declaration whose run failed. It is
// there to be read by people: nothing is ever computed from it, and the run is
// tried again whenever it is asked for.
type Failure struct {
	Declared Digest    `json:"declared"`
	Name     string    `json:"name"`
	Error    string    `json:"error,omitempty"` // "" once a later run succeeded
	Log      string    `json:"log,omitempty"`   // path of a file with more, if one could be written
	Host     string    `json:"host"`
	Time     time.Time `json:"time"`
}

// Fail remembers a failure, or with an empty Error that it is past.
func (s *Store) Fail(f Failure) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	old, ok := s.failures[f.Declared]
	if f.Error == "" && (!ok || old.Error == "") {
		return nil
	}
	if ok && !f.Time.After(old.Time) { // the clock was set back
		f.Time = old.Time.Add(1)
	}
	payload, err := json.Marshal(f)
	if err != nil {
		return err
	}
	return s.appendIndex(kindFailure, f.Declared, payload)
}

// Failures are the declarations whose last run failed.
func (s *Store) Failures() map[Digest]Failure {
	s.mu.Lock()
	defer s.mu.Unlock()
	found := map[Digest]Failure{}
	for d, f := range s.failures {
		if f.Error != "" {
			found[d] = f
		}
	}
	return found
}

// rememberFailure takes a record in; of two, the later counts.
func (s *Store) rememberFailure(d Digest, payload []byte) {
	var f Failure
	if json.Unmarshal(payload, &f) != nil || f.Declared != d || f.Time.After(lastTime()) {
		return
	}
	if old, ok := s.failures[d]; !ok || !f.Time.Before(old.Time) {
		s.failures[d] = f
	}
}
