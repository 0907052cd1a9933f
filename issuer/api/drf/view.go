package drf

import (
	"fmt"
	"net/http"
	"strings"
)

// View is a route with one handler per method. It answers OPTIONS, HEAD for
// GET, and every other method with 405, as DRF does.
type View struct {
	// Name, Description and Actions are told in the answer to OPTIONS.
	Name, Description string
	Actions           Object
	// Get and Post handle their methods; nil when there is none.
	Get, Post http.HandlerFunc
	// Admit runs before the method is looked at; its answer, if any, is sent.
	Admit func(w http.ResponseWriter, r *http.Request) *Answer
}

func (v View) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Allow", v.allow())
	if v.Admit != nil {
		if refusal := v.Admit(w, r); refusal != nil {
			refusal.Send(w)
			return
		}
	}
	switch {
	case r.Method == http.MethodOptions:
		v.describe().Send(w)
	case v.Get != nil && (r.Method == http.MethodGet || r.Method == http.MethodHead):
		v.Get(w, r)
	case v.Post != nil && r.Method == http.MethodPost:
		v.Post(w, r)
	default:
		Detail(http.StatusMethodNotAllowed, fmt.Sprintf(`Method "%s" not allowed.`, r.Method)).Send(w)
	}
}

func (v View) allow() string {
	var methods []string
	if v.Get != nil {
		methods = append(methods, "GET")
	}
	if v.Post != nil {
		methods = append(methods, "POST")
	}
	if v.Get != nil {
		methods = append(methods, "HEAD")
	}
	return strings.Join(append(methods, "OPTIONS"), ", ")
}

func (v View) describe() *Answer {
	var parses []string
	for _, p := range parsers {
		parses = append(parses, p.media)
	}
	body := Object{
		{"name", v.Name},
		{"description", v.Description},
		{"renders", []string{"application/json"}},
		{"parses", parses},
	}
	if v.Actions != nil {
		body = append(body, Member{"actions", v.Actions})
	}
	return &Answer{http.StatusOK, body}
}
