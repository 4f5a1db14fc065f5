// Added by Vireo's lab: passwords that count, calls that are counted, and the newer way to say the same (/api). See ../README.md.

package simulator

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"

	"github.com/vmware/govmomi/simulator"
)

const labRest = "/rest/com/vmware/"

// labWrap stands before the simulator of tags.
func labWrap(s *handler) http.Handler {
	simulator.LabOnExpire(func() {
		s.Lock()
		defer s.Unlock()
		for id := range s.Session {
			delete(s.Session, id)
		}
	})
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !labMay(s, w, r, "rest", strings.TrimPrefix(r.URL.Path, labRest), s.action(r)) {
			return
		}
		s.ServeHTTP(w, r)
	})
}

// labMay counts a call, and fails it when it shall fail or when it logs in with a wrong password.
func labMay(s *handler, w http.ResponseWriter, r *http.Request, flavour, path, action string) bool {
	words := strings.SplitN(path, "/", 4)
	name := strings.Join(words[:len(words)-labIDs(words)], "/")
	if action != "" {
		name += "?" + action
	}
	if status := simulator.LabVapi(flavour, r.Method+" "+name); status != 0 {
		w.WriteHeader(status)
		return false
	}
	if r.Method == http.MethodPost && path == "cis/session" && s.URL.User != nil {
		want, _ := s.URL.User.Password()
		user, password, ok := r.BasicAuth()
		if !ok || user != s.URL.User.Username() || password != want {
			w.WriteHeader(http.StatusUnauthorized)
			return false
		}
	}
	return true
}

func labIDs(words []string) int {
	if len(words) == 4 {
		return 1
	}
	return 0
}

// labAPI says what /rest says in the words of /api: bare values, other status, other errors.
func labAPI(s *handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		path := strings.TrimPrefix(r.URL.Path, "/api/")
		if path == "session" {
			path = "cis/session"
		}
		if !labMay(s, w, r, "api", path, r.URL.Query().Get("action")) {
			return
		}
		words := strings.SplitN(path, "/", 4)
		if len(words) == 4 {
			words[3] = "id:" + words[3]
		}
		body := new(bytes.Buffer)
		_, _ = body.ReadFrom(r.Body)
		if r.Method == http.MethodPost && r.URL.RawQuery == "" && path != "cis/session" {
			wrapped, _ := json.Marshal(map[string]json.RawMessage{"create_spec": body.Bytes()})
			body = bytes.NewBuffer(wrapped)
		}
		inner := httptest.NewRequest(r.Method, labRest+strings.Join(words, "/"), body)
		inner.Header = r.Header.Clone()
		if action := r.URL.Query().Get("action"); action != "" {
			inner.URL.RawQuery = "~action=" + action
		}
		told := httptest.NewRecorder()
		s.ServeHTTP(told, inner)
		w.Header().Set("Content-Type", "application/json")
		if told.Code >= 400 {
			w.WriteHeader(told.Code)
			kind := map[int]string{400: "INVALID_ARGUMENT", 401: "UNAUTHENTICATED", 404: "NOT_FOUND"}[told.Code]
			_ = json.NewEncoder(w).Encode(map[string]interface{}{"error_type": kind, "messages": []map[string]string{{"default_message": "The lab refused it: " + kind}}})
			return
		}
		var answer struct {
			Value json.RawMessage `json:"value"`
		}
		if told.Body.Len() > 0 {
			_ = json.Unmarshal(told.Body.Bytes(), &answer)
		}
		switch {
		case answer.Value == nil:
			w.WriteHeader(http.StatusNoContent)
		case string(answer.Value) == "null":
			_, _ = w.Write([]byte("[]"))
		default:
			if r.Method == http.MethodPost && r.URL.RawQuery == "" {
				w.WriteHeader(http.StatusCreated)
			}
			_, _ = w.Write(answer.Value)
		}
	})
}
