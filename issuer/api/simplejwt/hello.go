package simplejwt

import (
	"errors"
	"net/http"
	"strings"

	"github.com/tallystick/tallystick/issuer/account"
	"github.com/tallystick/tallystick/issuer/api"
	"github.com/tallystick/tallystick/issuer/api/drf"
	"github.com/tallystick/tallystick/issuer/session"
	"github.com/tallystick/tallystick/issuer/token"
)

var holderFaults = faults{
	{account.ErrUnknown, "unknown_user", unauthorized("User not found", "user_not_found")},
	{account.ErrInactive, "inactive_user", unauthorized("User is inactive", "user_inactive")},
	{session.ErrNoUser, "no_user_claim", noIdentity},
}

// hello is the protected view of the tutorials. The issuer checks the token
// itself, so the view is protected without a proxy in front of it as well.
func (d dialect) hello() drf.View {
	return drf.View{
		Name:  "Hello",
		Admit: d.admit,
		Get: func(w http.ResponseWriter, _ *http.Request) {
			ok(drf.Object{{Name: "message", Value: "Hello, World!"}}).Send(w)
		},
	}
}

// admit lets the bearer of a good access token in, as simplejwt's
// JWTAuthentication with DRF's IsAuthenticated.
func (d dialect) admit(w http.ResponseWriter, r *http.Request) *drf.Answer {
	a := d.check(w, r)
	if a != nil && a.Status == http.StatusUnauthorized {
		challenge(w)
	}
	return a
}

func (d dialect) check(w http.ResponseWriter, r *http.Request) *drf.Answer {
	// Several headers are one list (RFC 9110 §5.2), and no list is a token.
	part := strings.Fields(strings.Join(r.Header.Values("Authorization"), ", "))
	switch {
	case len(part) == 0 || part[0] != "Bearer":
		api.Note(r.Context(), "no_credentials")
		return unauthorized("Authentication credentials were not provided.", "")
	case len(part) != 2:
		api.Note(r.Context(), "bad_authorization_header")
		return unauthorized("Authorization header must contain two space-delimited values", "bad_authorization_header")
	}
	_, err := d.sessions.Check(r.Context(), part[1])
	var fault token.Fault
	switch {
	case err == nil:
		return nil
	case errors.As(err, &fault):
		api.Note(r.Context(), "token_"+string(fault))
		return notValid(fault)
	}
	return answer(w, r, err, holderFaults)
}

// notValid is simplejwt's answer of a resource to a token; clients branch on
// its code.
func notValid(fault token.Fault) *drf.Answer {
	return &drf.Answer{Status: http.StatusUnauthorized, Body: drf.Object{
		{Name: "detail", Value: "Given token not valid for any token type"},
		{Name: "code", Value: "token_not_valid"},
		{Name: "messages", Value: []drf.Object{{
			{Name: "token_class", Value: "AccessToken"},
			{Name: "token_type", Value: "access"},
			{Name: "message", Value: detail[fault]},
		}}},
	}}
}
