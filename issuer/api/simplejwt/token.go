package simplejwt

import (
	"errors"
	"net/http"

	"github.com/tallystick/tallystick/issuer/account"
	"github.com/tallystick/tallystick/issuer/api"
	"github.com/tallystick/tallystick/issuer/api/drf"
	"github.com/tallystick/tallystick/issuer/session"
	"github.com/tallystick/tallystick/issuer/token"
)

// Routes returns the routes of the dialect.
func Routes(s *session.Sessions) []api.Route {
	d := dialect{s}
	hello := d.hello()
	return []api.Route{
		{Path: "/api/token/", Handler: d.obtain(), Sensitive: true},
		{Path: "/api/token/refresh/", Handler: d.refresh(), Sensitive: true},
		{Path: "/hello/", Handler: hello},
		{Path: "/api/hello/", Handler: hello},
	}
}

type dialect struct{ sessions *session.Sessions }

func (d dialect) obtain() drf.View {
	return drf.View{
		Name: "Token Obtain Pair",
		Description: "Takes a set of user credentials and returns an access and refresh JSON web\n" +
			"token pair to prove the authentication of those credentials.",
		Actions: post(input("username", "Username"), input("password", "Password")),
		Post: func(w http.ResponseWriter, r *http.Request) {
			in, refusal := fields(r, "username", "password")
			if refusal != nil {
				refusal.Send(w)
				return
			}
			pair, err := d.sessions.Login(r.Context(), in[0], in[1])
			if err != nil {
				refuse(w, r, err, obtainFaults)
				return
			}
			ok(drf.Object{{Name: "refresh", Value: pair.Refresh}, {Name: "access", Value: pair.Access}}).Send(w)
		},
	}
}

func (d dialect) refresh() drf.View {
	return drf.View{
		Name: "Token Refresh",
		Description: "Takes a refresh type JSON web token and returns an access type JSON web\n" +
			"token if the refresh token is valid.",
		Actions: post(input("refresh", "Refresh"), output("access", "Access")),
		Post: func(w http.ResponseWriter, r *http.Request) {
			in, refusal := fields(r, "refresh")
			if refusal != nil {
				refusal.Send(w)
				return
			}
			access, err := d.sessions.Refresh(r.Context(), in[0])
			if err != nil {
				refuse(w, r, err, refreshFaults)
				return
			}
			ok(drf.Object{{Name: "access", Value: access}}).Send(w)
		},
	}
}

// fields reads the named fields of the body.
func fields(r *http.Request, names ...string) ([]string, *drf.Answer) {
	v, refusal := drf.Data(r)
	if refusal != nil {
		api.Note(r.Context(), "bad_body")
		return nil, refusal
	}
	in, refusal := drf.Strings(v, names...)
	if refusal != nil {
		api.Note(r.Context(), "bad_fields")
	}
	return in, refusal
}

func ok(body drf.Object) *drf.Answer { return &drf.Answer{Status: http.StatusOK, Body: body} }

// The texts of simplejwt.
var (
	detail = map[token.Fault]string{
		token.Invalid:   "Token is invalid",
		token.Expired:   "Token is expired",
		token.NoExpiry:  "Token has no 'exp' claim",
		token.NoID:      "Token has no id",
		token.NoType:    "Token has no type",
		token.WrongType: "Token has wrong type",
	}
	noAccount  = unauthorized("No active account found with the given credentials", "")
	noHolder   = unauthorized("No active account found for the given token.", "")
	noIdentity = unauthorized("Token contained no recognizable user identification", "token_not_valid")
)

// unauthorized is a 401; an empty code is left out.
func unauthorized(text, code string) *drf.Answer {
	body := drf.Object{{Name: "detail", Value: text}}
	if code != "" {
		body = append(body, drf.Member{Name: "code", Value: code})
	}
	return &drf.Answer{Status: http.StatusUnauthorized, Body: body}
}

// faults tells what a view answers to each error, and what the log says.
type faults []struct {
	err    error
	reason string
	answer *drf.Answer
}

var obtainFaults = faults{
	{account.ErrRefused, "refused", noAccount},
}

var refreshFaults = faults{
	{account.ErrUnknown, "unknown_user", noHolder},
	{account.ErrInactive, "inactive_user", noHolder},
	{session.ErrNoUser, "no_user_claim", noIdentity},
}

// refuse answers an error of package session.
func refuse(w http.ResponseWriter, r *http.Request, err error, known faults) {
	a := answer(w, r, err, known)
	if a.Status == http.StatusUnauthorized {
		challenge(w)
	}
	a.Send(w)
}

// challenge asks for a token (RFC 6750 §3). The name is written as the RFC
// does, not as Go would, for those who read answers by eye.
func challenge(w http.ResponseWriter) {
	w.Header()["WWW-Authenticate"] = []string{`Bearer realm="api"`}
}

func answer(w http.ResponseWriter, r *http.Request, err error, known faults) *drf.Answer {
	var (
		fault   token.Fault
		refusal account.Refusal
	)
	if errors.As(err, &fault) {
		api.Note(r.Context(), "token_"+string(fault))
		return unauthorized(detail[fault], "token_not_valid")
	}
	for _, k := range known {
		if !errors.Is(err, k.err) {
			continue
		}
		reason := k.reason
		if errors.As(err, &refusal) {
			reason = refusal.Cause
		}
		api.Note(r.Context(), reason)
		return k.answer
	}
	return api.Failed(w, r, err)
}

// post, input and output describe a view to OPTIONS.
func post(of ...drf.Member) drf.Object {
	return drf.Object{{Name: "POST", Value: drf.Object(of)}}
}

func input(name, label string) drf.Member  { return described(name, label, true) }
func output(name, label string) drf.Member { return described(name, label, false) }

func described(name, label string, in bool) drf.Member {
	return drf.Member{Name: name, Value: drf.Object{
		{Name: "type", Value: "string"}, {Name: "required", Value: in},
		{Name: "read_only", Value: !in}, {Name: "label", Value: label},
	}}
}
